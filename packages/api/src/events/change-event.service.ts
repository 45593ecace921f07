import { type Id, newId } from "@daybook/db/ids";
import { listGrantees } from "@daybook/db/queries/permissions.queries";
import type { Call } from "../rpc/context.ts";
import { removeGrant } from "../sharing/shared-resource.ts";
import { auditEvents } from "../write/audit-events.ts";
import { nextVersionAt, type RecordedEvent, recordEventChange } from "../write/record-events.ts";
import { recordRightPart } from "../write/record-right-part.ts";
import { refuseOverlap } from "../write/overlap.ts";
import { performWrite, type Reading, type Write } from "../write/write.ts";
import { mergedOverBy, type Outcome, rightPartAmong, toChangedView } from "./changed-view.ts";
import {
  changesNothing,
  type Decide,
  type Decision,
  type FoundEvent,
  leavesAlone,
} from "./decision.ts";
import { type ChangedReceipt, replayChanged } from "./event-receipt.ts";
import type { ChangedView } from "./events.schema.ts";
import type { PreviewRequest } from "./preview.schema.ts";
import { previewDecision, requireWindowAsked } from "./preview-decision.ts";

/**
 * One change of one event, from the call to the answer: decided, and then either written or shown
 * beforehand (rule X6). A preview reads what there is and asks for the same rights; it claims no
 * key, and leaves nothing behind.
 */
export async function changeEvent(
  call: Call,
  input: PreviewRequest & { readonly onOverlap?: OnOverlap },
  decide: Decide,
): Promise<ChangedView> {
  requireWindowAsked(input);
  const rejects = input.onOverlap === "reject";
  if (input.preview === true) {
    return call.app.database.snapshot(async (trx) => {
      const reading = { trx, call, locks: false };
      const decision = await decide(reading);
      if (rejects) await refuseOverlapBy(reading, decision);
      return previewDecision(decision, { actorId: call.actor.userId, window: input.previewWindow });
    });
  }
  return performWrite<ChangedReceipt, ChangedView>(call, input, {
    async perform(write) {
      const decision = await decide(write);
      if (rejects) await refuseOverlapBy(write, decision);
      const outcome = await writeDecision(write, decision);
      return { receipt: receiptOf(decision, outcome), answer: toChangedView(decision, outcome) };
    },
    replay: (trx, receipt) => replayChanged(trx, receipt, call.actor.userId),
  });
}

type OnOverlap = "allow" | "reject" | undefined;

/** What changes nothing, and what deletes, is never refused (rules C6, V2). */
async function refuseOverlapBy(reading: Reading, decision: Decision): Promise<void> {
  const { found, change, rightPart } = decision;
  if (change.deleted || changesNothing(decision)) return;
  const { id: eventId, calendarId, ownerId, calendarTimeZone: timeZone } = found.event;
  const calendar = change.moveTo?.calendar ?? { id: calendarId, ownerId, timeZone };
  const contents = rightPart === undefined ? [change.content] : [change.content, rightPart];
  // The one that it leaves, and the shelves that it is on or is taken from.
  const otherScopes = reading.locks
    ? [
        calendarId,
        ...(change.moveTo === undefined ? [] : [calendar.ownerId]),
        ...(await listGrantees(reading.trx, { type: "event", id: eventId })),
      ]
    : [];
  const events = [{ eventId, contents }];
  await refuseOverlap(reading, { calendar, events, otherScopes, now: found.now });
}

/** Writes a decision, and with a split both parts of it; nothing where nothing changes (rule V2). */
export async function writeDecision(write: Write, decision: Decision): Promise<Outcome> {
  const { found, also = [] } = decision;
  if (changesNothing(decision)) {
    return { changed: false, event: found, rightPart: null, changeSetId: null, preview: null };
  }
  const others: RecordedEvent[] = [];
  for (const other of also) {
    others.push((await writeDecision(write, other)).event);
  }
  const { event, rightPart } = leavesAlone(decision)
    ? { event: found, rightPart: rightPartAmong(found, others) }
    : await writeEvent(write, decision, others);
  return { changed: true, event, rightPart, changeSetId: write.changeSetId, preview: null };
}

async function writeEvent(
  write: Write,
  { found, change, rightPart: content }: Decision,
  others: readonly RecordedEvent[],
): Promise<Pick<Outcome, "event" | "rightPart">> {
  if (change.moveTo !== undefined) {
    await endGrantOf(write, found, change.moveTo.calendar.ownerId);
  }
  const event = await recordEventChange(write, found, change);
  const { updatedAt: at } = event.event;
  auditEvents(write, [event], at);
  if (content === undefined) {
    return { event, rightPart: rightPartAmong(event, others) };
  }
  const rightPart = await recordRightPart(write, { id: newId(), content, left: event }, change);
  auditEvents(write, [rightPart], at);
  return { event, rightPart };
}

/** Who owns the calendar that an event moves to holds no grant on it: they are its owner (S2). */
async function endGrantOf(write: Write, found: FoundEvent, userId: Id): Promise<void> {
  const { event, accessEpoch } = found;
  const { id, calendarId } = event;
  // Not before the move: at no instant does the event reach them by nothing.
  const now = nextVersionAt(found);
  const place = { resource: { type: "event", id }, calendarId, accessEpoch, now } as const;
  await removeGrant(write, place, { userId, cause: "transferred" });
}

/** What is kept of an outcome, to answer it again. */
export function receiptOf(decision: Decision, outcome: Outcome): ChangedReceipt {
  const { event, rightPart, changed, changeSetId } = outcome;
  const { id: eventId, version, sequence } = event.event;
  const part = rightPart?.event;
  return {
    eventId,
    version,
    sequence,
    changed,
    changeSetId,
    mergedOver: mergedOverBy(decision, outcome),
    rightPartId: part?.id ?? null,
    ...(part === undefined ? {} : { rightPartAt: pickVersion(part) }),
  };
}

function pickVersion({ version, sequence }: RecordedEvent["event"]) {
  return { version, sequence };
}
