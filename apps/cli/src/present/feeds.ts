import type { Feed } from "@daybook/client";
import { formatInstant } from "./clock.ts";
import { formatTable } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** One line for each feed: its name, when it was made and last read, its id. */
export function presentFeeds(
  feeds: readonly Feed[],
  { zone, paint }: { zone: string; paint: Paint },
): string {
  if (feeds.length === 0) {
    return "No feeds.";
  }
  const rows = feeds.map(({ id, name, createdAt, lastUsedAt }) => [
    printable(name),
    `made ${formatInstant(createdAt, zone)}`,
    lastUsedAt === null ? "never read" : `read ${formatInstant(lastUsedAt, zone)}`,
    id,
  ]);
  return formatTable(rows, (cell, index) => (index === 3 ? paint.faint(cell) : cell));
}
