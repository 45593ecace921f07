/** Prints what the client's types are: every procedure of the router with its shapes, and nothing to import. */
import { ERROR_CATALOGUE, type ErrorReason } from "@daybook/domain/errors";
import { json, metadataView } from "@daybook/api/events/event-content.schema";
import { ERROR_DETAILS, NAMED_DETAILS } from "@daybook/api/reference/error-details";
import { NAMED_INPUTS, NAMED_PARTS, NAMED_VIEWS } from "@daybook/api/reference/named-schemas";
import {
  COMMON_REASONS,
  ownReasonsOf,
  REASON_GROUPS,
} from "@daybook/api/reference/procedure-reasons";
import { PROCEDURE_TEXTS } from "@daybook/api/reference/procedure-texts";
import {
  factsOf,
  PROCEDURE_NAMES,
  type ProcedureFacts,
  type ProcedureName,
} from "@daybook/api/reference/procedures";
import { errorReason } from "@daybook/api/rpc/wire.schema";
import { fieldValue } from "@daybook/api/versions/versions.schema";
import { z } from "zod";
import { createTypePrinter, docOf, indented, type Side, type TypePrinter } from "./type-printer.ts";

const HEADER = `/**
 * Every procedure of the server and the shapes of what it takes and answers. Printed from the
 * router by \`npm run client:print\`: do not edit it.
 */
import type { CallOptions, Stream, StreamOptions, WriteOptions } from "./api-types.ts";
import type { ClientReason, DaybookError } from "./errors.ts";
`;

const COMMON = `/** Any JSON. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A part of a list: what it holds, and where the next part begins; null at the end. */
export interface Page<Item> {
  /** In the order of the list. */
  items: Item[];
  /** Where the next page begins; null at the end. */
  nextCursor: string | null;
}

/** A question. */
export type Query<Input, Output> = (input: Input, options?: CallOptions) => Promise<Output>;

/** A question that need not be told anything. */
export type OptionalQuery<Input, Output> = (
  input?: Input,
  options?: CallOptions,
) => Promise<Output>;

/** A write. */
export type Mutation<Input, Output> = (input: Input, options?: WriteOptions) => Promise<Output>;

/** A write that need not be told anything. */
export type OptionalMutation<Input, Output> = (
  input?: Input,
  options?: WriteOptions,
) => Promise<Output>;
`;

/** The text of `src/contract.ts`, but for the formatter. */
export function contractText(): string {
  const named: [string, z.ZodType][] = [
    NAMED_PARTS,
    NAMED_VIEWS,
    NAMED_INPUTS,
    NAMED_DETAILS,
  ].flatMap((schemas) => Object.entries<z.ZodType>(schemas));
  const printer = createTypePrinter({
    names: new Map(named.map(([name, schema]) => [schema, name])),
    parts: new Set(Object.values(NAMED_PARTS)),
    known: new Map<z.core.$ZodType, string>([
      [json, "JsonValue"],
      [fieldValue, "JsonValue"],
      [metadataView, "Record<string, JsonValue>"],
      [errorReason, serverReasons()],
    ]),
  });
  const api = declareApi(printer);
  const errors = declareErrors(printer);
  return [HEADER, COMMON, ...printer.declarations(), ...api, ...declareReasons(), ...errors].join(
    "\n",
  );
}

/** Procedures as the wire names them: `auth.sessions.list` lies in a group of a group. */
interface Group {
  readonly members: Map<string, ProcedureName | Group>;
}

function declareApi(printer: TypePrinter): string[] {
  const root: Group = { members: new Map() };
  for (const name of PROCEDURE_NAMES) {
    const path = name.split(".");
    let group = root;
    for (const step of path.slice(0, -1)) {
      const found = group.members.get(step);
      const next = typeof found === "object" ? found : { members: new Map() };
      group.members.set(step, next);
      group = next;
    }
    group.members.set(path.at(-1) ?? name, name);
  }
  const texts: string[] = [];
  const shapes = createShapes(printer, texts);
  const text = groupText(root, shapes);
  return [
    ...texts,
    `/** Every procedure of the server, by its name. */\nexport interface DaybookApi ${text}\n`,
  ];
}

function groupText({ members }: Group, shapes: Shapes): string {
  const texts = [...members].map(([name, member]) => {
    if (typeof member === "object") {
      return `${name}: ${groupText(member, shapes)};`;
    }
    const doc = docOf(PROCEDURE_TEXTS[member].description, thrownBy(member));
    return `${doc}${name}: ${functionText(factsOf(member), shapes(member))};`;
  });
  return `{\n${texts.map(indented).join("\n")}\n}`;
}

interface Shape {
  readonly input: string;
  readonly mayBeAbsent: boolean;
  readonly output: string;
}

/** Short shapes that were published under a name: it stays, as programs may have imported it. */
const PUBLISHED_NAMES: ReadonlySet<string> = new Set([
  "AuthLoginInput",
  "AuthTokensCreateInput",
  "CalendarsDeleteOutput",
  "FeedsCreateInput",
  "SharingListOutput",
  "SyncChangesOutput",
  "VersionsBlameOutput",
]);

type Shapes = (procedure: ProcedureName) => Shape;

