import type { Id } from "@daybook/db/ids";
import {
  type ChangeSetMember,
  listChangeSetMembers,
} from "@daybook/db/queries/change-sets.queries";
import { listRightParts } from "@daybook/db/queries/right-parts.queries";
import type { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { authorise } from "@daybook/domain/sharing/authorised";
import type { FieldConflict } from "@daybook/domain/versions/conflicts";
import { contentEquals } from "@daybook/domain/versions/diff";
import { rootOf, takenBackBy } from "@daybook/domain/versions/in-effect";
import type { Resolutions, Side } from "@daybook/domain/versions/merge-fields";
import { DELETED } from "@daybook/domain/versions/undo";
import type { Decision } from "../events/decision.ts";
import type { Reading } from "../write/write.ts";
import { type ChangedTogether, requireNotSplitSince } from "./split-halves.ts";
import type { EventConflicts } from "./undo-conflicts.ts";
import {
  decideUndo,
  RECURRENCE,
  recurrenceConflict,
  settledSide,
  undoNothing,
  type UndoAsked,
  type UndoDecision,
  undoNote,
} from "./undo-decision.ts";
import {
  findUndoneAmong,
  stateBefore,
  type UndoneVersion,
  versionsSince,
} from "./undone-version.ts";

/** What an undo asks for, with what it says of each event. */
export type UndoOfSeveral = Omit<UndoAsked, "resolutions" | "together"> & {
  readonly resolutionsOf: (eventId: Id) => Resolutions;
};

/** What becomes of all parts of a split, the left part first, or what that meets. */
export type SplitUndo =
  | { readonly kind: "decided"; readonly decisions: readonly Decision[] }
  | { readonly kind: "conflict"; readonly conflicts: readonly EventConflicts[] };

interface Parts {
  readonly left: UndoneVersion;
  readonly rights: readonly UndoneVersion[];
}

/**
 * Decides what taking a split back comes to, or taking that back in turn: its versions go only
 * together (rule X4).
 *
 * @throws DomainError FORBIDDEN where the caller cannot see a part, or has not the right to what
 *   becomes of it; CALENDAR_DELETED; SPLIT_SINCE
 */
export async function decideSplitUndo(
  reading: Reading,
  changeSetId: Id,
  asked: UndoOfSeveral,
): Promise<SplitUndo> {
  const members = await listChangeSetMembers(reading.trx, changeSetId);
  const parts: UndoneVersion[] = [];
  // In the order of their ids, as every write of several events takes them.
  for (const member of members) parts.push(await findUndoneAmong(reading, member));
  const leftId = leftAmong(members)?.eventId;
  const left = parts.find(({ found }) => found.event.id === leftId);
  if (left === undefined) throw new Error("a split has no left part");
  const rights = parts.filter((part) => part !== left);
  const { found, base, sources } = left;
  if (takenBackBy(base.version, found.event.version, sources) !== null) {
    return decided([left, ...rights].map((part) => undoNothing(part, asked)));
  }
  const { brings } = rootOf(base.version, sources);
  return brings
    ? joinParts(reading, { left, rights }, asked)
    : divideAgain(reading, { left, rights }, asked);
}

function leftAmong(members: readonly ChangeSetMember[]): ChangeSetMember | undefined {
  const ids = new Set(members.map(({ eventId }) => eventId));
  return members.find(({ splitFromId }) => splitFromId === null || !ids.has(splitFromId));
}

/** The split is taken back: the left part is the whole again, and all that was split from it goes. */
async function joinParts(
  reading: Reading,
  { left, rights }: Parts,
  asked: UndoOfSeveral,
): Promise<SplitUndo> {
  const gone = [...rights, ...(await livingDescendants(reading, rights, asked))];
  const deletions = gone.map((part) => deletionOf(reading, part, asked));
  const together = togetherOf({ left, rights: gone }, { deleted: true });
  // What another split has taken from the left part since comes back only by an undo of that.
  const { version } = left.base;
  await requireNotSplitSince(reading, left.found, { version, field: asked.field, together });
  const whole = await decideUndo(reading, left, {
    ...asked,
    together,
    resolutions: resolutionsFor(left, asked),
  });
  const conflicts: EventConflicts[] = [];
  const met = metBy(whole);
  if (sideOf(left, RECURRENCE, asked) === "theirs") {
    met.set(RECURRENCE, recurrenceConflict(left, stateBefore(left)));
  }
  if (met.size > 0) conflicts.push(conflictsOf(left, [...met.values()]));
  for (const part of gone) {
    const side = sideOf(part, DELETED, asked);
    const isAskedAbout = rights.includes(part) && hasChanged(part);
    if (side === "theirs" || (side === undefined && isAskedAbout)) {
      conflicts.push(conflictsOf(part, [deletionConflict(part)]));
    }
  }
  return whole.kind === "conflict" || conflicts.length > 0
    ? { kind: "conflict", conflicts }
    : decided([whole.decision, ...deletions]);
}

/** That is taken back in turn: the left part ends again where it did, and what followed returns. */
async function divideAgain(
  reading: Reading,
  { left, rights }: Parts,
  asked: UndoOfSeveral,
): Promise<SplitUndo> {
  const together = togetherOf({ left, rights }, { deleted: false });
  const conflicts: EventConflicts[] = [];
  const decisions: Decision[] = [];
  for (const part of [left, ...rights]) {
    const resolutions = resolutionsFor(part, asked);
    const outcome = await decideUndo(reading, part, { ...asked, together, resolutions });
    const met = metBy(outcome);
    if (part === left) {
      // Part of what was changed since is about to be another event, and nobody said so (rule V3).
      const side = sideOf(part, RECURRENCE, asked);
      if (side === "theirs" || (side === undefined && hasChanged(part))) {
        met.set(RECURRENCE, recurrenceConflict(part, stateBefore(part)));
      }
    } else if (sideOf(part, DELETED, asked) === "theirs") {
      met.set(DELETED, deletionConflict(part));
    }
    if (met.size > 0) conflicts.push(conflictsOf(part, [...met.values()]));
    if (outcome.kind === "decided") decisions.push(outcome.decision);
  }
  return conflicts.length > 0 ? { kind: "conflict", conflicts } : decided(decisions);
}

/** What was split from right parts in turn and is not deleted: it has what they had (rule X4). */
async function livingDescendants(
  reading: Reading,
  rights: readonly UndoneVersion[],
  { field }: UndoOfSeveral,
): Promise<UndoneVersion[]> {
  const seen = new Set(rights.map(({ found }) => found.event.id));
  const living: UndoneVersion[] = [];
  let parents = [...seen];
  while (parents.length > 0) {
    const parts = await listRightParts(reading.trx, parents);
    const fresh = parts.filter(({ id }) => !seen.has(id));
    for (const { id, deleted } of fresh) {
      seen.add(id);
      if (deleted) continue;
      if (rights.length + living.length >= LIMITS.undoSplitParts) throw tooManyParts(field);
      living.push(await findUndoneAmong(reading, { eventId: id, version: 1 }));
    }
    parents = fresh.map(({ id }) => id);
  }
  return living;
}

function tooManyParts(field: UndoOfSeveral["field"]): DomainError {
  return limitRefusal("undoSplitParts", { field });
}

function deletionOf(reading: Reading, part: UndoneVersion, asked: UndoOfSeveral): Decision {
  const { found } = part;
  if (found.event.deletedAt !== null) return undoNothing(part, asked);
  const isCreator = found.event.createdBy === reading.call.actor.userId;
  authorise(found, "delete", { isCreator });
  const change = { ...undoNote(part, asked), content: found.content, deleted: true };
  return { found, change, mergedOver: versionsSince(part) };
}

function togetherOf(
  { left, rights }: Parts,
  { deleted }: { readonly deleted: boolean },
): ChangedTogether {
  const next = ({ base }: UndoneVersion) => ({ kind: "undo", version: base.version }) as const;
  return new Map([
    [left.found.event.id, { next: next(left), deleted: false }],
    ...rights.map((part) => [part.found.event.id, { next: next(part), deleted }] as const),
  ]);
}

/**
 * Parts stand or go together: that one of them stays as it is settles nothing, be it that it is
 * there or where the left one ends. It is told as a conflict, so that nothing is lost or there twice.
 */
function resolutionsFor({ found }: UndoneVersion, asked: UndoOfSeveral): Resolutions {
  const given = Object.entries(asked.resolutionsOf(found.event.id));
  const stays = ([field, side]: [string, Side]) =>
    side === "theirs" && (field === DELETED || field === RECURRENCE);
  return Object.fromEntries(given.filter((one) => !stays(one)));
}

function sideOf({ found }: UndoneVersion, field: string, asked: UndoOfSeveral): Side | undefined {
  return settledSide(asked.resolutionsOf(found.event.id), field);
}

/** What one part meets, by field. */
function metBy(outcome: UndoDecision): Map<string, FieldConflict> {
  const conflicts = outcome.kind === "conflict" ? outcome.conflicts : [];
  return new Map(conflicts.map((conflict) => [conflict.field, conflict]));
}

function hasChanged({ found: { event, content }, base }: UndoneVersion): boolean {
  return (
    (event.deletedAt !== null) !== base.deleted ||
    event.calendarId !== base.calendarId ||
    !contentEquals(content, base.content)
  );
}

function deletionConflict({ found, base }: UndoneVersion): FieldConflict {
  const theirs = found.event.deletedAt !== null;
  return { field: DELETED, base: base.deleted, yours: !base.deleted, theirs };
}

function conflictsOf(
  { found, base }: UndoneVersion,
  conflicts: readonly FieldConflict[],
): EventConflicts {
  const { id: eventId, version: currentVersion } = found.event;
  return { eventId, baseVersion: base.version, currentVersion, conflicts };
}

function decided(decisions: readonly Decision[]): SplitUndo {
  return { kind: "decided", decisions };
}
