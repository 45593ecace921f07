import type { EventContent } from "../event/content.ts";
import { type KeyMove, keyMove } from "../event/key-move.ts";
import { splitSeries } from "../event/split.ts";
import { lastKey, nextKey, seriesOf } from "../recurrence/series.ts";
import { formatKey } from "../time/wall-time.ts";

/**
 * Where the keys of a series have gone that went with the right part of a split (rule X4): the
 * right part keeps them, unless the edit that made it moved it.
 *
 * @param parts the series before the split, its left part, and its right part as it began
 */
export function keysIntoRightPart(parts: {
  readonly before: EventContent;
  readonly left: EventContent;
  readonly right: EventContent;
}): KeyMove {
  const { before, left, right } = parts;
  const last = lastKey(seriesOf(left, left.recurrence));
  if (last === null || last === undefined) return keyMove(before, right);
  const pivot = nextKey(seriesOf(before, before.recurrence), last + 1);
  if (pivot === undefined) return keyMove(before, right);
  const key = formatKey(pivot, before.allDay);
  const divided = splitSeries(before, key);
  return keyMove(divided?.right ?? { ...before, start: key }, right);
}
