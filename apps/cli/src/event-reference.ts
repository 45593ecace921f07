import { UsageError } from "./failure.ts";
import { UUID } from "./named-resource.ts";
import { completeTime } from "./when.ts";

/** An event, or one occurrence of it. */
export interface EventReference {
  readonly id: string;
  readonly key: string | undefined;
}

/** Reads `<id>` or `<id>@<key>`, as `daybook agenda --long` shows them. */
export function parseEventReference(text: string): EventReference {
  const [id = "", key, ...rest] = text.split("@");
  if (id === "" || key === "" || rest.length > 0) {
    throw new UsageError(`${text}: expected an event id, or <id>@<occurrence key>.`);
  }
  if (!UUID.test(id)) {
    throw new UsageError(`${id} is not an event id; npx daybook agenda --long shows them.`);
  }
  return { id, key: key === undefined ? undefined : completeTime(key) };
}

/** The id where a command is about the event as a whole. */
export function parseEventId(text: string): string {
  const { id, key } = parseEventReference(text);
  if (key !== undefined) {
    throw new UsageError(`${text}: this command is about the whole event; leave out @${key}.`);
  }
  return id;
}
