import type { Database } from "@daybook/db/database";
import { createHash } from "node:crypto";

/** What a refused call may leave behind: the audit trail and the limits. */
const MAY_CHANGE = new Set(["audit_log", "rate_limits"]);

/** A hash of the rows of each table but those; equal states have equal hashes. */
export async function databaseState(database: Database): Promise<Record<string, string>> {
  const tables = await database.read.introspection.getTables();
  const names = tables.map(({ name }) => name).filter((name) => !MAY_CHANGE.has(name));
  const entries = names.toSorted().map(async (name): Promise<[string, string]> => {
    // The names come from the database itself.
    const rows = await database.read
      .selectFrom(name as "events")
      .selectAll()
      .execute();
    const texts = rows.map((row) => JSON.stringify(row)).toSorted();
    return [name, createHash("sha256").update(texts.join("\n")).digest("hex")];
  });
  return Object.fromEntries(await Promise.all(entries));
}
