import type { Database } from "@daybook/db/database";
import { readClock } from "@daybook/db/queries/clock.queries";
import {
  type DeleteExpired,
  deleteExpiredBuckets,
  deleteExpiredRefreshTokens,
  deleteExpiredRevocations,
  deleteExpiredSessions,
  deleteExpiredSigningKeys,
  eraseStaleSuccessors,
} from "@daybook/db/queries/expired-rows.queries";
import { deleteKeysBefore } from "@daybook/db/queries/idempotency.queries";
import { LIMITS } from "@daybook/domain/limits";
import { SUCCESSOR_GRACE_MS } from "./sessions.service.ts";

const HOUR_MS = 60 * 60_000;
const ROWS_AT_ONCE = 500;

const EXPIRING: readonly DeleteExpired[] = [
  deleteExpiredRefreshTokens,
  deleteExpiredSessions,
  deleteExpiredRevocations,
  deleteExpiredSigningKeys,
  deleteExpiredBuckets,
];

/**
 * Takes away what has expired: refresh tokens and what they seal, sessions, the blocklist, signing
 * keys, limits and idempotency keys. Nothing depends on it but the size of the tables. In small
 * transactions; several processes may run it at the same time.
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
  await database.transaction(async (trx) => {
    await deleteKeysBefore(trx, (await readClock(trx)) - LIMITS.idempotencyHours * HOUR_MS);
  });
}
