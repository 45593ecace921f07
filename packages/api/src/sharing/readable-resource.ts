import type { Database, Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { findCalendarForUser } from "@daybook/db/queries/calendars.queries";
import { findEventForUser } from "@daybook/db/queries/events.queries";
import { DomainError } from "@daybook/domain/errors";
import { type Access, effectiveAccess, may } from "@daybook/domain/sharing/roles";
import { calendarAccess } from "../calendars/calendar-view.ts";
import type { ResourceRef } from "./sharing.schema.ts";

/** An event or a calendar that a user can see, as far as sharing and the trail need it. */
export interface ReadableResource {
  readonly access: Access;
  readonly ownerId: Id;
  readonly calendarId: Id;
  /** Since when the resource exists, epoch milliseconds. */
  readonly since: number;
}

/** @throws DomainError NOT_FOUND, for what is hidden and what is missing alike (rule S3) */
export async function requireReadable(
  db: Transaction | Database["read"],
  resource: ResourceRef,
  userId: Id,
): Promise<ReadableResource> {
  const found =
    resource.type === "calendar"
      ? await findCalendar(db, resource.id, userId)
      : await findEvent(db, resource.id, userId);
  if (found?.access === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  return { ...found, access: found.access };
}

/** Whether the user may list every grant on a calendar, which they may not even see. */
export async function mayListGrantsOf(
  db: Transaction | Database["read"],
  calendarId: Id,
  userId: Id,
): Promise<boolean> {
  const found = await findCalendar(db, calendarId, userId);
  return may(found?.access, "listAllGrants");
}

async function findCalendar(db: Transaction | Database["read"], calendarId: Id, userId: Id) {
  const found = await findCalendarForUser(db, { calendarId }, userId);
  return (
    found && {
      access: calendarAccess(found, userId),
      ownerId: found.calendar.ownerId,
      calendarId,
      since: found.calendar.createdAt,
    }
  );
}

async function findEvent(db: Transaction | Database["read"], eventId: Id, userId: Id) {
  const found = await findEventForUser(db, eventId, userId);
  return (
    found && {
      access: effectiveAccess(found.grants, found.isOwner),
      ownerId: found.event.ownerId,
      calendarId: found.event.calendarId,
      since: found.event.createdAt,
    }
  );
}
