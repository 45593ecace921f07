import type { Kysely } from "kysely";
import { fromStoredId, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";

/** How far a scope has come: both numbers only grow. */
export interface ScopeState {
  readonly id: Id;
  /** The last place in its log that is taken. */
  readonly seq: number;
  /** Raised whenever rights there change. */
  readonly accessEpoch: number;
}

export interface ScopeStates {
  /** The database's clock at the time of the read; undefined when none of the scopes is there. */
  readonly databaseTime: number | undefined;
  readonly scopes: readonly ScopeState[];
}

/** How far these scopes have come: one range of primary keys. */
export async function listScopeStates(
  db: Kysely<Schema>,
  scopeIds: readonly Id[],
): Promise<ScopeStates> {
  if (scopeIds.length === 0) {
    return { databaseTime: undefined, scopes: [] };
  }
  const rows = await db
    .selectFrom("scopes")
    .select(["id", "seq", "access_epoch", engineOf(db).now.as("now")])
    .where("id", "in", scopeIds.map(toStoredId))
    .execute();
  return {
    databaseTime: rows[0]?.now,
    scopes: rows.map((row) => ({
      id: fromStoredId(row.id),
      seq: row.seq,
      accessEpoch: row.access_epoch,
    })),
  };
}
