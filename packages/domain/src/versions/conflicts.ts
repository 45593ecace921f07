import type { EventContent, JsonValue } from "../event/content.ts";
import { changesOfYours, mergeContents } from "./merge.ts";

/** One field of a `VERSION_CONFLICT` (rule V3); `null` stands for what is not there. */
export interface FieldConflict {
  readonly field: string;
  readonly base: JsonValue;
  readonly yours: JsonValue;
  readonly theirs: JsonValue;
}

/**
 * Where two edits of the same base meet (rule V3): what a merge of them could not settle. Where
 * nothing meets, everything that `yours` changed: the event has moved on all the same.
 *
 * Overrides go by the keys of `base`.
 */
export function conflictsBetween(
  base: EventContent,
  yours: EventContent,
  theirs: EventContent,
): readonly FieldConflict[] {
  const merged = mergeContents({ base, yours, theirs });
  return merged.kind === "conflict" ? merged.conflicts : changesOfYours({ base, yours, theirs });
}
