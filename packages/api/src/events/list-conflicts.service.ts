import type { Database } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { listEventsSharedInCalendar, listOwnedCalendars } from "@daybook/db/queries/busy.queries";
import { findCalendarForUser } from "@daybook/db/queries/calendars.queries";
import { readClock } from "@daybook/db/queries/clock.queries";
import { findEventForUser } from "@daybook/db/queries/events.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { newContent } from "@daybook/domain/event/new-event";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { effectiveAccess } from "@daybook/domain/sharing/roles";
import type { Call } from "../rpc/context.ts";
import { formatInstant, parseInstant } from "../rpc/instant.ts";
import type { BusyCalendar } from "../schedule/busy-events.ts";
import { defaultHorizon, findOverlaps, keyOf } from "../schedule/find-overlaps.ts";
import { overlapViews } from "../schedule/overlap-view.ts";
import type { ConflictsInput, ConflictsOutput } from "./events.schema.ts";

/**
 * What an event, or one that is to be made, meets: each of its busy occurrences with each busy
 * occurrence of its calendar, and of its owner's others as far as the caller may learn of them (rule
 * Q1). What the caller cannot see is when it is, and no more; of a calendar whose times are not for
 * them, only what they can see is there.
 */
export async function listConflicts(call: Call, input: ConflictsInput): Promise<ConflictsOutput> {
  const { userId } = call.actor;
  return call.app.database.snapshot(async (trx) => {
    const subject = await findSubject(trx, input, userId);
    const { content, calendar } = subject;
    const calendars = await listCalendarsToMeet(trx, calendar, userId);
    const { from, until = defaultHorizon([content], await readClock(trx)) } = instantsOf(input);
    const { pairs, horizon } = await findOverlaps(trx, {
      groups: [[content]],
      timeZone: calendar.timeZone,
      calendars,
      except: new Set(subject.eventId === undefined ? [] : [subject.eventId]),
      from,
      until,
      limit: LIMITS.conflicts,
      effort: LIMITS.busyOccurrences,
    });
    const others = pairs.map(({ other }) => other);
    const views = await overlapViews(trx, others, userId);
    return {
      items: pairs.flatMap(({ own }, index) => {
        const [key, met] = [keyOf(own), views[index]];
        return key === undefined || met === undefined ? [] : [{ key, with: met }];
      }),
      horizon: formatInstant(horizon),
    };
  });
}

/** The owner's calendars, as far as the caller may learn of their times, and the event's own. */
async function listCalendarsToMeet(
  db: Database["read"],
  { id, ownerId }: Subject["calendar"],
  userId: Id,
): Promise<BusyCalendar[]> {
  const owned = await listOwnedCalendars(db, [ownerId], userId);
  const met: BusyCalendar[] = owned.filter(({ timesKnown }) => timesKnown);
  const own = owned.find(({ calendarId, timesKnown }) => calendarId === id && !timesKnown);
  if (own === undefined) return met;
  const only = await listEventsSharedInCalendar(db, { calendarId: id, userId });
  return [...met, { calendarId: id, timeZone: own.timeZone, only }];
}

interface Subject {
  readonly eventId: Id | undefined;
  readonly content: EventContent;
  readonly calendar: { readonly id: Id; readonly ownerId: Id; readonly timeZone: string };
}

/** @throws DomainError NOT_FOUND, EVENT_DELETED, CALENDAR_DELETED, and what creating refuses */
async function findSubject(
  db: Database["read"],
  { eventId, event, calendarId }: ConflictsInput,
  userId: Id,
): Promise<Subject> {
  if (eventId !== undefined) return findStoredSubject(db, eventId, userId);
  const choice = calendarId === undefined ? { defaultOf: userId } : { calendarId };
  const found = await findCalendarForUser(db, choice, userId);
  if (found === undefined || (found.calendar.ownerId !== userId && found.grant === undefined)) {
    throw new DomainError("NOT_FOUND");
  }
  const { calendar } = found;
  if (calendar.deletedAt !== null) throw new DomainError("CALENDAR_DELETED");
  if (event === undefined) throw new Error("the schema lets one of both through");
  const content = newContent(event, { timeZone: calendar.timeZone, path: "event" });
  return { eventId, content, calendar };
}

async function findStoredSubject(db: Database["read"], eventId: Id, userId: Id): Promise<Subject> {
  const found = await findEventForUser(db, eventId, userId);
  if (found === undefined || effectiveAccess(found.grants, found.isOwner) === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  const { event, content } = found;
  if (event.deletedAt !== null) {
    throw new DomainError("EVENT_DELETED", { details: { version: event.version } });
  }
  const { calendarId: id, ownerId, calendarTimeZone: timeZone } = event;
  return { eventId, content, calendar: { id, ownerId, timeZone } };
}

/** @throws DomainError INVALID_TIME, WINDOW_INVALID */
function instantsOf(input: ConflictsInput): { from?: number; until?: number } {
  const from = input.from === undefined ? undefined : parseInstant(input.from, "from");
  const until = input.until === undefined ? undefined : parseInstant(input.until, "until");
  if (from !== undefined && until !== undefined && until <= from) {
    throw new DomainError("WINDOW_INVALID", { field: "until" });
  }
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}
