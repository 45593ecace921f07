import { sql, type Transaction } from "kysely";
import { fromStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Schema } from "../schema.ts";
import { readClock } from "./clock.queries.ts";
import { lockEvent } from "./events.queries.ts";
import { deleteShelfSpans } from "./past-spans.queries.ts";

/**
 * Each of these takes away at most `limit` rows that no longer mean anything, and answers how
 * many they were. Rows are chosen first and deleted by their keys: few are locked, and not for
 * long.
 */
export type DeleteExpired = (trx: Transaction<Schema>, limit: number) => Promise<number>;

export const deleteExpiredRefreshTokens = deleteExpired("refresh_tokens", "hash");
export const deleteExpiredSessions = deleteExpired("sessions", "id");
export const deleteExpiredRevocations = deleteExpired("token_blocklist", "id");
export const deleteExpiredSigningKeys = deleteExpired("signing_keys", "kid");
export const deleteExpiredBuckets = deleteExpired("rate_limits", "bucket");

/** The tables differ in their names and keys alone; a row renewed meanwhile stays. */
function deleteExpired<Table extends keyof Schema>(
  table: Table,
  key: keyof Schema[Table] & string,
): DeleteExpired {
  return async (trx, limit) => {
    const { now } = engineOf(trx);
    const [rows, column] = [sql.table(table), sql.ref(key)];
    const expired = await sql<{ found: unknown }>`
      select ${column} as found from ${rows} where expires_at <= ${now} limit ${limit}
    `.execute(trx);
    if (expired.rows.length > 0) {
      const keys = sql.join(expired.rows.map(({ found }) => found));
      await sql`
        delete from ${rows} where ${column} in (${keys}) and expires_at <= ${now}
      `.execute(trx);
    }
    return expired.rows.length;
  };
}

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
      await deleteShelfSpans(trx, { eventIds: [eventId], userId: fromStoredId(user_id) });
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
