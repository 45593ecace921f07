import { hasKey, keysBetween, seriesOf } from "../recurrence/series.ts";
import type { Series } from "../recurrence/series.ts";
import { isInWindow } from "../time/interval.ts";
import {
  endMsOf,
  keyRangeOf,
  occurrenceShape,
  occurrenceTimes,
  startMsOf,
} from "../time/occurrence-time.ts";
import { DAY_SECONDS, formatDate, formatKey, parseKey } from "../time/wall-time.ts";
import type {
  EventContent,
  EventTime,
  OccurrenceContent,
  OccurrenceKey,
  Override,
} from "./content.ts";

/**
 * One occurrence as it takes place: the series' fields with what its override changes.
 * `start` and `end` are what the clock shows (rule T3): a start that a clock change skips is
 * shifted, the key is not. `tags` and `metadata` are those of the content itself. What a calendar
 * file said besides is asked of the event.
 */
export interface EffectiveOccurrence extends Omit<OccurrenceContent, "calendarProperties"> {
  readonly key: OccurrenceKey;
  /** Epoch milliseconds. */
  readonly startsAtMs: number;
  /** Epoch milliseconds; never before `startsAtMs`. */
  readonly endsAtMs: number;
  /** The event has a recurrence, though it may have this occurrence alone. */
  readonly recurring: boolean;
  readonly overridden: boolean;
}

/** From when to when, and where the reader is. */
export interface ExpansionWindow {
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds, exclusive. */
  readonly to: number;
  /** The zone that places floating and all-day events (rule T5); a known one. */
  readonly viewZone: string;
}

/**
 * What of an event overlaps a window (rule T4), in time order. An override is found where it
 * was moved to and not where it came from; a cancelled occurrence is there, an excluded one is
 * not (rule X5). The cost is that of the answer, plus a look at each override that has a time of
 * its own; how long ago a series began does not matter (rule R4).
 *
 * Throws `RECURRENCE_TOO_LARGE` when a series has more occurrences in the window than
 * `LIMITS.occurrencesPerSeriesInWindow`.
 */
export function expandOccurrences(
  content: EventContent,
  window: ExpansionWindow,
): EffectiveOccurrence[] {
  const shape = occurrenceShape(content);
  if (content.recurrence === null) {
    const startsAtMs = startMsOf(shape, shape.startWall, window.viewZone);
    const endsAtMs = endMsOf(shape, shape.startWall, window.viewZone);
    if (!isInWindow(startsAtMs, endsAtMs, window)) return [];
    const times = occurrenceTimes(shape, shape.startWall);
    return [plainOccurrence(content, { key: content.start, times, startsAtMs, endsAtMs })];
  }

  const series = seriesOf(content, content.recurrence);
  const found: EffectiveOccurrence[] = [];
  const withOverrides = hasMembers(content.overrides);
  const range = keyRangeOf(shape, window);
  for (const keyWall of keysBetween(series, range.from, range.to)) {
    const startsAtMs = startMsOf(shape, keyWall, window.viewZone);
    const endsAtMs = endMsOf(shape, keyWall, window.viewZone);
    if (!isInWindow(startsAtMs, endsAtMs, window)) continue;
    const key = formatKey(keyWall, shape.allDay);
    const override = withOverrides ? content.overrides[key] : undefined;
    if (override?.start !== undefined) continue;
    const place = { key, times: occurrenceTimes(shape, keyWall), startsAtMs, endsAtMs };
    found.push(
      override === undefined
        ? plainOccurrence(content, place)
        : overriddenOccurrence(content, override, place),
    );
  }
  if (withOverrides) found.push(...movedOccurrences(content, series, window));
  return inTimeOrder(found);
}

/**
 * The occurrence with this key, or undefined when the event has none: no such key in the set,
 * or an excluded one. A single event's key is its own start. `viewZone` places a floating or
 * all-day one (rule T5).
 */
export function effectiveOccurrence(
  content: EventContent,
  key: OccurrenceKey,
  viewZone: string,
): EffectiveOccurrence | undefined {
  const keyWall = parseKey(key, content.allDay);
  if (keyWall === undefined) return undefined;
  const exists =
    content.recurrence === null
      ? key === content.start
      : hasKey(seriesOf(content, content.recurrence), keyWall);
  if (!exists) return undefined;

  const override = content.overrides[key];
  const time = override === undefined ? undefined : timeOf(override);
  const shape = occurrenceShape(time ?? content);
  const wall = time === undefined ? keyWall : shape.startWall;
  const times = occurrenceTimes(shape, wall);
  const startsAtMs = startMsOf(shape, wall, viewZone);
  const endsAtMs = endMsOf(shape, wall, viewZone);
  const place = { key, times, startsAtMs, endsAtMs };
  return override === undefined
    ? plainOccurrence(content, place)
    : overriddenOccurrence(content, override, place);
}

