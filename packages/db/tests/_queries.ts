import type { Database } from "../src/database.ts";
import type { Schema } from "../src/schema.ts";

/** How many rows a table has. */
export async function count(database: Database, table: keyof Schema): Promise<number> {
  const row = await database.read
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}
