import { noInput } from "../auth/auth.schema.ts";
import { appRouter, type AppRouter } from "../router.ts";
import { z } from "zod";

/** What a tRPC procedure type tells about itself. */
interface TypedProcedure {
  readonly _def: { readonly type: "query" | "mutation" | "subscription" };
}

type NamesIn<Node, Prefix extends string = ""> = {
  readonly [Name in keyof Node & string]: Node[Name] extends TypedProcedure
    ? `${Prefix}${Name}`
    : NamesIn<Node[Name], `${Prefix}${Name}.`>;
}[keyof Node & string];

/** The dotted name of a procedure, as in `events.update`. */
export type ProcedureName = NamesIn<AppRouter["_def"]["record"]>;

/** What the REST face needs to know of a procedure. */
export interface ProcedureFacts {
  readonly type: "query" | "mutation" | "subscription";
  readonly input: z.ZodType;
  /** Of an answer, or of one message of a stream. */
  readonly output: z.ZodType;
  /** Who may call it (rule U4). */
  readonly reach: string;
}

/** Procedures are functions that carry their definition. */
const definition = z.object({
  type: z.enum(["query", "mutation", "subscription"]),
  inputs: z.array(z.instanceof(z.ZodType)).max(1),
  output: z.union([
    z.instanceof(z.ZodType),
    z.object({ schema: z.instanceof(z.ZodType) }).transform(({ schema }) => schema),
    z.object({ message: z.instanceof(z.ZodType) }).transform(({ message }) => message),
  ]),
  meta: z.object({ reach: z.string() }),
});

const procedure = z.custom<{ readonly _def: unknown }>(
  (value) => typeof value === "function" && "_def" in value,
);

/** The name of every procedure. */
export const PROCEDURE_NAMES = Object.keys(appRouter._def.procedures) as ProcedureName[];

/** The shapes of a procedure, as its router declares them. */
export function factsOf(name: ProcedureName): ProcedureFacts {
  const found: unknown = Reflect.get(appRouter._def.procedures, name);
  const { type, inputs, output, meta } = definition.parse(procedure.parse(found)._def);
  return {
    type,
    input: inputs[0] ?? noInput,
    output,
    reach: meta.reach,
  };
}
