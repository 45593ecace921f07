import type { Database } from "@daybook/db/database";

/** Every table that a refused call must leave as it was: all but the trail and the limits. */
const TABLES = [
  "users",
  "sessions",
  "refresh_tokens",
  "access_tokens",
  "feeds",
  "token_blocklist",
  "calendars",
  "calendar_permissions",
  "calendar_restorations",
  "events",
  "event_permissions",
  "event_versions",
  "event_imports",
  "event_spans",
  "event_span_history",
  "scopes",
  "log",
  "idempotency_keys",
] as const;

/** The rows of those tables as text, in an order of their own, to compare before and after. */
export async function contentsOf(database: Database): Promise<Record<string, string[]>> {
  const contents: Record<string, string[]> = {};
  for (const table of TABLES) {
    const rows = await database.read.selectFrom(table).selectAll().execute();
    contents[table] = rows.map((row) => JSON.stringify(row)).toSorted();
  }
  return contents;
}
