import type { CalendarForUser } from "@daybook/db/queries/calendars.queries";
import type { EventState } from "@daybook/db/queries/log.queries";
import type { Holding } from "@daybook/db/queries/sync.queries";
import { effectiveAccess } from "@daybook/domain/sharing/roles";
import { calendarAccess, toCalendarView } from "../calendars/calendar-view.ts";
import { toEventView } from "../events/event-view.ts";
import { formatInstant } from "../rpc/instant.ts";
import { type SyncCause, syncCause, type SyncItem } from "./sync.schema.ts";

export type EventItem = Extract<SyncItem, { type: "event" }>;
export type AccessItem = Extract<SyncItem, { type: "added" | "removed" | "role" }>;

/** One version of an event, with the event as it is now. */
export function versionItem(
  told: Pick<EventItem, "eventId" | "version" | "kind"> & { readonly at: number },
  state: EventState | undefined,
): SyncItem {
  const { eventId, version, kind, at } = told;
  const access = state && effectiveAccess(state.grants, state.isOwner);
  const event = state === undefined || access === undefined ? null : toEventView(state, access);
  return { type: "event", eventId, version, kind, at: formatInstant(at), event };
}

/** An event at its present version; undefined where it does not reach the user. */
export function stateItem(state: EventState | undefined): SyncItem | undefined {
  if (state === undefined || !reaches(state)) return undefined;
  const { event, kind, versionAt: at } = state;
  return versionItem({ eventId: event.id, version: event.version, kind, at }, state);
}

export function reaches(state: EventState): boolean {
  return effectiveAccess(state.grants, state.isOwner) !== undefined;
}

/** A calendar as it is now. */
export function calendarItem(
  calendarId: string,
  found: CalendarForUser | undefined,
  { userId, at }: { readonly userId: string; readonly at: number },
): SyncItem {
  const access = found && calendarAccess(found, userId);
  const calendar =
    found === undefined || access === undefined ? null : toCalendarView(found.calendar, access);
  return { type: "calendar", calendarId, at: formatInstant(at), calendar };
}

export function accessItem(
  type: AccessItem["type"],
  about: {
    readonly resource: AccessItem["resource"];
    readonly cause: SyncCause;
    readonly at: number;
    readonly grant: Holding | null;
  },
): SyncItem {
  const { resource, cause, at, grant } = about;
  return {
    type,
    resource,
    cause,
    at: formatInstant(at),
    grant:
      grant === null
        ? null
        : {
            role: grant.role,
            canShare: grant.canShare,
            canDelete: grant.canDelete,
            expiresAt: grant.expiresAt === null ? null : formatInstant(grant.expiresAt),
          },
  };
}

/** A cause as the log has it; a newer server may have written one that is not known here. */
export function readCause(cause: string, otherwise: SyncCause): SyncCause {
  return syncCause.safeParse(cause).data ?? otherwise;
}
