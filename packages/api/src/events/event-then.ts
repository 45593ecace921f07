import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { findCalendarForUser } from "@daybook/db/queries/calendars.queries";
import type { EventRecord } from "@daybook/db/queries/events.queries";
import { findDeletion, type VersionWithContent } from "@daybook/db/queries/versions.queries";
import type { EventContent } from "@daybook/domain/event/content";

/**
 * An event as one of its versions left it, where it was then (rule V7). What it has beside its
 * versions is that of now: uid and SEQUENCE, and the owner and the zone of the calendar.
 */
export async function eventThen(
  trx: Transaction,
  now: EventRecord,
  then: VersionWithContent,
): Promise<{ event: EventRecord; content: EventContent }> {
  const event = {
    ...now,
    ...(await placeThen(trx, now, then.calendarId)),
    version: then.version,
    updatedAt: then.at,
    updatedBy: then.actorId,
    deletedAt: await deletionThen(trx, now, then),
  };
  return { event, content: then.content };
}

async function deletionThen(
  trx: Transaction,
  now: EventRecord,
  then: VersionWithContent,
): Promise<number | null> {
  if (then.version === now.version) return now.deletedAt;
  return then.deleted ? findDeletion(trx, then) : null;
}

/**
 * The calendar that an event was in, with its owner and zone. Whoever may read the event may know,
 * as its versions say so too, whether or not that calendar reaches them.
 */
async function placeThen(
  trx: Transaction,
  now: EventRecord,
  calendarId: Id,
): Promise<Pick<EventRecord, "calendarId" | "calendarTimeZone" | "ownerId">> {
  if (calendarId === now.calendarId) return now;
  const found = await findCalendarForUser(trx, { calendarId }, now.ownerId);
  if (found === undefined) return now;
  const { ownerId, timeZone: calendarTimeZone } = found.calendar;
  return { calendarId, calendarTimeZone, ownerId };
}
