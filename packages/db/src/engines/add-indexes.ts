import type { Kysely } from "kysely";
import type { Engine } from "./engine.ts";

/** Indexes that a migration adds to a table, by name. */
export interface AddedIndexes {
  readonly table: string;
  readonly indexes: Readonly<Record<string, readonly string[]>>;
}

/** Adds those of the indexes that a table does not have; safe to repeat after a crash. */
export async function addIndexes(
  db: Kysely<unknown>,
  engine: Engine,
  { table, indexes }: AddedIndexes,
): Promise<void> {
  for (const [name, columns] of Object.entries(indexes)) {
    if (await engine.hasIndex(db, table, name)) continue;
    await db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute();
  }
}

/** Takes indexes away again, those that are there. */
export async function dropIndexes(
  db: Kysely<unknown>,
  engine: Engine,
  { table, indexes }: AddedIndexes,
): Promise<void> {
  for (const name of Object.keys(indexes)) {
    if (await engine.hasIndex(db, table, name)) await engine.dropIndex(db, table, name);
  }
}
