import type { WantedWord } from "@daybook/domain/search/words";
import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import { type StoredId, toStoredId } from "../codec.ts";
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
  /** Whether events of other calendars that are shared singly with the user are found too. */
  readonly withShelf: boolean;
  /** At least one. */
  readonly wanted: readonly WantedWord[];
  readonly after: EventPosition | undefined;
  readonly limit: number;
}

/**
 * One page of the events that have all of the wanted words, each with its rights, in one statement;
 * one more than the limit where there are more (rule Q2). The latest start comes first, the id breaks
 * ties. The index is asked for words of the calendars named alone, so that the cost is that of what
 * is found there and of what is on the shelf, whatever the calendars of others say.
 */
export async function listEventsWithWords(
  db: Kysely<Schema>,
  { userId, calendarIds, withShelf, wanted, after, limit }: SearchPage,
): Promise<{ item: EventForUser; position: EventPosition }[]> {
  if (calendarIds.length === 0 && !withShelf) {
    return [];
  }
  const keys = calendarIds.map(calendarKey);
  const { rows } = await eventsWithWords(
    db,
    {
      user: toStoredId(userId),
      calendars: calendarIds.map(toStoredId),
      expression: engineOf(db).search.expression(
        wanted.map(({ word, prefix }) => keys.map((key) => ({ word: key + word, prefix }))),
      ),
      // As they stand in the row of an event, after the digits of its calendar.
      words: wanted.map(({ word, prefix }) => (prefix ? word : `${word} `)),
      after_at: after?.at ?? 0,
      after_id: toStoredId(after?.id ?? userId),
    },
    { rows: limit + 1, withShelf, after: after !== undefined },
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
  readonly words: readonly string[];
  readonly after_at: number;
  readonly after_id: StoredId;
};

type SearchVariant = {
  readonly rows: number;
  readonly withShelf: boolean;
  readonly after: boolean;
};

const eventsWithWords = statement((db, p: SearchParameters, variant: SearchVariant) => {
  const sources = [onShelf(db, p, variant)];
  if (p.calendars.length > 0) sources.push(inCalendars(db, p));
  const places = sources
    .map((source) => beyond(source, p, variant).select(["events.id", "events.starts"]))
    .reduce((union, branch) => union.union(branch));
  const page = db
    .selectFrom(places.as("places"))
    .select("id")
    .orderBy("starts", "desc")
    .orderBy("id", "desc")
    .limit(literal(variant.rows));
  return foundEventsForUser(db, p.user, page);
});

type EventsQuery = SelectQueryBuilder<Schema, "events", object>;

/** What the index finds in the calendars that are the user's, or on which a grant is in force (S6). */
function inCalendars(db: Kysely<Schema>, p: SearchParameters): EventsQuery {
  return engineOf(db)
    .search.eventsWithWords(db, p.expression)
    .where("events.calendar_id", "in", p.calendars)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("calendars")
          .leftJoin("calendar_permissions as held", (join) =>
            join.onRef("held.calendar_id", "=", "calendars.id").on("held.user_id", "=", p.user),
          )
          .select("calendars.id")
          .whereRef("calendars.id", "=", "events.calendar_id")
          .where((exists) =>
            exists.or([
              exists("calendars.owner_id", "=", p.user),
              exists.and([
                exists("held.role", "is not", null),
                exists.or([
                  exists("held.expires_at", "is", null),
                  exists("held.expires_at", ">", engineOf(db).now),
                ]),
              ]),
            ]),
          ),
      ),
    );
}

/**
 * The events that a grant of their own shows the user: in every calendar, or in those named. They
 * are read one by one, as their calendars hold events that the user does not see.
 */
function onShelf(db: Kysely<Schema>, p: SearchParameters, variant: SearchVariant): EventsQuery {
  const key = sql<string>`lower(substr(hex(events.calendar_id), 17))`;
  const shared = engineOf(db)
    .inWrittenOrder(db.selectFrom("event_permissions as held"))
    .crossJoin("events")
    .whereRef("events.id", "=", "held.event_id")
    .where("held.user_id", "=", p.user)
    .where((eb) =>
      eb.or([eb("held.expires_at", "is", null), eb("held.expires_at", ">", engineOf(db).now)]),
    )
    .where((eb) =>
      eb.and(
        p.words.map((word) => sql<boolean>`instr(events.words, concat(' ', ${key}, ${word})) > 0`),
      ),
    );
  return variant.withShelf ? shared : shared.where("events.calendar_id", "in", p.calendars);
}

/** What is not deleted and stands behind the position, if there is one. */
function beyond(source: EventsQuery, p: SearchParameters, variant: SearchVariant): EventsQuery {
  const live = source.where("events.deleted_at", "is", null);
  if (!variant.after) return live;
  return live
    .where("events.starts", "<=", p.after_at)
    .where((eb) => eb.or([eb("events.starts", "<", p.after_at), eb("events.id", "<", p.after_id)]));
}
