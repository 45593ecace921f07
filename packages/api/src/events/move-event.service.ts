import { findGrant } from "@daybook/db/queries/permissions.queries";
import { type Access, effectiveAccess } from "@daybook/domain/sharing/roles";
import type { Call } from "../rpc/context.ts";
import { type CalendarFor, requireCalendar, requireEvent } from "../write/access.ts";
import type { Reading } from "../write/write.ts";
import { changeEvent } from "./change-event.service.ts";
import type { FoundEvent } from "./decision.ts";
import type { ChangedView, MoveEventInput } from "./events.schema.ts";
import {
  conflictOf,
  findStaleBase,
  requireNotDeleted,
  type StaleBase,
  versionsSince,
} from "./version-conflict.ts";

/**
 * Takes an event to another calendar: a delete at the source and a creation at the target (rule
 * S1). Its own grants go along; floating and all-day occurrences are placed by the new calendar's
 * zone (rule T5).
 */
export async function moveEvent(call: Call, input: MoveEventInput): Promise<ChangedView> {
  const { id, calendarId, baseVersion, message } = input;

  return changeEvent(call, input, async (reading) => {
    const found = await requireEvent(reading, id, "delete");
    const target = await requireCalendar(reading, { calendarId }, "create");
    const base = await findStaleBase(reading, found, baseVersion);
    requireNotDeleted(found, base);
    if (base !== undefined) {
      requireNotMoved(found, base, calendarId);
    }
    const { content } = found;
    return {
      found,
      change: { kind: "move", content, deleted: false, message, moveTo: target },
      mergedOver: base && versionsSince(found, base),
      accessAfter: await accessAfter(reading, found, target),
    };
  });
}

/** A move is merged over anything but a move to somewhere else (rule V3). */
function requireNotMoved(found: FoundEvent, base: StaleBase, yours: string): void {
  const theirs = found.event.calendarId;
  if (theirs !== base.calendarId && theirs !== yours) {
    const conflict = { field: "calendarId", base: base.calendarId, yours, theirs };
    throw conflictOf(found, base, [conflict]);
  }
}

/** What the caller may do with the event in the other calendar: its own grants went along. */
async function accessAfter(
  { trx, call }: Reading,
  { event }: FoundEvent,
  target: CalendarFor<"create">,
): Promise<Access> {
  const { userId } = call.actor;
  const own = await findGrant(trx, { type: "event", id: event.id }, userId);
  const grants = [target.grant, own?.expired === true ? undefined : own];
  const present = grants.filter((grant) => grant !== undefined);
  return effectiveAccess(present, target.calendar.ownerId === userId) ?? target.access;
}
