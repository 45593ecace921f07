import type { EventTime, OccurrenceKey, Recurrence } from "../event/content.ts";
import { fieldAt } from "../time/event-time.ts";
import { storedWall } from "../time/occurrence-time.ts";
import { DAY_SECONDS, formatKey, isWithinYears, MAX_WALL, MIN_WALL } from "../time/wall-time.ts";
import { nextRuleKey, nthRuleKey, ruleKeysBetween } from "./expand.ts";
import type { WallWindow } from "./expand.ts";
import { parseRule } from "./rule.ts";
import type { RecurrenceRule } from "./rule.ts";
import { boundedKeysBetween, isPastEnd, nextBoundedKey, previousBoundedKey } from "./rule-end.ts";
import {
  neverMatching,
  requireAnswerable,
  requireFittingParts,
  startNotInRule,
  unfitRule,
} from "./rule-fit.ts";

/**
 * The set of R3 in the making: {start} ∪ rule ∪ extra dates, less the exclusions. Its keys are
 * wall seconds, of an all-day series midnights, and nominal: a clock change moves none (rule T3).
 */
export interface Series {
  readonly allDay: boolean;
  readonly timeZone: string | null;
  readonly startWall: number;
  /** From start to end on the clock's face. */
  readonly durationSeconds: number;
  readonly rule: RecurrenceRule | null;
  /** Sorted, without duplicates. */
  readonly rdates: readonly OccurrenceKey[];
  readonly exdates: readonly OccurrenceKey[];
  /** Where the COUNT of the rule ends, if that was kept; see {@link lastRuleKey}. */
  readonly lastRuleKey: number | null;
}

const NO_KEYS: readonly OccurrenceKey[] = [];

/**
 * The series of stored content; without a recurrence, its start alone.
 *
 * @param recurrence with sorted lists, as `normaliseKeys` makes them.
 * @param knownLastRuleKey what {@link lastRuleKey} said when the series was written, if it was
 *   kept; else a COUNT is worked out again.
 */
export function seriesOf(
  time: EventTime,
  recurrence: Recurrence | null,
  knownLastRuleKey: number | null = null,
): Series {
  const { allDay, timeZone } = time;
  const startWall = storedWall(time.start, allDay);
  const rrule = recurrence?.rrule ?? null;
  return {
    allDay,
    timeZone,
    startWall,
    durationSeconds: storedWall(time.end, allDay) - startWall,
    rule: rrule === null ? null : parseRule(rrule),
    rdates: recurrence?.rdates ?? NO_KEYS,
    exdates: recurrence?.exdates ?? NO_KEYS,
    lastRuleKey: knownLastRuleKey,
  };
}

/**
 * The keys of a series in `[from, to)`, ascending, each once, without the excluded ones (rule R3).
 * Costs what it returns, wherever the window lies (rule R4).
 *
 * @param options `budget` is how many of the rule there may be;
 *   LIMITS.occurrencesPerSeriesInWindow when absent.
 * @throws RECURRENCE_TOO_LARGE when there are more.
 */
// oxlint-disable-next-line max-params -- a window is two numbers wherever keys are asked for.
export function keysBetween(
  series: Series,
  from: number,
  to: number,
  options: { readonly budget?: number } = {},
): number[] {
  let keys = ruleKeys(series, { from, to, budget: options.budget });
  const { startWall, rdates, exdates } = series;
  // No instance of the rule lies before the start.
  if (startWall >= from && startWall < to && keys[0] !== startWall) keys.unshift(startWall);
  if (rdates.length > 0) {
    const extra = listedKeys(series, rdates, { from, to });
    if (extra.length > 0) keys = union(keys, extra);
  }
  if (exdates.length > 0 && keys.length > 0) {
    const excluded = new Set(listedKeys(series, exdates, { from, to }));
    if (excluded.size > 0) keys = keys.filter((key) => !excluded.has(key));
  }
  return keys;
}