/** What a procedure takes and answers; what is more than a line gets a name after the procedure. */
function createShapes(printer: TypePrinter, declared: string[]): Shapes {
  function shape(procedure: ProcedureName, schema: z.core.$ZodType, side: Side): string {
    const text = printer.typeOf(schema, side);
    const name = `${pascalCase(procedure)}${side === "input" ? "Input" : "Output"}`;
    if (printer.isShort(schema, side) && !PUBLISHED_NAMES.has(name)) {
      return text;
    }
    declared.push(printer.declare(name, schema, side));
    return text.endsWith(" | undefined") ? `${name} | undefined` : name;
  }
  return (procedure) => {
    const { type, input: taken, output } = factsOf(procedure);
    const input = type === "subscription" ? withoutPlace(taken) : taken;
    const text = shape(procedure, input, "input");
    return {
      input: text.replace(/ \| undefined$/, ""),
      mayBeAbsent: text.endsWith(" | undefined") || isEmptyAllowed(input),
      output: shape(procedure, output, "output"),
    };
  };
}

/** Where a stream goes on after a lost connection is the client's own affair. */
function withoutPlace(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault) {
    return withoutPlace(schema.def.innerType);
  }
  if (!(schema instanceof z.ZodObject)) throw new Error("A stream takes an object.");
  const { lastEventId: _place, ...shape } = schema.shape;
  return z.strictObject(shape);
}

function functionText({ type }: ProcedureFacts, { input, mayBeAbsent, output }: Shape): string {
  if (type === "subscription") {
    return `(input${mayBeAbsent ? "?" : ""}: ${input}, options?: StreamOptions) => Stream<${output}>`;
  }
  const kind = type === "mutation" ? "Mutation" : "Query";
  return `${mayBeAbsent ? "Optional" : ""}${kind}<${input}, ${output}>`;
}

/** Whether an input has no member that is required. */
function isEmptyAllowed(schema: z.core.$ZodType): boolean {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return (
    def.type === "object" &&
    Object.values(def.shape).every((member) => member._zod.optin !== undefined)
  );
}

function pascalCase(procedure: ProcedureName): string {
  return procedure.replaceAll(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** What each group of reasons is about. */
const GROUP_WORDS: Readonly<Record<keyof typeof REASON_GROUPS, string>> = {
  ContentReason: "What is wrong with the content of an event.",
  RightsReason: "It is not there or hidden, or the caller may not do this (S3).",
  WindowReason: "What is wrong with a window.",
  StaleReason: "What is wrong with the version that a call was made from (V3).",
  SplitReason: "What a split stands in the way of (X4).",
};

/** Reasons as a type, where groups of them go by their names. */
function reasonsType(reasons: readonly ErrorReason[]): string {
  let rest = [...reasons];
  const groups: string[] = [];
  for (const [name, members] of Object.entries(REASON_GROUPS)) {
    if (!members.every((reason) => rest.includes(reason))) continue;
    groups.push(name);
    rest = rest.filter((reason) => !members.some((member) => member === reason));
  }
  return [...groups, ...rest.map((reason) => JSON.stringify(reason))].join(" | ") || "never";
}

/** For people, each by itself but for those of an event's content. */
function thrownBy(procedure: ProcedureName): string {
  const own = ownReasonsOf(procedure);
  const content: readonly ErrorReason[] = REASON_GROUPS.ContentReason;
  const names = content.every((reason) => own.includes(reason))
    ? [...own.filter((reason) => !content.includes(reason)), "ContentReason"]
    : own;
  return names.length === 0 ? "" : `@throws ${names.join(", ")}`;
}

/** Which reasons each procedure has, so that a program can be held to all of them. */
function declareReasons(): string[] {
  const groups = Object.entries(REASON_GROUPS).map(([name, reasons]) => {
    const words = GROUP_WORDS[name as keyof typeof REASON_GROUPS];
    return `${docOf(words)}export type ${name} = ${literals(reasons)};\n`;
  });
  const entries = PROCEDURE_NAMES.map((name) =>
    indented(`"${name}": ${reasonsType(ownReasonsOf(name))};`),
  );
  return [
    `/** What any call may be refused or fail with: the request, the credential, or a fault. */\nexport type CommonReason = ${literals(COMMON_REASONS)};\n`,
    ...groups,
    `/** Why each procedure refuses, beside what is common to all. */\nexport interface ProcedureReasons {\n${entries.join("\n")}\n}\n`,
    REASONS,
  ];
}

function serverReasons(): string {
  const groups: ErrorReason[] = [...Object.values(REASON_GROUPS).flat(), ...COMMON_REASONS];
  const rest = (Object.keys(ERROR_CATALOGUE) as ErrorReason[]).filter(
    (reason) => !groups.includes(reason),
  );
  return ["CommonReason", ...Object.keys(REASON_GROUPS), literals(rest)].join(" | ");
}

function literals(reasons: readonly ErrorReason[]): string {
  return reasons.map((reason) => JSON.stringify(reason)).join(" | ");
}

const REASONS = `/**
 * Every reason that a call of a procedure can have. A newer server may have more, which a
 * \`switch\` leaves to its \`default\`.
 */
export type ReasonOf<Name extends keyof ProcedureReasons> =
  | ProcedureReasons[Name]
  | CommonReason
  | ClientReason;

/** What a call of a procedure can fail with: \`isDaybookError<ErrorOf<"events.update">>(error)\`. */
export type ErrorOf<Name extends keyof ProcedureReasons> = {
  [R in ReasonOf<Name>]: DaybookError<R>;
}[ReasonOf<Name>];
`;

/** Why the server refuses, and the facts that come with a reason. */
function declareErrors(printer: TypePrinter): string[] {
  const details = Object.entries(ERROR_DETAILS).map(([reason, schema]) => {
    const doc = docOf(ERROR_CATALOGUE[reason as ErrorReason].message);
    return indented(`${doc}${reason}: ${printer.typeOf(schema, "output")};`);
  });
  return [
    `/** The facts that come with a reason, where they have a shape of their own. */\nexport interface ErrorDetails {\n${details.join("\n")}\n}\n`,
  ];
}
