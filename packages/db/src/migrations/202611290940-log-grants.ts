import { addColumns, type AddedColumns, dropColumns } from "../engines/add-columns.ts";
import { column, nullable } from "../engines/table-definition.ts";
import type { Migration } from "./migration.ts";

const ADDED: AddedColumns = {
  table: "log",
  columns: { granted_by: nullable(column.id), granted_at: nullable(column.instant) },
};

/**
 * The log says of a grant who gave it and when, so that it can be asked who held one at an instant.
 * Entries that are older do not say who; when is the time of the entry.
 */
export const logGrants: Migration = {
  name: "202611290940-log-grants",
  up: (db, engine) => addColumns(db, engine, ADDED),
  down: (db) => dropColumns(db, ADDED),
};