/**
 * Whether the rule of a series alone gives more keys before a wall time than a limit, whatever is
 * excluded. The nth key of a rule is found by its periods, so none of those before it is made.
 */
export function hasMoreKeysThan(series: Series, limit: number, before: number): boolean {
  const { rule, startWall, timeZone, exdates } = series;
  if (rule === null) return false;
  const enough = limit + exdates.length + 1;
  const perDay = Math.max(1, rule.byHour.length) * Math.max(1, rule.byMinute.length);
  const days = Math.max(0, before - startWall) / DAY_SECONDS + 1;
  if (perDay * days < enough) return false;
  const last = nthRuleKey(rule, startWall, enough);
  return last !== undefined && last < before && !isPastEnd({ rule, startWall, timeZone }, last);
}

/** Whether a series has this key, in wall seconds. */
export function hasKey(series: Series, key: number): boolean {
  if (series.allDay && key % DAY_SECONDS !== 0) return false;
  if (!isWithinYears(key) || isListed(series, series.exdates, key)) return false;
  if (key === series.startWall || isListed(series, series.rdates, key)) return true;
  return ruleKeys(series, { from: key, to: key + 1 }).length > 0;
}

/** The first key at or after a wall time, or undefined. */
export function nextKey(series: Series, from: number): number | undefined {
  const { startWall, rdates, exdates } = series;
  let rdateIndex = lowerBound(series, rdates, from);
  let ruleKey = nextOfRule(series, from);
  for (let cursor = from; ;) {
    const rdate = keyAt(series, rdates, rdateIndex);
    const start = startWall >= cursor ? startWall : Infinity;
    const key = Math.min(start, ruleKey ?? Infinity, rdate ?? Infinity);
    if (key === Infinity) return undefined;
    if (!isListed(series, exdates, key)) return key;
    // What was not reached stays: to look for the next key of a rare rule takes long.
    if (ruleKey === key) ruleKey = nextOfRule(series, key + 1);
    if (rdate === key) rdateIndex += 1;
    cursor = key + 1;
  }
}

/** The last key before a wall time, or undefined. */
export function previousKey(series: Series, before: number): number | undefined {
  const { startWall, rdates, exdates } = series;
  let rdateIndex = lowerBound(series, rdates, before) - 1;
  let ruleKey = previousOfRule(series, before);
  for (let cursor = before; ;) {
    const rdate = keyAt(series, rdates, rdateIndex);
    const start = startWall < cursor ? startWall : -Infinity;
    const key = Math.max(start, ruleKey ?? -Infinity, rdate ?? -Infinity);
    if (key === -Infinity) return undefined;
    if (!isListed(series, exdates, key)) return key;
    if (ruleKey === key) ruleKey = previousOfRule(series, key);
    if (rdate === key) rdateIndex -= 1;
    cursor = key;
  }
}

/** The first key of a series; undefined when the exclusions leave none. */
export function firstKey(series: Series): number | undefined {
  return nextKey(series, MIN_WALL);
}

/** The last key of a series: null when it is endless, undefined when the exclusions leave none. */
export function lastKey(series: Series): number | null | undefined {
  return isEndless(series) ? null : previousKey(series, MAX_WALL);
}

/**
 * The last key of the start and the rule, extra dates and exclusions aside; null when the rule is
 * endless. For who keeps beside the series where its COUNT ends (rule R4).
 */
export function lastRuleKey(series: Series): number | null {
  const { rule, startWall } = series;
  if (isEndless(series)) return null;
  if (rule === null) return startWall;
  return previousOfRule(series, MAX_WALL) ?? startWall;
}

/**
 * Throws unless the rule of a series can stand: its parts go with the kind of event, it matches at
 * all, it produces the start, and no window would overflow (rules R3 and R4). Takes a bounded time,
 * whatever the rule.
 *
 * @param options `path` is the input that holds `recurrence`. `startOutsideRule` lets a start stand
 *   that the rule does not produce, and an UNTIL before it, as imports do.
 * @throws INVALID_RECURRENCE, RECURRENCE_NEVER_MATCHES, RECURRENCE_TOO_LARGE with `part` and `why`;
 *   START_NOT_IN_RULE with `start`, `nearest` (the first that the rule would produce after it, else
 *   the last before it) and `before`.
 */
