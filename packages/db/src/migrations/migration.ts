import type { Kysely } from "kysely";
import type { Database } from "../database.ts";
import type { Engine } from "../engines/engine.ts";
import type { TableDefinition } from "../engines/table-definition.ts";

/**
 * One step of the schema. It imports nothing of the application, which will have moved on when the
 * step runs on a new installation. MySQL commits each DDL statement by itself, so a step may be cut
 * off in the middle and is then run again from its start: say "if not exists".
 */
export interface Migration {
  /** Names sort in the order of the steps: `YYYYMMDDHHMM-what-it-does`. */
  readonly name: string;
  up(db: Kysely<unknown>, engine: Engine): Promise<void>;
  /**
   * Fills what `up` has made from the rows that are there, after it and in short transactions of its
   * own: one that is as long as the data keeps everyone else from writing, the lease included. It
   * calls `assertHeld` before each and goes on where a run that was cut off has ended.
   */
  fill?(database: Database, assertHeld: () => void): Promise<void>;
  down(db: Kysely<unknown>, engine: Engine): Promise<void>;
}

/** A step that makes new tables, and drops them on the way back. */
export function createTables(name: string, tables: readonly TableDefinition[]): Migration {
  return {
    name,
    async up(db, engine) {
      for (const table of tables) await engine.createTable(db, table);
    },
    async down(db) {
      for (const table of tables.toReversed()) {
        await db.schema.dropTable(table.name).ifExists().execute();
      }
    },
  };
}
