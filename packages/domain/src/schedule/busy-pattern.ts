import type { EventContent, EventTime, OccurrenceKey, Override } from "../event/content.ts";
import { timeOf } from "../event/occurrences.ts";
import {
  hasKey,
  hasMoreKeysThan,
  keysBetween,
  lastRuleKey,
  seriesOf,
} from "../recurrence/series.ts";
import type { Series } from "../recurrence/series.ts";
import { isInWindow } from "../time/interval.ts";
import type { Interval, Window } from "../time/interval.ts";
import {
  endMsOf,
  keyRangeOf,
  occurrenceShape,
  type OccurrenceShape,
  startMsOf,
} from "../time/occurrence-time.ts";
import { DAY_SECONDS, formatKey, parseKey } from "../time/wall-time.ts";

/**
 * All that decides when an event is busy (rule Q1), and nothing else of it: what free/busy reads of
 * a series instead of its content.
 */
export interface BusyPattern {
  readonly series: Series;
  readonly shape: OccurrenceShape;
  /** Whether the occurrences without an override are busy. */
  readonly busy: boolean;
  /** Whether it recurs; else its start is its only occurrence. */
  readonly recurring: boolean;
  /** The overrides that change whether or when an occurrence is busy. */
  readonly overrides: ReadonlyMap<OccurrenceKey, BusyOverride>;
}

interface BusyOverride {
  readonly busy: boolean;
  /** Null where the occurrence stays in its slot. */
  readonly time: EventTime | null;
}

/** Whether an occurrence with these fields takes its owner's time: opaque, and not cancelled. */
export function isBusy(fields: Pick<EventContent, "status" | "transparency">): boolean {
  return fields.transparency === "opaque" && fields.status !== "cancelled";
}

export function busyPatternOf(content: EventContent): BusyPattern {
  const overrides = new Map<OccurrenceKey, BusyOverride>();
  const busy = isBusy(content);
  for (const [key, override] of Object.entries(content.overrides)) {
    const own = busyOverrideOf(content, override);
    if (own.busy !== busy || own.time !== null) overrides.set(key, own);
  }
  return {
    series: seriesOf(content, content.recurrence),
    shape: occurrenceShape(content),
    busy,
    recurring: content.recurrence !== null,
    overrides,
  };
}

function busyOverrideOf(content: EventContent, override: Override): BusyOverride {
  const { status = content.status, transparency = content.transparency } = override;
  return { busy: isBusy({ status, transparency }), time: timeOf(override) ?? null };
}

/** Whether any occurrence of an event can be busy at all. */
export function isEverBusy({ busy, overrides }: BusyPattern): boolean {
  return busy || overrides.values().some((override) => override.busy);
}

/** When an occurrence is busy, and which one it is. */
export interface BusyTime extends Interval {
  /** Wall seconds of its key. */
  readonly keyWall: number;
}

/**
 * When an event is busy in a window (rules Q1, T4): its busy occurrences, moments among them, in no
 * order. Costs what it answers, as expansion does (rule R4).
 *
 * @param window with the calendar's zone, which places floating and all-day events (rule T5)
 * @throws DomainError RECURRENCE_TOO_LARGE as expansion does
 */
export function busyTimes(
  pattern: BusyPattern,
  window: Window & { readonly viewZone: string },
): BusyTime[] {
  const { series, shape, busy, overrides } = pattern;
  const found: BusyTime[] = [];
  const withOverrides = overrides.size > 0;
  if (busy) {
    for (const keyWall of keysIn(pattern, window)) {
      const startsAtMs = startMsOf(shape, keyWall, window.viewZone);
      const endsAtMs = endMsOf(shape, keyWall, window.viewZone);
      if (!isInWindow(startsAtMs, endsAtMs, window)) continue;
      // Whatever an override changes, the occurrence is not there, or not busy.
      if (withOverrides && overrides.has(formatKey(keyWall, shape.allDay))) continue;
      found.push({ startsAtMs, endsAtMs, keyWall });
    }
  }
  for (const [key, override] of overrides) {
    const keyWall = override.busy ? parseKey(key, shape.allDay) : undefined;
    if (keyWall === undefined) continue;
    const own = override.time === null ? shape : occurrenceShape(override.time);
    const wall = override.time === null ? keyWall : own.startWall;
    const startsAtMs = startMsOf(own, wall, window.viewZone);
    const endsAtMs = endMsOf(own, wall, window.viewZone);
    if (!isInWindow(startsAtMs, endsAtMs, window) || !hasKey(series, keyWall)) continue;
    found.push({ startsAtMs, endsAtMs, keyWall });
  }
  return found;
}

