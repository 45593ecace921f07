import type { Kysely, SelectQueryBuilder } from "kysely";
import { fromStoredId, type StoredId, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { type EventForUser, eventsForUser, toEventForUser } from "./event-rows.ts";

/** The calendars whose events a user may list: owned or granted, not deleted, by id. */
export async function listReachableCalendarIds(db: Kysely<Schema>, userId: Id): Promise<Id[]> {
  const user = toStoredId(userId);
  const rows = await db
    .selectFrom("calendars")
    .select("id")
    .where("owner_id", "=", user)
    .where("deleted_at", "is", null)
    .union(
      db
        .selectFrom("calendar_permissions")
        .innerJoin("calendars", "calendars.id", "calendar_permissions.calendar_id")
        .select("calendars.id")
        .where("calendar_permissions.user_id", "=", user)
        .where("calendars.deleted_at", "is", null)
        .where((eb) =>
          eb.or([
            eb("calendar_permissions.expires_at", "is", null),
            eb("calendar_permissions.expires_at", ">", engineOf(db).now),
          ]),
        ),
    )
    .execute();
  return rows.map((row) => fromStoredId(row.id)).toSorted();
}

/** What orders a page: the first instant of the event, or its last change; the id breaks ties. */
export type EventOrder = "start" | "updatedAt";

export interface EventPage {
  readonly userId: Id;
  /** Where to look; what the user may not see there is left out. */
  readonly calendarIds: readonly Id[];
  /** Whether the events that are shared singly with the user are listed too. */
  readonly withShelf: boolean;
  readonly order: EventOrder;
  readonly includeDeleted: boolean;
  readonly updatedSince: number | undefined;
  readonly after: EventPosition | undefined;
  readonly limit: number;
}

/** A place in the order: `at` is what the order says, epoch milliseconds. */
export interface EventPosition {
  readonly at: number;
  readonly id: Id;
}

/**
 * One page of events, each with its rights, in one statement; one more than the limit where there
 * are more. Each calendar gives its own first rows by index, and the first of those are the page:
 * the cost is that of the page, not of the calendars. `start` runs forwards, `updatedAt` backwards.
 */
export async function listEventPage(
  db: Kysely<Schema>,
  page: EventPage,
): Promise<{ item: EventForUser; position: EventPosition }[]> {
  const user = toStoredId(page.userId);
  const { column, direction } = ORDERS[page.order];
  const branches = page.calendarIds.map((calendarId) =>
    firstOf(
      db,
      db.selectFrom("events").where("events.calendar_id", "=", toStoredId(calendarId)),
      page,
    ),
  );
  if (page.withShelf) {
    const shelf = db
      .selectFrom("events")
      .innerJoin("event_permissions", "event_permissions.event_id", "events.id")
      .where("event_permissions.user_id", "=", user);
    branches.push(firstOf(db, shelf, page));
  }
  const [first, ...rest] = branches;
  if (first === undefined) {
    return [];
  }
  const candidates = rest.reduce((union, branch) => union.union(branch), first);
  const rows = await eventsForUser(db, page.userId)
    .innerJoin(candidates.as("candidates"), "candidates.id", "events.id")
    .where((eb) =>
      eb.or([
        eb("calendars.owner_id", "=", user),
        eb("calendar_grants.role", "is not", null),
        eb("event_grants.role", "is not", null),
      ]),
    )
    .orderBy(column, direction)
    .orderBy("events.id", direction)
    .limit(page.limit + 1)
    .execute();
  return rows.map((row) => {
    const item = toEventForUser(row, page.userId);
    const at = page.order === "start" ? row.starts : row.updated_at;
    return { item, position: { at, id: item.event.id } };
  });
}

const ORDERS = {
  start: { column: "events.starts", direction: "asc", beyond: ">" },
  updatedAt: { column: "events.updated_at", direction: "desc", beyond: "<" },
} as const;

/** The first rows of one source in the page's order, as a derived table that a union can hold. */
function firstOf(
  db: Kysely<Schema>,
  source: SelectQueryBuilder<Schema, "events", object>,
  page: EventPage,
) {
  const { column, direction, beyond } = ORDERS[page.order];
  let query = source
    .select("events.id")
    .orderBy(column, direction)
    .orderBy("events.id", direction)
    .limit(page.limit + 1);
  if (!page.includeDeleted) {
    query = query.where("events.deleted_at", "is", null);
  }
  if (page.updatedSince !== undefined) {
    query = query.where("events.updated_at", ">=", page.updatedSince);
  }
  const { after } = page;
  if (after !== undefined) {
    const id: StoredId = toStoredId(after.id);
    // Said twice, so that both engines read the index from the position on.
    query = query
      .where(column, page.order === "start" ? ">=" : "<=", after.at)
      .where((eb) => eb.or([eb(column, beyond, after.at), eb("events.id", beyond, id)]));
  }
  return db.selectFrom(query.as("first_rows")).select("first_rows.id");
}
