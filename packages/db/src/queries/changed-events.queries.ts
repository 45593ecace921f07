import type { EventContent } from "@daybook/domain/event/content";
import { decodeContent } from "@daybook/domain/event/stored-content";
import type { AliasableExpression, Kysely } from "kysely";
import { fromHexId, fromStoredIdOrNull, type HexId, type StoredId, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { literal, statement } from "../statement.ts";
import { asHex, type EventForUser, toRights, withRights } from "./event-rows.ts";
import { type EventPlace, versionAt } from "./past-events.queries.ts";
import { eventIdsInPastWindow, type PastWindowParameters } from "./past-spans.queries.ts";
import { type SpanWindow, windowParameters } from "./spans.queries.ts";

/** A version of an event as it stood at an instant. */
export interface StoodVersion extends EventPlace {
  readonly content: EventContent;
  readonly deleted: boolean;
}

/** An event that was another at one instant than at a later one, with the rights of now (V7). */
export interface ChangedEvent extends Pick<EventForUser, "grants" | "isOwner"> {
  readonly id: Id;
  /** The event that this one was split from, and the version that the split made of it. */
  readonly splitFrom: { readonly eventId: Id; readonly version: number } | null;
  /** Null where the event was not made yet. */
  readonly before: StoodVersion | null;
  readonly after: StoodVersion | null;
}

/** A window, and the instants between which it is compared. */
export interface ChangesWindow extends SpanWindow {
  readonly since: number;
  readonly until: number;
  readonly limit: number;
}

/**
 * Events whose spans met a window at either instant and that have another version at the one than
 * at the other, of those that reach the user now: each once and in no order. Contents of what has
 * not changed are not read.
 */
export async function listChangedEvents(
  db: Kysely<Schema>,
  { since, until, limit, ...window }: ChangesWindow,
  userId: Id,
): Promise<ChangedEvent[]> {
  const parameters = { user: toStoredId(userId), ...windowParameters(window), since, until };
  const { rows } = await changedEvents(db, parameters, { limit });
  return rows.map((row) => toChangedEvent(row, userId));
}

/** Events whose parts are looked for, wherever these lie. */
export interface SplitEvents {
  /** Events that may have been split since. */
  readonly leftIds: readonly Id[];
  /** Events that others were split from. */
  readonly originIds: readonly Id[];
  readonly since: number;
  readonly until: number;
}

/** How many events one statement names. */
const EVENTS_AT_A_TIME = 500;

/** The same of the events that a split since then made of some events, and of those that they were. */
export async function listChangedRelatives(
  db: Kysely<Schema>,
  { leftIds, originIds, since, until }: SplitEvents,
  userId: Id,
): Promise<ChangedEvent[]> {
  const relatives: ChangedEvent[] = [];
  const most = Math.max(leftIds.length, originIds.length);
  for (let start = 0; start < most; start += EVENTS_AT_A_TIME) {
    const part = (ids: readonly Id[]) => ids.slice(start, start + EVENTS_AT_A_TIME).map(toStoredId);
    const [lefts, origins] = [part(leftIds), part(originIds)];
    const parts = db
      .selectFrom("events as parts")
      .select("parts.id")
      .where("parts.split_from_event_id", "in", lefts)
      .where("parts.created_at", ">", since);
    const named = db
      .selectFrom("events as origins")
      .select("origins.id")
      .where("origins.id", "in", origins);
    // An empty list is an error to MySQL.
    const found = origins.length === 0 ? parts : lefts.length === 0 ? named : parts.union(named);
    const parameters = { user: toStoredId(userId), since, until };
    const rows = await changesOf(db, found, parameters).execute();
    relatives.push(...rows.map((row) => toChangedEvent(row, userId)));
  }
  return relatives;
}

type ChangesParameters = { readonly user: StoredId } & PastWindowParameters;

const changedEvents = statement((db, p: ChangesParameters, { limit }: { readonly limit: number }) =>
  changesOf(db, eventIdsInPastWindow(db, p), p).limit(literal(limit)),
);

function changesOf(
  db: Kysely<Schema>,
  found: AliasableExpression<{ id: StoredId }>,
  p: { readonly user: StoredId; readonly since: number; readonly until: number },
) {
  const events = db
    .selectFrom(found.as("found"))
    .crossJoin("events")
    .whereRef("events.id", "=", "found.id");
  return withRights(db, engineOf(db).inWrittenOrder(events), p.user)
    .where((eb) =>
      eb.or([
        eb("calendars.owner_id", "=", p.user),
        eb("calendar_grants.role", "is not", null),
        eb("event_grants.role", "is not", null),
      ]),
    )
    .where("events.updated_at", ">", p.since)
    .leftJoin("event_versions as before_versions", (join) =>
      join
        .onRef("before_versions.event_id", "=", "events.id")
        .on("before_versions.version", "=", versionAt(db, p.since)),
    )
    .leftJoin("event_versions as after_versions", (join) =>
      join
        .onRef("after_versions.event_id", "=", "events.id")
        .on("after_versions.version", "=", versionAt(db, p.until)),
    )
    .where((eb) =>
      eb(
        eb.fn.coalesce("before_versions.version", literal(0)),
        "<>",
        eb.fn.coalesce("after_versions.version", literal(0)),
      ),
    )
    .leftJoin("calendars as before_places", (join) =>
      join.onRef("before_places.id", "=", "before_versions.calendar_id"),
    )
    .leftJoin("calendars as after_places", (join) =>
      join.onRef("after_places.id", "=", "after_versions.calendar_id"),
    )
    .select([
      "events.split_from_event_id",
      "events.split_from_version",
      "before_versions.version as before_version",
      "before_versions.deleted as before_deleted",
      "before_versions.content as before_content",
      "before_versions.content_schema as before_content_schema",
      "before_places.time_zone as before_time_zone",
      "after_versions.version as after_version",
      "after_versions.deleted as after_deleted",
      "after_versions.content as after_content",
      "after_versions.content_schema as after_content_schema",
      "after_places.time_zone as after_time_zone",
    ])
    .select((eb) => [
      asHex(eb.ref("events.id")).as("id"),
      asHex(eb.ref("before_versions.calendar_id")).as("before_calendar_id"),
      asHex(eb.ref("after_versions.calendar_id")).as("after_calendar_id"),
    ]);
}

type ChangedRow = Awaited<ReturnType<ReturnType<typeof changesOf>["executeTakeFirstOrThrow"]>>;

function toChangedEvent(row: ChangedRow, userId: Id): ChangedEvent {
  const leftId = fromStoredIdOrNull(row.split_from_event_id);
  const split = row.split_from_version;
  return {
    id: fromHexId(row.id),
    splitFrom: leftId === null || split === null ? null : { eventId: leftId, version: split },
    before: toStood({
      version: row.before_version,
      deleted: row.before_deleted,
      calendarId: row.before_calendar_id,
      timeZone: row.before_time_zone,
      content: row.before_content,
      schema: row.before_content_schema,
    }),
    after: toStood({
      version: row.after_version,
      deleted: row.after_deleted,
      calendarId: row.after_calendar_id,
      timeZone: row.after_time_zone,
      content: row.after_content,
      schema: row.after_content_schema,
    }),
    ...toRights(row, userId),
  };
}

/** One side of a row; everything is null where the event was not made yet. */
interface StoredSide {
  readonly version: number | null;
  readonly deleted: number | null;
  readonly calendarId: HexId | null;
  readonly timeZone: string | null;
  readonly content: string | null;
  readonly schema: number | null;
}

function toStood(side: StoredSide): StoodVersion | null {
  const { version, deleted, calendarId, timeZone, content, schema } = side;
  if (version === null || calendarId === null || timeZone === null) return null;
  if (content === null || schema === null) return null;
  return {
    version,
    calendarId: fromHexId(calendarId),
    calendarTimeZone: timeZone,
    content: decodeContent(content, schema),
    deleted: deleted !== 0,
  };
}
