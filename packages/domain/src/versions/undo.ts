import type { EventContent, JsonValue, OccurrenceKey, Recurrence } from "../event/content.ts";
import type { FieldConflict } from "./conflicts.ts";
import { contentEquals, diffFromBase, OVERRIDES } from "./diff.ts";
import { mergeContents, mergeKeepingTheirs } from "./merge.ts";
import type { Resolutions, Side } from "./merge-fields.ts";

/** An event with what stands beside its content: whether it is deleted, and where it is. */
export interface EventState {
  readonly content: EventContent;
  readonly deleted: boolean;
  readonly calendarId: string;
}

/** One change that is to be taken back. */
export interface Undo {
  /** What the change made. */
  readonly base: EventState;
  /** What was there before it: for the first version, the same as deleted. */
  readonly yours: EventState;
  /** What is there at present. */
  readonly theirs: EventState;
  /** Whose value a field takes, by its name in a conflict; other names mean nothing (rule V4). */
  readonly resolutions?: Resolutions | undefined;
  /** Fields in conflict with what the states do not show, such as a split of the event. */
  readonly alsoInConflict?: readonly string[] | undefined;
}

export type UndoResult =
  | {
      readonly kind: "undone";
      readonly state: EventState;
      /** Whether it differs from `theirs`: if not, there is nothing to write (rule V2). */
      readonly changed: boolean;
    }
  | { readonly kind: "conflict"; readonly conflicts: readonly FieldConflict[] };

/** What a conflict calls whether an event is deleted, and the calendar that it is in. */
export const DELETED = "deleted";
export const CALENDAR_ID = "calendarId";

/**
 * Takes one change back and keeps what came after it (rule V4): the inverse change merged onto the
 * present. Whether the event is deleted and where it is are merged as its fields are; a deletion
 * meets any change of the content (rule V3). Does not throw: a conflict is data.
 */
export function undoChange(undo: Undo): UndoResult {
  const { base, yours, theirs, resolutions = {} } = undo;
  const conflicts: FieldConflict[] = [];
  const settled = (field: string): Side | undefined =>
    Object.hasOwn(resolutions, field) ? resolutions[field] : undefined;
  const meet = (field: string, of: (state: EventState) => JsonValue): void => {
    conflicts.push({ field, base: of(base), yours: of(yours), theirs: of(theirs) });
  };

  const fate = fateOf(undo, settled(DELETED));
  if (fate === "stays as it is") return { kind: "undone", state: theirs, changed: false };
  const deleted = fate === "meets a change" ? theirs.deleted : fate === "deleted";
  // Where a deletion is in question, what the content would be comes after that.
  const asks = fate === "live" || (fate === "meets a change" && deleted);
  const content = contentOf(undo, asks);
  if (content.kind === "conflict") conflicts.push(...content.conflicts);
  if (fate === "meets a change") meet(DELETED, (state) => state.deleted);

  const calendarId = calendarOf(undo, settled(CALENDAR_ID));
  if (calendarId === undefined) meet(CALENDAR_ID, (state) => state.calendarId);

  if (conflicts.length > 0 || content.kind === "conflict" || calendarId === undefined) {
    return { kind: "conflict", conflicts };
  }
  const changed = content.changed || deleted !== theirs.deleted || calendarId !== theirs.calendarId;
  const state = { content: content.content, deleted, calendarId };
  return { kind: "undone", state: changed ? state : theirs, changed };
}

type Fate = "deleted" | "live" | "meets a change" | "stays as it is";

/** Whether the event is deleted afterwards. */
function fateOf({ base, yours, theirs }: Undo, side: Side | undefined): Fate {
  if (base.deleted !== yours.deleted) {
    if (side !== undefined) return (side === "yours" ? yours : theirs).deleted ? "deleted" : "live";
    if (!yours.deleted) return "live";
    if (theirs.deleted || contentEquals(base.content, theirs.content)) return "deleted";
    return "meets a change";
  }
  if (base.deleted || !theirs.deleted) return theirs.deleted ? "deleted" : "live";
  // Deleted since: an edit of what is not there any more, unless it is so already.
  const moves = base.calendarId !== yours.calendarId && yours.calendarId !== theirs.calendarId;
  const edits =
    !contentEquals(base.content, yours.content) && !contentEquals(yours.content, theirs.content);
  if (!moves && !edits) return "stays as it is";
  if (side === undefined) return "meets a change";
  return side === "yours" ? "live" : "stays as it is";
}

type ContentResult = ReturnType<typeof mergeContents>;

/**
 * The content afterwards. For what is deleted nobody is asked: it is merged as far as that goes, and
 * as was said.
 */
function contentOf(undo: Undo, asks: boolean): ContentResult {
  const { base, yours, theirs, resolutions, alsoInConflict } = undo;
  const three = { base: base.content, yours: yours.content, theirs: theirs.content };
  if (asks) return mergeContents({ ...three, resolutions, alsoInConflict });
  const { content } = mergeKeepingTheirs({ ...three, resolutions });
  return { kind: "merged", content, changed: !contentEquals(content, theirs.content) };
}

/** Where the event is afterwards; undefined where it was moved to somewhere else since. */
function calendarOf({ base, yours, theirs }: Undo, side: Side | undefined): string | undefined {
  if (base.calendarId === yours.calendarId) return theirs.calendarId;
  if (side !== undefined) return (side === "yours" ? yours : theirs).calendarId;
  const isFree = theirs.calendarId === base.calendarId || theirs.calendarId === yours.calendarId;
  return isFree ? yours.calendarId : undefined;
}

/**
 * The only occurrences that a change and its undo are about, by their keys in what the change made;
 * undefined where they are about more (rule X4).
 */
export function occurrencesConcerned({ base, yours }: Undo): OccurrenceKey[] | undefined {
  if (base.deleted !== yours.deleted || base.calendarId !== yours.calendarId) return undefined;
  const keys = new Set<OccurrenceKey>();
  for (const { field } of diffFromBase(base.content, yours.content)) {
    if (field.startsWith(OVERRIDES)) {
      keys.add(field.slice(OVERRIDES.length));
      continue;
    }
    if (field !== "recurrence") return undefined;
    const excluded = exclusionsChanged(base.content.recurrence, yours.content.recurrence);
    if (excluded === undefined) return undefined;
    for (const key of excluded) keys.add(key);
  }
  return [...keys];
}

/** The exclusions that differ; undefined where anything else does. */
function exclusionsChanged(
  a: Recurrence | null,
  b: Recurrence | null,
): ReadonlySet<OccurrenceKey> | undefined {
  if (a === null || b === null || a.rrule !== b.rrule) return undefined;
  if (a.rdates.join() !== b.rdates.join()) return undefined;
  return new Set(a.exdates).symmetricDifference(new Set(b.exdates));
}
