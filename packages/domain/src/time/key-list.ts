import type { OccurrenceKey } from "../event/content.ts";
import { placeInputTime, readInputTime, requireYears } from "./input-time.ts";
import type { TimeFrame } from "./input-time.ts";
import { formatKey } from "./wall-time.ts";

/**
 * Occurrence keys of the input as they are stored: dates for an all-day series, else wall times of
 * its zone (a time with an offset is converted), sorted and without duplicates.
 *
 * @param path where the list stands in the input; item 3 is `path.3`.
 * @throws INVALID_TIME, OFFSET_NOT_ALLOWED, TIME_OCCURS_TWICE, LIMIT_EXCEEDED.
 */
export function normaliseKeys(
  keys: readonly string[],
  frame: TimeFrame,
  path: string,
): OccurrenceKey[] {
  const stored = new Set(keys.map((key, index) => normaliseKey(key, frame, `${path}.${index}`)));
  return [...stored].toSorted();
}

/** One occurrence key of the input as it is stored; see {@link normaliseKeys}. */
export function normaliseKey(key: string, frame: TimeFrame, field: string): OccurrenceKey {
  const wall = placeInputTime(readInputTime(key, field), frame, field);
  return formatKey(requireYears(wall, field), frame.allDay);
}
