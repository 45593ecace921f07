import { lastKey, nextKey, seriesOf } from "../recurrence/series.ts";
import { formatKey } from "../time/wall-time.ts";
import type { EventContent } from "./content.ts";
import { type SeriesParts, splitSeries } from "./split.ts";

/**
 * A series as it divides where its left part ends: before the split changed anything (rule X4).
 * Null where that says nothing: the left part has no end or no occurrence, or nothing lies behind it.
 */
export function partsBefore(whole: EventContent, left: EventContent): SeriesParts | null {
  const last = lastKey(seriesOf(left, left.recurrence));
  if (last === undefined || last === null) return null;
  const pivot = nextKey(seriesOf(whole, whole.recurrence), last + 1);
  return pivot === undefined ? null : splitSeries(whole, formatKey(pivot, whole.allDay));
}

/**
 * A series in as many parts as it came to, in their order in time: the n-th is what the n-th part
 * was before. Null where it does not divide so.
 */
export function dividedAs(
  whole: EventContent,
  parts: readonly EventContent[],
): readonly EventContent[] | null {
  const divided: EventContent[] = [];
  let rest = whole;
  for (const part of parts.slice(0, -1)) {
    const halves = partsBefore(rest, part);
    if (halves === null) return null;
    divided.push(halves.left);
    rest = halves.right;
  }
  return [...divided, rest];
}
