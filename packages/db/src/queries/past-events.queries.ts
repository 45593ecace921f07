import type { EventContent } from "@daybook/domain/event/content";
import { decodeContent } from "@daybook/domain/event/stored-content";
import { type Kysely, sql } from "kysely";
import { fromHexId, type StoredId, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { literal, statement } from "../statement.ts";
import { asHex, type EventForUser, type EventRecord, toRights, withRights } from "./event-rows.ts";
import { eventIdsInPastWindow, type PastWindowParameters } from "./past-spans.queries.ts";
import { type SpanWindow, windowParameters } from "./spans.queries.ts";

/** Where an event stood, with the zone that the calendar has now (rule T5). */
export type EventPlace = Pick<EventRecord, "calendarId" | "calendarTimeZone" | "version">;

/** An event as it stood at an instant, with the rights of now (rule V7). */
export interface EventThen extends Pick<EventForUser, "grants" | "isOwner"> {
  readonly event: EventPlace & { readonly id: Id };
  readonly content: EventContent;
}

/** A window of the past. */
export interface PastWindow extends SpanWindow {
  /** Whether the scopes are calendars of which alone events are asked for: those that stood there. */
  readonly inCalendars: boolean;
  readonly eventId: Id | undefined;
  readonly limit: number;
}

/**
 * Events whose spans met a window at an instant, as they were then, of those that reach the user
 * now: each once and in no order.
 */
export async function listEventsInPastWindow(
  db: Kysely<Schema>,
  { at, ...window }: PastWindow & { readonly at: number },
  userId: Id,
): Promise<EventThen[]> {
  const parameters = { ...pastParameters(window, userId), since: at, until: at };
  const { rows } =
    window.eventId === undefined
      ? await eventsThen(db, parameters, variantOf(window))
      : await eventThen(
          db,
          { ...parameters, event: toStoredId(window.eventId) },
          variantOf(window),
        );
  return rows.map((row) => ({
    event: {
      id: fromHexId(row.id),
      calendarId: fromHexId(row.calendar_id),
      calendarTimeZone: row.time_zone,
      version: row.version,
    },
    content: decodeContent(row.content, row.content_schema),
    ...toRights(row, userId),
  }));
}

type PastParameters = { readonly user: StoredId } & PastWindowParameters;

type PastVariant = { readonly limit: number; readonly inCalendars: boolean };

function pastParameters(window: SpanWindow, userId: Id) {
  return { user: toStoredId(userId), ...windowParameters(window) };
}

function variantOf({ limit, inCalendars }: PastWindow): PastVariant {
  return { limit, inCalendars };
}

const eventsThen = statement((db, p: PastParameters, variant: PastVariant) =>
  visibleThen(db, p, variant),
);

const eventThen = statement(
  (db, p: PastParameters & { readonly event: StoredId }, variant: PastVariant) =>
    visibleThen(db, p, variant).where("events.id", "=", p.event),
);

function visibleThen(db: Kysely<Schema>, p: PastParameters, { limit, inCalendars }: PastVariant) {
  const events = db
    .selectFrom(eventIdsInPastWindow(db, p).as("found"))
    .crossJoin("events")
    .whereRef("events.id", "=", "found.id");
  const visible = withRights(db, engineOf(db).inWrittenOrder(events), p.user)
    .where((eb) =>
      eb.or([
        eb("calendars.owner_id", "=", p.user),
        eb("calendar_grants.role", "is not", null),
        eb("event_grants.role", "is not", null),
      ]),
    )
    .crossJoin("event_versions")
    .whereRef("event_versions.event_id", "=", "events.id")
    .where("event_versions.version", "=", versionAt(db, p.since))
    .where("event_versions.deleted", "=", 0)
    .crossJoin("calendars as places")
    .whereRef("places.id", "=", "event_versions.calendar_id")
    .select([
      "event_versions.version",
      "event_versions.content",
      "event_versions.content_schema",
      "places.time_zone",
    ])
    .select((eb) => [
      asHex(eb.ref("events.id")).as("id"),
      asHex(eb.ref("event_versions.calendar_id")).as("calendar_id"),
    ])
    .limit(literal(limit));
  return inCalendars ? visible.where("event_versions.calendar_id", "in", p.scopes) : visible;
}

/** The last version of the event of a row that was made by an instant; null before its first one. */
export function versionAt(db: Kysely<Schema>, instant: number) {
  return db
    .selectFrom("event_versions as known")
    .select("known.version")
    .where("known.event_id", "=", sql.ref<StoredId>("events.id"))
    .where("known.at", "<=", instant)
    .orderBy("known.at", "desc")
    .limit(literal(1));
}
