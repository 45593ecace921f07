import type { BusySpan } from "@daybook/domain/event/busy-spans";
import type { EventContent } from "@daybook/domain/event/content";
import { ENDLESS_MS } from "@daybook/domain/event/spans";
import { decodeContent } from "@daybook/domain/event/stored-content";
import type { Kysely } from "kysely";
import { fromStoredFlag, fromStoredId, type StoredId, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { literal, statement } from "../statement.ts";
import { busySpansInWindow, type SpanWindow, windowParameters } from "./spans.queries.ts";

/** A span that is busy somewhere, of one event in one calendar. */
export interface FoundBusySpan extends BusySpan {
  readonly calendarId: Id;
  /** As it is stored: most readers never show it. */
  readonly storedEventId: StoredId;
}

/**
 * The busy spans of calendars in a window, at most `limit`, in no order; floating ones are found up
 * to fourteen hours around it. Reads the spans alone, not an event: an index range for each class.
 */
export async function listBusySpans(
  db: Kysely<Schema>,
  window: SpanWindow & { readonly limit: number },
): Promise<FoundBusySpan[]> {
  const { limit } = window;
  const { rows } = await busySpans(db, windowParameters(window), { limit });
  const calendarIds = new Map<string, Id>();
  const calendarOf = (stored: StoredId) => {
    const key = String.fromCharCode(...stored);
    const known = calendarIds.get(key) ?? fromStoredId(stored);
    calendarIds.set(key, known);
    return known;
  };
  const only = window.scopeIds.length === 1 ? window.scopeIds[0] : undefined;
  return rows.map((row) => ({
    calendarId: only ?? calendarOf(row.scope_id),
    storedEventId: row.event_id,
    startMs: row.starts,
    endMs: row.ends === ENDLESS_MS ? null : row.ends,
    floating: fromStoredFlag(row.floating),
    busy: row.busy === 1 ? "whole" : "expand",
    pattern: row.pattern,
  }));
}

const busySpans = statement(
  (db, p: ReturnType<typeof windowParameters>, { limit }: { readonly limit: number }) =>
    busySpansInWindow(db, p).limit(literal(limit)),
);

/** An event with the length of its present content. */
export interface ContentLength {
  readonly storedEventId: StoredId;
  readonly length: number;
}

/** How long the present contents of events are; in no order. */
export async function listContentLengths(
  db: Kysely<Schema>,
  eventIds: readonly StoredId[],
): Promise<ContentLength[]> {
  if (eventIds.length === 0) return [];
  const rows = await presentVersions(db, eventIds)
    .select((eb) => ["events.id", eb.fn<number>("length", ["event_versions.content"]).as("length")])
    .execute();
  return rows.map(({ id, length }) => ({ storedEventId: id, length }));
}

/** The present contents of events, in no order; at most as many as may be held at once. */
export async function listPresentContents(
  db: Kysely<Schema>,
  eventIds: readonly StoredId[],
): Promise<{ readonly storedEventId: StoredId; readonly content: EventContent }[]> {
  if (eventIds.length === 0) return [];
  const rows = await presentVersions(db, eventIds)
    .select(["events.id", "event_versions.content", "event_versions.content_schema"])
    .execute();
  return rows.map((row) => ({
    storedEventId: row.id,
    content: decodeContent(row.content, row.content_schema),
  }));
}

function presentVersions(db: Kysely<Schema>, eventIds: readonly StoredId[]) {
  return engineOf(db)
    .inWrittenOrder(db.selectFrom("events"))
    .crossJoin("event_versions")
    .whereRef("event_versions.event_id", "=", "events.id")
    .whereRef("event_versions.version", "=", "events.version")
    .where("events.id", "in", eventIds);
}

/** The events of a calendar on which a user holds an unexpired grant of their own. */
export async function listEventsSharedInCalendar(
  db: Kysely<Schema>,
  { calendarId, userId }: { readonly calendarId: Id; readonly userId: Id },
): Promise<Set<Id>> {
  const rows = await db
    .selectFrom("event_permissions as grants")
    .innerJoin("events", "events.id", "grants.event_id")
    .select("events.id")
    .where("grants.user_id", "=", toStoredId(userId))
    .where("events.calendar_id", "=", toStoredId(calendarId))
    .where((eb) =>
      eb.or([eb("grants.expires_at", "is", null), eb("grants.expires_at", ">", engineOf(db).now)]),
    )
    .execute();
  return new Set(rows.map(({ id }) => fromStoredId(id)));
}

/** Somebody with a calendar of theirs, as one who asks about their time may know it (rule Q1). */
export interface OwnedCalendar {
  readonly owner: { readonly id: Id; readonly username: string };
  readonly calendarId: Id;
  readonly timeZone: string;
  /** Whether the asker may learn the times: by an unexpired grant, as the owner, or as anybody. */
  readonly timesKnown: boolean;
}

/** The calendars of some people that are not deleted. */
export async function listOwnedCalendars(
  db: Kysely<Schema>,
  ownerIds: readonly Id[],
  askerId: Id,
): Promise<OwnedCalendar[]> {
  if (ownerIds.length === 0) return [];
  const { rows } = await ownedCalendars(db, {
    owners: ownerIds.map(toStoredId),
    asker: toStoredId(askerId),
  });
  return rows.map((row) => {
    const id = fromStoredId(row.owner_id);
    return {
      owner: { id, username: row.username ?? "" },
      calendarId: fromStoredId(row.calendar_id),
      timeZone: row.time_zone,
      timesKnown: id === askerId || row.free_busy === "everyone" || row.role !== null,
    };
  });
}

const ownedCalendars = statement(
  (db, p: { readonly owners: readonly StoredId[]; readonly asker: StoredId }) =>
    db
      .selectFrom("calendars")
      .innerJoin("users", "users.id", "calendars.owner_id")
      .leftJoin("calendar_permissions as grants", (join) =>
        join
          .onRef("grants.calendar_id", "=", "calendars.id")
          .on("grants.user_id", "=", p.asker)
          .on((eb) =>
            eb.or([
              eb("grants.expires_at", "is", null),
              eb("grants.expires_at", ">", engineOf(db).now),
            ]),
          ),
      )
      .select([
        "calendars.owner_id",
        "users.username",
        "calendars.id as calendar_id",
        "calendars.time_zone",
        "calendars.free_busy",
        "grants.role",
      ])
      .where("calendars.owner_id", "in", p.owners)
      .where("calendars.deleted_at", "is", null)
      .where("users.deleted_at", "is", null),
);
