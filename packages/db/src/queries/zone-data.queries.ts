import { type Kysely, sql, type Transaction } from "kysely";
import { fromStoredId, fromStoredIdOrNull, toStoredId, toStoredIdOrNull } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { insertRows } from "./insert-rows.ts";

/** The one row of `zone_data`. */
const ROW = 1;

/** By which version of the time zone data the derived instants stand (rule T1). */
export interface ZoneDataState {
  /** Null before the first server has looked. */
  readonly version: string | null;
  /** The version that events are being brought to; null while there is nothing to do. */
  readonly target: string | null;
  /** The last event that was brought there. */
  readonly afterEventId: Id | null;
}

const UNKNOWN: ZoneDataState = { version: null, target: null, afterEventId: null };

export async function readZoneData(db: Kysely<Schema>): Promise<ZoneDataState> {
  const row = await db
    .selectFrom("zone_data")
    .select(["data_version", "target_version", "after_event_id"])
    .where("id", "=", ROW)
    .executeTakeFirst();
  if (row === undefined) return UNKNOWN;
  return {
    version: row.data_version,
    target: row.target_version,
    afterEventId: fromStoredIdOrNull(row.after_event_id),
  };
}

/** Makes the row, of which one process then takes the lease. */
export async function ensureZoneData(trx: Transaction<Schema>): Promise<void> {
  const row = {
    id: ROW,
    data_version: null,
    target_version: null,
    after_event_id: null,
    holder: null,
    expires_at: 0,
  };
  await engineOf(trx).insertIfAbsent(trx.insertInto("zone_data").values(row), ["id"]).execute();
}

export interface ZoneLease {
  readonly holder: string;
  readonly leaseMs: number;
}

