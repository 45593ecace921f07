import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { listVersionsAt } from "@daybook/db/queries/change-sets.queries";
import { listEventsById } from "@daybook/db/queries/events.queries";
import { DomainError } from "@daybook/domain/errors";
import { assertMay, effectiveAccess } from "@daybook/domain/sharing/roles";
import { setImmediate as nextTurn } from "node:timers/promises";
import { chunksOf } from "./chunks.ts";
import { eventThen } from "./event-then.ts";
import { toEventView } from "./event-view.ts";
import type { ChangedView, EventView } from "./events.schema.ts";

/** What an idempotency key remembers of a call that may have changed one event. */
export interface ChangedReceipt {
  readonly eventId: Id;
  readonly version: number;
  /** Absent in receipts that an earlier release wrote. */
  readonly sequence?: number;
  readonly changed: boolean;
  readonly changeSetId: Id | null;
  /** Absent in receipts that an earlier release wrote. */
  readonly mergedOver?: readonly number[];
  /** The new event of a split, or the one that an undo of it was about. */
  readonly rightPartId?: Id | null;
  /** Absent in receipts that an earlier release wrote: its first version. */
  readonly rightPartAt?: { readonly version: number; readonly sequence: number };
}

/** Answers again what {@link ChangedReceipt} stands for: the event as that call left it. */
export async function replayChanged(
  trx: Transaction,
  receipt: ChangedReceipt,
  userId: Id,
): Promise<ChangedView> {
  const [view] = await replayAllChanged(trx, [receipt], userId);
  if (view === undefined) throw new Error("a receipt was not answered");
  return view;
}

/** The same of many events. */
export async function replayAllChanged(
  trx: Transaction,
  receipts: readonly ChangedReceipt[],
  userId: Id,
): Promise<ChangedView[]> {
  const rightParts = receipts.flatMap(({ rightPartId = null, rightPartAt = FIRST }) => {
    return rightPartId === null ? [] : [{ eventId: rightPartId, ...rightPartAt }];
  });
  const events = await replayEvents(trx, [...receipts, ...rightParts], userId);
  const parts = new Map(events.slice(receipts.length).map((part) => [part.id, part]));
  return receipts.flatMap(({ changed, changeSetId, rightPartId, ...receipt }, index) => {
    const event = events[index];
    if (event === undefined) return [];
    const mergedOver = [...(receipt.mergedOver ?? [])];
    const rightPart = parts.get(rightPartId ?? "") ?? null;
    const merged = mergedOver.length > 0;
    return [{ event, changed, merged, mergedOver, changeSetId, rightPart, preview: null }];
  });
}

const FIRST = { version: 1, sequence: 0 };

interface ReplayedVersion {
  readonly eventId: Id;
  readonly version: number;
  /** What it was then, where that is known. */
  readonly sequence?: number | undefined;
}

/** One event as {@link replayEvents} answers it. */
export async function replayEvent(
  trx: Transaction,
  replayed: ReplayedVersion,
  userId: Id,
): Promise<EventView> {
  const [view] = await replayEvents(trx, [replayed], userId);
  if (view === undefined) throw new Error("an event was not answered");
  return view;
}

/** Events whose contents are held in memory at a time. */
const AT_ONCE = 50;

/**
 * Events as one version of each left it, where it was then, with the rights of now: who could not
 * make the call any more gets NOT_FOUND or FORBIDDEN, not the old answer (rule C2). Whatever the
 * call was, it took an editor.
 */
export async function replayEvents(
  trx: Transaction,
  replayed: readonly ReplayedVersion[],
  userId: Id,
): Promise<EventView[]> {
  const views: EventView[] = [];
  for (const some of chunksOf(replayed, AT_ONCE)) {
    const ids = some.map(({ eventId }) => eventId);
    const found = new Map(
      (await listEventsById(trx, ids, userId)).map((one) => [one.event.id, one]),
    );
    const versions = new Map(
      (await listVersionsAt(trx, some)).map((then) => [`${then.eventId} ${then.version}`, then]),
    );
    for (const { eventId, version, sequence } of some) {
      const now = found.get(eventId);
      const access = now && effectiveAccess(now.grants, now.isOwner);
      assertMay(access, "edit");
      const then = versions.get(`${eventId} ${version}`);
      if (now === undefined || then === undefined) {
        throw new DomainError("NOT_FOUND");
      }
      const past = await eventThen(trx, now.event, then);
      const event = { ...past.event, sequence: sequence ?? past.event.sequence };
      views.push(toEventView({ event, content: past.content }, access));
    }
    // On SQLite that has not waited.
    if (replayed.length > AT_ONCE) await nextTurn();
  }
  return views;
}
