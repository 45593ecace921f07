import type { EventContent, OccurrenceKey } from "@daybook/domain/event/content";
import { DomainError } from "@daybook/domain/errors";
import { contentEquals } from "@daybook/domain/versions/diff";
import { mergeContents } from "@daybook/domain/versions/merge";
import {
  dropConflicts,
  type IntendedSplit,
  splitConflicts,
} from "@daybook/domain/versions/split-conflicts";
import type { AccessibleEvent } from "../write/access.ts";
import {
  conflictOf,
  recurrenceConflict,
  requireNotOverSplit,
  type StaleBase,
  versionConflict,
  versionsSince,
} from "./version-conflict.ts";

/** What an edit comes to: the event's content, and with a split that of its right part. */
export interface Edited {
  readonly content: EventContent;
  readonly rightPart?: EventContent | undefined;
  /** Overrides that are lost by it, by their keys before the edit. */
  readonly dropped?: readonly OccurrenceKey[];
  /** The versions that it was merged over. */
  readonly mergedOver?: readonly number[];
}

/** How a call that was made from an older version goes on. */
interface StaleEdit {
  /** The same edit made of the present; null where it would leave nothing of the event. */
  readonly again: () => Edited | null;
  readonly onConflict: "fail" | "merge" | undefined;
}

interface SplitEdit extends StaleEdit {
  readonly split: IntendedSplit;
  readonly again: () => Edited;
}

/**
 * The content after an edit of an older version (rule V3): both sides' changes, or a conflict where
 * they meet. An edit that would change nothing, there or here, changes nothing (rule V2).
 *
 * @throws DomainError VERSION_CONFLICT
 */
export function mergeEdit(
  found: AccessibleEvent,
  base: StaleBase,
  { yours, again, onConflict }: StaleEdit & { readonly yours: EventContent },
): Edited {
  if (contentEquals(yours, base.content)) return { content: found.content };
  requireNotOverSplit(found, base, yours);
  const present = ifItFits(again);
  if (changesNothing(found, present)) return { content: found.content };
  if (onConflict === "fail") {
    throw versionConflict(found, base, yours);
  }
  if (present?.rightPart !== undefined) {
    // What was the whole series has got occurrences before it: nobody said what those become (X4).
    throw conflictOf(found, base, [recurrenceConflict(found, base, yours)]);
  }
  const merge = mergeContents({ base: base.content, yours, theirs: found.content });
  if (merge.kind === "conflict") {
    throw conflictOf(found, base, merge.conflicts);
  }
  return { content: merge.content, mergedOver: versionsSince(found, base) };
}

/**
 * A split of an older version (rules X4, V3): made of the present, unless it meets what was changed
 * since.
 *
 * @throws DomainError VERSION_CONFLICT, and whatever refuses the split of the present
 */
export function mergeSplit(
  found: AccessibleEvent,
  base: StaleBase,
  { split, again, onConflict }: SplitEdit,
): Edited {
  requireNotOverSplit(found, base, split.parts.left);
  const versions = { base: base.content, theirs: found.content };
  const conflicts = splitConflicts(versions, split);
  if (conflicts.length > 0) {
    throw conflictOf(found, base, conflicts);
  }
  if (onConflict === "fail") {
    throw versionConflict(found, base, split.parts.left);
  }
  const { content, rightPart, dropped = [] } = again();
  const lost = dropConflicts(versions, dropped);
  if (lost.length > 0) {
    throw conflictOf(found, base, lost);
  }
  return { content, rightPart, mergedOver: versionsSince(found, base) };
}

/**
 * A delete of an older version (rule V3): over whatever left the content as it was, and else a
 * conflict with it.
 *
 * @returns the versions that it is merged over
 * @throws DomainError VERSION_CONFLICT
 */
export function mergeDeletion(
  found: AccessibleEvent,
  base: StaleBase,
  onConflict: StaleEdit["onConflict"],
): number[] {
  requireNotOverSplit(found, base, null);
  const untouched = !base.deleted && contentEquals(found.content, base.content);
  if (untouched && onConflict !== "fail") {
    return versionsSince(found, base);
  }
  throw versionConflict(found, base, null);
}

/** The same edit made of the present; undefined where it does not fit there any more. */
function ifItFits(again: StaleEdit["again"]): Edited | null | undefined {
  try {
    return again();
  } catch (error) {
    if (error instanceof DomainError) {
      return undefined;
    }
    throw error;
  }
}

/** Whether the present has all that an edit asks for; where it does not fit any more, it has not. */
function changesNothing(
  { content }: AccessibleEvent,
  edited: ReturnType<typeof ifItFits>,
): boolean {
  if (edited === null || edited === undefined) return false;
  return edited.rightPart === undefined && contentEquals(edited.content, content);
}