/**
 * Whether the rule of a pattern alone gives more busy occurrences before an instant than a limit.
 * Found without looking at each: who would have to look at them all can refuse first.
 */
export function isBusyMoreThan(
  { series, busy, overrides }: BusyPattern,
  limit: number,
  before: number,
): boolean {
  // A day earlier, it is before that instant on every clock. An override may not be busy.
  const beforeWall = Math.floor(before / 1_000) - DAY_SECONDS;
  return busy && hasMoreKeysThan(series, limit + overrides.size, beforeWall);
}

function keysIn(
  { series, shape, recurring }: BusyPattern,
  window: Window & { readonly viewZone: string },
): readonly number[] {
  if (!recurring) return [shape.startWall];
  const range = keyRangeOf(shape, window);
  return keysBetween(series, range.from, range.to);
}

/** A pattern as it is stored: positions instead of names, and nothing after the last that matters. */
type StoredPattern = [
  busy: 0 | 1,
  start: string,
  end: string,
  timeZone: string | null,
  rrule: string | null,
  /** Where a COUNT ends, in wall seconds, so that it is not worked out again (rule R4). */
  lastRuleKey: number | null,
  rdates?: readonly OccurrenceKey[],
  exdates?: readonly OccurrenceKey[],
  overrides?: readonly StoredOverride[],
];

type StoredOverride = [
  key: OccurrenceKey,
  busy: 0 | 1,
  start?: string,
  end?: string,
  timeZone?: string | null,
];

/** The pattern of a series' content as a short text: the same pattern always gives the same text. */
export function encodeBusyPattern(content: EventContent): string {
  const pattern = busyPatternOf(content);
  const { recurrence } = content;
  const counted = (pattern.series.rule?.count ?? null) !== null;
  const stored: StoredPattern = [
    pattern.busy ? 1 : 0,
    content.start,
    content.end,
    content.timeZone,
    recurrence?.rrule ?? null,
    counted ? lastRuleKey(pattern.series) : null,
    recurrence?.rdates ?? [],
    recurrence?.exdates ?? [],
    [...pattern.overrides].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(toStoredOverride),
  ];
  while (stored.length > 6 && (stored.at(-1) as readonly unknown[]).length === 0) stored.pop();
  return JSON.stringify(stored);
}

function toStoredOverride([key, { busy, time }]: [OccurrenceKey, BusyOverride]): StoredOverride {
  return time === null
    ? [key, busy ? 1 : 0]
    : [key, busy ? 1 : 0, time.start, time.end, time.timeZone];
}

/** Reads what {@link encodeBusyPattern} wrote. */
export function decodeBusyPattern(text: string): BusyPattern {
  // The text comes from encodeBusyPattern, through the database.
  const stored = JSON.parse(text) as StoredPattern;
  const [busy, start, end, timeZone, rrule, last, rdates = [], exdates = [], overrides = []] =
    stored;
  const time = eventTime(start, end, timeZone);
  return {
    series: seriesOf(time, { rrule, rdates, exdates }, last),
    shape: occurrenceShape(time),
    busy: busy === 1,
    recurring: true,
    overrides: new Map(overrides.map(fromStoredOverride)),
  };
}

function fromStoredOverride(stored: StoredOverride): [OccurrenceKey, BusyOverride] {
  const [key, busy, start, end, timeZone = null] = stored;
  const time = start === undefined || end === undefined ? null : eventTime(start, end, timeZone);
  return [key, { busy: busy === 1, time }];
}

/** A date is shorter than a time of day, so the text says by itself whether it is all-day. */
function eventTime(start: string, end: string, timeZone: string | null): EventTime {
  return { allDay: start.length === DATE_LENGTH, start, end, timeZone };
}

const DATE_LENGTH = 10;
