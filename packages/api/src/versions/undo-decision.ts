import type { VersionWithContent } from "@daybook/db/queries/versions.queries";
import { authorise } from "@daybook/domain/sharing/authorised";
import type { FieldConflict } from "@daybook/domain/versions/conflicts";
import { takenBackBy, type VersionSources } from "@daybook/domain/versions/in-effect";
import type { Resolutions } from "@daybook/domain/versions/merge-fields";
import {
  DELETED,
  type EventState,
  occurrencesConcerned,
  type Undo,
  undoChange,
} from "@daybook/domain/versions/undo";
import { type Decision, type FoundEvent, requireLiveCalendar } from "../events/decision.ts";
import { accessAfterMove } from "../events/move-event.service.ts";
import { isDividedSince } from "../events/over-a-split.ts";
import { requireCalendar } from "../write/access.ts";
import type { Reading } from "../write/write.ts";
import { requireNotSplitSince, requireNotTakenBack } from "./split-halves.ts";

/** One version that is to be taken back, with what there was before it and what there is. */
export interface UndoneVersion {
  readonly found: FoundEvent;
  readonly base: VersionWithContent;
  /** Undefined for the first version. */
  readonly before: VersionWithContent | undefined;
  readonly sources: VersionSources;
}

export interface UndoAsked {
  readonly resolutions: Resolutions;
  readonly message: string | undefined;
  /** The field of the input that names what is to be undone. */
  readonly field: "version" | "changeSetId";
}

/** What an undo makes of one event, or where it meets what came after. */
export type UndoDecision =
  | { readonly kind: "decided"; readonly decision: Decision }
  | { readonly kind: "conflict"; readonly conflicts: readonly FieldConflict[] };

/**
 * Decides what taking one version back comes to (rule V4), for whoever may edit the event and has
 * the rights of the effect: what removes is a delete, what brings back is a restore, and moving
 * back is a delete here and a creation there (rule S1).
 *
 * @throws DomainError FORBIDDEN, NOT_FOUND, CALENDAR_DELETED, SPLIT_SINCE, SPLIT_TAKEN_BACK
 */
export async function decideUndo(
  reading: Reading,
  undone: UndoneVersion,
  { resolutions, message, field }: UndoAsked,
): Promise<UndoDecision> {
  const { found, base, sources } = undone;
  const { event, content } = found;
  const theirs = { content, deleted: event.deletedAt !== null, calendarId: event.calendarId };
  const note = { kind: "undo", sourceVersion: base.version, message } as const;
  const nothing = { found, change: { ...note, content, deleted: theirs.deleted } };
  if (takenBackBy(base.version, event.version, sources) !== null) {
    return { kind: "decided", decision: nothing };
  }
  const undo = { base, yours: stateBefore(undone), theirs, resolutions };
  requireRightsOf(reading, found, undo);
  const divided = await conflictWithSplit(reading, undone, undo);
  const result = undoChange(undo);
  const conflicts = [...divided, ...(result.kind === "conflict" ? result.conflicts : [])];
  if (result.kind === "conflict" || conflicts.length > 0) {
    return { kind: "conflict", conflicts: onceEach(conflicts) };
  }
  if (!result.changed) return { kind: "decided", decision: nothing };

  const { state } = result;
  const isCreator = event.createdBy === reading.call.actor.userId;
  if (!state.deleted) {
    requireLiveCalendar(found);
    const next = { kind: "undo", version: base.version } as const;
    await requireNotSplitSince(reading, found, { next, field });
    if (theirs.deleted) {
      authorise(found, "restore", { isCreator });
      await requireNotTakenBack(reading, found);
    }
  }
  const change = { ...note, content: state.content, deleted: state.deleted };
  const count = event.version - base.version;
  const mergedOver = Array.from({ length: count }, (_, i) => base.version + 1 + i);
  if (state.calendarId === event.calendarId) {
    return { kind: "decided", decision: { found, change, mergedOver } };
  }
  authorise(found, "delete", { isCreator });
  const moveTo = await requireCalendar(reading, { calendarId: state.calendarId }, "create");
  const accessAfter = await accessAfterMove(reading, found, moveTo);
  const decision = { found, change: { ...change, moveTo }, mergedOver, accessAfter };
  return { kind: "decided", decision };
}

/** What a version found: for the first one the same event, which was not there. */
export function stateBefore({ base, before }: UndoneVersion): EventState {
  return before ?? { content: base.content, deleted: true, calendarId: base.calendarId };
}

/**
 * Asks for the rights of what the undo is about, before it says where it meets what came after.
 *
 * @throws DomainError FORBIDDEN
 */
function requireRightsOf(
  reading: Reading,
  found: FoundEvent,
  { base, yours, theirs, resolutions = {} }: Undo,
): void {
  const isCreator = found.event.createdBy === reading.call.actor.userId;
  const stays = Object.hasOwn(resolutions, DELETED) && resolutions[DELETED] === "theirs";
  if (base.deleted === yours.deleted || theirs.deleted === yours.deleted || stays) return;
  authorise(found, yours.deleted ? "delete" : "restore", { isCreator });
}

/**
 * Of what was divided since, nobody said in which part the change is to be taken back: it is a
 * conflict in `recurrence` (rules X4, V3). Resolved by how the series recurs now, it is taken back
 * in this part alone; the other side would have what the right part took along.
 *
 * @throws DomainError SPLIT_SINCE
 */
async function conflictWithSplit(
  reading: Reading,
  { found, base }: UndoneVersion,
  undo: Undo,
): Promise<FieldConflict[]> {
  const { yours, theirs, resolutions = {} } = undo;
  if (base.deleted !== yours.deleted || base.deleted) return [];
  const side = Object.hasOwn(resolutions, RECURRENCE) ? resolutions[RECURRENCE] : undefined;
  if (side === "theirs") return [];
  const keys = occurrencesConcerned(undo);
  if (!(await isDividedSince(reading, found, { base, keys }))) return [];
  if (side === "yours") {
    await requireNotSplitSince(reading, found, { version: base.version });
    return [];
  }
  const of = ({ content }: EventState) => content.recurrence as FieldConflict["base"];
  return [{ field: RECURRENCE, base: of(base), yours: of(yours), theirs: of(theirs) }];
}

const RECURRENCE = "recurrence";

/** A field that meets in two ways is one conflict. */
function onceEach(conflicts: readonly FieldConflict[]): FieldConflict[] {
  return [...new Map(conflicts.map((conflict) => [conflict.field, conflict])).values()];
}
