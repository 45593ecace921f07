import type { Calendar } from "@daybook/client";
import { formatTable } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** One line for each calendar; the default one is marked. */
export function presentCalendars(
  calendars: readonly Calendar[],
  { paint }: { paint: Paint },
): string {
  if (calendars.length === 0) {
    return "No calendars.";
  }
  return formatTable(
    calendars.map(({ id, name, role, timeZone, isDefault }) => [
      isDefault ? "*" : " ",
      printable(name),
      role,
      timeZone,
      id,
    ]),
    (cell, index) => (index === 4 ? paint.faint(cell) : cell),
  );
}
