import type { TrackedEnvelope } from "@trpc/server";
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

/** The messages of a stream, each of which has the shape of `message` and a cursor after it. */
export interface StreamedOutput<Message extends z.ZodType> {
  readonly message: Message;
  parse(messages: unknown): AsyncIterable<TrackedEnvelope<z.output<Message>>>;
}

/** The `.output` of a subscription. Its messages come from mappers, as with {@link mapped}. */
export function streamed<Message extends z.ZodType>(message: Message): StreamedOutput<Message> {
  return {
    message,
    parse: (messages) => messages as AsyncIterable<TrackedEnvelope<z.output<Message>>>,
  };
}
