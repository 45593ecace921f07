import type { Id } from "@daybook/db/ids";
import {
  type ChangeSetMember,
  listChangeSetCalendars,
  listChangeSetMembers,
  listVersionsAt,
} from "@daybook/db/queries/change-sets.queries";
import { listVersionSources } from "@daybook/db/queries/version-sources.queries";
import { encodeContent } from "@daybook/domain/event/stored-content";
import { DomainError } from "@daybook/domain/errors";
import { rootOf } from "@daybook/domain/versions/in-effect";
import { resolutionsByEvent } from "@daybook/domain/versions/undo-resolutions";
import { getVisibleCalendar } from "../calendars/calendars.service.ts";
import { changeEvent } from "../events/change-event.service.ts";
import type { Decision } from "../events/decision.ts";
import { replayAllChanged } from "../events/event-receipt.ts";
import type { ChangedView } from "../events/events.schema.ts";
import { previewDecision, requireWindowAsked } from "../events/preview-decision.ts";
import { writeDecisions } from "../events/write-decisions.ts";
import type { Call } from "../rpc/context.ts";
import { confirmAccounts, requireEvent } from "../write/access.ts";
import { performWrite, type Reading, type Write } from "../write/write.ts";
import { UndoAnswer, type UndoneChangeSetReceipt } from "./undo-answer.ts";
import {
  beginWithCalendar,
  calendarAfterwards,
  endWithCalendar,
  findUndoneCalendars,
  meetNewcomers,
} from "./undo-calendars.ts";
import {
  decideChangeSet,
  type DecidedStretch,
  type GuardedCalendar,
  requireWholeInSight,
} from "./undo-change-set.ts";
import { ConflictList } from "./undo-conflicts.ts";
import { decideUndo } from "./undo-decision.ts";
import { decideSplitUndo, type UndoOfSeveral } from "./undo-split.ts";
import { findUndone, type UndoneVersion } from "./undone-version.ts";
import type { UndoInput, UndoneChangeSetView, UndoOutput } from "./undo.schema.ts";

/** Takes back one change, or everything that one user action did, and keeps what came later (V4). */
export async function undo(call: Call, input: UndoInput): Promise<UndoOutput> {
  const { eventId, version, changeSetId } = input;
  if (changeSetId !== undefined) return undoChangeSet(call, input, changeSetId);
  if (eventId !== undefined && version !== undefined) {
    return undoVersion(call, input, { eventId, version });
  }
  throw new DomainError("INVALID_INPUT", { field: "eventId" });
}

/** One version of one event; those of a split go together, whichever is named (rule X4). */
function undoVersion(
  call: Call,
  input: UndoInput,
  { eventId, version }: { readonly eventId: Id; readonly version: number },
): Promise<ChangedView> {
  const asked = askedBy(input, "version");
  return changeEvent(call, input, async (reading) => {
    const found = await requireEvent(reading, eventId, "edit");
    const undone = await findUndone(reading, found, version);
    const conflicts = new ConflictList();
    if (await isOfSplit(reading, undone)) {
      const { changeSetId } = undone.base;
      const decisions = await decideSplit(reading, changeSetId, { asked, conflicts });
      conflicts.requireNone("version");
      const decision = decisions.find((one) => one.found.event.id === eventId);
      if (decision === undefined) throw new Error("a split was undone without one of its parts");
      return { ...decision, also: decisions.filter((one) => one !== decision) };
    }
    const resolutions = asked.resolutionsOf(eventId);
    const outcome = await decideUndo(reading, undone, { ...asked, resolutions });
    if (outcome.kind === "decided") return outcome.decision;
    const { version: currentVersion } = found.event;
    conflicts.add({ eventId, baseVersion: version, currentVersion, conflicts: outcome.conflicts });
    conflicts.requireNone("version");
    throw new Error("a conflict without a field");
  });
}

/** All or nothing, in one transaction. */
async function undoChangeSet(
  call: Call,
  input: UndoInput,
  changeSetId: Id,
): Promise<UndoneChangeSetView> {
  requireWindowAsked(input);
  const asked = askedBy(input, "changeSetId");
  const { userId } = call.actor;
  if (input.preview === true) {
    return call.app.database.snapshot(async (trx) => {
      const context = { actorId: userId, window: input.previewWindow };
      const answer = new UndoAnswer();
      await takeBack({ trx, call, locks: false }, changeSetId, {
        asked,
        answer,
        each({ decisions, lengthOf }) {
          for (const decision of decisions) {
            answer.addPreview(lengthOf(decision), () => previewDecision(decision, context));
          }
          return Promise.resolve();
        },
      });
      return answer.toView(null);
    });
  }
  return performWrite<UndoneChangeSetReceipt, UndoneChangeSetView>(call, input, {
    async perform(write) {
      const answer = new UndoAnswer();
      await takeBack(write, changeSetId, {
        asked,
        answer,
        write,
        async each({ decisions, lengthOf }) {
          const outcomes = await writeDecisions(write, decisions);
          for (const [index, decision] of decisions.entries()) {
            const outcome = outcomes[index];
            if (outcome !== undefined) answer.add(decision, outcome, lengthOf(decision));
          }
        },
      });
      const { changeSetId: made } = write;
      const receipt = answer.toReceipt(made);
      // A calendar that comes back is given to its owner, who must not be gone meanwhile.
      const givenTo = receipt.calendarId === null ? [] : [userId];
      const confirm = () => confirmAccounts(write, givenTo);
      return { receipt, answer: answer.toView(made), ...(givenTo.length > 0 ? { confirm } : {}) };
    },
    async replay(trx, { items, omitted, calendarId, changeSetId: made }) {
      const views = await replayAllChanged(trx, items, userId);
      const calendar =
        calendarId === null ? null : await getVisibleCalendar(trx, calendarId, userId);
      return { items: views, omitted, calendar, changeSetId: made };
    },
  });
}

