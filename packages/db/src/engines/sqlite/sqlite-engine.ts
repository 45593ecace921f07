import { sql } from "kysely";
import type { InsertQueryBuilder, Kysely, UpdateObject } from "kysely";
import { UNIQUE_CONSTRAINTS } from "../../constraints.ts";
import type { Schema } from "../../schema.ts";
import { statement } from "../../statement.ts";
import { advanceArguments } from "../advance-scope.ts";
import type { AdvanceParameters, AdvanceVariant } from "../advance-scope.ts";
import type { Engine } from "../engine.ts";
import { isBusy, sqliteErrorCode } from "./sqlite-busy.ts";
import { sqliteSearch } from "./sqlite-search.ts";
import { columnLine, createTableStatements } from "./sqlite-tables.ts";

/** https://www.sqlite.org/rescode.html */
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
const SQLITE_CONSTRAINT_UNIQUE = 2067;

export const sqliteEngine: Engine = {
  kind: "sqlite",

  search: sqliteSearch,

  now: sql<number>`cast(round(unixepoch('subsec') * 1000) as integer)`,

  isUniqueViolation(error, constraint) {
    const code = sqliteErrorCode(error);
    if (code !== SQLITE_CONSTRAINT_UNIQUE && code !== SQLITE_CONSTRAINT_PRIMARYKEY) return false;
    if (constraint === undefined) return true;
    const { table, columns } = UNIQUE_CONSTRAINTS[constraint];
    const named = columns.map((column) => `${table}.${column}`).join(", ");
    return error instanceof Error && error.message.endsWith(`failed: ${named}`);
  },

  isRetryable: isBusy,

  isTransientConnection: () => false,

  // One transaction writes at a time, from its first statement on: there is nothing to lock.
  forUpdate: (query) => query,

  inWrittenOrder: (query) => query,

  upsert<T extends keyof Schema, O>(
    query: InsertQueryBuilder<Schema, T, O>,
    options: Parameters<typeof sqliteEngine.upsert<T, O>>[1],
  ) {
    return query.onConflict((conflict) =>
      conflict
        .columns(options.key)
        .doUpdateSet(options.update as UpdateObject<Schema, never, never>),
    );
  },

  insertIfAbsent: (query, key) => query.onConflict((conflict) => conflict.columns(key).doNothing()),

  async advanceScope(trx, options) {
    const { rows } = await scopeAdvance(trx, ...advanceArguments(options));
    return rows[0]?.seq;
  },

  async createTable(db: Kysely<unknown>, definition) {
    for (const statement of createTableStatements(definition)) await sql.raw(statement).execute(db);
  },

  async hasIndex(db, table, index) {
    const { rows } = await sql`
      select 1 from sqlite_schema where type = 'index' and tbl_name = ${table} and name = ${index}
    `.execute(db);
    return rows.length > 0;
  },

  async dropIndex(db, _table, index) {
    await sql`drop index ${sql.id(index)}`.execute(db);
  },

  columnLine,
};

const scopeAdvance = statement((db, p: AdvanceParameters, variant: AdvanceVariant) => {
  const update = db
    .updateTable("scopes")
    .set((eb) => ({
      seq: eb("seq", "+", p.by),
      ...(variant.raised ? { access_epoch: eb("access_epoch", "+", 1) } : {}),
    }))
    .where("id", "=", p.scope);
  const guarded = variant.guarded ? update.where("access_epoch", "=", p.epoch) : update;
  return guarded.returning("seq");
});
