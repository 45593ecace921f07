import { type AddedIndexes, addIndexes, dropIndexes } from "../engines/add-indexes.ts";
import type { Migration } from "./migration.ts";

const ADDED: readonly AddedIndexes[] = [
  // What has ended of the single grants of one user, and what ends next.
  {
    table: "event_permissions",
    indexes: { event_permissions_by_expiry: ["user_id", "expires_at", "event_id"] },
  },
  // What of the log is older than any cursor, but for the changes of rights, which stay.
  { table: "log", indexes: { log_by_age: ["type", "at"] } },
];

/** Indexes for those who follow the log, and for taking away what nobody can ask for any more. */
export const logReading: Migration = {
  name: "202611290950-log-reading",
  async up(db, engine) {
    for (const added of ADDED) await addIndexes(db, engine, added);
  },
  async down(db, engine) {
    for (const added of ADDED.toReversed()) await dropIndexes(db, engine, added);
  },
};
