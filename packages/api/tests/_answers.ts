import type { ErrorReason } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { TRPCError } from "@trpc/server";
import { afterEach, expect } from "vitest";
import { z } from "zod";
import { ERROR_DETAILS } from "../src/reference/error-details.ts";
import { reasonsOf } from "../src/reference/procedure-reasons.ts";
import { PROCEDURE_NAMES } from "../src/reference/procedures.ts";
import { appRouter } from "../src/router.ts";
import { describeError, toTrpcError } from "../src/rpc/errors.ts";

const unlisted: string[] = [];

afterEach(() => {
  const found = unlisted.splice(0);
  if (found.length > 0) throw new Error(`Nobody is told of these refusals: ${found.join(", ")}`);
});

/**
 * Holds every answer of a caller against the output schema of its procedure, strictly: what a
 * mapper lets through that the schema does not know fails the test (rule C5). So does a refusal for
 * a reason that its procedure is not said to have (rule C1).
 */
export function checkingAnswers<Caller extends object>(caller: Caller, path = ""): Caller {
  return new Proxy(caller, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof name !== "string" || typeof member !== "function") {
        return member;
      }
      return checkingAnswers(member, path === "" ? name : `${path}.${name}`);
    },
    async apply(target, self, args) {
      const call = Reflect.apply(target as () => Promise<unknown>, self, args);
      const answer: unknown = await call.catch((error: unknown) => {
        noteReason(path, error);
        checkRefusal(path, error);
        throw error;
      });
      const schema = schemaOf(path);
      if (isStream(answer)) return checkingMessages(path, schema, answer);
      checkAnswer(path, schema, answer);
      return answer;
    },
  });
}

/** Looked at after the test, whatever the test makes of the refusal. */
function noteReason(path: string, error: unknown): void {
  const name = PROCEDURE_NAMES.find((one) => one === path);
  const failure = new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: error });
  const { reason } = describeError(toTrpcError(error instanceof TRPCError ? error : failure));
  if (name !== undefined && !reasonsOf(name).has(reason)) unlisted.push(`${path}: ${reason}`);
}

/** The details of a refusal are those that clients are told of (rule C1). */
function checkRefusal(path: string, error: unknown): void {
  if (!(error instanceof TRPCError)) return;
  const { reason, details } = describeError(error);
  if (!hasDetails(reason)) return;
  const wire: unknown = JSON.parse(JSON.stringify(details));
  const { data, error: misfit } = ERROR_DETAILS[reason].safeParse(wire);
  expect(misfit?.message, `details of ${reason} from ${path}`).toBeUndefined();
  expect(data, `details of ${reason} from ${path}`).toEqual(wire);
  // The limit is one that is published (rule C3).
  if ("limitName" in details) {
    expect(LIMITS, `details of ${reason} from ${path}`).toHaveProperty(
      String(details["limitName"]),
    );
  }
}

function hasDetails(reason: ErrorReason): reason is keyof typeof ERROR_DETAILS {
  return Object.hasOwn(ERROR_DETAILS, reason);
}

/** Procedures are functions that carry their definition. */
const procedureDefinition = z.custom<{ _def: { output?: unknown } }>(
  (value) => typeof value === "function" && "_def" in value,
);

/** A procedure's answer has all that its schema names, and nothing else. */
function checkAnswer(path: string, schema: z.ZodType, answer: unknown): void {
  const wire: unknown = answer === undefined ? null : JSON.parse(JSON.stringify(answer));
  expect(schema.parse(wire), `answer of ${path}`).toEqual(wire);
}

function isStream(answer: unknown): answer is AsyncGenerator<[string, unknown]> {
  return typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;
}

async function* checkingMessages(
  path: string,
  schema: z.ZodType,
  messages: AsyncGenerator<[string, unknown]>,
): AsyncGenerator<unknown> {
  try {
    for await (const tracked of messages) {
      checkAnswer(path, schema, tracked[1]);
      yield tracked;
    }
  } catch (error) {
    noteReason(path, error);
    throw error;
  }
}

function schemaOf(path: string): z.ZodType {
  const procedure: unknown = Reflect.get(appRouter._def.procedures, path);
  const parser = procedureDefinition.parse(procedure)._def.output;
  if (parser instanceof z.ZodType) {
    return parser;
  }
  if (typeof parser === "object" && parser !== null) {
    const schema: unknown = Reflect.get(parser, "schema") ?? Reflect.get(parser, "message");
    if (schema instanceof z.ZodType) {
      return schema;
    }
  }
  throw new Error("the procedure has no output schema");
}
