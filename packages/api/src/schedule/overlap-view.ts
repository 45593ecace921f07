import { fromStoredId } from "@daybook/db/codec";
import type { Database } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { type EventForUser, listEventsById } from "@daybook/db/queries/events.queries";
import { expandOccurrences } from "@daybook/domain/event/occurrences";
import { isBusy } from "@daybook/domain/schedule/busy-pattern";
import { effectiveAccess } from "@daybook/domain/sharing/roles";
import type { Interval } from "@daybook/domain/time/interval";
import { chunksOf } from "../events/chunks.ts";
import { toOccurrenceView } from "../events/event-view.ts";
import type { OccurrenceView } from "../events/events.schema.ts";
import type { PlacedTime } from "./find-overlaps.ts";
import { toStretchView } from "./free-busy.service.ts";
import type { StretchView } from "./schedule.schema.ts";

const EVENTS_AT_A_TIME = 100;

/**
 * What was met, as a user may see it: the occurrence, or, of an event that the user cannot see, no
 * more than when it is (rules S3, Q1).
 */
export async function overlapViews(
  db: Database["read"],
  met: readonly PlacedTime[],
  userId: Id,
): Promise<(OccurrenceView | StretchView)[]> {
  const eventIds = new Set(met.flatMap(({ event }) => (event ? [idOf(event)] : [])));
  const events = new Map<Id, EventForUser>();
  for (const ids of chunksOf([...eventIds], EVENTS_AT_A_TIME)) {
    for (const found of await listEventsById(db, ids, userId)) events.set(found.event.id, found);
  }
  return met.map((time) => {
    const event = time.event && events.get(idOf(time.event));
    return (event && occurrenceView(event, time)) ?? toStretchView(time);
  });
}

function idOf(event: NonNullable<PlacedTime["event"]>): Id {
  return fromStoredId(event.storedEventId);
}

/** Undefined for what the user cannot see, and for what has changed since it was met. */
function occurrenceView(found: EventForUser, { startsAtMs, endsAtMs }: Interval) {
  const { id: eventId, calendarId, version, calendarTimeZone: viewZone } = found.event;
  const access = effectiveAccess(found.grants, found.isOwner);
  if (access === undefined) return undefined;
  const window = { from: startsAtMs, to: Math.max(endsAtMs, startsAtMs + 1), viewZone };
  const occurrence = expandOccurrences(found.content, window).find(
    (candidate) =>
      candidate.startsAtMs === startsAtMs && candidate.endsAtMs === endsAtMs && isBusy(candidate),
  );
  const source = { eventId, calendarId, version, role: access.role };
  return occurrence && toOccurrenceView(occurrence, source);
}
