import { type Kysely, sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { ColumnDefinition } from "./table-definition.ts";

/**
 * Adds those of the columns to a table that it does not have; safe to repeat after a crash, as no
 * engine is asked for an "if not exists" that MySQL does not know.
 */
export async function addColumns(
  db: Kysely<unknown>,
  engine: Engine,
  { table, columns }: AddedColumns,
): Promise<void> {
  const present = await columnNames(db, table);
  for (const [name, definition] of Object.entries(columns)) {
    if (present.has(name)) continue;
    const line = sql.raw(engine.columnLine(name, definition));
    await sql`alter table ${sql.table(table)} add column ${line}`.execute(db);
  }
}

export interface AddedColumns {
  readonly table: string;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
}

/** Takes columns away again, those that are there. */
export async function dropColumns(
  db: Kysely<unknown>,
  { table, columns }: AddedColumns,
): Promise<void> {
  const present = await columnNames(db, table);
  for (const name of Object.keys(columns)) {
    if (present.has(name)) await db.schema.alterTable(table).dropColumn(name).execute();
  }
}

async function columnNames(db: Kysely<unknown>, table: string): Promise<Set<string>> {
  const tables = await db.introspection.getTables();
  const found = tables.find(({ name }) => name === table);
  return new Set(found?.columns.map(({ name }) => name));
}