/** Takes the lease, or renews it and says how far the work is; whether it is held now. */
export async function holdZoneLease(
  trx: Transaction<Schema>,
  { holder, leaseMs }: ZoneLease,
  progress: { readonly target: string; readonly afterEventId: Id | null } | null = null,
): Promise<boolean> {
  const { now } = engineOf(trx);
  const { numUpdatedRows } = await trx
    .updateTable("zone_data")
    .set({ holder, expires_at: sql<number>`${now} + ${leaseMs}` })
    .$if(progress !== null, (query) =>
      query.set({
        target_version: progress?.target ?? null,
        after_event_id: toStoredIdOrNull(progress?.afterEventId ?? null),
      }),
    )
    .where("id", "=", ROW)
    .where((eb) =>
      eb.or([eb("holder", "is", null), eb("holder", "=", holder), eb("expires_at", "<", now)]),
    )
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

export async function releaseZoneLease(trx: Transaction<Schema>, holder: string): Promise<void> {
  await trx
    .updateTable("zone_data")
    .set({ holder: null, expires_at: 0 })
    .where("id", "=", ROW)
    .where("holder", "=", holder)
    .execute();
}

/** Everything stands by this version now, whose clocks are those given. */
export async function writeZoneData(
  trx: Transaction<Schema>,
  version: string,
  clocks: ReadonlyMap<string, string>,
): Promise<void> {
  await trx.deleteFrom("zone_clocks").execute();
  const rows = [...clocks].map(([time_zone, record]) => ({ time_zone, record }));
  await insertRows(trx, "zone_clocks", rows);
  await trx
    .updateTable("zone_data")
    .set({ data_version: version, target_version: null, after_event_id: null })
    .where("id", "=", ROW)
    .execute();
}

/** The clocks that the derived instants stand by, by zone. */
export async function listZoneClocks(db: Kysely<Schema>): Promise<Map<string, string>> {
  const rows = await db.selectFrom("zone_clocks").select(["time_zone", "record"]).execute();
  return new Map(rows.map(({ time_zone, record }) => [time_zone, record]));
}

/** An event's present content, unread. */
export interface StoredEvent {
  readonly id: Id;
  readonly version: number;
  readonly content: string;
  readonly contentSchema: number;
  readonly deleted: boolean;
}

/** Events in the order of their ids, the deleted ones too. */
export async function listStoredEvents(
  db: Kysely<Schema>,
  page: { readonly after: Id | null; readonly limit: number },
): Promise<StoredEvent[]> {
  const { after, limit } = page;
  const rows = await storedEvents(db)
    .$if(after !== null, (query) => query.where("events.id", ">", toStoredIdOrNull(after)))
    .orderBy("events.id")
    .limit(limit)
    .execute();
  return rows.map(toStoredEvent);
}

export async function findStoredEvent(
  db: Kysely<Schema>,
  eventId: Id,
): Promise<StoredEvent | undefined> {
  const row = await storedEvents(db)
    .where("events.id", "=", toStoredId(eventId))
    .executeTakeFirst();
  return row && toStoredEvent(row);
}

function storedEvents(db: Kysely<Schema>) {
  return db
    .selectFrom("events")
    .innerJoin("event_versions", (join) =>
      join
        .onRef("event_versions.event_id", "=", "events.id")
        .onRef("event_versions.version", "=", "events.version"),
    )
    .select([
      "events.id",
      "events.version",
      "events.deleted_at",
      "event_versions.content",
      "event_versions.content_schema",
    ]);
}

type StoredEventRow = Awaited<
  ReturnType<ReturnType<typeof storedEvents>["executeTakeFirstOrThrow"]>
>;

function toStoredEvent(row: StoredEventRow): StoredEvent {
  return {
    id: fromStoredId(row.id),
    version: row.version,
    content: row.content,
    contentSchema: row.content_schema,
    deleted: row.deleted_at !== null,
  };
}

/** Says anew within what instants an event lies; its version and when it was changed stay (T1). */
export async function updateEventBounds(
  trx: Transaction<Schema>,
  eventId: Id,
  bounds: { readonly starts: number; readonly ends: number | null },
): Promise<void> {
  await trx.updateTable("events").set(bounds).where("id", "=", toStoredId(eventId)).execute();
}

/** An occurrence that new time zone data moved; instants in epoch milliseconds. */
export interface ZoneChange {
  readonly fromVersion: string;
  readonly toVersion: string;
  readonly timeZone: string;
  readonly eventId: Id;
  readonly key: string;
  readonly startsBefore: number | null;
  readonly endsBefore: number | null;
  readonly startsAfter: number | null;
  readonly endsAfter: number | null;
}

/** What moved of one event with a version of the data, in place of what was noted of it before. */
export async function writeZoneChanges(
  trx: Transaction<Schema>,
  eventId: Id,
  { toVersion, changes }: { readonly toVersion: string; readonly changes: readonly ZoneChange[] },
): Promise<void> {
  await trx
    .deleteFrom("zone_changes")
    .where("to_version", "=", toVersion)
    .where("event_id", "=", toStoredId(eventId))
    .execute();
  const rows = changes.map((change) => ({
    to_version: toVersion,
    event_id: toStoredId(eventId),
    occurrence_key: change.key,
    from_version: change.fromVersion,
    time_zone: change.timeZone,
    starts_before: change.startsBefore,
    ends_before: change.endsBefore,
    starts_after: change.startsAfter,
    ends_after: change.endsAfter,
  }));
  await insertRows(trx, "zone_changes", rows);
}

/** How many occurrences a version of the data moved. */
export async function countZoneChanges(db: Kysely<Schema>, toVersion: string): Promise<number> {
  const { count } = await db
    .selectFrom("zone_changes")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("to_version", "=", toVersion)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The report, the latest version of the data first; the rows after one that was read before. */
export async function listZoneChanges(
  db: Kysely<Schema>,
  page: { readonly after: ZoneChange | null; readonly limit: number },
): Promise<ZoneChange[]> {
  const { after, limit } = page;
  const rows = await db
    .selectFrom("zone_changes")
    .selectAll()
    .$if(after !== null, (query) =>
      query.where((eb) => {
        const [version, event, key] = [
          after?.toVersion ?? "",
          toStoredIdOrNull(after?.eventId ?? null),
          after?.key ?? "",
        ];
        const sameVersion = eb("to_version", "=", version);
        return eb.or([
          eb("to_version", "<", version),
          eb.and([sameVersion, eb("event_id", ">", event)]),
          eb.and([sameVersion, eb("event_id", "=", event), eb("occurrence_key", ">", key)]),
        ]);
      }),
    )
    .orderBy("to_version", "desc")
    .orderBy("event_id")
    .orderBy("occurrence_key")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    fromVersion: row.from_version,
    toVersion: row.to_version,
    timeZone: row.time_zone,
    eventId: fromStoredId(row.event_id),
    key: row.occurrence_key,
    startsBefore: row.starts_before,
    endsBefore: row.ends_before,
    startsAfter: row.starts_after,
    endsAfter: row.ends_after,
  }));
}