function askedBy(input: UndoInput, field: UndoOfSeveral["field"]): UndoOfSeveral {
  const { message, resolutions = {} } = input;
  return { message, field, resolutionsOf: resolutionsByEvent(resolutions) };
}

interface TakingBack {
  readonly asked: UndoOfSeveral;
  readonly answer: UndoAnswer;
  /** Absent for a preview. */
  readonly write?: Write;
  /** Does what was decided, as long as nothing meets what came after. */
  readonly each: (stretch: DecidedStretch) => Promise<void>;
}

/** @throws DomainError NOT_FOUND, FORBIDDEN, VERSION_CONFLICT, and whatever one event is refused */
async function takeBack(
  reading: Reading,
  changeSetId: Id,
  { asked, answer, write, each }: TakingBack,
): Promise<void> {
  const { trx } = reading;
  const members = await listChangeSetMembers(trx, changeSetId);
  const touched = await listChangeSetCalendars(trx, changeSetId);
  await requireWholeInSight(reading, members, touched);
  const calendars = await findUndoneCalendars(reading, touched);
  const guards = new Map<Id, GuardedCalendar>();
  for (const calendar of calendars) {
    const { accessEpoch, now } = calendar.found;
    const comesBack = calendar.becomes === "live";
    if (write !== undefined) answer.setCalendar(await beginWithCalendar(write, calendar));
    else answer.setCalendar(calendarAfterwards(calendar));
    // Beginning with it raises the epoch.
    const epoch = accessEpoch + (write === undefined ? 0 : 1);
    guards.set(calendar.found.calendar.id, { accessEpoch: epoch, now, comesBack });
  }

  const conflicts = new ConflictList();
  const gone = new Set<Id>();
  const stretches: Iterable<DecidedStretch> | AsyncIterable<DecidedStretch> = (await isSplit(
    reading,
    members,
  ))
    ? [
        {
          decisions: await decideSplit(reading, changeSetId, { asked, conflicts }),
          lengthOf: ({ found }) => encodeContent(found.content).length,
        },
      ]
    : decideChangeSet(reading, members, {
        asked,
        conflicts,
        guards,
        guard: (scopeId, accessEpoch) => write?.log({ scopeId, accessEpoch, entries: [] }),
      });
  for await (const stretch of stretches) {
    for (const { found, change } of stretch.decisions) {
      if (change.deleted) gone.add(found.event.id);
    }
    if (conflicts.isEmpty) await each(stretch);
  }
  const leaving = calendars.filter(({ becomes }) => becomes === "deleted");
  for (const calendar of leaving) {
    answer.omit(await meetNewcomers(reading, calendar, { gone, asked, conflicts }));
  }
  conflicts.requireNone("changeSetId");
  if (write === undefined) return;
  for (const calendar of leaving) {
    answer.setCalendar(await endWithCalendar(write, calendar));
  }
}

/** The decisions about the parts of a split; none where they meet something, which is noted. */
async function decideSplit(
  reading: Reading,
  changeSetId: Id,
  { asked, conflicts }: { readonly asked: UndoOfSeveral; readonly conflicts: ConflictList },
): Promise<readonly Decision[]> {
  const undone = await decideSplitUndo(reading, changeSetId, asked);
  if (undone.kind === "decided") return undone.decisions;
  for (const met of undone.conflicts) conflicts.add(met);
  return [];
}

/** Whether a change set is a split, or took one back or made it again. */
async function isSplit(reading: Reading, members: readonly ChangeSetMember[]): Promise<boolean> {
  if (members.some(({ kind }) => kind === "split")) return true;
  // What takes back a change set is all of one kind: one right part stands for the others. What it
  // was split from need not be there: it stayed as it was, if it was deleted already.
  const right = members.find(({ kind, splitFromId }) => kind === "undo" && splitFromId !== null);
  if (right === undefined) return false;
  const sources = await listVersionSources(reading.trx, right.eventId);
  return isRootSplit(reading, right.eventId, rootOf(right.version, sources).root);
}

/** The same of one version. */
async function isOfSplit(
  reading: Reading,
  { found, base, sources }: UndoneVersion,
): Promise<boolean> {
  const { root } = rootOf(base.version, sources);
  if (root === base.version) return base.kind === "split";
  return isRootSplit(reading, found.event.id, root);
}

async function isRootSplit({ trx }: Reading, eventId: Id, version: number): Promise<boolean> {
  const [root] = await listVersionsAt(trx, [{ eventId, version }]);
  return root?.kind === "split";
}
