import type { VersionKind } from "@daybook/domain/versions/chain";
import { sql, type Transaction } from "kysely";
import {
  fromStoredFlag,
  fromStoredId,
  fromStoredIdOrNull,
  type StoredId,
  toStoredId,
} from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { statement } from "../statement.ts";
import { type EventForUser, eventsForUser, toEventForUser } from "./event-rows.ts";
import type { Resource } from "./permissions.queries.ts";
import type { Holding } from "./sync.queries.ts";

/** A stretch of the log of one scope: places from behind `after` up to `upTo`. */
export interface LogStretch {
  readonly scopeId: Id;
  readonly after: number;
  readonly upTo: number;
}

/** One entry of a log as it is read. */
export type LoggedEntry = LoggedEventEntry | LoggedCalendarEntry | LoggedAccessEntry;

interface LoggedPlace {
  readonly scopeId: Id;
  readonly seq: number;
  readonly at: number;
}

export interface LoggedEventEntry extends LoggedPlace {
  readonly type: "event";
  readonly eventId: Id;
  readonly version: number;
  readonly kind: VersionKind;
  /** The calendar that the event was in after this version. */
  readonly calendarId: Id;
}

export interface LoggedCalendarEntry extends LoggedPlace {
  readonly type: "calendar";
}

export interface LoggedAccessEntry extends LoggedPlace {
  readonly type: "added" | "removed" | "role";
  readonly resource: Resource;
  readonly cause: string;
}

/** Stretches that one statement reads. */
const STRETCHES_AT_A_TIME = 100;

/** The entries of stretches of logs, scope by scope in the order of their places. */
export async function listLogEntries(
  trx: Transaction<Schema>,
  stretches: readonly LogStretch[],
): Promise<Map<Id, LoggedEntry[]>> {
  const found = new Map<Id, LoggedEntry[]>();
  for (let i = 0; i < stretches.length; i += STRETCHES_AT_A_TIME) {
    const some = stretches.slice(i, i + STRETCHES_AT_A_TIME);
    const { rows } = await logEntries(trx, {
      scopes: some.map(({ scopeId }) => toStoredId(scopeId)),
      after: some.map(({ after }) => after),
      up_to: some.map(({ upTo }) => upTo),
    });
    for (const row of rows.toSorted((a, b) => a.seq - b.seq)) {
      const entry = toEntry(row);
      const entries = found.get(entry.scopeId);
      if (entries === undefined) found.set(entry.scopeId, [entry]);
      else entries.push(entry);
    }
  }
  return found;
}

type LogParameters = {
  readonly scopes: readonly StoredId[];
  readonly after: readonly number[];
  readonly up_to: readonly number[];
};

const logEntries = statement((db, p: LogParameters) =>
  p.scopes
    .map((scope, index) =>
      engineOf(db)
        .inWrittenOrder(db.selectFrom("log"))
        .leftJoin("event_versions", (join) =>
          join
            .onRef("event_versions.event_id", "=", "log.event_id")
            .onRef("event_versions.version", "=", "log.version"),
        )
        .select([
          "log.scope_id",
          "log.seq",
          "log.type",
          "log.at",
          "log.event_id",
          "log.version",
          "log.kind",
          "log.resource_type",
          "log.resource_id",
          "log.cause",
          "event_versions.calendar_id",
        ])
        .where("log.scope_id", "=", scope)
        // The lists have one length: one of each for every stretch.
        .where("log.seq", ">", p.after[index] as number)
        .where("log.seq", "<=", p.up_to[index] as number),
    )
    .reduce((union, branch) => union.unionAll(branch)),
);

type EntryRow = Awaited<ReturnType<typeof logEntries>>["rows"][number];

