import type { Kysely } from "kysely";
import { fromStoredFlag, fromStoredId, fromStoredIdOrNull, toStoredId } from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import type { NamedGrant, Resource } from "./permissions.queries.ts";

/** A grant as it was, read from the log (rule L2). */
export type PastGrant = Omit<NamedGrant, "grantedBy"> & {
  /** Null where the entry is older than the column. */
  readonly grantedBy: Id | null;
};

/** The grant that a user held on the resource itself at an instant, unless it had expired. */
export async function findPastGrant(
  db: Kysely<Schema>,
  resource: Resource,
  { userId, at }: { readonly userId: Id; readonly at: number },
): Promise<PastGrant | undefined> {
  const row = await grantsAt(db, resource, at)
    .where("log.scope_id", "=", toStoredId(userId))
    .executeTakeFirst();
  return row && toPastGrant(row);
}

/** All of them, by user id; one more than the limit where there are more. */
export async function listPastGrants(
  db: Kysely<Schema>,
  resource: Resource,
  page: { readonly at: number; readonly after: Id | undefined; readonly limit: number },
): Promise<PastGrant[]> {
  let query = grantsAt(db, resource, page.at)
    .orderBy("log.scope_id")
    .limit(page.limit + 1);
  if (page.after !== undefined) {
    query = query.where("log.scope_id", ">", toStoredId(page.after));
  }
  const rows = await query.execute();
  return rows.map(toPastGrant);
}

/** Whose the calendar was at an instant; undefined before it was there. */
export async function findPastOwner(
  db: Kysely<Schema>,
  calendarId: Id,
  at: number,
): Promise<Id | undefined> {
  const row = await lastEntriesAt(db, { type: "calendar", id: calendarId }, at)
    .select("log.scope_id")
    .where("log.role", "=", "owner")
    .executeTakeFirst();
  return row && fromStoredId(row.scope_id);
}

/**
 * The last that the log says, up to an instant, of each user's access to a resource. A shelf's order
 * is the order of commits; times only say where to stop. That a calendar was deleted took it out of
 * lists and ended nobody's grant, and that it came back gave nobody one.
 */
function lastEntriesAt(db: Kysely<Schema>, resource: Resource, at: number) {
  const last = db
    .selectFrom("log")
    .select((eb) => ["scope_id", eb.fn.max<number>("seq").as("seq")])
    .where("resource_id", "=", toStoredId(resource.id))
    .where("resource_type", "=", resource.type)
    .where("type", "in", ["added", "role", "removed"])
    .where("cause", "not in", ["deleted", "restored"])
    .where("at", "<=", at)
    .groupBy("scope_id");
  return db
    .selectFrom(last.as("last"))
    .innerJoin("log", (join) =>
      join.onRef("log.scope_id", "=", "last.scope_id").onRef("log.seq", "=", "last.seq"),
    );
}

function grantsAt(db: Kysely<Schema>, resource: Resource, at: number) {
  return lastEntriesAt(db, resource, at)
    .innerJoin("users", "users.id", "log.scope_id")
    .select([
      "log.scope_id",
      "log.at",
      "log.role",
      "log.can_share",
      "log.can_delete",
      "log.expires_at",
      "log.granted_by",
      "log.granted_at",
      "users.username",
    ])
    .where("log.role", "in", ["viewer", "editor"])
    .where((eb) => eb.or([eb("log.expires_at", "is", null), eb("log.expires_at", ">", at)]));
}

type PastGrantRow = Awaited<ReturnType<ReturnType<typeof grantsAt>["executeTakeFirstOrThrow"]>>;

function toPastGrant(row: PastGrantRow): PastGrant {
  return {
    userId: fromStoredId(row.scope_id),
    username: row.username,
    role: row.role === "editor" ? "editor" : "viewer",
    canShare: fromStoredFlag(row.can_share ?? 0),
    canDelete: fromStoredFlag(row.can_delete ?? 0),
    expiresAt: row.expires_at,
    grantedBy: fromStoredIdOrNull(row.granted_by),
    grantedAt: row.granted_at ?? row.at,
  };
}
