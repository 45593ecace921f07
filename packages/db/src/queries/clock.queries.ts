import type { Kysely } from "kysely";
import { engineOf } from "../engines/engine.ts";
import type { Schema } from "../schema.ts";

/** The database's clock in epoch milliseconds: the one clock that all processes share. */
export async function readClock(db: Kysely<Schema>): Promise<number> {
  const { now } = await db.selectNoFrom(engineOf(db).now.as("now")).executeTakeFirstOrThrow();
  return now;
}
