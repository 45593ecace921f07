import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { findEventForUser } from "@daybook/db/queries/events.queries";
import { findVersion } from "@daybook/db/queries/versions.queries";
import { DomainError } from "@daybook/domain/errors";
import { assertMay, effectiveAccess } from "@daybook/domain/sharing/roles";
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
  const { eventId, version, sequence, changed, changeSetId, rightPartId = null } = receipt;
  const { rightPartAt = { version: 1, sequence: 0 } } = receipt;
  const mergedOver = [...(receipt.mergedOver ?? [])];
  const event = await replayEvent(trx, { eventId, version, sequence }, userId);
  const rightPart =
    rightPartId === null
      ? null
      : await replayEvent(trx, { eventId: rightPartId, ...rightPartAt }, userId);
  const merged = mergedOver.length > 0;
  return { event, changed, merged, mergedOver, changeSetId, rightPart, preview: null };
}

interface ReplayedVersion {
  readonly eventId: Id;
  readonly version: number;
  /** What it was then, where that is known. */
  readonly sequence?: number | undefined;
}

/**
 * An event as one version left it, where it was then, with the rights of now: who could not make the call any more
 * gets NOT_FOUND or FORBIDDEN, not the old answer (rule C2). Whatever the call was, it took an
 * editor.
 */
export async function replayEvent(
  trx: Transaction,
  { eventId, version, sequence }: ReplayedVersion,
  userId: Id,
): Promise<EventView> {
  const found = await findEventForUser(trx, eventId, userId);
  const access = found && effectiveAccess(found.grants, found.isOwner);
  assertMay(access, "edit");
  const then = await findVersion(trx, eventId, version);
  if (found === undefined || then === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  const past = await eventThen(trx, found.event, then);
  const event = { ...past.event, sequence: sequence ?? past.event.sequence };
  return toEventView({ event, content: past.content }, access);
}
