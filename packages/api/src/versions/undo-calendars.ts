import type { Id } from "@daybook/db/ids";
import { type CalendarRecord, findCalendarForWrite } from "@daybook/db/queries/calendars.queries";
import type { ChangeSetCalendar } from "@daybook/db/queries/change-sets.queries";
import { listLiveEventSizes } from "@daybook/db/queries/events.queries";
import { DomainError } from "@daybook/domain/errors";
import { DELETED } from "@daybook/domain/versions/undo";
import { closeCalendar, deleteClosedCalendar } from "../calendars/calendars.service.ts";
import { reopenCalendar, requireRoomForCalendar } from "../calendars/reopen-calendar.ts";
import { type CalendarFor, requireAnyCalendar } from "../write/access.ts";
import type { Reading, Write } from "../write/write.ts";
import type { ConflictList } from "./undo-conflicts.ts";
import { settledSide } from "./undo-decision.ts";
import type { UndoOfSeveral } from "./undo-split.ts";

/** A calendar that an undo brings back, or deletes again. */
export interface UndoneCalendar {
  readonly found: CalendarFor<"deleteCalendar">;
  readonly becomes: "live" | "deleted";
}

/**
 * The calendars of a change set of which there is something to undo: what it deleted and is deleted,
 * what it brought back and is there. Owners only.
 *
 * @throws DomainError FORBIDDEN, DEFAULT_CALENDAR, LIMIT_EXCEEDED
 */
export async function findUndoneCalendars(
  reading: Reading,
  calendars: readonly ChangeSetCalendar[],
): Promise<UndoneCalendar[]> {
  const undone: UndoneCalendar[] = [];
  for (const { calendarId, did } of calendars) {
    const found = await requireAnyCalendar(reading, { calendarId }, "deleteCalendar");
    const becomes = did === "deleted" ? "live" : "deleted";
    if ((found.calendar.deletedAt === null) === (becomes === "live")) continue;
    if (becomes === "live") await requireRoomForCalendar(reading, found);
    if (becomes === "deleted" && found.calendar.isDefault) {
      throw new DomainError("DEFAULT_CALENDAR");
    }
    undone.push({ found, becomes });
  }
  return undone;
}

/** Those of the calendars that reach the user. */
export async function calendarsReaching(
  { trx, call }: Reading,
  calendars: readonly ChangeSetCalendar[],
): Promise<Id[]> {
  const reaching: Id[] = [];
  for (const { calendarId } of calendars) {
    const found = await findCalendarForWrite(trx, { calendarId }, call.actor);
    const isReached = found?.grant !== undefined || found?.calendar.ownerId === call.actor.userId;
    if (isReached) reaching.push(calendarId);
  }
  return reaching;
}

/**
 * Begins with a calendar, before its events: from here on the write holds its scope. One that comes
 * back is there again; one that goes is closed to others.
 */
export async function beginWithCalendar(
  write: Write,
  { found, becomes }: UndoneCalendar,
): Promise<CalendarRecord> {
  if (becomes === "live") return reopenCalendar(write, found);
  await closeCalendar(write, found);
  return found.calendar;
}

/** A calendar as it is afterwards, where nothing is written (rule X6). */
export function calendarAfterwards({ found, becomes }: UndoneCalendar): CalendarRecord {
  const { calendar, now } = found;
  const updatedAt = Math.max(now, calendar.updatedAt);
  const deletedAt = becomes === "live" ? null : updatedAt;
  return { ...calendar, version: calendar.version + 1, updatedAt, deletedAt };
}

/**
 * What else is in a calendar that is deleted again: what has come there since would go with it,
 * which somebody has to say.
 *
 * @param gone what the undo deletes there in any case
 * @returns how many there are
 */
export async function meetNewcomers(
  { trx }: Reading,
  { found: { calendar } }: UndoneCalendar,
  context: {
    readonly gone: ReadonlySet<Id>;
    readonly asked: UndoOfSeveral;
    readonly conflicts: ConflictList;
  },
): Promise<number> {
  const { gone, asked, conflicts } = context;
  const live = await listLiveEventSizes(trx, calendar.id);
  const newcomers = live.filter(({ id }) => !gone.has(id) && !conflicts.has(id));
  for (const { id: eventId, version } of newcomers) {
    if (settledSide(asked.resolutionsOf(eventId), DELETED) === "yours") continue;
    const conflict = { field: DELETED, base: true, yours: true, theirs: false };
    conflicts.add({
      eventId,
      baseVersion: version,
      currentVersion: version,
      conflicts: [conflict],
    });
  }
  return newcomers.length;
}

/** Ends with a calendar that goes, after its events: what is left there goes along. */
export async function endWithCalendar(
  write: Write,
  { found }: UndoneCalendar,
): Promise<CalendarRecord> {
  const { at, version } = await deleteClosedCalendar(write, found);
  return { ...found.calendar, version, updatedAt: at, deletedAt: at };
}
