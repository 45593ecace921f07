import { findEventForUser, listEventsInWindow } from "@daybook/db/queries/events.queries";
import { listEventPage, listReachableCalendarIds } from "@daybook/db/queries/event-pages.queries";
import { type EffectiveOccurrence, expandOccurrences } from "@daybook/domain/event/occurrences";
import { DomainError } from "@daybook/domain/errors";
import { effectiveAccess } from "@daybook/domain/sharing/roles";
import { requireTimeZone } from "@daybook/domain/time/zone";
import { z } from "zod";
import type { Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { parseInstant } from "../rpc/instant.ts";
import { parseWindow, type Window } from "./window.ts";
import { type OccurrenceSource, toEventView, toOccurrenceView } from "./event-view.ts";
import type {
  EventView,
  ListEventsInput,
  ListOccurrencesInput,
  OccurrenceView,
} from "./events.schema.ts";

/** One event, deleted or not, for whoever may read it (rules S1, S3, K1). */
export async function getEvent(call: Call, eventId: string): Promise<EventView> {
  const found = await findEventForUser(call.app.database.read, eventId, call.actor.userId);
  const access = found && effectiveAccess(found.grants, found.isOwner);
  if (found === undefined || access === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  return toEventView(found, access);
}

/** Pages through the events that the caller can see (rule C3). */
export async function listEvents(
  call: Call,
  input: ListEventsInput,
): Promise<{ items: EventView[]; nextCursor: string | null }> {
  const { read } = call.app.database;
  const { userId } = call.actor;
  const { cursor, limit, ...filters } = input;
  const format = cursorFormat("events.list", filters, z.object({ at: z.int(), id: z.guid() }));
  const rows = await listEventPage(read, {
    userId,
    calendarIds: input.calendarIds ?? (await listReachableCalendarIds(read, userId)),
    withShelf: input.calendarIds === undefined,
    order: input.order,
    includeDeleted: input.includeDeleted,
    updatedSince:
      input.updatedSince === undefined
        ? undefined
        : parseInstant(input.updatedSince, "updatedSince"),
    after: cursor === undefined ? undefined : format.decode(cursor),
    limit,
  });
  return pageOf(rows, limit, {
    item: ({ item }) => toEventView(item, accessOf(item)),
    cursor: ({ position }) => format.encode(position),
  });
}

/**
 * What takes place in a window: occurrences of everything the caller can see, in time order, with
 * the event and the key as tie-breakers (rules T4, T5, R4, C3).
 */
export async function listOccurrences(
  call: Call,
  input: ListOccurrencesInput,
): Promise<{ items: OccurrenceView[]; nextCursor: string | null }> {
  const { cursor, limit, ...filters } = input;
  const window = parseWindow(input);
  const format = cursorFormat(
    "events.occurrences",
    filters,
    z.object({ startsAtMs: z.int(), eventId: z.guid(), key: z.string() }),
  );
  const after = cursor === undefined ? undefined : format.decode(cursor);
  const placed = await findOccurrences(call, input, window);
  const rest = placed
    .toSorted(compareOccurrences)
    .filter((item) => after === undefined || compareOccurrences(item, after) > 0);
  return pageOf(rest.slice(0, limit + 1), limit, {
    item: ({ occurrence, source }) => toOccurrenceView(occurrence, source),
    cursor: ({ startsAtMs, eventId, key }) => format.encode({ startsAtMs, eventId, key }),
  });
}

interface PlacedOccurrence extends OccurrencePosition {
  readonly occurrence: EffectiveOccurrence;
  readonly source: OccurrenceSource;
}

interface OccurrencePosition {
  readonly startsAtMs: number;
  readonly eventId: string;
  readonly key: string;
}

async function findOccurrences(
  call: Call,
  input: ListOccurrencesInput,
  { from, to }: Window,
): Promise<PlacedOccurrence[]> {
  const { read } = call.app.database;
  const { userId } = call.actor;
  const viewZone =
    input.timeZone === undefined ? undefined : requireTimeZone(input.timeZone, "timeZone");
  const scopeIds = input.calendarIds ?? [...(await listReachableCalendarIds(read, userId)), userId];
  const { eventId } = input;
  const found = await listEventsInWindow(read, { scopeIds, from, to, eventId }, userId);
  return found.flatMap((item) => {
    const { event, content } = item;
    const { id, calendarId, version } = event;
    const source = { eventId: id, calendarId, version, role: accessOf(item).role };
    const zone = viewZone ?? event.calendarTimeZone;
    return expandOccurrences(content, { from, to, viewZone: zone }).map((occurrence) => ({
      occurrence,
      source,
      startsAtMs: occurrence.startsAtMs,
      eventId: id,
      key: occurrence.key,
    }));
  });
}

function compareOccurrences(a: OccurrencePosition, b: OccurrencePosition): number {
  return (
    a.startsAtMs - b.startsAtMs || compareText(a.eventId, b.eventId) || compareText(a.key, b.key)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The query answers only what reaches the user; without a right there is no row. */
function accessOf(item: Parameters<typeof toEventView>[0] & RightsOfItem) {
  const access = effectiveAccess(item.grants, item.isOwner);
  if (access === undefined) {
    throw new Error("a listed event does not reach its reader");
  }
  return access;
}

type RightsOfItem = {
  readonly grants: Parameters<typeof effectiveAccess>[0];
  readonly isOwner: boolean;
};
