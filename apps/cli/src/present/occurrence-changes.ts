import type { VersionDiff } from "@daybook/client";
import { formatWhen } from "./clock.ts";
import type { Paint } from "./paint.ts";

type OccurrenceChanges = VersionDiff["occurrences"];

/**
 * Which occurrences appear, vanish and move: a block of lines for each that there are any of. At
 * most so many lines in each, and how many more there are.
 *
 * @param rest what the titles say besides
 */
export function occurrenceBlocks(
  { appear, vanish, move }: OccurrenceChanges,
  { paint, most = Infinity, rest = "" }: { paint: Paint; most?: number; rest?: string },
): string[][] {
  const blocks: [title: string, lines: string[]][] = [
    ["occurrences that appear", appear.map((place) => `+ ${placeOf(place)}`)],
    ["occurrences that vanish", vanish.map((place) => `- ${placeOf(place)}`)],
    ["occurrences that move", move.map(({ from, to }) => `~ ${placeOf(from)} → ${placeOf(to)}`)],
  ];
  return blocks
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [
      paint.strong(`${title}${rest}`),
      ...lines.slice(0, most),
      ...(lines.length > most ? [paint.faint(`… and ${lines.length - most} more`)] : []),
    ]);
}

function placeOf({ start, end }: { start: string; end: string }): string {
  return formatWhen({ allDay: !start.includes("T"), start, end });
}
