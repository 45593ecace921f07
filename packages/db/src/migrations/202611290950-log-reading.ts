import type { IndexDefinition } from "../engines/table-definition.ts";
import type { Migration } from "./migration.ts";

const ADDED: readonly IndexDefinition[] = [
  // What has ended of the single grants of one user, and what ends next.
  {
    table: "event_permissions",
    name: "event_permissions_by_expiry",
    columns: ["user_id", "expires_at", "event_id"],
  },
  // What of the log is older than any cursor, but for the changes of rights, which stay.
  { table: "log", name: "log_by_age", columns: ["type", "at"] },
];

/** Indexes for those who follow the log, and for taking away what nobody can ask for any more. */
export const logReading: Migration = {
  name: "202611290950-log-reading",
  async up(db, engine) {
    for (const index of ADDED) await engine.addIndex(db, index);
  },
  async down(db, engine) {
    for (const index of ADDED.toReversed()) await engine.dropIndex(db, index);
  },
};
