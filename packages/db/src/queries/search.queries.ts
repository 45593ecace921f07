import type { WantedWord } from "@daybook/domain/search/words";
import type { Kysely, SelectQueryBuilder } from "kysely";
import { fromStoredId, type StoredId, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { literal, statement } from "../statement.ts";
import type { EventPosition } from "./event-pages.queries.ts";
import { type EventForUser, foundEventsForUser, toEventForUser } from "./event-rows.ts";
import { calendarKey } from "./search-words.ts";

export interface SearchPage {
  readonly userId: Id;
  /** Where to look; what the user may not see there is not found. */
  readonly calendarIds: readonly Id[];
  /** At least one. */
  readonly wanted: readonly WantedWord[];
  readonly after: EventPosition | undefined;
  readonly limit: number;
}

/**
 * One page of the events that have all of the wanted words, each with its rights, in one statement;
 * one more than the limit where there are more (rule Q2). The latest start comes first, the id breaks
 * ties. The index is asked for words of the calendars named alone, so that the cost is that of what
 * is found there, however much they and the calendars of others say.
 */
export async function listEventsWithWords(
  db: Kysely<Schema>,
  { userId, calendarIds, wanted, after, limit }: SearchPage,
): Promise<{ item: EventForUser; position: EventPosition }[]> {
  if (calendarIds.length === 0) return [];
  const keys = calendarIds.map(calendarKey);
  const { rows } = await eventsWithWords(
    db,
    {
      user: toStoredId(userId),
      calendars: calendarIds.map(toStoredId),
      expression: engineOf(db).search.expression(
        wanted.map(({ word, prefix }) => keys.map((key) => ({ word: key + word, prefix }))),
      ),
      after_at: after?.at ?? 0,
      after_id: toStoredId(after?.id ?? userId),
    },
    { rows: limit + 1, after: after !== undefined },
  );
  const items = rows.map((row) => {
    const item = toEventForUser(row, userId);
    return { item, position: { at: row.starts, id: item.event.id } };
  });
  return items.toSorted((a, b) => compareFound(a.position, b.position));
}

/** Which of two events that were found comes first: the later one. */
export function compareFound(a: EventPosition, b: EventPosition): number {
  return b.at - a.at || (a.id < b.id ? 1 : -1);
}

type SearchParameters = {
  readonly user: StoredId;
  readonly calendars: readonly StoredId[];
  readonly expression: string;
  readonly after_at: number;
  readonly after_id: StoredId;
};

type SearchVariant = {
  readonly rows: number;
  readonly after: boolean;
};

const eventsWithWords = statement((db, p: SearchParameters, variant: SearchVariant) => {
  const page = beyond(reaching(db, p), p, variant)
    .select("events.id")
    .orderBy("events.starts", "desc")
    .orderBy("events.id", "desc")
    .limit(literal(variant.rows));
  return foundEventsForUser(db, p.user, page);
});

type EventsQuery = SelectQueryBuilder<Schema, "events", object>;

/**
 * What the index finds in the calendars and the user may see: in a calendar of theirs, by a grant on
 * the calendar, or by one on the event, each in force (S6).
 */
function reaching(db: Kysely<Schema>, p: SearchParameters): EventsQuery {
  const { now, search } = engineOf(db);
  return search
    .eventsWithWords(db, p.expression)
    .where("events.calendar_id", "in", p.calendars)
    .where((eb) =>
      eb.or([
        eb.exists(
          eb
            .selectFrom("calendars")
            .select("calendars.id")
            .whereRef("calendars.id", "=", "events.calendar_id")
            .where("calendars.owner_id", "=", p.user),
        ),
        eb.exists(
          eb
            .selectFrom("calendar_permissions as held")
            .select("held.role")
            .whereRef("held.calendar_id", "=", "events.calendar_id")
            .where("held.user_id", "=", p.user)
            .where((of) =>
              of.or([of("held.expires_at", "is", null), of("held.expires_at", ">", now)]),
            ),
        ),
        eb.exists(
          eb
            .selectFrom("event_permissions as held")
            .select("held.role")
            .whereRef("held.event_id", "=", "events.id")
            .where("held.user_id", "=", p.user)
            .where((of) =>
              of.or([of("held.expires_at", "is", null), of("held.expires_at", ">", now)]),
            ),
        ),
      ]),
    );
}

/** What is not deleted and stands behind the position, if there is one. */
function beyond(source: EventsQuery, p: SearchParameters, variant: SearchVariant): EventsQuery {
  const live = source.where("events.deleted_at", "is", null);
  if (!variant.after) return live;
  return live
    .where("events.starts", "<=", p.after_at)
    .where((eb) => eb.or([eb("events.starts", "<", p.after_at), eb("events.id", "<", p.after_id)]));
}

/**
 * The calendars of the events that a grant of their own shows a user: where search looks beside the
 * calendars that reach them whole. No row's words are read for it.
 */
export async function listShelfCalendarIds(db: Kysely<Schema>, userId: Id): Promise<Id[]> {
  const { rows } = await shelfCalendars(db, { user: toStoredId(userId) });
  return rows.map((row) => fromStoredId(row.calendar_id));
}

const shelfCalendars = statement((db, p: { readonly user: StoredId }) =>
  engineOf(db)
    .inWrittenOrder(db.selectFrom("event_permissions as held"))
    .crossJoin("events")
    .whereRef("events.id", "=", "held.event_id")
    .where("held.user_id", "=", p.user)
    .where((eb) =>
      eb.or([eb("held.expires_at", "is", null), eb("held.expires_at", ">", engineOf(db).now)]),
    )
    .select("events.calendar_id")
    .distinct(),
);
