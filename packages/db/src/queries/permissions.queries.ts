import type { GrantRights } from "@daybook/domain/sharing/roles";
import type { Kysely, Transaction } from "kysely";
import {
  fromStoredFlag,
  fromStoredId,
  type StoredFlag,
  type StoredId,
  toStoredFlag,
  toStoredId,
} from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { insertRows } from "./insert-rows.ts";

/** What a grant is on. */
export interface Resource {
  readonly type: "event" | "calendar";
  readonly id: Id;
}

/** A grant as it is stored; `expiresAt` in epoch milliseconds. */
export interface GrantRecord extends GrantRights {
  readonly userId: Id;
  readonly expiresAt: number | null;
  readonly grantedBy: Id;
  readonly grantedAt: number;
}

/** A grant with the name of who holds it. */
export interface NamedGrant extends GrantRecord {
  readonly username: string | null;
}

/** The user's grant on the resource itself, and whether it has expired and so is absent (rule S6). */
export async function findGrant(
  db: Kysely<Schema>,
  resource: Resource,
  userId: Id,
): Promise<(NamedGrant & { readonly expired: boolean }) | undefined> {
  const row = await grantsOn(db, resource)
    .innerJoin("users", "users.id", "grants.user_id")
    .select("users.username")
    .select(engineOf(db).now.as("now"))
    .where("grants.user_id", "=", toStoredId(userId))
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : {
        ...toGrantRecord(row),
        username: row.username,
        expired: row.expires_at !== null && row.expires_at <= row.now,
      };
}

/** Grants in force on the resource itself, by user id; one more than the limit where there are more. */
export async function listGrants(
  db: Kysely<Schema>,
  resource: Resource,
  page: { readonly after: Id | undefined; readonly limit: number },
): Promise<NamedGrant[]> {
  let query = grantsOn(db, resource)
    .innerJoin("users", "users.id", "grants.user_id")
    .select("users.username")
    .where((eb) =>
      eb.or([eb("grants.expires_at", "is", null), eb("grants.expires_at", ">", engineOf(db).now)]),
    )
    .orderBy("grants.user_id")
    .limit(page.limit + 1);
  if (page.after !== undefined) {
    query = query.where("grants.user_id", ">", toStoredId(page.after));
  }
  const rows = await query.execute();
  return rows.map((row) => ({ ...toGrantRecord(row), username: row.username }));
}

/** How many grants on the resource are in force. */
export async function countGrants(db: Kysely<Schema>, resource: Resource): Promise<number> {
  const { now } = engineOf(db);
  const row = await (resource.type === "event"
    ? db
        .selectFrom("event_permissions")
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .where("event_id", "=", toStoredId(resource.id))
        .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", now)]))
        .executeTakeFirstOrThrow()
    : db
        .selectFrom("calendar_permissions")
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .where("calendar_id", "=", toStoredId(resource.id))
        .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", now)]))
        .executeTakeFirstOrThrow());
  return Number(row.count);
}

/** Gives a grant, or replaces the one that the user holds there (rule S9). */
export async function putGrant(
  trx: Transaction<Schema>,
  resource: Resource,
  grant: GrantRecord,
): Promise<void> {
  const columns = toGrantColumns(grant);
  const userId = toStoredId(grant.userId);
  const resourceId = toStoredId(resource.id);
  const engine = engineOf(trx);
  if (resource.type === "event") {
    const insert = trx
      .insertInto("event_permissions")
      .values({ event_id: resourceId, user_id: userId, ...columns });
    await engine
      .upsert<"event_permissions", unknown>(insert, {
        key: ["event_id", "user_id"],
        update: columns,
      })
      .execute();
    return;
  }
  const insert = trx
    .insertInto("calendar_permissions")
    .values({ calendar_id: resourceId, user_id: userId, ...columns });
  await engine
    .upsert<"calendar_permissions", unknown>(insert, {
      key: ["calendar_id", "user_id"],
      update: columns,
    })
    .execute();
}

/** Gives grants on an event that nobody holds one on yet. */
export async function insertEventGrants(
  trx: Transaction<Schema>,
  eventId: Id,
  grants: readonly GrantRecord[],
): Promise<void> {
  const rows = grants.map((grant) => ({
    event_id: toStoredId(eventId),
    user_id: toStoredId(grant.userId),
    ...toGrantColumns(grant),
  }));
  await insertRows(trx, "event_permissions", rows);
}

/** Takes a grant away, expired or not; says whether there was one. */
export async function deleteGrant(
  trx: Transaction<Schema>,
  resource: Resource,
  userId: Id,
): Promise<boolean> {
  const result = await (resource.type === "event"
    ? trx
        .deleteFrom("event_permissions")
        .where("event_id", "=", toStoredId(resource.id))
        .where("user_id", "=", toStoredId(userId))
        .executeTakeFirst()
    : trx
        .deleteFrom("calendar_permissions")
        .where("calendar_id", "=", toStoredId(resource.id))
        .where("user_id", "=", toStoredId(userId))
        .executeTakeFirst());
  return result.numDeletedRows > 0n;
}

