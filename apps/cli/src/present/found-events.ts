import type { Event } from "@daybook/client";
import { formatWhen } from "./clock.ts";
import { formatTable } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** One line for each event: when, title, where, and the id that other commands take. */
export function presentFound(events: readonly Event[], { paint }: { paint: Paint }): string {
  if (events.length === 0) {
    return "Nothing found.";
  }
  const rows = events.map((event) => [
    `${formatWhen(event)}${event.timeZone === null ? "" : ` ${event.timeZone}`}`,
    printable(event.title),
    [printable(event.location), event.recurrence === null ? "" : "repeats"]
      .filter((remark) => remark !== "")
      .join(" · "),
    event.id,
  ]);
  return formatTable(rows, (cell, index) => (index > 1 ? paint.faint(cell) : cell));
}
