import { createHash } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import {
  fromStoredId,
  fromStoredIdOrNull,
  type StoredHash,
  toStoredHash,
  toStoredId,
  toStoredIdOrNull,
} from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import { type Id, newId } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { insertRows } from "./insert-rows.ts";

/** One entry of the trail (rule A1): ids, never names. */
export interface AuditEntry {
  readonly id: Id;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actorId: Id | null;
  readonly sessionId: Id | null;
  readonly tokenId: Id | null;
  readonly channel: string;
  readonly procedure: string;
  readonly requestId: string;
  readonly resourceType: string | null;
  readonly resourceId: Id | null;
  readonly calendarId: Id | null;
  readonly eventId: Id | null;
  readonly version: number | null;
  readonly outcome: "allowed" | "denied";
  readonly reason: string | null;
}

export interface CountedAuditEntry extends AuditEntry {
  /** How many calls the entry stands for. */
  readonly count: number;
}

export async function insertAuditEntry(trx: Transaction<Schema>, entry: AuditEntry): Promise<void> {
  await insertAuditEntries(trx, [entry]);
}

/** One multi-row statement, however many events a call concerned. */
export async function insertAuditEntries(
  trx: Transaction<Schema>,
  entries: readonly AuditEntry[],
): Promise<void> {
  const rows = entries.map((entry) => ({ ...toRow(entry), count: 1, count_key: null }));
  await insertRows(trx, "audit_log", rows);
}

export interface Denial {
  readonly at: number;
  readonly actorId: Id;
  readonly sessionId: Id | null;
  readonly tokenId: Id | null;
  readonly channel: string;
  readonly procedure: string;
  readonly requestId: string;
  readonly resource: { readonly type: string; readonly id: Id } | null;
  readonly reason: string;
  readonly count: number;
}

/** Counts denials of one caller, procedure and minute in one entry. */
export async function countDenial(trx: Transaction<Schema>, denial: Denial): Promise<void> {
  const resourceType = denial.resource?.type ?? null;
  const resourceId = denial.resource?.id ?? null;
  const row = toRow({
    ...denial,
    id: newId(),
    resourceType,
    resourceId,
    calendarId: resourceType === "calendar" ? resourceId : null,
    eventId: resourceType === "event" ? resourceId : null,
    version: null,
    outcome: "denied",
  });
  const insert = trx
    .insertInto("audit_log")
    .values({ ...row, count: denial.count, count_key: countKey(denial) });
  await engineOf(trx)
    .upsert<"audit_log", unknown>(insert, {
      key: ["count_key"],
      update: { count: sql<number>`audit_log.count + ${denial.count}` },
    })
    .execute();
}

export interface AuditFilter {
  readonly actorId?: Id | undefined;
  readonly calendarId?: Id | undefined;
  readonly eventId?: Id | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly before?: { readonly at: number; readonly id: Id } | undefined;
  readonly limit: number;
}

/** Entries, latest first; one more than the limit where there are more. */
export async function listAuditEntries(
  db: Kysely<Schema>,
  filter: AuditFilter,
): Promise<CountedAuditEntry[]> {
  let query = db
    .selectFrom("audit_log")
    .select([
      "id",
      "at",
      "actor_id",
      "session_id",
      "token_id",
      "channel",
      "procedure",
      "request_id",
      "resource_type",
      "resource_id",
      "calendar_id",
      "event_id",
      "version",
      "outcome",
      "reason",
      "count",
    ])
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(filter.limit + 1);
  if (filter.actorId !== undefined) {
    query = query.where("actor_id", "=", toStoredId(filter.actorId));
  }
  if (filter.calendarId !== undefined) {
    query = query.where("calendar_id", "=", toStoredId(filter.calendarId));
  }
  if (filter.eventId !== undefined) {
    query = query.where("event_id", "=", toStoredId(filter.eventId));
  }
  if (filter.from !== undefined) {
    query = query.where("at", ">=", filter.from);
  }
  if (filter.to !== undefined) {
    query = query.where("at", "<", filter.to);
  }
  const { before } = filter;
  if (before !== undefined) {
    query = query
      .where("at", "<=", before.at)
      .where((eb) => eb.or([eb("at", "<", before.at), eb("id", "<", toStoredId(before.id))]));
  }
  const rows = await query.execute();
  return rows.map((row) => ({
    id: fromStoredId(row.id),
    at: row.at,
    actorId: fromStoredIdOrNull(row.actor_id),
    sessionId: fromStoredIdOrNull(row.session_id),
    tokenId: fromStoredIdOrNull(row.token_id),
    channel: row.channel,
    procedure: row.procedure,
    requestId: row.request_id,
    resourceType: row.resource_type,
    resourceId: fromStoredIdOrNull(row.resource_id),
    calendarId: fromStoredIdOrNull(row.calendar_id),
    eventId: fromStoredIdOrNull(row.event_id),
    version: row.version,
    outcome: row.outcome,
    reason: row.reason,
    count: row.count,
  }));
}

function toRow(entry: AuditEntry) {
  return {
    id: toStoredId(entry.id),
    at: entry.at,
    actor_id: toStoredIdOrNull(entry.actorId),
    session_id: toStoredIdOrNull(entry.sessionId),
    token_id: toStoredIdOrNull(entry.tokenId),
    channel: entry.channel,
    procedure: entry.procedure,
    request_id: entry.requestId,
    resource_type: entry.resourceType,
    resource_id: toStoredIdOrNull(entry.resourceId),
    calendar_id: toStoredIdOrNull(entry.calendarId),
    event_id: toStoredIdOrNull(entry.eventId),
    version: entry.version,
    outcome: entry.outcome,
    reason: entry.reason,
  };
}

function countKey(denial: Denial): StoredHash {
  const minute = Math.floor(denial.at / 60_000);
  return toStoredHash(
    createHash("sha256").update(`${denial.actorId} ${denial.procedure} ${minute}`).digest(),
  );
}
