import type { Changed, DaybookApi } from "@daybook/client";
import { formatInstant, formatWhen } from "./clock.ts";
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
  const shown = changed.slice(0, MOST_SHOWN).map((item) => lineOf(item, { zone, paint }));
  return [
    `${previews ? "It would take back" : "Took back"} the change set in ${events}.${written}`,
    ...(calendar === null ? [] : [`  calendar ${paint.strong(printable(calendar.name))}`]),
    ...shown,
    ...(count > shown.length ? [paint.faint(`  … and ${count - shown.length} more`)] : []),
  ].join("\n");
}

function lineOf(
  { event, preview }: Changed,
  { zone, paint }: { readonly zone: string; readonly paint: Paint },
): string {
  const { appear, vanish, move } = preview?.occurrences ?? { appear: [], vanish: [], move: [] };
  const counts = [
    ...(appear.length === 0 ? [] : [paint.good(`+${appear.length}`)]),
    ...(vanish.length === 0 ? [] : [paint.bad(`-${vanish.length}`)]),
    ...(move.length === 0 ? [] : [paint.note(`~${move.length}`)]),
  ];
  const fate =
    event.deletedAt === null ? "" : paint.bad(preview === null ? "deleted" : "to be deleted");
  const until =
    preview === null || counts.length === 0
      ? ""
      : paint.faint(`occurrences up to ${formatInstant(preview.window.to, zone)}`);
  return [
    `  ${paint.strong(printable(event.title))}`,
    formatWhen(event),
    `v${event.version}`,
    fate,
    counts.join(" "),
    until,
  ]
    .filter((part) => part !== "")
    .join("  ");
}
