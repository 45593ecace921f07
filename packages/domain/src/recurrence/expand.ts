import { DomainError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { MAX_WALL } from "../time/wall-time.ts";
import type { RecurrenceRule } from "./rule.ts";
import { RuleStepper } from "./rule-stepper.ts";

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
  const keys = collectKeys(rule, startWall, { ...window, limit: budget + 1 });
  if (keys.length > budget) {
    throw new DomainError("RECURRENCE_TOO_LARGE", {
      details: {
        part: "RRULE",
        why: `the rule has more than ${budget} occurrences in this window`,
        max: budget,
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
  return collectKeys(rule, startWall, { from, to: MAX_WALL, limit: 1 })[0];
}

/** The last instance of a rule before a wall time, or undefined. */
export function previousRuleKey(
  rule: RecurrenceRule,
  startWall: number,
  before: number,
): number | undefined {
  if (before <= startWall) return undefined;
  const stepper = new RuleStepper(rule, startWall);
  const to = Math.min(before, MAX_WALL);
  for (let period = stepper.periodAt(to - 1); period >= 0; period -= 1) {
    const keys: number[] = [];
    stepper.collect(period, { from: startWall, to, limit: Infinity }, keys);
    if (keys.length > 0) return keys.at(-1);
  }
  return undefined;
}

/**
 * The nth instance of a rule, counted from 1 at the first one not before the start; the last of the
 * published years when there are fewer, undefined when there are none.
 */
export function nthRuleKey(rule: RecurrenceRule, startWall: number, n: number): number | undefined {
  const stepper = new RuleStepper(rule, startWall);
  const range = { from: startWall, to: MAX_WALL, limit: Infinity };
  const first: number[] = [];
  stepper.collect(0, range, first);
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
    if (missing <= count) {
      const keys: number[] = [];
      stepper.collect(period, range, keys);
      return keys[missing - 1] ?? previousRuleKey(rule, startWall, MAX_WALL);
    }
    missing -= count;
  }
  return previousRuleKey(rule, startWall, MAX_WALL);
}

function collectKeys(
  rule: RecurrenceRule,
  startWall: number,
  range: { readonly from: number; readonly to: number; readonly limit: number },
): number[] {
  const keys: number[] = [];
  const to = Math.min(range.to, MAX_WALL);
  const from = Math.max(range.from, startWall);
  if (from >= to) return keys;
  const stepper = new RuleStepper(rule, startWall);
  const clipped = { from, to, limit: range.limit };
  let period = stepper.periodAt(from);
  while (stepper.collect(period, clipped, keys)) {
    period += 1;
    if (stepper.periodStart(period) >= to) break;
  }
  return keys;
}
