import { addColumns, type AddedColumns, dropColumns } from "../engines/add-columns.ts";
import { column, nullable, withDefault } from "../engines/table-definition.ts";
import type { Migration } from "./migration.ts";

/** What a span that is older than this step says: look into the content of the event. */
const EXPAND = 2;

const ADDED: AddedColumns = {
  table: "event_spans",
  columns: {
    busy: withDefault(column.small, EXPAND),
    pattern: nullable(column.word(400)),
  },
};

/**
 * Spans say whether and when they are busy. Those that are there already say nothing and so send
 * their readers to the content, which costs time and gives the same answer; they say it from the
 * next change of their event on.
 */
export const spanBusy: Migration = {
  name: "202611240920-span-busy",
  up: (db, engine) => addColumns(db, engine, ADDED),
  down: (db) => dropColumns(db, ADDED),
};
