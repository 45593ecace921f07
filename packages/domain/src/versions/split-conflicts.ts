import { DomainError } from "../errors.ts";
import type { EventContent, JsonValue, OccurrenceKey } from "../event/content.ts";
import { keyMove } from "../event/key-move.ts";
import type { EventPatch } from "../event/patch.ts";
import type { SeriesParts } from "../event/split.ts";
import { sameJson } from "../event/stored-content.ts";
import { shiftRecurrence } from "../recurrence/shift.ts";
import { TIME_FIELDS } from "../time/event-time.ts";
import type { FieldConflict } from "./conflicts.ts";
import { diffFromBase, type FieldChange, METADATA, OVERRIDES } from "./diff.ts";

/** A split as it was meant: what it was made of and for. */
export interface IntendedSplit {
  readonly pivot: OccurrenceKey;
  readonly patch: EventPatch;
  /** What the older version would have become. */
  readonly parts: SeriesParts;
}

/** A conflict also where both sides end the series alike: what should follow is gone then. */
const RECURRENCE = "recurrence";

/**
 * Where a split of an older version meets what was changed since (rules X4, V3): in what recurs
 * and when, unless the series merely moved; in the fields that the patch gives; and in the pivot's
 * own override. Elsewhere the split can be made of the present.
 */
export function splitConflicts(
  versions: { readonly base: EventContent; readonly theirs: EventContent },
  split: IntendedSplit,
): FieldConflict[] {
  const { base, theirs } = versions;
  return diffFromBase(base, theirs)
    .filter((change) => meets(change, versions, split))
    .map(({ field, from, to }) => ({ field, base: from, yours: yoursOf(field, split), theirs: to }))
    .filter(({ field, yours, theirs: given }) => field === RECURRENCE || !sameJson(yours, given));
}

/**
 * Overrides that were changed since a split of an older version was meant, and that it would drop
 * from the present series: nobody meant to lose those (rules X3, V3).
 *
 * @param dropped what the split would drop, by the present keys
 */
export function dropConflicts(
  { base, theirs }: { readonly base: EventContent; readonly theirs: EventContent },
  dropped: readonly OccurrenceKey[],
): FieldConflict[] {
  const toBase = keyMove(theirs, base);
  const fields = new Set(dropped.map((key) => OVERRIDES + toBase(key)));
  return diffFromBase(base, theirs)
    .filter(({ field }) => fields.has(field))
    .map(({ field, from, to }) => ({ field, base: from, yours: null, theirs: to }));
}

function meets(
  { field }: FieldChange,
  { base, theirs }: { readonly base: EventContent; readonly theirs: EventContent },
  { patch, pivot }: IntendedSplit,
): boolean {
  if (field === RECURRENCE) return !followedMove(base, theirs);
  if (isTimeField(field)) {
    return patch.recurrence !== undefined || TIME_FIELDS.some((name) => gives(patch, name));
  }
  if (field.startsWith(OVERRIDES)) return field === OVERRIDES + pivot;
  if (field.startsWith(METADATA)) return gives(patch, "metadata");
  return gives(patch, field as keyof EventPatch);
}

function gives(patch: EventPatch, field: keyof EventPatch): boolean {
  return patch[field] !== undefined;
}

function isTimeField(field: string): boolean {
  return TIME_FIELDS.some((name) => name === field);
}

/** Whether a series recurs as it did, but for a move that took its rule along (rule X3). */
function followedMove(base: EventContent, theirs: EventContent): boolean {
  if (base.recurrence === null || theirs.recurrence === null) return false;
  try {
    const recurrence = shiftRecurrence(base.recurrence, base, theirs);
    const followed = { ...theirs, recurrence };
    return !diffFromBase(followed, theirs).some(({ field }) => field === RECURRENCE);
  } catch (error) {
    // What cannot follow has not followed.
    if (error instanceof DomainError) return false;
    throw error;
  }
}

/** What a split says of a field: of the series' end in its left part, of all else in its right one. */
function yoursOf(field: string, { parts: { left, right } }: IntendedSplit): JsonValue {
  // The only override that is asked about is the pivot's, and the pivot is where the right part starts.
  if (field.startsWith(OVERRIDES)) return right.overrides[right.start] ?? null;
  if (field.startsWith(METADATA)) return right.metadata[field.slice(METADATA.length)] ?? null;
  if (field === RECURRENCE) return left.recurrence as JsonValue;
  return right[field as keyof EventContent] as JsonValue;
}
