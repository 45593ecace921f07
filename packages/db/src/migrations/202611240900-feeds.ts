import { column, nullable } from "../engines/table-definition.ts";
import { createTables } from "./migration.ts";

export const feeds = createTables("202611240900-feeds", [
  {
    name: "feeds",
    columns: {
      id: column.id,
      calendar_id: column.id,
      user_id: column.id,
      name: column.name(500),
      token_hash: column.hash,
      created_at: column.instant,
      last_used_at: nullable(column.instant),
    },
    primaryKey: ["id"],
    unique: { feeds_token_hash_unique: ["token_hash"] },
    indexes: {
      feeds_by_user: ["user_id", "id"],
      feeds_by_calendar: ["calendar_id"],
    },
  },
]);
