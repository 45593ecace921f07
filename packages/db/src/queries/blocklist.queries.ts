import { type Kysely, sql, type Transaction } from "kysely";
import { fromStoredId, type StoredId, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";

/** A credential that must no longer be accepted (rule U3). */
export interface Revocation {
  /** A session's id, a personal token's id, or the `jti` of one access token. */
  readonly id: Id;
  readonly kind: "session" | "token" | "jti";
  /** From here on, by the database's clock, what it blocks is invalid anyway. */
  readonly expiresAt: number;
}

export async function insertRevocations(
  trx: Transaction<Schema>,
  revocations: readonly Revocation[],
): Promise<void> {
  if (revocations.length === 0) {
    return;
  }
  const engine = engineOf(trx);
  const rows = revocations.map(({ id, kind, expiresAt }) => ({
    id: toStoredId(id),
    kind,
    at: engine.now,
    expires_at: expiresAt,
  }));
  await engine.insertIfAbsent(trx.insertInto("token_blocklist").values(rows), ["id"]).execute();
}

export interface BlockedSince {
  /** The database's clock at the time of the read. */
  readonly databaseTime: number;
  readonly revocations: readonly Pick<Revocation, "id" | "expiresAt">[];
}

/**
 * What was blocked at that time (epoch milliseconds, the database's clock) or later; without a
 * time, everything that has not expired. One statement: the row without an id carries the clock.
 */
export async function listBlockedSince(
  db: Kysely<Schema>,
  since: number | undefined,
): Promise<BlockedSince> {
  const { now } = engineOf(db);
  const blocked = db
    .selectFrom("token_blocklist")
    .select(["id", "expires_at"])
    .where((eb) => (since === undefined ? eb("expires_at", ">", now) : eb("at", ">=", since)));
  const rows = await db
    .selectNoFrom([sql<StoredId | null>`null`.as("id"), now.as("expires_at")])
    .unionAll(blocked)
    .execute();
  const clock = rows.find((row) => row.id === null);
  if (clock === undefined) {
    throw new TypeError("the row with the clock is missing");
  }
  return {
    databaseTime: clock.expires_at,
    revocations: rows.flatMap(({ id, expires_at: expiresAt }) =>
      id === null ? [] : [{ id: fromStoredId(id), expiresAt }],
    ),
  };
}