/** Events of a calendar on which the user holds a grant of their own, expired ones included. */
export async function listEventsGrantedInCalendar(
  trx: Transaction<Schema>,
  of: { readonly calendarId: Id; readonly userId: Id },
  limit: number,
): Promise<Id[]> {
  const rows = await trx
    .selectFrom("event_permissions as grants")
    .innerJoin("events", "events.id", "grants.event_id")
    .select("grants.event_id")
    .where("grants.user_id", "=", toStoredId(of.userId))
    .where("events.calendar_id", "=", toStoredId(of.calendarId))
    .orderBy("grants.event_id")
    .limit(limit)
    .execute();
  return rows.map((row) => fromStoredId(row.event_id));
}

/** Takes the user's grants on these events away, expired or not. */
export async function deleteEventGrants(
  trx: Transaction<Schema>,
  eventIds: readonly Id[],
  userId: Id,
): Promise<void> {
  await trx
    .deleteFrom("event_permissions")
    .where("event_id", "in", eventIds.map(toStoredId))
    .where("user_id", "=", toStoredId(userId))
    .execute();
}

/** Everyone with a grant in force on the resource itself: an event is on their shelves. */
export async function listGrantees(db: Kysely<Schema>, resource: Resource): Promise<Id[]> {
  const { now } = engineOf(db);
  const rows = await (resource.type === "event"
    ? db
        .selectFrom("event_permissions")
        .select("user_id")
        .where("event_id", "=", toStoredId(resource.id))
        .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", now)]))
        .orderBy("user_id")
        .execute()
    : db
        .selectFrom("calendar_permissions")
        .select("user_id")
        .where("calendar_id", "=", toStoredId(resource.id))
        .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", now)]))
        .orderBy("user_id")
        .execute());
  return rows.map((row) => fromStoredId(row.user_id));
}

/** The same for many events; those without a grantee are not there. */
export async function listGranteesOfEvents(
  db: Kysely<Schema>,
  eventIds: readonly Id[],
): Promise<{ eventId: Id; userId: Id }[]> {
  const { now } = engineOf(db);
  const rows = await db
    .selectFrom("event_permissions")
    .select(["event_id", "user_id"])
    .where("event_id", "in", eventIds.map(toStoredId))
    .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", now)]))
    .orderBy("event_id")
    .orderBy("user_id")
    .execute();
  return rows.map((row) => ({
    eventId: fromStoredId(row.event_id),
    userId: fromStoredId(row.user_id),
  }));
}

const GRANT_COLUMNS = [
  "user_id",
  "role",
  "can_share",
  "can_delete",
  "expires_at",
  "granted_by",
  "granted_at",
] as const;

function toGrantColumns(grant: GrantRecord) {
  return {
    role: grant.role,
    can_share: toStoredFlag(grant.canShare),
    can_delete: toStoredFlag(grant.canDelete),
    expires_at: grant.expiresAt,
    granted_by: toStoredId(grant.grantedBy),
    granted_at: grant.grantedAt,
  };
}

interface GrantRow {
  readonly user_id: StoredId;
  readonly role: "viewer" | "editor";
  readonly can_share: StoredFlag;
  readonly can_delete: StoredFlag;
  readonly expires_at: number | null;
  readonly granted_by: StoredId;
  readonly granted_at: number;
}

/** The two tables of grants have the same columns but for what the grant is on. */
function grantsOn(db: Kysely<Schema>, resource: Resource) {
  const resourceId = toStoredId(resource.id);
  const grants =
    resource.type === "event"
      ? db
          .selectFrom("event_permissions")
          .where("event_id", "=", resourceId)
          .select(GRANT_COLUMNS)
          .$castTo<GrantRow>()
          .as("grants")
      : db
          .selectFrom("calendar_permissions")
          .where("calendar_id", "=", resourceId)
          .select(GRANT_COLUMNS)
          .$castTo<GrantRow>()
          .as("grants");
  return db.selectFrom(grants).select(GRANT_COLUMNS.map((column) => `grants.${column}` as const));
}

function toGrantRecord(row: GrantRow): GrantRecord {
  return {
    userId: fromStoredId(row.user_id),
    role: row.role,
    canShare: fromStoredFlag(row.can_share),
    canDelete: fromStoredFlag(row.can_delete),
    expiresAt: row.expires_at,
    grantedBy: fromStoredId(row.granted_by),
    grantedAt: row.granted_at,
  };
}
