import { type CalendarRecord, countCalendarsOfOwner } from "@daybook/db/queries/calendars.queries";
import { insertCalendarRestoration } from "@daybook/db/queries/change-sets.queries";
import { listGrants } from "@daybook/db/queries/permissions.queries";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { OWNER_ACCESS } from "@daybook/domain/sharing/roles";
import type { CalendarFor } from "../write/access.ts";
import type { Reading, Write } from "../write/write.ts";
import { writeCalendar } from "./calendars.service.ts";

/**
 * A calendar comes back only where its owner has room for one more.
 *
 * @throws DomainError LIMIT_EXCEEDED
 */
export async function requireRoomForCalendar(
  { trx }: Reading,
  { calendar: { ownerId } }: CalendarFor<"deleteCalendar">,
): Promise<void> {
  if ((await countCalendarsOfOwner(trx, ownerId)) >= LIMITS.calendarsPerUser) {
    throw limitRefusal("calendarsPerUser", { field: "changeSetId" });
  }
}

/**
 * Brings a deleted calendar back (rule K1), and takes its scope for the rest of the write. The
 * grants that were not withdrawn or left meanwhile and have not expired are in force again, and the
 * logs of their holders say so; its events come back in the same write, its feeds do not.
 */
export async function reopenCalendar(
  write: Write,
  found: CalendarFor<"deleteCalendar">,
): Promise<CalendarRecord> {
  const { trx, changeSetId } = write;
  const { calendar, accessEpoch, now } = found;
  const { id: calendarId, ownerId } = calendar;
  await write.takeScope({ scopeId: calendarId, accessEpoch });
  const { at, version } = await writeCalendar(write, found, { restored: true });
  await insertCalendarRestoration(trx, { changeSetId, calendarId });

  const resource = { type: "calendar", id: calendarId } as const;
  const page = { after: undefined, limit: LIMITS.grantsPerCalendar };
  const { createdAt: grantedAt } = calendar;
  const owner = { userId: ownerId, ...OWNER_ACCESS, expiresAt: null, grantedBy: null, grantedAt };
  for (const held of [owner, ...(await listGrants(trx, resource, page))]) {
    const { userId, role, canShare, canDelete, expiresAt, grantedBy, grantedAt: since } = held;
    const grant = { role, canShare, canDelete, expiresAt, grantedBy, grantedAt: since };
    const entry = { at: now, resource, userId, grant, cause: "restored" } as const;
    write.log({ scopeId: userId, entries: [{ type: "added", ...entry }] });
  }
  return { ...calendar, version, updatedAt: at, deletedAt: null };
}
