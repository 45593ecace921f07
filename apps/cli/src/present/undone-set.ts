import type { Changed, DaybookApi } from "@daybook/client";
import { formatInstant, formatWhen } from "./clock.ts";
import { formatTable } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** What became, or would become, of all that a change set did. */
export type UndoneSet = Extract<
  Awaited<ReturnType<DaybookApi["versions"]["undo"]>>,
  { readonly items: readonly Changed[] }
>;

/** Events that are listed for people; `--json` has as many as the server names. */
const MOST_SHOWN = 10;

/** Each event with the version that it has now, or would have. */
export function presentUndoneSet(
  { items, omitted, calendar }: UndoneSet,
  {
    zone,
    asking,
    paint,
  }: { readonly zone: string; readonly asking: boolean; readonly paint: Paint },
): string {
  const changed = items.filter((item) => item.changed);
  const count = changed.length + omitted;
  const previews = changed.some(({ preview }) => preview !== null);
  if (count === 0 && calendar === null) {
    return "Everything is like that already.";
  }
  const events = count === 1 ? "1 event" : `${count} events`;
  const unwritten = asking ? " Nothing is written yet." : " Nothing was written.";
  const written = previews ? unwritten : "";
  const rows = changed.slice(0, MOST_SHOWN).map((item) => rowOf(item, zone));
  const table = formatTable(rows, (cell, index) => (index === 0 ? paint.strong(cell) : cell));
  const shown = rows.length === 0 ? [] : table.split("\n").map((line) => `  ${line}`);
  return [
    `${previews ? "It would take back" : "Took back"} the change set in ${events}.${written}`,
    ...(calendar === null ? [] : [`  calendar ${paint.strong(printable(calendar.name))}`]),
    ...shown,
    ...(count > shown.length ? [paint.faint(`  … and ${count - shown.length} more`)] : []),
  ].join("\n");
}

/** What it is, when, and what becomes of it. */
function rowOf({ event, preview }: Changed, zone: string): string[] {
  const { appear, vanish, move } = preview?.occurrences ?? { appear: [], vanish: [], move: [] };
  const fate = event.deletedAt === null ? "" : preview === null ? "deleted" : "to be deleted";
  const counts = [
    ...(appear.length === 0 ? [] : [`${appear.length} to appear`]),
    ...(vanish.length === 0 ? [] : [`${vanish.length} to vanish`]),
    ...(move.length === 0 ? [] : [`${move.length} to move`]),
  ].join(", ");
  // Of an event that does not repeat, its fate says as much.
  const inTime =
    preview === null || counts === "" || (fate !== "" && event.recurrence === null)
      ? ""
      : `up to ${formatInstant(preview.window.to, zone)}: ${counts}`;
  return [printable(event.title), formatWhen(event), `v${event.version}`, fate, inTime];
}
