import type { Kysely, Transaction } from "kysely";
import { fromStoredId, toStoredId } from "../codec.ts";
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
 * time, everything that has not expired. One statement, and one row at least: it carries the clock.
 */
export async function listBlockedSince(
  db: Kysely<Schema>,
  since: number | undefined,
): Promise<BlockedSince> {
  const clock = db.selectNoFrom(engineOf(db).now.as("now")).as("clock");
  const rows = await db
    .selectFrom(clock)
    .leftJoin("token_blocklist as blocked", (join) =>
      since === undefined
        ? join.onRef("blocked.expires_at", ">", "clock.now")
        : join.on("blocked.at", ">=", since),
    )
    .select(["clock.now", "blocked.id", "blocked.expires_at"])
    .execute();
  const [first] = rows;
  if (first === undefined) {
    throw new TypeError("a left join of one row has no row");
  }
  return {
    databaseTime: first.now,
    revocations: rows.flatMap(({ id, expires_at: expiresAt }) =>
      id === null || expiresAt === null ? [] : [{ id: fromStoredId(id), expiresAt }],
    ),
  };
}
