import type { EventTime } from "../event/content.ts";
import type { Window } from "./interval.ts";
import { DAY_SECONDS, formatKey, formatWallTime, parseKey } from "./wall-time.ts";
import { toInstant, toWall } from "./zone.ts";

/** What all occurrences of a series share, so that each one costs a few additions. */
export interface OccurrenceShape {
  readonly allDay: boolean;
  readonly timeZone: string | null;
  /** Wall seconds of the series' start, nominal. */
  readonly startWall: number;
  /** Zoned: exact. Floating: of the wall clock. All-day: whole days. Never negative (rule T3). */
  readonly durationMs: number;
}

/** The most that a clock was ever set forward or back: Samoa skipped a day in 2011. */
const LARGEST_CHANGE_SECONDS = DAY_SECONDS;

/** The shape of a series, or of a single event. */
export function occurrenceShape(time: EventTime): OccurrenceShape {
  const startWall = storedWall(time.start, time.allDay);
  const endWall = storedWall(time.end, time.allDay);
  const { allDay, timeZone } = time;
  const duration =
    timeZone === null
      ? (endWall - startWall) * 1000
      : toInstant(endWall, timeZone) - toInstant(startWall, timeZone);
  // New time zone data may skip a stored start, and so move it past the end (rule T1).
  return { allDay, timeZone, startWall, durationMs: Math.max(0, duration) };
}

/**
 * The instant at which the occurrence at a key starts, in epoch milliseconds.
 *
 * @param keyWall the key's wall seconds.
 * @param viewZone places floating and all-day events (rule T5).
 */
export function startMsOf(shape: OccurrenceShape, keyWall: number, viewZone: string): number {
  return toInstant(keyWall, shape.timeZone ?? viewZone);
}

/** The instant at which the occurrence at a key ends; never before its start. */
export function endMsOf(shape: OccurrenceShape, keyWall: number, viewZone: string): number {
  const { timeZone, durationMs } = shape;
  if (timeZone !== null) return toInstant(keyWall, timeZone) + durationMs;
  const start = toInstant(keyWall, viewZone);
  return Math.max(start, toInstant(keyWall + durationMs / 1000, viewZone));
}

/** The times of the occurrence at a key as they are lived: a skipped start is shifted (rule T3). */
export function occurrenceTimes(shape: OccurrenceShape, keyWall: number): EventTime {
  const { allDay, timeZone, durationMs } = shape;
  if (timeZone === null) return nominalTimes(shape, keyWall);
  const startMs = toInstant(keyWall, timeZone);
  return {
    allDay,
    start: formatWallTime(toWall(startMs, timeZone)),
    end: formatWallTime(toWall(startMs + durationMs, timeZone)),
    timeZone,
  };
}

/**
 * The times of the occurrence at a key as an event with these times is stored: the start is the
 * key. An override whose times equal these has none of its own (rule X2).
 */
export function nominalTimes(shape: OccurrenceShape, keyWall: number): EventTime {
  const { allDay, timeZone, durationMs } = shape;
  const endWall =
    timeZone === null ? keyWall + durationMs / 1000 : endWallAfter(keyWall, durationMs, timeZone);
  return {
    allDay,
    start: formatKey(keyWall, allDay),
    end: formatKey(endWall, allDay),
    timeZone,
  };
}

/**
 * The wall time at which something ends that starts at `startWall` and lasts exactly `durationMs`.
 * Where that instant has the second of a wall time that occurs twice, which a stored end cannot
 * name (rule T2), the end is as far from the start on the clock's face instead.
 */
export function endWallAfter(startWall: number, durationMs: number, timeZone: string): number {
  const endMs = toInstant(startWall, timeZone) + durationMs;
  const endWall = toWall(endMs, timeZone);
  return toInstant(endWall, timeZone) === endMs ? endWall : startWall + durationMs / 1000;
}

/**
 * The keys, in wall seconds `[from, to)`, among which lie all whose occurrences overlap a window.
 * A little too wide: each occurrence is to be tested with `isInWindow`.
 *
 * @param window with the zone that places floating and all-day events (rule T5).
 */
export function keyRangeOf(
  shape: OccurrenceShape,
  window: Window & { readonly viewZone: string },
): { readonly from: number; readonly to: number } {
  const { timeZone, durationMs } = shape;
  const from =
    timeZone === null
      ? toWall(window.from, window.viewZone) - durationMs / 1000
      : toWall(window.from - durationMs, timeZone);
  const to = toWall(window.to, timeZone ?? window.viewZone);
  return { from: from - LARGEST_CHANGE_SECONDS, to: to + LARGEST_CHANGE_SECONDS + 1 };
}

/**
 * Wall seconds of a stored key, start or end.
 *
 * @throws RangeError on what no event holds; a fault, not a refusal.
 */
export function storedWall(text: string, allDay: boolean): number {
  const wall = parseKey(text, allDay);
  if (wall === undefined)
    throw new RangeError(`Not a stored ${allDay ? "date" : "wall time"}: ${text}`);
  return wall;
}
