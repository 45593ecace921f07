import { sql, type Transaction } from "kysely";
import { engineOf } from "../engines/engine.ts";
import type { Schema } from "../schema.ts";

/** Where a log has come further than the clock, which none does by itself. */
const PLACES_LEFT_OUT = 2 ** 32;

/**
 * Leaves places out of every log, which goes on at the number of the present millisecond. A cursor
 * of before, whichever place it stands at, then asks for some of these, and is told that it has
 * expired: it cannot go on among entries that were written after the restoration under the numbers of
 * those that were lost. As no log grows by one entry in each millisecond, this also holds for cursors
 * from after an earlier restoration of the same backup.
 */
export async function leavePlacesOut(trx: Transaction<Schema>): Promise<number> {
  const { now } = engineOf(trx);
  const { numUpdatedRows } = await trx
    .updateTable("scopes")
    .set((eb) => ({
      seq: eb
        .case()
        .when("seq", "<", now)
        .then(now)
        .else(eb("seq", "+", PLACES_LEFT_OUT))
        .end(),
    }))
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** Longer than any access token is good. */
const BLOCKED_FOR_MS = 60 * 60_000;

/**
 * Ends every session: nobody can tell which of them had been ended since the backup.
 *
 * @returns how many there were
 */
export async function endEverySession(trx: Transaction<Schema>): Promise<number> {
  const { now } = engineOf(trx);
  await trx
    .insertInto("token_blocklist")
    .columns(["id", "kind", "at", "expires_at"])
    .expression(
      trx
        .selectFrom("sessions")
        .select([
          "id",
          sql.lit("session").as("kind"),
          now.as("at"),
          sql<number>`${now} + ${BLOCKED_FOR_MS}`.as("expires_at"),
        ])
        .where("ended_at", "is", null)
        .where("expires_at", ">", now),
    )
    .execute();
  const { numUpdatedRows } = await trx
    .updateTable("sessions")
    .set({ ended_at: now })
    .where("ended_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
