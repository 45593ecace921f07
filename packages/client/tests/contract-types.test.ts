/** What is printed is what the router infers. `tsc` checks this file; the runner only sees that it loads. */
import type { AppRouter } from "@daybook/api/router";
import { expectTypeOf, test } from "vitest";
import type { CallOptions, Stream, StreamOptions, WriteOptions } from "../src/api-types.ts";
import type {
  CommonReason,
  DaybookApi,
  ErrorDetails,
  ErrorOf,
  ProcedureReasons,
  ReasonOf,
  ServerReason,
} from "../src/contract.ts";
import {
  type AnyDaybookError,
  type ClientReason,
  type FieldError,
  isDaybookError,
  type ServerErrorData,
} from "../src/errors.ts";

interface ProcedureOf<Kind, Input, Output> {
  readonly _def: { readonly type: Kind; readonly $types: { input: Input; output: Output } };
}

/** The router as plain functions. */
type CallsOf<Node> = {
  [Name in keyof Node]: Node[Name] extends ProcedureOf<infer Kind, infer Input, infer Output>
    ? FunctionOf<Kind, Input, Output>
    : CallsOf<Node[Name]>;
};

type FunctionOf<Kind, Input, Output> = Kind extends "subscription"
  ? (input?: Omit<NonNullable<Input>, "lastEventId">, options?: StreamOptions) => MessagesOf<Output>
  : Kind extends "mutation"
    ? Call<Told<Input>, Output, WriteOptions>
    : Call<Told<Input>, Output, CallOptions>;

/** The server sends each message with an id. */
type MessagesOf<Output> =
  Output extends AsyncIterable<{ data: infer Message }> ? Stream<Message> : never;

/** A procedure that takes nothing takes an empty object. */
type Told<Input> = void extends Input ? Record<string, never> : Input;

/** An input without required members may be left out. */
type Call<Input, Output, Options> =
  AcceptsNothing<Input> extends true
    ? (input?: Input, options?: Options) => Promise<Output>
    : (input: Input, options?: Options) => Promise<Output>;

type AcceptsNothing<Input> = undefined extends Input ? true : {} extends Input ? true : false;

type Inferred = CallsOf<AppRouter["_def"]["record"]>;

/** The dotted name of every function. */
type NamesIn<Node, Prefix extends string = ""> = {
  [Name in keyof Node & string]: Node[Name] extends (...args: never[]) => unknown
    ? `${Prefix}${Name}`
    : NamesIn<Node[Name], `${Prefix}${Name}.`>;
}[keyof Node & string];

type At<Node, Name extends string> = Name extends `${infer Group}.${infer Rest}`
  ? At<Group extends keyof Node ? Node[Group] : never, Rest>
  : Name extends keyof Node
    ? Node[Name]
    : never;

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The compiler names those that should not be there. */
type None<Names extends never> = Names;

/** The procedures whose printed type is another one. */
type Different = {
  [Name in NamesIn<Inferred>]: Same<At<Inferred, Name>, At<DaybookApi, Name>> extends true
    ? never
    : Name;
}[NamesIn<Inferred>];

test("the printed procedures are the router's, with equal inputs and answers", () => {
  expectTypeOf<None<Different>>().toBeNever();
  expectTypeOf<NamesIn<DaybookApi>>().toEqualTypeOf<NamesIn<Inferred>>();
  expectTypeOf<DaybookApi>().toEqualTypeOf<Inferred>();
});

test("[C1] the printed reasons and the shape of refusals are the server's", () => {
  type Wire = AppRouter["_def"]["_config"]["$types"]["errorShape"]["data"];
  expectTypeOf<ServerReason>().toEqualTypeOf<Wire["reason"]>();
  expectTypeOf<keyof ErrorDetails>().toExtend<ServerReason>();
  expectTypeOf<keyof ServerErrorData>().toEqualTypeOf<keyof Wire>();
  expectTypeOf<Wire["fieldErrors"]>().toExtend<readonly FieldError[]>();
  expectTypeOf<Wire["requestId"]>().toEqualTypeOf<ServerErrorData["requestId"]>();
});

test("[C1] every procedure has its reasons, which are the server's", () => {
  expectTypeOf<keyof ProcedureReasons>().toEqualTypeOf<NamesIn<Inferred>>();
  expectTypeOf<ProcedureReasons[keyof ProcedureReasons]>().toExtend<ServerReason>();
  expectTypeOf<CommonReason>().toExtend<ServerReason>();
  expectTypeOf<ErrorOf<keyof ProcedureReasons>>().toExtend<AnyDaybookError>();
});

/** Compiles only as long as no case is missing. */
function signInAdvice(error: unknown): string {
  if (!isDaybookError<ErrorOf<"auth.login">>(error)) throw error;
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the type of the rest is what is held here
  switch (error.reason) {
    case "INVALID_CREDENTIALS":
      return "try another password";
    case "ACCOUNT_DISABLED":
      return "ask an administrator";
    case "RATE_LIMITED":
      return `wait ${error.details.retryAfterSeconds} seconds`;
    default: {
      const reason: CommonReason | ClientReason = error.reason;
      return reason;
    }
  }
}

test("[C1] a switch over the reasons of one procedure can be complete, and narrows the details", () => {
  expectTypeOf(signInAdvice).returns.toEqualTypeOf<string>();
  expectTypeOf<ReasonOf<"events.update">>().not.toExtend<"USERNAME_TAKEN">();
  expectTypeOf<"VERSION_CONFLICT" | "START_NOT_IN_RULE" | "BUSY" | "NETWORK">().toExtend<
    ReasonOf<"events.update">
  >();
  expectTypeOf<"USERNAME_TAKEN">().not.toExtend<ReasonOf<"events.update">>();
});