export function validateSeries(
  series: Series,
  options: {
    readonly path?: string | undefined;
    readonly startOutsideRule?: boolean | undefined;
  } = {},
): void {
  const { rule, startWall, timeZone } = series;
  if (rule === null) return;
  const field = fieldAt(options.path, "recurrence.rrule");
  requireFittingParts(series, rule, field);
  requireAnswerable(series, rule, field);
  const first = nextRuleKey(rule, startWall, startWall);
  if (first === undefined) throw neverMatching(series, rule, field);
  if (options.startOutsideRule === true) return;
  if (rule.count === null && isPastEnd({ rule, startWall, timeZone }, startWall)) {
    throw unfitRule({ field, part: "UNTIL", why: "UNTIL lies before the start" });
  }
  if (first !== startWall) throw startNotInRule(series, rule, field);
}

function isEndless({ rule }: Series): boolean {
  return rule !== null && rule.count === null && rule.until === null;
}

function ruleKeys(series: Series, window: WallWindow): number[] {
  const { rule, startWall, timeZone, lastRuleKey: last } = series;
  if (rule === null) return [];
  // An UNTIL is no work to find; only a COUNT is.
  if (rule.count === null || last === null) {
    return boundedKeysBetween({ rule, startWall, timeZone }, window);
  }
  const { from, to, budget } = window;
  return ruleKeysBetween(rule, startWall, { from, to: Math.min(to, last + 1), budget });
}

function nextOfRule(series: Series, from: number): number | undefined {
  const { rule, startWall, timeZone } = series;
  return rule === null ? undefined : nextBoundedKey({ rule, startWall, timeZone }, from);
}

function previousOfRule(series: Series, before: number): number | undefined {
  const { rule, startWall, timeZone } = series;
  return rule === null ? undefined : previousBoundedKey({ rule, startWall, timeZone }, before);
}

function keyAt(series: Series, list: readonly OccurrenceKey[], index: number): number | undefined {
  const key = list[index];
  return key === undefined ? undefined : storedWall(key, series.allDay);
}

/** The keys of a sorted list that lie in a window; the others are not read. */
function listedKeys(
  series: Series,
  list: readonly OccurrenceKey[],
  { from, to }: WallWindow,
): number[] {
  const keys: number[] = [];
  for (let index = lowerBound(series, list, from); index < list.length; index += 1) {
    const key = storedWall(list[index] ?? "", series.allDay);
    if (key >= to) break;
    keys.push(key);
  }
  return keys;
}

function isListed(series: Series, list: readonly OccurrenceKey[], key: number): boolean {
  if (list.length === 0) return false;
  return list[lowerBound(series, list, key)] === formatKey(key, series.allDay);
}

/** The index of the first key in a sorted list at or after a wall time. Keys sort as their texts do. */
function lowerBound(series: Series, list: readonly OccurrenceKey[], wall: number): number {
  if (list.length === 0) return 0;
  const clipped = Math.min(Math.max(wall, MIN_WALL), MAX_WALL);
  const unit = series.allDay ? DAY_SECONDS : 1;
  const text = formatKey(Math.ceil(clipped / unit) * unit, series.allDay);
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Two ascending lists as one, what is in both once. */
function union(a: readonly number[], b: readonly number[]): number[] {
  const merged: number[] = [];
  let indexA = 0;
  let indexB = 0;
  for (;;) {
    const next = Math.min(a[indexA] ?? Infinity, b[indexB] ?? Infinity);
    if (next === Infinity) return merged;
    merged.push(next);
    if (a[indexA] === next) indexA += 1;
    if (b[indexB] === next) indexB += 1;
  }
}
