import { findGrant } from "@daybook/db/queries/permissions.queries";
import { authorise } from "@daybook/domain/sharing/authorised";
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
  requireNotOverSplit,
  type StaleBase,
  versionsSince,
} from "./version-conflict.ts";

/**
 * Takes an event to another calendar: a delete at the source and a creation at the target (rule
 * S1). Its own grants go along; floating and all-day occurrences are placed by the new calendar's
 * zone (rule T5). To where it is, it goes for whoever may edit it, as that changes nothing.
 */
export async function moveEvent(call: Call, input: MoveEventInput): Promise<ChangedView> {
  const { id, calendarId, baseVersion, message } = input;

  return changeEvent(call, input, async (reading) => {
    const found = await requireEvent(reading, id, "read");
    const isCreator = found.event.createdBy === call.actor.userId;
    const stays = found.event.calendarId === calendarId;
    authorise(found, stays ? "edit" : "delete", { isCreator });
    const target = stays ? undefined : await requireCalendar(reading, { calendarId }, "create");
    const base = await findStaleBase(reading, found, { baseVersion });
    requireNotDeleted(found, base);
    const change = { kind: "move", content: found.content, deleted: false, message } as const;
    if (target === undefined) return { found, change };
    if (base !== undefined) {
      requireNotOverSplit(found, base, base.content);
      requireNotMoved(found, base, calendarId);
    }
    return {
      found,
      change: { ...change, moveTo: target },
      mergedOver: base && versionsSince(found, base),
      accessAfter: await accessAfterMove(reading, found, target),
    };
  });
}

/** A move is merged over anything but a move to somewhere else (rule V3). */
function requireNotMoved(found: FoundEvent, base: StaleBase, yours: string): void {
  const theirs = found.event.calendarId;
  if (theirs !== base.calendarId) {
    const conflict = { field: "calendarId", base: base.calendarId, yours, theirs };
    throw conflictOf(found, base, [conflict]);
  }
}

/** What the caller may do with the event in the other calendar: its own grants went along. */
export async function accessAfterMove(
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
