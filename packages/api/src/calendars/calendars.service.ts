import type { Transaction } from "@daybook/db/database";
import { newId } from "@daybook/db/ids";
import {
  type CalendarChanges,
  type CalendarForUser,
  countCalendarsOfOwner,
  findCalendarForUser,
  findCalendarForWrite,
  insertCalendar,
  listCalendarsForUser,
  updateCalendarAtVersion,
} from "@daybook/db/queries/calendars.queries";
import { deleteFeeds } from "@daybook/db/queries/feeds.queries";
import { listGrantees } from "@daybook/db/queries/permissions.queries";
import { insertScope } from "@daybook/db/queries/scopes.queries";
import { RestartTransaction } from "@daybook/db/restart-transaction";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { type Access, OWNER_ACCESS } from "@daybook/domain/sharing/roles";
import { requireTimeZone } from "@daybook/domain/time/zone";
import type { Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { id } from "../rpc/wire.schema.ts";
import { type CalendarFor, confirmAccounts, requireCalendar } from "../write/access.ts";
import { performWrite, type Write } from "../write/write.ts";
import { calendarAccess, toCalendarView } from "./calendar-view.ts";
import type {
  CalendarView,
  CreateCalendarInput,
  DeleteCalendarOutput,
  ListCalendarsInput,
  UpdateCalendarInput,
} from "./calendars.schema.ts";
import { deleteEventsOf } from "./delete-calendar-events.ts";

/** Creates a calendar that the caller owns. */
export async function createCalendar(
  call: Call,
  input: CreateCalendarInput,
): Promise<CalendarView> {
  const calendarId = newId();
  const { userId } = call.actor;
  const timeZone = requireTimeZone(input.timeZone, "timeZone");
  return performWrite(call, input, {
    knownReceipt: { calendarId },
    async perform(write) {
      // The default calendar stands for the caller's account: that it, and the session, are there.
      const account = await findCalendarForWrite(write.trx, { defaultOf: userId }, call.actor);
      if (account === undefined || !account.credentialStands) {
        throw new DomainError("TOKEN_REVOKED");
      }
      if ((await countCalendarsOfOwner(write.trx, userId)) >= LIMITS.calendarsPerUser) {
        throw limitRefusal("calendarsPerUser");
      }
      const at = account.now;
      const { name, freeBusy = "shared" } = input;
      const calendar = { id: calendarId, ownerId: userId, name, timeZone, freeBusy, at };
      await insertScope(write.trx, { id: calendarId, kind: "calendar" });
      await insertCalendar(write.trx, calendar);
      const resource = { type: "calendar", id: calendarId } as const;
      const grant = { ...OWNER_ACCESS, expiresAt: null, grantedBy: null, grantedAt: at };
      write.log({
        scopeId: userId,
        entries: [{ type: "added", at, resource, userId, grant, cause: "created" }],
      });
      write.audit({ at, resource, calendarId });
      const record = {
        ...calendar,
        isDefault: false,
        version: 1,
        createdAt: at,
        updatedAt: at,
        deletedAt: null,
      };
      const confirm = () => confirmAccounts(write, [userId]);
      return { receipt: { calendarId }, answer: toCalendarView(record, OWNER_ACCESS), confirm };
    },
    replay: (trx, receipt) => getVisibleCalendar(trx, receipt.calendarId, userId),
  });
}

/** One calendar that the caller can see. */
export async function getCalendar(call: Call, calendarId: string): Promise<CalendarView> {
  return getVisibleCalendar(call.app.database.read, calendarId, call.actor.userId);
}

/** Pages through the calendars that the caller owns or holds a grant on. */
export async function listCalendars(
  call: Call,
  input: ListCalendarsInput,
): Promise<{ items: CalendarView[]; nextCursor: string | null }> {
  const { userId } = call.actor;
  const { cursor, limit, includeDeleted } = input;
  const format = cursorFormat("calendars.list", { includeDeleted }, id);
  const rows = await listCalendarsForUser(call.app.database.read, {
    userId,
    includeDeleted,
    after: cursor === undefined ? undefined : format.decode(cursor),
    limit,
  });
  return pageOf(rows, limit, {
    item: (row) => toCalendarView(row.calendar, requireAccess(row, userId)),
    cursor: (row) => format.encode(row.calendar.id),
  });
}

/** Changes a calendar's name, zone or free/busy setting; owners only (rule S1). */
export async function updateCalendar(
  call: Call,
  input: UpdateCalendarInput,
): Promise<CalendarView> {
  const { id, patch, baseVersion } = input;
  const { name, freeBusy } = patch;
  const timeZone =
    patch.timeZone === undefined ? undefined : requireTimeZone(patch.timeZone, "patch.timeZone");
  return performWrite(call, input, {
    async perform(write) {
      const found = await requireCalendar(write, { calendarId: id }, "changeCalendar");
      const { calendar } = found;
      const next = {
        ...calendar,
        name: name ?? calendar.name,
        timeZone: timeZone ?? calendar.timeZone,
        freeBusy: freeBusy ?? calendar.freeBusy,
      };
      const receipt = { calendarId: id };
      const same =
        next.name === calendar.name &&
        next.timeZone === calendar.timeZone &&
        next.freeBusy === calendar.freeBusy;
      if (same) {
        return { receipt, answer: toCalendarView(calendar, found.access) };
      }
      requireBaseVersion(found, baseVersion);
      const { at, version } = await writeCalendar(write, found, {
        name,
        timeZone,
        freeBusy,
        accessEpoch: found.accessEpoch,
      });
      const changed = { ...next, version, updatedAt: at };
      return { receipt, answer: toCalendarView(changed, found.access) };
    },
    replay: (trx, receipt) => getVisibleCalendar(trx, receipt.calendarId, call.actor.userId),
  });
}

/** Deletes a calendar and takes its events along in one change set (rule K1). */
export async function deleteCalendar(
  call: Call,
  input: { readonly id: string },
): Promise<DeleteCalendarOutput> {
  const calendarId = input.id;
  return performWrite(call, input, {
    async perform(write) {
      const found = await requireCalendar(write, { calendarId }, "deleteCalendar");
      if (found.calendar.isDefault) {
        throw new DomainError("DEFAULT_CALENDAR");
      }
      await closeCalendar(write, found);
      const { deletedEvents, at, version } = await deleteClosedCalendar(write, found);
      const calendar = { ...found.calendar, version, updatedAt: at, deletedAt: at };
      const { changeSetId } = write;
      return {
        receipt: { calendarId, deletedEvents, changeSetId },
        answer: { calendar: toCalendarView(calendar, found.access), deletedEvents, changeSetId },
      };
    },
    async replay(trx, { deletedEvents, changeSetId }) {
      const calendar = await getVisibleCalendar(trx, calendarId, call.actor.userId);
      return { calendar, deletedEvents, changeSetId };
    },
  });
}

/**
 * Takes the calendar's scope before anything else and raises its epoch: events that are being
 * created there are either seen here or find the calendar closed. Everyone loses it, and its feeds
 * end.
 */
export async function closeCalendar(
  write: Write,
  { calendar, accessEpoch, now }: CalendarFor<"deleteCalendar">,
): Promise<void> {
  await write.takeScope({ scopeId: calendar.id, accessEpoch });
  await deleteFeeds(write.trx, { calendarId: calendar.id });
  const resource = { type: "calendar", id: calendar.id } as const;
  const grantees = await listGrantees(write.trx, resource);
  for (const userId of [calendar.ownerId, ...grantees]) {
    const entry = { at: now, resource, userId, grant: null, cause: "deleted" } as const;
    write.log({ scopeId: userId, entries: [{ type: "removed", ...entry }] });
  }
}

/** Deletes a calendar that {@link closeCalendar} closed in the same write, and its events. */
export async function deleteClosedCalendar(
  write: Write,
  found: CalendarFor<"deleteCalendar">,
): Promise<{ deletedEvents: number; at: number; version: number }> {
  const deletedEvents = await deleteEventsOf(write, found);
  const deleted = { at: found.now, changeSetId: write.changeSetId };
  return { deletedEvents, ...(await writeCalendar(write, found, { deleted })) };
}

/** Writes the next version of a calendar, its entry in the log and in the trail. */
export async function writeCalendar(
  write: Write,
  found: CalendarFor<"changeCalendar" | "deleteCalendar">,
  { accessEpoch, ...changes }: CalendarChanges & { readonly accessEpoch?: number },
): Promise<{ at: number; version: number }> {
  const { id, version } = found.calendar;
  const at = Math.max(found.now, found.calendar.updatedAt);
  if (!(await updateCalendarAtVersion(write.trx, { id, version, at }, changes))) {
    throw new RestartTransaction("the calendar has a newer version");
  }
  const guard = accessEpoch === undefined ? {} : { accessEpoch };
  const entry = { type: "calendar", at, resource: { type: "calendar", id } } as const;
  write.log({ scopeId: id, ...guard, entries: [entry] });
  write.audit({ at, resource: { type: "calendar", id }, calendarId: id, version: version + 1 });
  return { at, version: version + 1 };
}

function requireBaseVersion({ calendar }: CalendarForUser, baseVersion: number | undefined): void {
  if (baseVersion !== undefined && baseVersion !== calendar.version) {
    throw new DomainError("VERSION_CONFLICT", {
      field: "baseVersion",
      details: {
        calendarId: calendar.id,
        baseVersion,
        currentVersion: calendar.version,
        conflicts: [],
      },
    });
  }
}

/** A calendar as it is now, for whoever can see it. */
export async function getVisibleCalendar(
  db: Transaction | Call["app"]["database"]["read"],
  calendarId: string,
  userId: string,
): Promise<CalendarView> {
  const found = await findCalendarForUser(db, { calendarId }, userId);
  if (found === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  return toCalendarView(found.calendar, requireAccess(found, userId));
}

function requireAccess(found: CalendarForUser, userId: string): Access {
  const access = calendarAccess(found, userId);
  if (access === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  return access;
}
