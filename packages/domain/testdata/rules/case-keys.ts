import { keysBetween, seriesOf } from "../../src/recurrence/series.ts";
import { parseRule } from "../../src/recurrence/rule.ts";
import { DAY_SECONDS, formatKey, MIN_WALL, parseKey } from "../../src/time/wall-time.ts";
import { toInstant } from "../../src/time/zone.ts";
import { keysDayByDay } from "../../tests/_day-by-day.ts";
import { HORIZON_YEARS, isAllDay, MAX_KEYS } from "./rule-case.ts";
import type { RuleCase } from "./rule-case.ts";

/** The keys of a case by Daybook. */
export function ourKeys(item: RuleCase): string[] {
  const allDay = isAllDay(item);
  const start = stored(item.start);
  const series = seriesOf(
    { allDay, start, end: start, timeZone: item.zone },
    {
      rrule: item.rule,
      rdates: item.rdates.map(stored).toSorted(),
      exdates: item.exdates.map(stored).toSorted(),
    },
  );
  return keysBetween(series, MIN_WALL, afterHorizon(item), { budget: Infinity })
    .slice(0, MAX_KEYS)
    .map((key) => compact(formatKey(key, allDay)));
}

/** The same by reading RFC 5545 day by day, and R3 to the letter. */
export function keysByTheLetter(item: RuleCase): string[] {
  const allDay = isAllDay(item);
  const rule = parseRule(item.rule);
  const start = wallOf(item.start);
  let keys = keysDayByDay(rule, start, start, afterHorizon(item)).toSorted((a, b) => a - b);
  const { count, until } = rule;
  if (until !== null) {
    keys = keys.filter((key) => {
      if (until.kind === "utc") return toInstant(key, item.zone ?? "UTC") <= until.epochMs;
      return until.kind === "local" ? key <= until.wall : key < until.wall + DAY_SECONDS;
    });
  }
  if (count !== null) keys = keys.slice(0, keys[0] === start ? count : count - 1);
  const set = new Set([start, ...keys, ...item.rdates.map(wallOf)]);
  for (const key of item.exdates) set.delete(wallOf(key));
  return [...set]
    .filter((key) => key < afterHorizon(item))
    .toSorted((a, b) => a - b)
    .slice(0, MAX_KEYS)
    .map((key) => compact(formatKey(key, allDay)));
}

/** The last moment that keys are asked for, as the oracles take it. */
export function horizonOf({ start }: RuleCase): string {
  return `${Number(start.slice(0, 4)) + HORIZON_YEARS}${start.slice(4)}`.replace("0229", "0228");
}

export function wallOf(text: string): number {
  const key = stored(text);
  const wall = parseKey(key, key.length === 10);
  if (wall === undefined) throw new Error(`Not a date or time: ${text}`);
  return wall;
}

function afterHorizon(item: RuleCase): number {
  return wallOf(horizonOf(item)) + 1;
}

/** `2026-03-02T09:00:00` of `20260302T090000`. */
function stored(text: string): string {
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  if (text.length === 8) return date;
  return `${date}T${text.slice(9, 11)}:${text.slice(11, 13)}:${text.slice(13, 15)}`;
}

export function compact(key: string): string {
  return key.replaceAll(/[-:]/g, "");
}
