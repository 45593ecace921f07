import { sql, type Transaction } from "kysely";
import { fromStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Schema } from "../schema.ts";
import { readClock } from "./clock.queries.ts";
import { lockEvent } from "./events.queries.ts";
import { retireSpans } from "./spans.queries.ts";

/**
 * Each of these takes away at most `limit` rows that no longer mean anything, and answers how
 * many they were. Rows are chosen first and deleted by their keys: few are locked, and not for
 * long.
 */
export type DeleteExpired = (trx: Transaction<Schema>, limit: number) => Promise<number>;

export const deleteExpiredRefreshTokens: DeleteExpired = async (trx, limit) => {
  const rows = await trx
    .selectFrom("refresh_tokens")
    .select("hash")
    .where("expires_at", "<=", engineOf(trx).now)
    .limit(limit)
    .execute();
  const hashes = rows.map((row) => row.hash);
  if (hashes.length > 0) {
    await trx.deleteFrom("refresh_tokens").where("hash", "in", hashes).execute();
  }
  return hashes.length;
};

export const deleteExpiredSessions: DeleteExpired = async (trx, limit) => {
  const rows = await trx
    .selectFrom("sessions")
    .select("id")
    .where("expires_at", "<=", engineOf(trx).now)
    .limit(limit)
    .execute();
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) {
    await trx.deleteFrom("sessions").where("id", "in", ids).execute();
  }
  return ids.length;
};

export const deleteExpiredRevocations: DeleteExpired = async (trx, limit) => {
  const rows = await trx
    .selectFrom("token_blocklist")
    .select("id")
    .where("expires_at", "<=", engineOf(trx).now)
    .limit(limit)
    .execute();
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) {
    await trx.deleteFrom("token_blocklist").where("id", "in", ids).execute();
  }
  return ids.length;
};

export const deleteExpiredSigningKeys: DeleteExpired = async (trx, limit) => {
  const rows = await trx
    .selectFrom("signing_keys")
    .select("kid")
    .where("expires_at", "<=", engineOf(trx).now)
    .limit(limit)
    .execute();
  const kids = rows.map((row) => row.kid);
  if (kids.length > 0) {
    await trx
      .deleteFrom("signing_keys")
      .where("kid", "in", kids)
      .where("expires_at", "<=", engineOf(trx).now)
      .execute();
  }
  return kids.length;
};

export const deleteExpiredBuckets: DeleteExpired = async (trx, limit) => {
  const rows = await trx
    .selectFrom("rate_limits")
    .select("bucket")
    .where("expires_at", "<=", engineOf(trx).now)
    .limit(limit)
    .execute();
  const buckets = rows.map((row) => row.bucket);
  if (buckets.length > 0) {
    await trx
      .deleteFrom("rate_limits")
      .where("bucket", "in", buckets)
      .where("expires_at", "<=", engineOf(trx).now)
      .execute();
  }
  return buckets.length;
};

/** How long ago a grant must have expired, and how many are taken away at once. */
export interface ExpiredGrants {
  readonly expiredForMs: number;
  readonly limit: number;
}

/** Takes expired grants on calendars away; says how many. */
export async function deleteExpiredCalendarGrants(
  trx: Transaction<Schema>,
  { expiredForMs, limit }: ExpiredGrants,
): Promise<number> {
  const before = (await readClock(trx)) - expiredForMs;
  const rows = await trx
    .selectFrom("calendar_permissions")
    .select(["calendar_id", "user_id"])
    .where("expires_at", "<=", before)
    .orderBy("calendar_id")
    .orderBy("user_id")
    .limit(limit)
    .execute();
  for (const { calendar_id, user_id } of rows) {
    await trx
      .deleteFrom("calendar_permissions")
      .where("calendar_id", "=", calendar_id)
      .where("user_id", "=", user_id)
      .where("expires_at", "<=", before)
      .execute();
  }
  return rows.length;
}

/**
 * Takes expired grants on events away, and the events from the shelves of those who held them;
 * says how many. Each event is locked first, as every write does: none puts it back meanwhile.
 */
export async function deleteExpiredEventGrants(
  trx: Transaction<Schema>,
  { expiredForMs, limit }: ExpiredGrants,
): Promise<number> {
  const now = await readClock(trx);
  const before = now - expiredForMs;
  const rows = await trx
    .selectFrom("event_permissions")
    .select(["event_id", "user_id"])
    .where("expires_at", "<=", before)
    .orderBy("event_id")
    .orderBy("user_id")
    .limit(limit)
    .execute();
  for (const { event_id, user_id } of rows) {
    const eventId = fromStoredId(event_id);
    await lockEvent(trx, eventId);
    const { numDeletedRows } = await trx
      .deleteFrom("event_permissions")
      .where("event_id", "=", event_id)
      .where("user_id", "=", user_id)
      .where("expires_at", "<=", before)
      .executeTakeFirstOrThrow();
    if (numDeletedRows > 0n) {
      const scopeId = fromStoredId(user_id);
      await retireSpans(trx, { eventIds: [eventId], scopeId, at: now });
    }
  }
  return rows.length;
}

/**
 * Erases sealed successors (rule U2) whose grace has passed. The next exchange of a session erases
 * them as well; this is for sessions that are not used again.
 *
 * @param times in milliseconds before now; what was used earlier than `reachMs` ago was erased by
 *   a former run
 */
export async function eraseStaleSuccessors(
  trx: Transaction<Schema>,
  times: { readonly graceMs: number; readonly reachMs: number },
): Promise<void> {
  const { now } = engineOf(trx);
  await trx
    .updateTable("refresh_tokens")
    .set({ successor_sealed: null })
    .where("used_at", "<", sql<number>`${now} - ${times.graceMs}`)
    .where("used_at", ">", sql<number>`${now} - ${times.reachMs}`)
    .where("successor_sealed", "is not", null)
    .execute();
}