function toEntry(row: EntryRow): LoggedEntry {
  const place = { scopeId: fromStoredId(row.scope_id), seq: row.seq, at: row.at };
  if (row.type === "event") {
    const { event_id: eventId, version, kind, calendar_id: calendarId } = row;
    if (eventId === null || version === null || kind === null || calendarId === null) {
      throw new TypeError(`An entry of the log names no version: ${place.scopeId} ${place.seq}`);
    }
    return {
      ...place,
      type: "event",
      eventId: fromStoredId(eventId),
      version,
      kind,
      calendarId: fromStoredId(calendarId),
    };
  }
  if (row.type === "calendar") return { ...place, type: "calendar" };
  const { resource_type: type, cause } = row;
  const id = fromStoredIdOrNull(row.resource_id);
  if (type === null || id === null || cause === null) {
    throw new TypeError(`An entry of the log names no resource: ${place.scopeId} ${place.seq}`);
  }
  return { ...place, type: row.type, resource: { type, id }, cause };
}

/** Which versions of some events a log has behind a place. */
export async function listVersionsBehind(
  trx: Transaction<Schema>,
  {
    scopeId,
    after,
    eventIds,
  }: {
    readonly scopeId: Id;
    readonly after: number;
    readonly eventIds: readonly Id[];
  },
): Promise<{ eventId: Id; version: number }[]> {
  const rows = await trx
    .selectFrom("log")
    .select(["event_id", "version"])
    .where("scope_id", "=", toStoredId(scopeId))
    .where("seq", ">", after)
    .where("event_id", "in", eventIds.map(toStoredId))
    .execute();
  return rows.flatMap(({ event_id: id, version }) =>
    id === null || version === null ? [] : [{ eventId: fromStoredId(id), version }],
  );
}

/** An event as it is now, what its present version is, and what reaches the user. */
export interface EventState extends EventForUser {
  readonly kind: VersionKind;
  readonly versionAt: number;
  /** The user's grant on the event itself. */
  readonly ownGrant: Holding | null;
}

/** Events by id, deleted ones too, and such as do not reach the user. */
export async function listEventStates(
  trx: Transaction<Schema>,
  eventIds: readonly Id[],
  userId: Id,
): Promise<Map<Id, EventState>> {
  if (eventIds.length === 0) return new Map();
  const events = eventIds.map(toStoredId);
  const { rows } = await eventStates(trx, { user: toStoredId(userId), events });
  return new Map(
    rows.map((row) => {
      const found = toEventForUser(row, userId);
      const { event_role: role, event_expires_at: expiresAt } = row;
      const canShare = fromStoredFlag(row.event_can_share ?? 0);
      const canDelete = fromStoredFlag(row.event_can_delete ?? 0);
      const ownGrant = role === null ? null : { role, canShare, canDelete, expiresAt };
      return [
        found.event.id,
        { ...found, kind: row.version_kind, versionAt: row.version_at, ownGrant },
      ];
    }),
  );
}

const eventStates = statement(
  (db, p: { readonly user: StoredId; readonly events: readonly StoredId[] }) =>
    eventsForUser(db, p.user)
      .select([
        "event_versions.kind as version_kind",
        "event_versions.at as version_at",
        "event_grants.expires_at as event_expires_at",
      ])
      .where("events.id", "in", p.events),
);

/** Types of entries that say nothing any more once no cursor is as old; changes of rights stay. */
const PASSING_TYPES = ["event", "calendar"] as const;

/** Takes entries older than `olderThanMs` away, at most `limit`; says how many. */
export async function deleteOldLogEntries(
  trx: Transaction<Schema>,
  { olderThanMs, limit }: { readonly olderThanMs: number; readonly limit: number },
): Promise<number> {
  const { now } = engineOf(trx);
  for (const type of PASSING_TYPES) {
    const rows = await trx
      .selectFrom("log")
      .select(["scope_id", "seq"])
      .where("type", "=", type)
      .where("at", "<", sql<number>`${now} - ${olderThanMs}`)
      .orderBy("at")
      .limit(limit)
      .execute();
    if (rows.length === 0) continue;
    await trx
      .deleteFrom("log")
      .where((eb) =>
        eb.or(
          [...Map.groupBy(rows, (row) => row.scope_id.toHex()).values()].map((group) =>
            eb.and([
              eb("scope_id", "=", (group[0] as (typeof rows)[number]).scope_id),
              eb(
                "seq",
                "in",
                group.map(({ seq }) => seq),
              ),
            ]),
          ),
        ),
      )
      .execute();
    return rows.length;
  }
  return 0;
}
