import type { EventContent, OccurrenceKey } from "../event/content.ts";
import { hasKey, lastKey, seriesOf } from "../recurrence/series.ts";
import { parseKey } from "../time/wall-time.ts";

/**
 * Whether an occurrence lies before the pivot of a split (rule X4): whether the left part, as the
 * split left it, has its key, excluded or not.
 */
export function liesInLeftPart(left: EventContent, key: OccurrenceKey): boolean {
  const { recurrence } = left;
  const wall = parseKey(key, left.allDay);
  if (wall === undefined) return false;
  const everyKey = seriesOf(left, recurrence === null ? null : { ...recurrence, exdates: [] });
  if (!hasKey(everyKey, wall)) return false;
  // A start behind the pivot stays the left part's start, and is excluded there.
  const last = lastKey(seriesOf(left, recurrence));
  return key !== left.start || last === null || last === undefined || wall <= last;
}
