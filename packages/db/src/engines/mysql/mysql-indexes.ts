import { type Kysely, sql } from "kysely";
import type { IndexDefinition } from "../table-definition.ts";

/** MySQL knows no "if not exists" of an index. */
export async function hasIndex(
  db: Kysely<unknown>,
  { table, name }: Pick<IndexDefinition, "table" | "name">,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from information_schema.statistics
    where table_schema = database() and table_name = ${table} and index_name = ${name}
  `.execute(db);
  return rows.length > 0;
}

export async function addIndex(db: Kysely<unknown>, index: IndexDefinition): Promise<void> {
  if (await hasIndex(db, index)) return;
  const columns = sql.join(index.columns.map((column) => sql.ref(column)));
  await sql`create index ${sql.id(index.name)} on ${sql.table(index.table)} (${columns})`.execute(
    db,
  );
}

export async function dropIndex(db: Kysely<unknown>, index: IndexDefinition): Promise<void> {
  if (!(await hasIndex(db, index))) return;
  await sql`drop index ${sql.id(index.name)} on ${sql.table(index.table)}`.execute(db);
}
