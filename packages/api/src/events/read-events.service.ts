import type { Database, Transaction } from "@daybook/db/database";
import {
  comparePositions,
  type EventPage,
  listEventPage,
  listReachableCalendarIds,
} from "@daybook/db/queries/event-pages.queries";
import {
  type EventForUser,
  type EventRecord,
  findEventForUser,
} from "@daybook/db/queries/events.queries";
import {
  findVersion,
  findVersionAt,
  type VersionWithContent,
} from "@daybook/db/queries/versions.queries";
import { DomainError } from "@daybook/domain/errors";
import { type Access, effectiveAccess } from "@daybook/domain/sharing/roles";
import { z } from "zod";
import type { Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { formatInstant, parseInstant } from "../rpc/instant.ts";
import { id } from "../rpc/wire.schema.ts";
import { chunksOf } from "./chunks.ts";
import { eventThen } from "./event-then.ts";
import { listedAccess, toEventView } from "./event-view.ts";
import type { EventView, GetEventInput, ListEventsInput } from "./events.schema.ts";
import { readPastInstant } from "./past-instant.ts";

/** Calendars that one statement asks about: it has a branch for each of them. */
const CALENDARS_AT_A_TIME = 100;

/** A place in the order of a list. */
const position = z.object({ at: z.int(), id });

/** One event, deleted or not, for whoever may read it (rules S1, S3, K1); or as it was (rule V7). */
export async function getEvent(
  call: Call,
  { id: eventId, ...past }: GetEventInput,
): Promise<EventView> {
  const { read } = call.app.database;
  if (past.version === undefined && past.at === undefined) {
    const { found, access } = await requireReadable(read, call, eventId);
    return toEventView(found, access);
  }
  const at = past.at === undefined ? 0 : await readPastInstant(read, past.at, "at");
  return call.app.database.snapshot(async (trx) => {
    const { found, access } = await requireReadable(trx, call, eventId);
    const then = await requireThen(trx, found.event, { version: past.version, at });
    return toEventView(await eventThen(trx, found.event, then), access);
  });
}

/** The version that is named, else the last one that was made by the instant. */
async function requireThen(
  trx: Transaction,
  { id, createdAt }: EventRecord,
  { version, at }: { readonly version: number | undefined; readonly at: number },
): Promise<VersionWithContent> {
  const number = version ?? (await findVersionAt(trx, id, at))?.version;
  const then = number === undefined ? undefined : await findVersion(trx, id, number);
  if (then === undefined) {
    const details = { createdAt: formatInstant(createdAt) };
    const field = version === undefined ? "at" : "version";
    throw new DomainError("VERSION_NOT_FOUND", { field, details });
  }
  return then;
}

async function requireReadable(
  read: Database["read"],
  { actor }: Call,
  eventId: string,
): Promise<{ found: EventForUser; access: Access }> {
  const found = await findEventForUser(read, eventId, actor.userId);
  const access = found && effectiveAccess(found.grants, found.isOwner);
  if (found === undefined || access === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  return { found, access };
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
  const [first = [], ...others] = chunksOf(page.calendarIds, CALENDARS_AT_A_TIME);
  const firstRows = await listEventPage(read, { ...page, calendarIds: first });
  if (others.length === 0) return firstRows;
  const rows = new Map(firstRows.map((row) => [row.position.id, row]));
  for (const calendarIds of others) {
    for (const row of await listEventPage(read, { ...page, calendarIds, withShelf: false })) {
      rows.set(row.position.id, row);
    }
  }
  return [...rows.values()]
    .toSorted((a, b) => comparePositions(page.order, a.position, b.position))
    .slice(0, page.limit + 1);
}
