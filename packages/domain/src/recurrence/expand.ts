import { DomainError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { DAY_SECONDS, MAX_WALL } from "../time/wall-time.ts";
import type { RecurrenceRule } from "./rule.ts";
import { stepperOf } from "./rule-stepper.ts";

/** Wall seconds `[from, to)`. */
export interface WallWindow {
  readonly from: number;
  readonly to: number;
  /** How many keys may be found; LIMITS.occurrencesPerSeriesInWindow when absent. */
  readonly budget?: number | undefined;
}

/**
 * The instances of a rule within a window, ascending, in wall seconds; none before the start, none
 * after the published years. Begins at the period that the window begins in (rule R4).
 *
 * COUNT and UNTIL, which need the whole series, are left to `keysBetween`.
 *
 * @throws RECURRENCE_TOO_LARGE when there are more than the budget.
 */
export function ruleKeysBetween(
  rule: RecurrenceRule,
  startWall: number,
  window: WallWindow,
): number[] {
  const budget = window.budget ?? LIMITS.occurrencesPerSeriesInWindow;
  const from = Math.max(window.from, startWall);
  const to = Math.min(window.to, MAX_WALL);
  if (from >= to) return [];
  const keys = stepperOf(rule, startWall).keysBetween(from, to, budget + 1);
  if (keys.length > budget) {
    throw new DomainError("RECURRENCE_TOO_LARGE", {
      details: {
        part: "RRULE",
        why: `the rule has more than ${budget} occurrences in this window`,
        limit: budget,
      },
    });
  }
  return keys;
}

/** The first instance of a rule at or after a wall time, or undefined. */
export function nextRuleKey(
  rule: RecurrenceRule,
  startWall: number,
  from: number,
): number | undefined {
  const first = Math.max(from, startWall);
  if (first >= MAX_WALL) return undefined;
  return stepperOf(rule, startWall).keysBetween(first, MAX_WALL, 1)[0];
}

/** The last instance of a rule before a wall time, or undefined. */
export function previousRuleKey(
  rule: RecurrenceRule,
  startWall: number,
  before: number,
): number | undefined {
  const stepper = stepperOf(rule, startWall);
  let to = Math.min(before, MAX_WALL);
  // Windows that grow: a dense rule is answered by the first, a rare one by few.
  for (let width = 2 * DAY_SECONDS; to > startWall; width *= 4) {
    const from = Math.max(startWall, to - width);
    const key = stepper.keysBetween(from, to, Infinity).at(-1);
    if (key !== undefined) return key;
    to = from;
  }
  return undefined;
}

/**
 * The nth instance of a rule, counted from 1 at the first one not before the start; the last of the
 * published years when there are fewer, undefined when there are none.
 */
export function nthRuleKey(rule: RecurrenceRule, startWall: number, n: number): number | undefined {
  const stepper = stepperOf(rule, startWall);
  const first = stepper.keysOf(0);
  if (n <= first.length) return first[n - 1];

  let missing = n - first.length;
  let period = 1;
  if (stepper.isEven) {
    const perPeriod = stepper.countOf(period);
    if (perPeriod === 0) return first.at(-1);
    const skipped = Math.floor((missing - 1) / perPeriod);
    period += skipped;
    missing -= skipped * perPeriod;
  }
  for (; stepper.periodStart(period) < MAX_WALL; period += 1) {
    const count = stepper.countOf(period);
    if (missing <= count) return stepper.keysOf(period)[missing - 1];
    missing -= count;
  }
  return previousRuleKey(rule, startWall, MAX_WALL);
}
