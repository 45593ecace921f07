import type { CalendarForUser } from "@daybook/db/queries/calendars.queries";
import { type Access, effectiveAccess } from "@daybook/domain/sharing/roles";
import { formatInstant } from "../rpc/instant.ts";
import type { CalendarView } from "./calendars.schema.ts";

/** What a user may do with a calendar; undefined where nothing reaches them. */
export function calendarAccess(found: CalendarForUser, userId: string): Access | undefined {
  const grants = found.grant === undefined ? [] : [found.grant];
  return effectiveAccess(grants, found.calendar.ownerId === userId);
}

/** A calendar as its reader sees it. */
export function toCalendarView(
  calendar: CalendarForUser["calendar"],
  access: Access,
): CalendarView {
  return {
    id: calendar.id,
    ownerId: calendar.ownerId,
    role: access.role,
    canShare: access.canShare,
    canDelete: access.canDelete,
    name: calendar.name,
    timeZone: calendar.timeZone,
    // It is the default one of its owner; to everyone else it is one among others.
    isDefault: calendar.isDefault && access.role === "owner",
    freeBusy: calendar.freeBusy,
    version: calendar.version,
    createdAt: formatInstant(calendar.createdAt),
    updatedAt: formatInstant(calendar.updatedAt),
    deletedAt: calendar.deletedAt === null ? null : formatInstant(calendar.deletedAt),
  };
}
