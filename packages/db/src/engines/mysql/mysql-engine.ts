import { sql } from "kysely";
import type { Kysely, UpdateObject } from "kysely";
import { UNIQUE_CONSTRAINTS } from "../../constraints.ts";
import { statement } from "../../statement.ts";
import { advanceArguments } from "../advance-scope.ts";
import type { AdvanceParameters, AdvanceVariant } from "../advance-scope.ts";
import type { Engine } from "../engine.ts";
import { isDuplicateKey, isRetryable, isTransientConnection } from "./mysql-errors.ts";
import { hasIndex } from "./mysql-indexes.ts";
import { mysqlSearch } from "./mysql-search.ts";
import { columnLine, createTableStatement } from "./mysql-tables.ts";

export const mysqlEngine: Engine = {
  kind: "mysql",

  search: mysqlSearch,

  now: sql<number>`cast(unix_timestamp(now(3)) * 1000 as signed)`,

  isUniqueViolation(error, constraint) {
    if (!isDuplicateKey(error)) return false;
    if (constraint === undefined) return true;
    // MariaDB says 'name', MySQL 'table.name'.
    const { table } = UNIQUE_CONSTRAINTS[constraint];
    return (
      error.message.endsWith(`for key '${constraint}'`) ||
      error.message.endsWith(`for key '${table}.${constraint}'`)
    );
  },

  isRetryable,

  isTransientConnection,

  forUpdate: (query) => query.forUpdate(),

  inWrittenOrder: (query) => query.modifyFront(sql`straight_join`),

  upsert: (query, { update }) =>
    query.onDuplicateKeyUpdate(update as UpdateObject<never, never, never>),

  // Not INSERT IGNORE, which also lets pass what does not fit its column.
  insertIfAbsent: (query, key) =>
    query.onDuplicateKeyUpdate({ [key[0] as string]: sql.ref(key[0] as string) } as never),

  async advanceScope(trx, options) {
    const { numAffectedRows, insertId } = await scopeAdvance(trx, ...advanceArguments(options));
    // An insert id of 0 is not reported; it is the answer where nothing was ever logged.
    return numAffectedRows === 1n ? Number(insertId ?? 0n) : undefined;
  },

  async createTable(db: Kysely<unknown>, definition) {
    await sql.raw(createTableStatement(definition)).execute(db);
  },

  hasIndex,

  async dropIndex(db, table, index) {
    await sql`drop index ${sql.id(index)} on ${sql.table(table)}`.execute(db);
  },

  columnLine,
};

const scopeAdvance = statement((db, p: AdvanceParameters, variant: AdvanceVariant) => {
  const update = db
    .updateTable("scopes")
    .set((eb) => ({
      // The answer to an update carries LAST_INSERT_ID: the new value comes without a query.
      seq: sql<number>`last_insert_id(seq + ${p.by})`,
      ...(variant.raised ? { access_epoch: eb("access_epoch", "+", 1) } : {}),
    }))
    .where("id", "=", p.scope);
  return variant.guarded ? update.where("access_epoch", "=", p.epoch) : update;
});
