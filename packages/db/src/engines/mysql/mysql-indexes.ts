import { type Kysely, sql } from "kysely";

/** Whether a table has an index of that name. */
export async function hasIndex(
  db: Kysely<unknown>,
  table: string,
  index: string,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from information_schema.statistics
    where table_schema = database() and table_name = ${table} and index_name = ${index}
  `.execute(db);
  return rows.length > 0;
}
