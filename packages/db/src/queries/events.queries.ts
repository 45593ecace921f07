import type { SearchWord } from "@daybook/domain/search/words";
import type { Kysely, Transaction } from "kysely";
import { fromStoredId, type StoredId, toStoredId, toStoredIdOrNull } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { literal, statement } from "../statement.ts";
import { insertRows } from "./insert-rows.ts";
import { toStoredWords } from "./search-words.ts";
import {
  type EventForUser,
  eventsForUser,
  foundEventsForUser,
  toEventForUser,
} from "./event-rows.ts";
import {
  type Credential,
  credentialStands,
  type StoredCredential,
  toStoredCredential,
} from "./sessions.queries.ts";
import {
  eventIdsInWindow,
  type SpanWindow,
  type WindowParameters,
  windowParameters,
} from "./spans.queries.ts";

export type { EventForUser, EventRecord } from "./event-rows.ts";

/** What a write needs to know of an event before it acts (rules S4, U3, V8). */
export interface EventForWrite extends EventForUser {
  /** The access epoch of the event's calendar, at which the rights were read. */
  readonly accessEpoch: number;
  /** When and with which chain hash the present version was made. */
  readonly versionAt: number;
  readonly chainHash: Uint8Array;
  /** The database's clock, epoch milliseconds. */
  readonly now: number;
  /** Whether the caller's session or token still stands. */
  readonly credentialStands: boolean;
}

/** Locks the event's row first, where the engine can; says whether there is one. */
export async function lockEvent(trx: Transaction<Schema>, eventId: Id): Promise<boolean> {
  const { rows } = await eventLock(trx, { event: toStoredId(eventId) });
  return rows.length > 0;
}

const eventLock = statement((db, p: { readonly event: StoredId }) =>
  engineOf(db).forUpdate(db.selectFrom("events").select("id").where("id", "=", p.event)),
);

/** Whether the user is an event's owner or has a grant that reaches it; reads no content, locks nothing. */
export async function eventReachesUser(
  db: Kysely<Schema>,
  eventId: Id,
  userId: Id,
): Promise<boolean> {
  const parameters = { event: toStoredId(eventId), user: toStoredId(userId) };
  const { rows } = await eventReach(db, parameters);
  return rows.length > 0;
}

const eventReach = statement((db, p: { readonly event: StoredId; readonly user: StoredId }) =>
  eventsForUser(db, p.user)
    .clearSelect()
    .select("events.version")
    .where("events.id", "=", p.event)
    .where((eb) =>
      eb.or([
        eb("calendars.owner_id", "=", p.user),
        eb("calendar_grants.role", "is not", null),
        eb("event_grants.role", "is not", null),
      ]),
    ),
);

/** An event, its content and the caller's rights, read in the transaction that uses them. */
export async function findEventForWrite(
  trx: Transaction<Schema>,
  eventId: Id,
  credential: Credential,
): Promise<EventForWrite | undefined> {
  const { rows } = await eventForWrite(
    trx,
    { event: toStoredId(eventId), ...toStoredCredential(credential) },
    credential.kind,
  );
  const [row] = rows;
  return row === undefined
    ? undefined
    : {
        ...toEventForUser(row, credential.userId),
        accessEpoch: row.access_epoch,
        versionAt: row.version_at,
        chainHash: row.chain_hash,
        now: row.now,
        credentialStands: Boolean(row.credential_stands),
      };
}

const eventForWrite = statement(
  (db, p: { readonly event: StoredId } & StoredCredential, kind: Credential["kind"]) =>
    eventsForUser(db, p.user)
      .innerJoin("scopes", "scopes.id", "events.calendar_id")
      .select([
        "scopes.access_epoch",
        "event_versions.at as version_at",
        "event_versions.chain_hash",
      ])
      .select(engineOf(db).now.as("now"))
      .select(credentialStands(kind, p).as("credential_stands"))
      .where("events.id", "=", p.event),
);

/** An event and what reaches the user; undefined when there is no such event. */
export async function findEventForUser(
  db: Kysely<Schema>,
  eventId: Id,
  userId: Id,
): Promise<EventForUser | undefined> {
  const { rows } = await eventForUser(db, {
    event: toStoredId(eventId),
    user: toStoredId(userId),
  });
  return rows[0] === undefined ? undefined : toEventForUser(rows[0], userId);
}

const eventForUser = statement((db, p: { readonly event: StoredId; readonly user: StoredId }) =>
  eventsForUser(db, p.user).where("events.id", "=", p.event),
);

