import type { EventContent } from "@daybook/domain/event/content";
import { decodeContent } from "@daybook/domain/event/stored-content";
import type { VersionKind } from "@daybook/domain/versions/chain";
import type { Kysely, Transaction } from "kysely";
import {
  fromStoredId,
  fromStoredJson,
  toStoredBytes,
  toStoredHash,
  toStoredId,
  toStoredJson,
} from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { insertRows } from "./insert-rows.ts";

/** One version's facts without its content (rule V1). */
export interface VersionFacts {
  readonly eventId: Id;
  readonly version: number;
  readonly kind: VersionKind;
  /** Whether the event is deleted from this version on. */
  readonly deleted: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actorId: Id;
  readonly calendarId: Id;
  readonly changeSetId: Id;
  readonly message: string | null;
  readonly changedFields: readonly string[];
  /** The version whose content a rollback took, or that an undo took back. */
  readonly sourceVersion: number | null;
}

export interface NewVersion extends VersionFacts {
  readonly content: string;
  readonly contentSchema: number;
  readonly salt: Uint8Array;
  readonly contentHash: Uint8Array;
  readonly chainHash: Uint8Array;
}

export interface VersionRecord extends VersionFacts {
  /** Null once the account is deleted (rule S7). */
  readonly actorName: string | null;
}

export interface VersionWithContent extends VersionRecord {
  readonly content: EventContent;
}

export async function insertVersions(
  trx: Transaction<Schema>,
  versions: readonly NewVersion[],
): Promise<void> {
  const rows = versions.map((version) => ({
    event_id: toStoredId(version.eventId),
    version: version.version,
    kind: version.kind,
    deleted: Number(version.deleted),
    at: version.at,
    actor_id: toStoredId(version.actorId),
    calendar_id: toStoredId(version.calendarId),
    change_set_id: toStoredId(version.changeSetId),
    message: version.message,
    changed_fields: toStoredJson(version.changedFields),
    source_version: version.sourceVersion,
    content_schema: version.contentSchema,
    content: version.content,
    salt: toStoredBytes(version.salt),
    content_hash: toStoredHash(version.contentHash),
    chain_hash: toStoredHash(version.chainHash),
  }));
  await insertRows(trx, "event_versions", rows);
}

export async function findVersion(
  db: Kysely<Schema>,
  eventId: Id,
  version: number,
): Promise<VersionWithContent | undefined> {
  const row = await versionsOf(db, eventId)
    .select(["event_versions.content", "event_versions.content_schema"])
    .where("event_versions.version", "=", version)
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : { ...toVersionRecord(row), content: decodeContent(row.content, row.content_schema) };
}

/**
 * The last version of an event that was made by an instant, and the calendar that it was in then;
 * undefined before its first one (V7).
 */
export async function findVersionAt(
  db: Kysely<Schema>,
  eventId: Id,
  at: number,
): Promise<Pick<VersionFacts, "version" | "calendarId"> | undefined> {
  const row = await db
    .selectFrom("event_versions")
    .select(["version", "calendar_id"])
    .where("event_id", "=", toStoredId(eventId))
    .where("at", "<=", at)
    .orderBy("at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && { version: row.version, calendarId: fromStoredId(row.calendar_id) };
}

/** When an event was deleted that is so at this version: a version may have kept it deleted. */
export async function findDeletion(
  db: Kysely<Schema>,
  { eventId, version, at }: Pick<VersionFacts, "eventId" | "version" | "at">,
): Promise<number> {
  const upTo = db
    .selectFrom("event_versions")
    .where("event_id", "=", toStoredId(eventId))
    .where("version", "<=", version);
  const live = await upTo
    .select("version")
    .where("deleted", "=", 0)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  const first = await upTo
    .select("at")
    .where("version", "=", (live?.version ?? 0) + 1)
    .executeTakeFirst();
  return first?.at ?? at;
}

/** Versions, latest first; one more than the limit where there are more. */
export async function listVersions(
  db: Kysely<Schema>,
  page: { readonly eventId: Id; readonly before: number | undefined; readonly limit: number },
): Promise<VersionRecord[]> {
  let query = versionsOf(db, page.eventId)
    .orderBy("event_versions.version", "desc")
    .limit(page.limit + 1);
  if (page.before !== undefined) {
    query = query.where("event_versions.version", "<", page.before);
  }
  const rows = await query.execute();
  return rows.map(toVersionRecord);
}

function versionsOf(db: Kysely<Schema>, eventId: Id) {
  return versionsOfEvents(db).where("event_versions.event_id", "=", toStoredId(eventId));
}

/** Versions without their contents, of whatever events. */
export function versionsOfEvents(db: Kysely<Schema>) {
  return db
    .selectFrom("event_versions")
    .innerJoin("users", "users.id", "event_versions.actor_id")
    .select([
      "event_versions.event_id",
      "event_versions.version",
      "event_versions.kind",
      "event_versions.deleted",
      "event_versions.at",
      "event_versions.actor_id",
      "event_versions.calendar_id",
      "event_versions.change_set_id",
      "event_versions.message",
      "event_versions.changed_fields",
      "event_versions.source_version",
      "users.username",
    ]);
}

type VersionRow = Awaited<ReturnType<ReturnType<typeof versionsOf>["executeTakeFirstOrThrow"]>>;

export function toVersionRecord(row: VersionRow): VersionRecord {
  return {
    eventId: fromStoredId(row.event_id),
    version: row.version,
    kind: row.kind,
    deleted: row.deleted !== 0,
    at: row.at,
    actorId: fromStoredId(row.actor_id),
    actorName: row.username,
    calendarId: fromStoredId(row.calendar_id),
    changeSetId: fromStoredId(row.change_set_id),
    message: row.message,
    changedFields: fromStoredJson<string[]>(row.changed_fields),
    sourceVersion: row.source_version,
  };
}
