import type { Kysely, SelectQueryBuilder } from "kysely";
import { fromStoredId, type StoredId, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { literal, statement } from "../statement.ts";
import { type EventForUser, foundEventsForUser, toEventForUser } from "./event-rows.ts";

/** The calendars whose events a user may list: owned or granted, by id. */
export async function listReachableCalendarIds(
  db: Kysely<Schema>,
  userId: Id,
  { includeDeleted = false }: { readonly includeDeleted?: boolean } = {},
): Promise<Id[]> {
  const { rows } = await reachableCalendars(db, { user: toStoredId(userId) });
  return rows
    .filter((row) => includeDeleted || row.deleted_at === null)
    .map((row) => fromStoredId(row.id))
    .toSorted();
}

const reachableCalendars = statement((db, p: { readonly user: StoredId }) =>
  db
    .selectFrom("calendars")
    .select(["id", "deleted_at"])
    .where("owner_id", "=", p.user)
    .union(
      db
        .selectFrom("calendar_permissions")
        .innerJoin("calendars", "calendars.id", "calendar_permissions.calendar_id")
        .select(["calendars.id", "calendars.deleted_at"])
        .where("calendar_permissions.user_id", "=", p.user)
        .where((eb) =>
          eb.or([
            eb("calendar_permissions.expires_at", "is", null),
            eb("calendar_permissions.expires_at", ">", engineOf(db).now),
          ]),
        ),
    ),
);

/** What orders a page: the first instant of the event, or its last change; the id breaks ties. */
export type EventOrder = "start" | "updatedAt";

export interface EventPage {
  readonly userId: Id;
  /** Where to look; what the user may not see there is left out. */
  readonly calendarIds: readonly Id[];
  /** Whether events of other calendars that are shared singly with the user are listed too. */
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
  if (page.calendarIds.length === 0 && !page.withShelf) {
    return [];
  }
  if (page.calendarIds.length === 1 && !page.withShelf) {
    // Of a calendar that reaches the user, single grants show nothing more: what is found in it so
    // is the page. Nothing is found as well where the calendar does not reach them.
    const found = await pageFrom(db, page, "calendars");
    if (found.length > 0) return found;
  }
  return pageFrom(
    db,
    page,
    page.withShelf ? "calendars and shelf" : "calendars and grants in them",
  );
}

async function pageFrom(
  db: Kysely<Schema>,
  page: EventPage,
  from: PageVariant["from"],
): Promise<{ item: EventForUser; position: EventPosition }[]> {
  const { after, updatedSince } = page;
  const { rows } = await eventPage(
    db,
    {
      user: toStoredId(page.userId),
      calendars: page.calendarIds.map(toStoredId),
      since: updatedSince ?? 0,
      after_at: after?.at ?? 0,
      after_id: toStoredId(after?.id ?? page.userId),
    },
    {
      rows: page.limit + 1,
      order: page.order,
      from,
      includeDeleted: page.includeDeleted,
      since: updatedSince !== undefined,
      after: after !== undefined,
    },
  );
  const items = rows.map((row) => {
    const item = toEventForUser(row, page.userId);
    const at = page.order === "start" ? row.starts : row.updated_at;
    return { item, position: { at, id: item.event.id } };
  });
  return items.toSorted((a, b) => comparePositions(page.order, a.position, b.position));
}

/** Which of two places comes first in an order. */
export function comparePositions(order: EventOrder, a: EventPosition, b: EventPosition): number {
  const forwards = a.at - b.at || (a.id < b.id ? -1 : 1);
  return order === "start" ? forwards : -forwards;
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
};

type PageVariant = {
  readonly rows: number;
  readonly order: EventOrder;
  /** Which events are looked at: of the calendars, and of what is shared singly with the user. */
  readonly from: "calendars" | "calendars and grants in them" | "calendars and shelf";
  readonly includeDeleted: boolean;
  readonly since: boolean;
  readonly after: boolean;
};

/**
 * The places are found and put in order by themselves, without the events' contents, which an
 * engine would carry through its sort; the few rows of the page come in any order.
 */
const eventPage = statement((db, p: PageParameters, variant: PageVariant) => {
  const { direction } = ORDERS[variant.order];
  const inCalendars = p.calendars.map((calendar) =>
    db
      .selectFrom("events")
      .where("events.calendar_id", "=", calendar)
      .where((eb) => eb.exists(reachableCalendar(db, p.user, calendar))),
  );
  const sources =
    variant.from === "calendars" ? inCalendars : [...inCalendars, singlyShared(db, p, variant)];
  const [first, ...others] = sources.map((source) => firstOf(source, p, variant));
  if (first === undefined) throw new RangeError("A page comes from a calendar or a shelf.");
  if (others.length === 0) return foundEventsForUser(db, p.user, first);
  const page = others
    .map((branch) => db.selectFrom(branch.as("first")).select(PLACE))
    .reduce((union, branch) => union.union(branch), db.selectFrom(first.as("first")).select(PLACE))
    .orderBy("place", direction)
    .orderBy("id", direction)
    .limit(literal(variant.rows));
  return foundEventsForUser(db, p.user, page);
});

const PLACE = ["id", "place"] as const;

/** One row where the calendar is the user's, or a grant on it is in force (rule S6). */
function reachableCalendar(db: Kysely<Schema>, user: StoredId, calendar: StoredId) {
  return db
    .selectFrom("calendars")
    .leftJoin("calendar_permissions as held", (join) =>
      join.onRef("held.calendar_id", "=", "calendars.id").on("held.user_id", "=", user),
    )
    .select("calendars.id")
    .where("calendars.id", "=", calendar)
    .where((eb) =>
      eb.or([
        eb("calendars.owner_id", "=", user),
        eb.and([
          eb("held.role", "is not", null),
          eb.or([eb("held.expires_at", "is", null), eb("held.expires_at", ">", engineOf(db).now)]),
        ]),
      ]),
    );
}

/** The events that a grant of their own shows the user: in every calendar, or in those named. */
function singlyShared(db: Kysely<Schema>, p: PageParameters, variant: PageVariant) {
  const shared = engineOf(db)
    .inWrittenOrder(db.selectFrom("event_permissions as held"))
    .crossJoin("events")
    .whereRef("events.id", "=", "held.event_id")
    .where("held.user_id", "=", p.user)
    .where((eb) =>
      eb.or([eb("held.expires_at", "is", null), eb("held.expires_at", ">", engineOf(db).now)]),
    );
  return variant.from === "calendars and shelf"
    ? shared
    : shared.where("events.calendar_id", "in", p.calendars);
}

/** The first places of one source. */
function firstOf(
  source: SelectQueryBuilder<Schema, "events", object>,
  p: PageParameters,
  variant: PageVariant,
) {
  const { column, direction, beyond, from } = ORDERS[variant.order];
  let query = source
    .select(["events.id", `${column} as place`])
    .orderBy(column, direction)
    .orderBy("events.id", direction)
    .limit(literal(variant.rows));
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
