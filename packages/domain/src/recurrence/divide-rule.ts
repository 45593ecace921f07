import { DAY_SECONDS } from "../time/wall-time.ts";
import { toInstant } from "../time/zone.ts";
import type { RuleUntil } from "./rule.ts";
import {
  type AnchoredRule,
  boundedKeysBetween,
  nextBoundedKey,
  previousBoundedKey,
} from "./rule-end.ts";
import { formatRule } from "./rule-writer.ts";
import type { Series } from "./series.ts";

/** The most that a clock was ever set forward or back: Samoa skipped a day in 2011. */
const LARGEST_CHANGE_SECONDS = DAY_SECONDS;

/** How many instances of a rule {@link ruleFrom} passes over at most. */
const MAX_PASSED = 32;

/**
 * The rule of a series with nothing left of it from `pivot` on (rule X4), for the same start.
 * COUNT becomes the number of what it counted before the pivot, the start among them (rule R3);
 * any other rule gets an UNTIL. `rrule` itself where nothing lies after the pivot anyway, null
 * where no instance lies before it.
 *
 * @param series whose rule is that of `rrule`, and starts before the pivot.
 */
export function ruleBefore(series: Series, rrule: string, pivot: number): string | null {
  const anchored = anchoredRule(series);
  if (anchored === undefined) return null;
  const { rule } = anchored;
  const last = previousBoundedKey(anchored, pivot);
  if (last === undefined) return null;
  if (nextBoundedKey(anchored, pivot) === undefined) return rrule;
  if (rule.count !== null) return formatRule({ ...rule, count: countBefore(anchored, pivot) });
  return formatRule({ ...rule, until: untilBetween(anchored, series, { last, pivot }) });
}

/**
 * The rule for what is left of a series from `pivot` on (rule X4), and the instance to start it
 * from: whatever a rule takes from its start, the phase of INTERVAL above all, it finds the same
 * in each of its instances. Null where none is left.
 *
 * @param isStart whether an instance can be a start; `passed` are those before it that cannot.
 *   Where none of the next few can, the first one is taken.
 */
export function ruleFrom(
  series: Series,
  { rrule, pivot }: { readonly rrule: string; readonly pivot: number },
  isStart: (key: number) => boolean,
): { readonly rrule: string; readonly start: number; readonly passed: readonly number[] } | null {
  const anchored = anchoredRule(series);
  const first = anchored === undefined ? undefined : nextBoundedKey(anchored, pivot);
  if (anchored === undefined || first === undefined) return null;
  const passed: number[] = [];
  let start: number | undefined = first;
  while (start !== undefined && !isStart(start)) {
    passed.push(start);
    start = passed.length > MAX_PASSED ? undefined : nextBoundedKey(anchored, start + 1);
  }
  if (start === undefined) {
    passed.length = 0;
    start = first;
  }
  const { rule } = anchored;
  if (rule.count === null) return { rrule, start, passed };
  const count = rule.count - countBefore(anchored, start);
  return { rrule: formatRule({ ...rule, count }), start, passed };
}

function anchoredRule({ rule, startWall, timeZone }: Series): AnchoredRule | undefined {
  return rule === null ? undefined : { rule, startWall, timeZone };
}

/** What a COUNT counts before a wall time after the start: the start, and the rule's instances. */
function countBefore(anchored: AnchoredRule, before: number): number {
  const { startWall } = anchored;
  const keys = boundedKeysBetween(anchored, { from: startWall, to: before });
  return keys[0] === startWall ? keys.length : keys.length + 1;
}

/**
 * An UNTIL between the last instance and the pivot, in the form that fits the series (RFC 5545
 * §3.3.10): the end of the last instance's day, which no new time zone data carries past the
 * pivot's instant, unless the pivot comes sooner.
 */
function untilBetween(
  anchored: AnchoredRule,
  series: Series,
  { last, pivot }: { readonly last: number; readonly pivot: number },
): RuleUntil {
  if (series.allDay) return { kind: "date", wall: last };
  const endOfDay = Math.floor(last / DAY_SECONDS) * DAY_SECONDS + DAY_SECONDS - 1;
  const wall = Math.min(endOfDay, pivot - 1);
  const { timeZone } = series;
  if (timeZone !== null) {
    const epochMs = toInstant(wall, timeZone);
    if (divides(anchored, { epochMs, timeZone, last, pivot })) return { kind: "utc", epochMs };
  }
  return { kind: "local", wall };
}

/**
 * Whether an instant divides the instances as the pivot does. A start that the clock skips is
 * shifted (rule T3) past the next ones, and no instant then tells them apart; a local time does.
 */
function divides(
  anchored: AnchoredRule,
  until: {
    readonly epochMs: number;
    readonly timeZone: string;
    readonly last: number;
    readonly pivot: number;
  },
): boolean {
  const { epochMs, timeZone, last, pivot } = until;
  const near = boundedKeysBetween(anchored, {
    from: last - 2 * LARGEST_CHANGE_SECONDS,
    to: pivot + 2 * LARGEST_CHANGE_SECONDS,
  });
  return near.every((key) => toInstant(key, timeZone) <= epochMs === key < pivot);
}
