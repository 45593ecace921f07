import type { Database } from "@daybook/db/database";
import { readClock } from "@daybook/db/queries/clock.queries";
import {
  type DeleteExpired,
  deleteExpiredBuckets,
  deleteExpiredCalendarGrants,
  deleteExpiredEventGrants,
  deleteExpiredRefreshTokens,
  deleteExpiredRevocations,
  deleteExpiredSessions,
  deleteExpiredSigningKeys,
  eraseStaleSuccessors,
} from "@daybook/db/queries/expired-rows.queries";
import { deleteKeysBefore } from "@daybook/db/queries/idempotency.queries";
import { deleteOldLogEntries } from "@daybook/db/queries/log.queries";
import { LIMITS } from "@daybook/domain/limits";
import { SUCCESSOR_GRACE_MS } from "./sessions.service.ts";

const HOUR_MS = 60 * 60_000;
const ROWS_AT_ONCE = 500;

/** Grants that one transaction takes away: for each it locks an event and writes to a shelf. */
const GRANTS_AT_ONCE = 50;

/**
 * How long an expired grant is kept. That it has ended is said by the grant itself and by no entry
 * in the log (rules S6, L2): who follows the log has this long to learn of it.
 */
const EXPIRED_GRANT_MS = LIMITS.cursorDays * 24 * HOUR_MS;

/**
 * How long entries of the log are kept, but for changes of rights, which stay: as long as a cursor
 * is good for, and a day for writes that were long under way and for clocks that differ.
 */
const LOG_ENTRY_MS = (LIMITS.cursorDays + 1) * 24 * HOUR_MS;

const EXPIRING: readonly DeleteExpired[] = [
  deleteExpiredRefreshTokens,
  deleteExpiredSessions,
  deleteExpiredRevocations,
  deleteExpiredSigningKeys,
  deleteExpiredBuckets,
];

/**
 * Takes away what has expired: refresh tokens and what they seal, sessions, the blocklist, signing
 * keys, limits, grants, the log and idempotency keys. Nothing depends on it but the size of the tables. In
 * small transactions; several processes may run it at the same time.
 */
export async function runMaintenance(database: Database): Promise<void> {
  await database.transaction((trx) =>
    eraseStaleSuccessors(trx, { graceMs: SUCCESSOR_GRACE_MS, reachMs: 24 * HOUR_MS }),
  );
  for (const deleteExpired of EXPIRING) {
    let deleted: number;
    do {
      deleted = await database.transaction((trx) => deleteExpired(trx, ROWS_AT_ONCE));
    } while (deleted === ROWS_AT_ONCE);
  }
  const grants = { expiredForMs: EXPIRED_GRANT_MS, limit: GRANTS_AT_ONCE };
  for (const deleteGrants of [deleteExpiredCalendarGrants, deleteExpiredEventGrants]) {
    let deleted: number;
    do {
      deleted = await database.transaction((trx) => deleteGrants(trx, grants));
    } while (deleted === GRANTS_AT_ONCE);
  }
  const entries = { olderThanMs: LOG_ENTRY_MS, limit: ROWS_AT_ONCE };
  let deletedEntries: number;
  do {
    deletedEntries = await database.transaction((trx) => deleteOldLogEntries(trx, entries));
  } while (deletedEntries > 0);
  await database.transaction(async (trx) => {
    await deleteKeysBefore(trx, (await readClock(trx)) - LIMITS.idempotencyHours * HOUR_MS);
  });
}