/** Several events of one calendar with their content, by id; for changes of many at once. */
export async function listEventsById(
  db: Kysely<Schema>,
  eventIds: readonly Id[],
  userId: Id,
): Promise<(EventForUser & { readonly versionAt: number; readonly chainHash: Uint8Array })[]> {
  if (eventIds.length === 0) {
    return [];
  }
  const rows = await eventsForUser(db, toStoredId(userId))
    .select(["event_versions.at as version_at", "event_versions.chain_hash"])
    .where("events.id", "in", eventIds.map(toStoredId))
    .orderBy("events.id")
    .execute();
  return rows.map((row) => ({
    ...toEventForUser(row, userId),
    versionAt: row.version_at,
    chainHash: row.chain_hash,
  }));
}

const MOST_EVENTS = 1_000_000;

/**
 * Events whose spans meet a window and that reach the user, each once and in no order; deleted
 * ones have none. At most `limit` of them, a million unless given.
 */
export async function listEventsInWindow(
  db: Kysely<Schema>,
  window: SpanWindow & { readonly eventId?: Id | undefined; readonly limit?: number },
  userId: Id,
): Promise<EventForUser[]> {
  const user = toStoredId(userId);
  const { limit = MOST_EVENTS } = window;
  const parameters = { user, ...windowParameters(window) };
  const { rows } =
    window.eventId === undefined
      ? await eventsInWindow(db, parameters, { limit })
      : await eventInWindow(db, { ...parameters, event: toStoredId(window.eventId) }, { limit });
  return rows.map((row) => toEventForUser(row, userId));
}

type EventsInWindow = { readonly user: StoredId } & WindowParameters;

type WindowVariant = { readonly limit: number };

const eventsInWindow = statement((db, p: EventsInWindow, { limit }: WindowVariant) =>
  visibleInWindow(db, p).limit(literal(limit)),
);

const eventInWindow = statement(
  (db, p: EventsInWindow & { readonly event: StoredId }, { limit }: WindowVariant) =>
    visibleInWindow(db, p).where("events.id", "=", p.event).limit(literal(limit)),
);

function visibleInWindow(db: Kysely<Schema>, p: EventsInWindow) {
  return foundEventsForUser(db, p.user, eventIdsInWindow(db, p))
    .where("events.deleted_at", "is", null)
    .where((eb) =>
      eb.or([
        eb("calendars.owner_id", "=", p.user),
        eb("calendar_grants.role", "is not", null),
        eb("event_grants.role", "is not", null),
      ]),
    );
}

/** A new event's row. `starts` and `ends` bound what it can touch, epoch milliseconds (rule R5). */
export interface NewEvent {
  readonly id: Id;
  readonly calendarId: Id;
  readonly uid: string;
  readonly recurrenceId: string | null;
  readonly actorId: Id;
  /** Whose the event counts as, where that is not the actor: a split leaves it as it was. */
  readonly createdBy?: Id;
  readonly sequence: number;
  readonly starts: number;
  readonly ends: number | null;
  readonly at: number;
  readonly splitFrom: { readonly eventId: Id; readonly version: number } | null;
  /** What search finds it by (rule Q2). */
  readonly words: readonly SearchWord[];
}

/** Inserts events at version 1. */
export async function insertEvents(
  trx: Transaction<Schema>,
  events: readonly NewEvent[],
): Promise<void> {
  const rows = events.map((event) => ({
    id: toStoredId(event.id),
    calendar_id: toStoredId(event.calendarId),
    uid: event.uid,
    recurrence_id: event.recurrenceId,
    created_by: toStoredId(event.createdBy ?? event.actorId),
    version: 1,
    sequence: event.sequence,
    starts: event.starts,
    ends: event.ends,
    created_at: event.at,
    updated_at: event.at,
    updated_by: toStoredId(event.actorId),
    deleted_at: null,
    split_from_event_id: toStoredIdOrNull(event.splitFrom?.eventId ?? null),
    split_from_version: event.splitFrom?.version ?? null,
    words: toStoredWords(event.calendarId, event.words),
  }));
  await insertRows(trx, "events", rows);
  await engineOf(trx).search.indexWords(
    trx,
    rows.map(({ id, words }) => ({ eventId: id, words })),
  );
}

export interface EventRowChange {
  readonly id: Id;
  /** The version that the change was computed from. */
  readonly fromVersion: number;
  readonly actorId: Id;
  readonly at: number;
  readonly sequence: number;
  readonly starts: number;
  readonly ends: number | null;
  readonly deletedAt: number | null;
  readonly calendarId: Id;
  /** What search finds it by (rule Q2); where it stays as it was, the index is not touched. */
  readonly words: readonly SearchWord[] | undefined;
}

/**
 * Compare-and-set: raises the event's version by one.
 *
 * @returns whether the event was still at `fromVersion` and has been written
 */
