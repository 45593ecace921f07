import { firstKey, lastKey, seriesOf } from "../recurrence/series.ts";
import type { Series } from "../recurrence/series.ts";
import { endMsOf, occurrenceShape, startMsOf } from "../time/occurrence-time.ts";
import type { OccurrenceShape } from "../time/occurrence-time.ts";
import { DAY_SECONDS } from "../time/wall-time.ts";
import { resolveWall, toInstant, toWall } from "../time/zone.ts";
import type { EventContent, EventTime } from "./content.ts";
import { timeOf } from "./occurrences.ts";

/** A stretch of time, half-open, in epoch milliseconds; `endMs` is null when it has no end. */
export interface Bounds {
  readonly startMs: number;
  readonly endMs: number | null;
}

/**
 * A stretch of time that an event can touch (rule R5). Never empty: zero length counts as one
 * millisecond, so that `endMs > from` finds it.
 */
export interface Span extends Bounds {
  /**
   * Floating and all-day: the wall clock as if it were UTC, since the zone is the reader's (rule
   * T5). A query widens its window by {@link SPAN_WIDENING_MS} for these. One event may have
   * spans of both kinds, as an override may be all-day in a series that is not.
   */
  readonly floating: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = DAY_SECONDS * 1_000;

/** Zones lie at most 14 hours from UTC, so much may a wall clock taken for UTC be off. */
export const SPAN_WIDENING_MS = 14 * HOUR_MS;

/** Stands for the end of an endless span where a number is needed: later than any instant. */
export const ENDLESS_MS = 8_640_000_000_000_000;

/**
 * The longest span of each class, in milliseconds: 1, 4, 16 … 16,384 hours, and no limit in the
 * last. A span of class `c` that overlaps a window starts after `from - SPAN_REACH_MS[c]`.
 */
export const SPAN_REACH_MS: readonly number[] = [
  ...Array.from({ length: 8 }, (_, spanClassIndex) => 4 ** spanClassIndex * HOUR_MS),
  ENDLESS_MS,
];

/** How many classes there are; they are numbered from 0. */
export const SPAN_CLASSES = SPAN_REACH_MS.length;

/** ceil(log4(hours)), from 0 to 7; 8 for what is longer than 16,384 hours or has no end. */
export function spanClass(startMs: number, endMs: number | null): number {
  if (endMs === null) return SPAN_CLASSES - 1;
  const length = endMs - startMs;
  return SPAN_REACH_MS.findIndex((reach) => length <= reach);
}

/**
 * The spans by which an event is found in a window: first that of the event or of the whole
 * series, then one for each override that lies outside it, none twice. Every occurrence that
 * `expandOccurrences` gives lies in one of them. None for a series with nothing left.
 */
export function spansOf(content: EventContent): Span[] {
  if (content.recurrence === null) return [timeSpan(content)];

  const whole = seriesSpan(seriesOf(content, content.recurrence), occurrenceShape(content));
  const spans = whole === undefined ? [] : [whole];
  const outside = new Map<string, Span>();
  for (const override of Object.values(content.overrides)) {
    const time = timeOf(override);
    if (time === undefined) continue;
    const span = timeSpan(time);
    if (whole !== undefined && contains(whole, span)) continue;
    outside.set(`${span.floating} ${span.startMs} ${span.endMs}`, span);
  }
  return [...spans, ...outside.values()];
}

/**
 * The first and the last instant that an event can touch, over all its spans; of floating and
 * all-day ones the wall clock as UTC. A series with nothing left keeps the place of its start.
 */
export function boundsOf(content: EventContent): Bounds {
  const [first = timeSpan(content), ...others] = spansOf(content);
  let { startMs, endMs } = first;
  for (const span of others) {
    startMs = Math.min(startMs, span.startMs);
    endMs = endMs === null || span.endMs === null ? null : Math.max(endMs, span.endMs);
  }
  return { startMs, endMs };
}

function timeSpan(time: EventTime): Span {
  // UTC as the reader's zone makes the wall clock of a floating or all-day event its instants.
  const shape = occurrenceShape(time);
  const startMs = startMsOf(shape, shape.startWall, "UTC");
  return {
    startMs,
    endMs: Math.max(endMsOf(shape, shape.startWall, "UTC"), startMs + 1),
    floating: time.timeZone === null,
  };
}

/** From the first key to the end of the last one; undefined when exclusions leave none. */
function seriesSpan(series: Series, shape: OccurrenceShape): Span | undefined {
  const first = firstKey(series);
  const last = lastKey(series);
  if (first === undefined || last === undefined) return undefined;
  const length = Math.max(shape.durationMs, 1);
  if (shape.timeZone === null) {
    return {
      startMs: first * 1_000,
      endMs: last === null ? null : last * 1_000 + length,
      floating: true,
    };
  }
  return {
    floating: false,
    startMs: earliestInstant(first, shape.timeZone),
    endMs: last === null ? null : latestInstant(last, shape.timeZone) + length,
  };
}

/**
 * No key from `firstWall` on is earlier than this. A start that a clock change skips is shifted
 * (rule T3), past later keys: 02:30 happens at 03:30, after the key 03:00.
 */
function earliestInstant(firstWall: number, timeZone: string): number {
  const shift = resolveWall(firstWall, timeZone) - firstWall;
  return toInstant(firstWall, timeZone) - shift * 1_000;
}

/** No key up to `lastWall` is later than this, for the same reason: not even the key 02:30 before a last 03:00. */
function latestInstant(lastWall: number, timeZone: string): number {
  const lastMs = toInstant(lastWall, timeZone);
  const jump = offsetAt(lastMs, timeZone) - offsetAt(lastMs - DAY_MS, timeZone);
  return lastMs + Math.max(jump, 0);
}

/** Milliseconds that the clock of a zone is ahead of UTC. */
function offsetAt(epochMs: number, timeZone: string): number {
  return toWall(epochMs, timeZone) * 1_000 - Math.floor(epochMs / 1_000) * 1_000;
}

/** Spans of two kinds are found by different windows, so that neither stands for the other. */
function contains(outer: Span, inner: Span): boolean {
  if (inner.floating !== outer.floating || inner.startMs < outer.startMs) return false;
  return outer.endMs === null || (inner.endMs !== null && inner.endMs <= outer.endMs);
}
