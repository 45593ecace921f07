import type { z } from "zod";

/**
 * An answer that a mapper builds key by key. The mapper is what keeps rule C5 (nothing beyond the
 * output schema leaves), so the schema is not walked again for every row of a hot answer; the
 * tests hold every answer against `schema`, strictly.
 */
export interface MappedOutput<Schema extends z.ZodType> {
  readonly schema: Schema;
  parse(answer: unknown): z.output<Schema>;
}

/** The `.output` of a procedure whose answer comes from a mapper of its own. */
export function mapped<Schema extends z.ZodType>(schema: Schema): MappedOutput<Schema> {
  return { schema, parse: (answer) => answer as z.output<Schema> };
}
