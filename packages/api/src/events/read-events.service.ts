import {
  comparePositions,
  type EventPage,
  listEventPage,
  listReachableCalendarIds,
} from "@daybook/db/queries/event-pages.queries";
import { findEventForUser } from "@daybook/db/queries/events.queries";
import { DomainError } from "@daybook/domain/errors";
import { effectiveAccess } from "@daybook/domain/sharing/roles";
import { z } from "zod";
import type { Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { parseInstant } from "../rpc/instant.ts";
import { id } from "../rpc/wire.schema.ts";
import { chunksOf } from "./chunks.ts";
import { listedAccess, toEventView } from "./event-view.ts";
import type { EventView, ListEventsInput } from "./events.schema.ts";

/** Calendars that one statement asks about: it has a branch for each of them. */
const CALENDARS_AT_A_TIME = 100;

/** A place in the order of a list. */
const position = z.object({ at: z.int(), id });

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
  const { order, includeDeleted, updatedSince } = input;
  const format = cursorFormat("events.list", filters, position);
  const calendarIds =
    input.calendarIds ?? (await listReachableCalendarIds(read, userId, { includeDeleted }));
  const rows = await listPage(call, {
    userId,
    calendarIds,
    withShelf: input.calendarIds === undefined,
    order,
    includeDeleted,
    updatedSince:
      updatedSince === undefined ? undefined : parseInstant(updatedSince, "updatedSince"),
    after: cursor === undefined ? undefined : format.decode(cursor),
    limit,
  });
  return pageOf(rows, limit, {
    item: ({ item }) => toEventView(item, listedAccess(item)),
    cursor: (row) => format.encode(row.position),
  });
}

type PageRows = Awaited<ReturnType<typeof listEventPage>>;

/** The page out of the first rows of each stretch of calendars, however many reach the caller. */
async function listPage(call: Call, page: EventPage): Promise<PageRows> {
  const { read } = call.app.database;
  const rows = new Map<string, PageRows[number]>();
  for (const [i, calendarIds] of chunksOf(page.calendarIds, CALENDARS_AT_A_TIME).entries()) {
    const withShelf = page.withShelf && i === 0;
    for (const row of await listEventPage(read, { ...page, calendarIds, withShelf })) {
      rows.set(row.position.id, row);
    }
  }
  return [...rows.values()]
    .toSorted((a, b) => comparePositions(page.order, a.position, b.position))
    .slice(0, page.limit + 1);
}
