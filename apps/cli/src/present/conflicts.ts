import type { Conflicts } from "@daybook/client";
import { handleOf } from "./agenda.ts";
import { formatInstant } from "./clock.ts";
import { formatTable } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { formatStretch } from "./stretch.ts";

/** What takes an event's time: of what the reader may not see, the time alone. */
export function presentConflicts(
  { items, horizon }: Conflicts,
  { zone, paint }: { zone: string; paint: Paint },
): string {
  const until = paint.faint(`Looked at up to ${formatInstant(horizon, zone)}, times in ${zone}.`);
  if (items.length === 0) {
    return `No conflicts.\n${until}`;
  }
  const rows = items.map(({ with: other }) => [
    formatStretch(other, zone),
    ...("eventId" in other ? [printable(other.title), handleOf(other)] : ["busy", ""]),
  ]);
  return `${formatTable(rows, (cell, index) => (index === 2 ? paint.faint(cell) : cell))}\n${until}`;
}
