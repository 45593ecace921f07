import type { Transaction } from "kysely";
import { fromStoredId, toStoredId } from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";

/** What has become of a user's right on a resource, as the log of the shelf says it. */
export interface LoggedAccess {
  readonly seq: number;
  readonly at: number;
  readonly type: "added" | "removed" | "role";
  readonly cause: string;
}

/** The last that a user's shelf says of each of these resources behind a place in its log. */
export async function listLastAccess(
  trx: Transaction<Schema>,
  userId: Id,
  { after, resourceIds }: { readonly after: number; readonly resourceIds: readonly Id[] },
): Promise<Map<Id, LoggedAccess>> {
  const last = new Map<Id, LoggedAccess>();
  if (resourceIds.length === 0) return last;
  const rows = await trx
    .selectFrom("log")
    .select(["seq", "at", "type", "resource_id", "cause"])
    .where("scope_id", "=", toStoredId(userId))
    .where("seq", ">", after)
    .where("type", "in", ["added", "removed", "role"])
    .where("resource_id", "in", resourceIds.map(toStoredId))
    .orderBy("seq")
    .execute();
  for (const { seq, at, type, resource_id: resourceId, cause } of rows) {
    if (type === "event" || type === "calendar" || resourceId === null || cause === null) continue;
    last.set(fromStoredId(resourceId), { seq, at, type, cause });
  }
  return last;
}

/**
 * Of these events, those on which the user held a grant at a place in the log of the shelf, one that
 * has ended by itself since an instant included.
 */
export async function listHeldBefore(
  trx: Transaction<Schema>,
  userId: Id,
  of: { readonly upTo: number; readonly since: number; readonly eventIds: readonly Id[] },
): Promise<Set<Id>> {
  const { upTo, since, eventIds } = of;
  if (eventIds.length === 0) return new Set();
  const rows = await trx
    .selectFrom("log")
    .select(["resource_id", "type", "expires_at"])
    .where("resource_id", "in", eventIds.map(toStoredId))
    // Not by the shelf, so that the index of resources is read and not all of it.
    .where("user_id", "=", toStoredId(userId))
    .where("seq", "<=", upTo)
    .orderBy("seq")
    .execute();
  const held = new Set<Id>();
  for (const { resource_id: resourceId, type, expires_at: expiresAt } of rows) {
    if (resourceId === null) continue;
    const lasts = type !== "removed" && (expiresAt === null || expiresAt > since);
    if (lasts) held.add(fromStoredId(resourceId));
    else held.delete(fromStoredId(resourceId));
  }
  return held;
}

/**
 * Since when each of these calendars has been in the user's reach without a break that the log knows
 * of. What a change of owner adds is no beginning.
 */
export async function listCalendarBeginnings(
  trx: Transaction<Schema>,
  userId: Id,
  calendarIds: readonly Id[],
): Promise<Map<Id, number>> {
  if (calendarIds.length === 0) return new Map();
  const rows = await trx
    .selectFrom("log")
    .select((eb) => ["resource_id", eb.fn.max<number>("at").as("at")])
    .where("resource_id", "in", calendarIds.map(toStoredId))
    // Not by the shelf, so that the index of resources is read and not all of it.
    .where("user_id", "=", toStoredId(userId))
    .where("type", "=", "added")
    .where("cause", "<>", "transferred")
    .groupBy("resource_id")
    .execute();
  return new Map(
    rows.flatMap(({ resource_id: id, at }) => (id === null ? [] : [[fromStoredId(id), at]])),
  );
}