/** The time that an override sets; undefined where it leaves the series' (rule X2). */
export function timeOf(override: Override): EventTime | undefined {
  const { allDay, start, end, timeZone } = override;
  if (allDay === undefined || start === undefined || end === undefined || timeZone === undefined) {
    return undefined;
  }
  return { allDay, start, end, timeZone };
}

/** The overrides that have a time of their own, wherever their slot is. */
function movedOccurrences(
  content: EventContent,
  series: Series,
  window: ExpansionWindow,
): EffectiveOccurrence[] {
  const found: EffectiveOccurrence[] = [];
  const { earliest, latest } = wallReach(window);
  for (const key in content.overrides) {
    const override = content.overrides[key];
    // Compared as text, which ISO dates allow: most overrides of a long series lie far away.
    if (override?.start === undefined || override.end === undefined) continue;
    if (override.start > latest || override.end < earliest) continue;
    const time = timeOf(override);
    const keyWall = parseKey(key, content.allDay);
    if (time === undefined || keyWall === undefined) continue;
    const shape = occurrenceShape(time);
    const startsAtMs = startMsOf(shape, shape.startWall, window.viewZone);
    const endsAtMs = endMsOf(shape, shape.startWall, window.viewZone);
    if (!isInWindow(startsAtMs, endsAtMs, window) || !hasKey(series, keyWall)) continue;
    const times = occurrenceTimes(shape, shape.startWall);
    found.push(overriddenOccurrence(content, override, { key, times, startsAtMs, endsAtMs }));
  }
  return found;
}

/** Clocks differ from UTC by at most 16 hours, and a clock change skips at most a day. */
const REACH_DAYS = 2;

/** Dates before and after everything that a clock anywhere shows within the window. */
function wallReach(window: ExpansionWindow): { earliest: string; latest: string } {
  const dayMs = DAY_SECONDS * 1_000;
  return {
    earliest: formatDate(Math.floor(window.from / dayMs) - REACH_DAYS),
    latest: formatDate(Math.ceil(window.to / dayMs) + REACH_DAYS),
  };
}

/** Where and when an occurrence is. */
interface Place {
  readonly key: OccurrenceKey;
  readonly times: EventTime;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

// Both literals name every member in the same order, so that all occurrences have one shape:
// the readers of a large window then stay fast, and no member is copied that is not read.

function plainOccurrence(content: EventContent, place: Place): EffectiveOccurrence {
  return {
    key: place.key,
    startsAtMs: place.startsAtMs,
    endsAtMs: place.endsAtMs,
    recurring: content.recurrence !== null,
    overridden: false,
    title: content.title,
    description: content.description,
    location: content.location,
    status: content.status,
    transparency: content.transparency,
    allDay: place.times.allDay,
    start: place.times.start,
    end: place.times.end,
    timeZone: place.times.timeZone,
    tags: content.tags,
    metadata: content.metadata,
  };
}

function overriddenOccurrence(
  content: EventContent,
  override: Override,
  place: Place,
): EffectiveOccurrence {
  return {
    key: place.key,
    startsAtMs: place.startsAtMs,
    endsAtMs: place.endsAtMs,
    recurring: true,
    overridden: true,
    title: override.title ?? content.title,
    description: override.description ?? content.description,
    location: override.location ?? content.location,
    status: override.status ?? content.status,
    transparency: override.transparency ?? content.transparency,
    allDay: place.times.allDay,
    start: place.times.start,
    end: place.times.end,
    timeZone: place.times.timeZone,
    tags: override.tags ?? content.tags,
    metadata: override.metadata ?? content.metadata,
  };
}

/** Keys ascend and mostly so do the starts; an override or a clock change may put one out of turn. */
function inTimeOrder(found: EffectiveOccurrence[]): EffectiveOccurrence[] {
  for (let index = 1; index < found.length; index += 1) {
    const before = found[index - 1];
    const here = found[index];
    if (before !== undefined && here !== undefined && compareOccurrences(before, here) > 0) {
      return found.sort(compareOccurrences);
    }
  }
  return found;
}

/** By start, then by end, then by key: a total order within one event. */
export function compareOccurrences(a: EffectiveOccurrence, b: EffectiveOccurrence): number {
  return (
    a.startsAtMs - b.startsAtMs ||
    a.endsAtMs - b.endsAtMs ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  );
}

function hasMembers(record: object): boolean {
  for (const _ in record) return true;
  return false;
}
