import { authorise } from "@daybook/domain/sharing/authorised";
import type { FieldConflict } from "@daybook/domain/versions/conflicts";
import { takenBackBy } from "@daybook/domain/versions/in-effect";
import type { Resolutions, Side } from "@daybook/domain/versions/merge-fields";
import {
  DELETED,
  type EventState,
  occurrencesConcerned,
  type Undo,
  undoChange,
} from "@daybook/domain/versions/undo";
import { type Decision, requireLiveCalendar } from "../events/decision.ts";
import { accessAfterMove } from "../events/move-event.service.ts";
import { isDividedSince } from "../events/over-a-split.ts";
import { requireCalendar } from "../write/access.ts";
import type { ChangeNote } from "../write/version-row.ts";
import type { Reading } from "../write/write.ts";
import { type ChangedTogether, requireNotSplitSince, requireNotTakenBack } from "./split-halves.ts";
import { stateBefore, type UndoneVersion, versionsSince } from "./undone-version.ts";

/** What a conflict calls how an event recurs. */
export const RECURRENCE = "recurrence";

export interface UndoAsked {
  readonly resolutions: Resolutions;
  readonly message: string | undefined;
  /** The field of the input that names what is to be undone. */
  readonly field: "version" | "changeSetId";
  /** The other parts of a split, which are undone together (rule X4). */
  readonly together?: ChangedTogether;
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
  asked: UndoAsked,
): Promise<UndoDecision> {
  const { found, base, sources } = undone;
  const { event, content } = found;
  const { resolutions, field, together } = asked;
  if (takenBackBy(base.version, event.version, sources) !== null) {
    return { kind: "decided", decision: undoNothing(undone, asked) };
  }
  const theirs = { content, deleted: event.deletedAt !== null, calendarId: event.calendarId };
  // How a series recurs that was split is asked about also where its contents do not clash.
  const alsoInConflict = undone.isDivided ? [RECURRENCE] : [];
  const undo = { base, yours: stateBefore(undone), theirs, resolutions, alsoInConflict };
  const isCreator = event.createdBy === reading.call.actor.userId;
  const effect = effectOf(undo);
  if (effect !== null) authorise(found, effect, { isCreator });

  const divided = undone.isDivided ? await conflictWithSplit(reading, undone, undo) : [];
  const result = undoChange(undo);
  if (result.kind === "conflict" || divided.length > 0) {
    const conflicts = [...divided, ...(result.kind === "conflict" ? result.conflicts : [])];
    return { kind: "conflict", conflicts: onceEach(conflicts) };
  }
  if (!result.changed) return { kind: "decided", decision: undoNothing(undone, asked) };

  const { state } = result;
  if (!state.deleted) {
    requireLiveCalendar(found);
    const next = { kind: "undo", version: base.version } as const;
    if (undone.isDivided) {
      await requireNotSplitSince(reading, found, { next, field, together });
    }
    if (theirs.deleted) {
      authorise(found, "restore", { isCreator });
      await requireNotTakenBack(reading, found, together);
    }
  }
  const change = {
    ...undoNote(undone, asked),
    content: state.content,
    deleted: state.deleted,
  };
  const mergedOver = versionsSince(undone);
  if (state.calendarId === event.calendarId) {
    return { kind: "decided", decision: { found, change, mergedOver } };
  }
  authorise(found, "delete", { isCreator });
  const moveTo = await requireCalendar(reading, { calendarId: state.calendarId }, "create");
  const accessAfter = await accessAfterMove(reading, found, moveTo);
  const decision = { found, change: { ...change, moveTo }, mergedOver, accessAfter };
  return { kind: "decided", decision };
}

/** What the version of an undo says of it. */
export function undoNote(
  { base }: UndoneVersion,
  { message }: Pick<UndoAsked, "message">,
): ChangeNote {
  return { kind: "undo", sourceVersion: base.version, message };
}

/** The event stays as it is: what was to be undone is so already (rule V2). */
export function undoNothing(undone: UndoneVersion, asked: Pick<UndoAsked, "message">): Decision {
  const { found } = undone;
  const { content, event } = found;
  return {
    found,
    change: { ...undoNote(undone, asked), content, deleted: event.deletedAt !== null },
  };
}

/** What the undo is to do to the whole event, whether or not it meets what came after. */
function effectOf({ base, yours, theirs, resolutions = {} }: Undo): "delete" | "restore" | null {
  const stays = settledSide(resolutions, DELETED) === "theirs";
  if (base.deleted === yours.deleted || theirs.deleted === yours.deleted || stays) return null;
  return yours.deleted ? "delete" : "restore";
}

/**
 * Of what was divided since, nobody said in which part the change is to be taken back: it is a
 * conflict in `recurrence` (rules X4, V3). Resolved by how the series recurs now, it is taken back
 * in this part alone; the other side has what the right part took along.
 *
 * @throws DomainError SPLIT_SINCE
 */
async function conflictWithSplit(
  reading: Reading,
  undone: UndoneVersion,
  undo: Undo,
): Promise<FieldConflict[]> {
  const { found, base } = undone;
  const { yours, resolutions = {} } = undo;
  if (base.deleted || yours.deleted) return [];
  const side = settledSide(resolutions, RECURRENCE);
  if (side === "theirs") return [];
  const keys = occurrencesConcerned(undo);
  if (!(await isDividedSince(reading, found, { base, keys }))) return [];
  if (side === undefined) return [recurrenceConflict(undone, yours)];
  await requireNotSplitSince(reading, found, { version: base.version });
  return [];
}

/** What each side says of how the event recurs. */
export function recurrenceConflict(
  { found, base }: UndoneVersion,
  yours: Pick<EventState, "content">,
): FieldConflict {
  const of = ({ content }: Pick<EventState, "content">) =>
    content.recurrence as FieldConflict["base"];
  return { field: RECURRENCE, base: of(base), yours: of(yours), theirs: of(found) };
}

/** The side that was chosen for a field, if one was. */
export function settledSide(resolutions: Resolutions, field: string): Side | undefined {
  return Object.hasOwn(resolutions, field) ? resolutions[field] : undefined;
}

/** A field that meets in two ways is one conflict. */
function onceEach(conflicts: readonly FieldConflict[]): FieldConflict[] {
  return [...new Map(conflicts.map((conflict) => [conflict.field, conflict])).values()];
}
