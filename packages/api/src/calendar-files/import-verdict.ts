import type { LastImport } from "@daybook/db/queries/event-imports.queries";
import type { EventForUser } from "@daybook/db/queries/events.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { changedFields, contentEquals } from "@daybook/domain/versions/diff";
import { mergeKeepingTheirs } from "@daybook/domain/versions/merge";

/** What a file says of an event that is there. */
export interface Said {
  readonly content: EventContent;
  readonly sequence: number;
  /** Whether the last import said exactly this. */
  readonly isKnown: boolean;
}

/** An event that is there, with what its last import said. */
export interface Present {
  readonly event: Pick<EventForUser["event"], "sequence" | "deletedAt">;
  readonly content: EventContent;
  readonly last: Pick<LastImport, "sequence" | "content"> | undefined;
}

/** What the event becomes: the fields named stay as they are here, though the file differs. */
export type ImportVerdict =
  | { readonly kind: "outdated" }
  | { readonly kind: "content"; readonly content: EventContent; readonly kept: readonly string[] };

/**
 * What becomes of a match (rule F1). What the last import said already changes nothing; an earlier
 * revision is passed over; anything else is merged from the last import, and what was changed on
 * both sides stays as it is here.
 */
export function judgeMatch({ event, content: ours, last }: Present, said: Said): ImportVerdict {
  const same = contentEquals(ours, said.content);
  if (said.isKnown || (same && event.deletedAt !== null)) {
    return { kind: "content", content: ours, kept: [] };
  }
  if (said.sequence < (last?.sequence ?? event.sequence)) {
    return { kind: "outdated" };
  }
  if (same) {
    return { kind: "content", content: ours, kept: [] };
  }
  if (last !== undefined) {
    const merge = { base: last.content, yours: said.content, theirs: ours };
    const { content, clashes } = mergeKeepingTheirs(merge);
    return { kind: "content", content, kept: clashes };
  }
  if (event.deletedAt !== null) {
    return { kind: "content", content: said.content, kept: [] };
  }
  if (said.sequence > event.sequence) {
    // A later revision of an event of ours. Files of other programs do not know our metadata.
    const { metadata } = said.content;
    const base = { ...ours, metadata };
    const { content } = mergeKeepingTheirs({ base, yours: said.content, theirs: ours });
    return { kind: "content", content, kept: [] };
  }
  return { kind: "content", content: ours, kept: changedFields(ours, said.content) };
}
