import type { Kysely, SelectQueryBuilder } from "kysely";
import { fromStoredId, type StoredId, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { statement } from "../statement.ts";
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
  const { after, updatedSince } = page;
  if (page.calendarIds.length === 0 && !page.withShelf) {
    return [];
  }
  const { rows } = await eventPage(
    db,
    {
      user: toStoredId(page.userId),
      calendars: page.calendarIds.map(toStoredId),
      since: updatedSince ?? 0,
      after_at: after?.at ?? 0,
      after_id: toStoredId(after?.id ?? page.userId),
      rows: page.limit + 1,
    },
    {
      order: page.order,
      withShelf: page.withShelf,
      includeDeleted: page.includeDeleted,
      since: updatedSince !== undefined,
      after: after !== undefined,
    },
  );
  return rows.map((row) => {
    const item = toEventForUser(row, page.userId);
    const at = page.order === "start" ? row.starts : row.updated_at;
    return { item, position: { at, id: item.event.id } };
  });
}

const ORDERS = {
  start: { column: "events.starts", direction: "asc", beyond: ">", from: ">=" },
  updatedAt: { column: "events.updated_at", direction: "desc", beyond: "<", from: "<=" },
} as const;

type PageParameters = {
  readonly user: StoredId;
  readonly calendars: readonly StoredId[];
  readonly since: number;
  readonly after_at: number;
  readonly after_id: StoredId;
  readonly rows: number;
};

type PageVariant = {
  readonly order: EventOrder;
  readonly withShelf: boolean;
  readonly includeDeleted: boolean;
  readonly since: boolean;
  readonly after: boolean;
};

const eventPage = statement((db, p: PageParameters, variant: PageVariant) => {
  const { column, direction } = ORDERS[variant.order];
  const branches = p.calendars.map((calendar) => {
    const source = db.selectFrom("events").where("events.calendar_id", "=", calendar);
    return firstOf(source, p, variant);
  });
  if (variant.withShelf) {
    const shelf = db
      .selectFrom("events")
      .innerJoin("event_permissions", "event_permissions.event_id", "events.id")
      .where("event_permissions.user_id", "=", p.user);
    branches.push(firstOf(shelf, p, variant));
  }
  const candidates = branches
    .map((branch) => db.selectFrom(branch.as("first_rows")).select("first_rows.id"))
    .reduce((union, branch) => union.union(branch));
  return eventsForUser(db, p.user)
    .innerJoin(candidates.as("candidates"), "candidates.id", "events.id")
    .where((eb) =>
      eb.or([
        eb("calendars.owner_id", "=", p.user),
        eb("calendar_grants.role", "is not", null),
        eb("event_grants.role", "is not", null),
      ]),
    )
    .orderBy(column, direction)
    .orderBy("events.id", direction)
    .limit(p.rows);
});

/** The first rows of one source in the page's order. */
function firstOf(
  source: SelectQueryBuilder<Schema, "events", object>,
  p: PageParameters,
  variant: PageVariant,
) {
  const { column, direction, beyond, from } = ORDERS[variant.order];
  let query = source
    .select("events.id")
    .orderBy(column, direction)
    .orderBy("events.id", direction)
    .limit(p.rows);
  if (!variant.includeDeleted) {
    query = query.where("events.deleted_at", "is", null);
  }
  if (variant.since) {
    query = query.where("events.updated_at", ">=", p.since);
  }
  if (variant.after) {
    // Said twice, so that both engines read the index from the position on.
    query = query
      .where(column, from, p.after_at)
      .where((eb) => eb.or([eb(column, beyond, p.after_at), eb("events.id", beyond, p.after_id)]));
  }
  return query;
}
