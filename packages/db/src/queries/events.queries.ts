import type { Kysely, Transaction } from "kysely";
import { fromStoredId, toStoredId, toStoredIdOrNull } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { insertRows } from "./insert-rows.ts";
import { type EventForUser, eventsForUser, toEventForUser } from "./event-rows.ts";
import { type Credential, credentialStands } from "./sessions.queries.ts";
import { eventIdsInWindow, type SpanWindow } from "./spans.queries.ts";

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
  const query = trx.selectFrom("events").select("id").where("id", "=", toStoredId(eventId));
  const row = await engineOf(trx).forUpdate(query).executeTakeFirst();
  return row !== undefined;
}

/** An event, its content and the caller's rights, read in the transaction that uses them. */
export async function findEventForWrite(
  trx: Transaction<Schema>,
  eventId: Id,
  credential: Credential,
): Promise<EventForWrite | undefined> {
  const row = await eventsForUser(trx, credential.userId)
    .innerJoin("scopes", "scopes.id", "events.calendar_id")
    .select(["scopes.access_epoch", "event_versions.at as version_at", "event_versions.chain_hash"])
    .select(engineOf(trx).now.as("now"))
    .select(credentialStands(credential).as("credential_stands"))
    .where("events.id", "=", toStoredId(eventId))
    .executeTakeFirst();
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

/** An event and what reaches the user; undefined when there is no such event. */
export async function findEventForUser(
  db: Kysely<Schema>,
  eventId: Id,
  userId: Id,
): Promise<EventForUser | undefined> {
  const row = await eventsForUser(db, userId)
    .where("events.id", "=", toStoredId(eventId))
    .executeTakeFirst();
  return row === undefined ? undefined : toEventForUser(row, userId);
}

/** Several events of one calendar with their content, by id; for changes of many at once. */
export async function listEventsById(
  db: Kysely<Schema>,
  eventIds: readonly Id[],
  userId: Id,
): Promise<(EventForUser & { readonly versionAt: number; readonly chainHash: Uint8Array })[]> {
  if (eventIds.length === 0) {
    return [];
  }
  const rows = await eventsForUser(db, userId)
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

/** Events whose spans meet a window and that reach the user, each once; deleted ones have none. */
export async function listEventsInWindow(
  db: Kysely<Schema>,
  window: SpanWindow & { readonly eventId?: Id | undefined },
  userId: Id,
): Promise<EventForUser[]> {
  let query = eventsForUser(db, userId)
    .innerJoin(eventIdsInWindow(db, window).as("in_window"), "in_window.event_id", "events.id")
    .where("events.deleted_at", "is", null)
    .where((eb) =>
      eb.or([
        eb("calendars.owner_id", "=", toStoredId(userId)),
        eb("calendar_grants.role", "is not", null),
        eb("event_grants.role", "is not", null),
      ]),
    );
  if (window.eventId !== undefined) {
    query = query.where("events.id", "=", toStoredId(window.eventId));
  }
  const rows = await query.execute();
  return rows.map((row) => toEventForUser(row, userId));
}

/** A new event's row. `starts` and `ends` bound what it can touch, epoch milliseconds (rule R5). */
export interface NewEvent {
  readonly id: Id;
  readonly calendarId: Id;
  readonly uid: string;
  readonly recurrenceId: string | null;
  readonly actorId: Id;
  readonly sequence: number;
  readonly starts: number;
  readonly ends: number | null;
  readonly at: number;
  readonly splitFrom: { readonly eventId: Id; readonly version: number } | null;
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
    created_by: toStoredId(event.actorId),
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
  }));
  await insertRows(trx, "events", rows);
}

export interface EventChange {
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
}

/**
 * Compare-and-set: raises the event's version by one.
 *
 * @returns whether the event was still at `fromVersion` and has been written
 */
export async function updateEventAtVersion(
  trx: Transaction<Schema>,
  change: EventChange,
): Promise<boolean> {
  const result = await trx
    .updateTable("events")
    .set({
      version: change.fromVersion + 1,
      calendar_id: toStoredId(change.calendarId),
      sequence: change.sequence,
      starts: change.starts,
      ends: change.ends,
      updated_at: change.at,
      updated_by: toStoredId(change.actorId),
      deleted_at: change.deletedAt,
    })
    .where("id", "=", toStoredId(change.id))
    .where("version", "=", change.fromVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
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