export async function updateEventAtVersion(
  trx: Transaction<Schema>,
  change: EventRowChange,
): Promise<boolean> {
  const event = toStoredId(change.id);
  const words =
    change.words === undefined ? undefined : toStoredWords(change.calendarId, change.words);
  const parameters = {
    event,
    from: change.fromVersion,
    to: change.fromVersion + 1,
    calendar: toStoredId(change.calendarId),
    sequence: change.sequence,
    starts: change.starts,
    ends: change.ends,
    at: change.at,
    actor: toStoredId(change.actorId),
    deleted_at: change.deletedAt,
  };
  const { numAffectedRows } =
    words === undefined
      ? await eventUpdate(trx, parameters)
      : await eventUpdateWithWords(trx, { ...parameters, words });
  if (numAffectedRows !== 1n) return false;
  if (words !== undefined) await engineOf(trx).search.reindexWords(trx, { eventId: event, words });
  return true;
}

type EventUpdate = {
  readonly event: StoredId;
  readonly from: number;
  readonly to: number;
  readonly calendar: StoredId;
  readonly sequence: number;
  readonly starts: number;
  readonly ends: number | null;
  readonly at: number;
  readonly actor: StoredId;
  readonly deleted_at: number | null;
};

const eventUpdate = statement((db, p: EventUpdate) => updatedEvent(db, p));

const eventUpdateWithWords = statement((db, p: EventUpdate & { readonly words: string }) =>
  updatedEvent(db, p).set({ words: p.words }),
);

function updatedEvent(db: Kysely<Schema>, p: EventUpdate) {
  return db
    .updateTable("events")
    .set({
      version: p.to,
      calendar_id: p.calendar,
      sequence: p.sequence,
      starts: p.starts,
      ends: p.ends,
      updated_at: p.at,
      updated_by: p.actor,
      deleted_at: p.deleted_at,
    })
    .where("id", "=", p.event)
    .where("version", "=", p.from);
}

/**
 * Compare-and-set of many events at once: deletes or restores each, and raises its version by one.
 *
 * @returns whether all of them were still at the versions named, and not so already, and have been
 *   written
 */
export async function setDeletedAtVersions(
  trx: Transaction<Schema>,
  { events, actorId, at, deleted }: EventFates,
): Promise<boolean> {
  const atVersion = Map.groupBy(events, ({ version }) => version);
  const { numUpdatedRows } = await trx
    .updateTable("events")
    .set((eb) => ({
      version: eb("version", "+", 1),
      updated_at: at,
      updated_by: toStoredId(actorId),
      deleted_at: deleted ? at : null,
    }))
    .where(
      "id",
      "in",
      events.map(({ id }) => toStoredId(id)),
    )
    .where("deleted_at", deleted ? "is" : "is not", null)
    .where((eb) =>
      eb.or(
        [...atVersion].map(([version, group]) =>
          eb.and([
            eb("version", "=", version),
            eb(
              "id",
              "in",
              group.map(({ id }) => toStoredId(id)),
            ),
          ]),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return numUpdatedRows === BigInt(events.length);
}

export interface EventFates {
  /** Each with the version that it is at. */
  readonly events: readonly { readonly id: Id; readonly version: number }[];
  readonly actorId: Id;
  readonly at: number;
  readonly deleted: boolean;
}

/** A calendar's events that are not deleted, in order of id, with the length of their contents. */
export async function listLiveEventSizes(
  db: Kysely<Schema>,
  calendarId: Id,
): Promise<{ id: Id; version: number; contentLength: number }[]> {
  const rows = await engineOf(db)
    .inWrittenOrder(db.selectFrom("events"))
    .crossJoin("event_versions")
    .whereRef("event_versions.event_id", "=", "events.id")
    .whereRef("event_versions.version", "=", "events.version")
    .select((eb) => [
      "events.id",
      "events.version",
      eb.fn<number>("length", ["event_versions.content"]).as("content_length"),
    ])
    .where("events.calendar_id", "=", toStoredId(calendarId))
    .where("events.deleted_at", "is", null)
    .orderBy("events.id")
    .execute();
  return rows.map((row) => ({
    id: fromStoredId(row.id),
    version: row.version,
    contentLength: row.content_length,
  }));
}

/** How an imported event is found again: RECURRENCE-ID is null for a master or a single event. */
export interface ImportIdentity {
  readonly uid: string;
  readonly recurrenceId: string | null;
}

/** A calendar's events with one of these iCalendar UIDs, deleted ones included (rule F1). */
export async function listEventIdsByUid(
  db: Kysely<Schema>,
  calendarId: Id,
  uids: readonly string[],
): Promise<(ImportIdentity & { readonly id: Id })[]> {
  if (uids.length === 0) {
    return [];
  }
  const rows = await db
    .selectFrom("events")
    .select(["id", "uid", "recurrence_id"])
    .where("calendar_id", "=", toStoredId(calendarId))
    .where("uid", "in", uids)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: fromStoredId(row.id),
    uid: row.uid,
    recurrenceId: row.recurrence_id,
  }));
}
