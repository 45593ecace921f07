import { setImmediate as nextTurn } from "node:timers/promises";
import type { CompiledQuery, Insertable, Kysely, Transaction } from "kysely";
import { engineOf } from "../engines/engine.ts";
import type { Schema } from "../schema.ts";

/** Rows of one multi-row insert: below every engine's bound on placeholders at 25 columns. */
const CHUNK_ROWS = 250;

/** Length of the texts of one insert: well below the server's bound on one packet (16 MB). */
const CHUNK_TEXT = 2 * 1024 * 1024;

/** Inserts of up to so many rows are kept compiled, and full chunks. */
const KEPT_ROWS = 16;

/** Compiled inserts by engine, table, columns and number of rows. */
const kept = new Map<string, CompiledQuery>();

/**
 * Inserts rows in statements of bounded size; none where there are no rows. All rows name the same
 * columns, and hold values rather than expressions. Others are answered between the statements.
 */
export async function insertRows<Table extends keyof Schema>(
  trx: Transaction<Schema>,
  table: Table,
  rows: readonly Insertable<Schema[Table]>[],
): Promise<void> {
  let chunk: Insertable<Schema[Table]>[] = [];
  let length = 0;
  for (const row of rows) {
    const more = textLength(row);
    if (chunk.length === CHUNK_ROWS || (chunk.length > 0 && length + more > CHUNK_TEXT)) {
      await insertChunk(trx, table, chunk);
      // On SQLite that has not waited for anything.
      await nextTurn();
      chunk = [];
      length = 0;
    }
    chunk.push(row);
    length += more;
  }
  if (chunk.length > 0) await insertChunk(trx, table, chunk);
}

function textLength(row: object): number {
  let length = 0;
  for (const value of Object.values(row)) if (typeof value === "string") length += value.length;
  return length;
}

async function insertChunk<Table extends keyof Schema>(
  trx: Transaction<Schema>,
  table: Table,
  rows: readonly Insertable<Schema[Table]>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const query = compiledInsert(trx, table, { columns, rows: rows.length });
  const parameters = rows.flatMap((row) =>
    columns.map((column) => (row as Readonly<Record<string, unknown>>)[column]),
  );
  await trx.executeQuery({ ...query, parameters });
}

function compiledInsert(
  db: Kysely<Schema>,
  table: keyof Schema,
  shape: { readonly columns: readonly string[]; readonly rows: number },
): CompiledQuery {
  const key = `${engineOf(db).kind} ${table} ${shape.columns.join()} ${shape.rows}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  // Which values stand in it does not matter: they become placeholders, row by row.
  const row = Object.fromEntries(shape.columns.map((column) => [column, 0]));
  const values = Array.from({ length: shape.rows }, () => row);
  const query = db.insertInto(table).values(values).compile();
  if (shape.rows <= KEPT_ROWS || shape.rows === CHUNK_ROWS) kept.set(key, query);
  return query;
}
