import { BoundedMap } from "../time/bounded-map.ts";
import { DAY_SECONDS, MAX_WALL } from "../time/wall-time.ts";
import { toInstant, toWall } from "../time/zone.ts";
import { nextRuleKey, nthRuleKey, previousRuleKey, ruleKeysBetween } from "./expand.ts";
import type { WallWindow } from "./expand.ts";
import type { RecurrenceRule } from "./rule.ts";

/** A rule with what its COUNT or UNTIL depends on. */
export interface AnchoredRule {
  readonly rule: RecurrenceRule;
  readonly startWall: number;
  /** Null for floating and all-day series. */
  readonly timeZone: string | null;
}

/** Where a rule ends: its keys lie before `before`, and start no later than `untilMs`. */
interface RuleEnd {
  readonly before: number;
  /** An UNTIL in UTC, in epoch milliseconds; null when `before` says it all. */
  readonly untilMs: number | null;
  /** Keys up to here start before `untilMs` whatever the clocks do. */
  readonly surelyBefore: number;
}

/** The most that a clock was ever set forward or back: Samoa skipped a day in 2011. */
const LARGEST_CHANGE_SECONDS = DAY_SECONDS;

/** Last keys of COUNT rules by start and rule; writing the series worked them out once already. */
const MAX_COUNTS = 8_192;
const lastKeysByCount = new BoundedMap<number>(MAX_COUNTS);

/** The keys of a rule in a window, up to its COUNT or UNTIL. */
export function boundedKeysBetween(anchored: AnchoredRule, window: WallWindow): number[] {
  const { rule, startWall, timeZone } = anchored;
  const end = endOf(anchored);
  const keys = ruleKeysBetween(rule, startWall, {
    from: window.from,
    to: Math.min(window.to, end.before),
    budget: window.budget,
  });
  const { untilMs } = end;
  if (untilMs === null || (keys.at(-1) ?? -Infinity) <= end.surelyBefore) return keys;
  return keys.filter((key) => toInstant(key, timeZone ?? "UTC") <= untilMs);
}

/** The first key of a rule at or after a wall time, up to its COUNT or UNTIL. */
export function nextBoundedKey(anchored: AnchoredRule, from: number): number | undefined {
  const end = endOf(anchored);
  let key = nextRuleKey(anchored.rule, anchored.startWall, from);
  while (key !== undefined && key < end.before) {
    if (!isLate(key, end, anchored)) return key;
    key = nextRuleKey(anchored.rule, anchored.startWall, key + 1);
  }
  return undefined;
}

/** The last key of a rule before a wall time, up to its COUNT or UNTIL. */
export function previousBoundedKey(anchored: AnchoredRule, before: number): number | undefined {
  const { rule, startWall } = anchored;
  const end = endOf(anchored);
  let key = previousRuleKey(rule, startWall, Math.min(before, end.before));
  while (key !== undefined && isLate(key, end, anchored)) {
    key = previousRuleKey(rule, startWall, key);
  }
  return key;
}

/** Whether a rule that has no COUNT ends before this key. */
export function isPastEnd(anchored: AnchoredRule, key: number): boolean {
  const end = endOf(anchored);
  return key >= end.before || isLate(key, end, anchored);
}

function isLate(key: number, end: RuleEnd, { timeZone }: AnchoredRule): boolean {
  if (end.untilMs === null || key <= end.surelyBefore) return false;
  return toInstant(key, timeZone ?? "UTC") > end.untilMs;
}

function endOf(anchored: AnchoredRule): RuleEnd {
  const { count, until } = anchored.rule;
  if (count !== null) return endAt(lastKeyByCount(anchored, count) + 1);
  if (until === null) return endAt(MAX_WALL);
  switch (until.kind) {
    case "date":
      return endAt(until.wall + DAY_SECONDS);
    case "local":
      return endAt(until.wall + 1);
    case "utc": {
      const wall = toWall(until.epochMs, anchored.timeZone ?? "UTC");
      // Around a clock change, a later key may start earlier: those near the end are looked at.
      return {
        before: wall + LARGEST_CHANGE_SECONDS + 1,
        untilMs: until.epochMs,
        surelyBefore: wall - LARGEST_CHANGE_SECONDS,
      };
    }
  }
}

function endAt(before: number): RuleEnd {
  return { before, untilMs: null, surelyBefore: before };
}

/** The last key by COUNT, which counts the start, in the rule or not, and the rule's instances (R3). */
function lastKeyByCount({ rule, startWall }: AnchoredRule, count: number): number {
  const id = `${startWall} ${rule.text}`;
  const known = lastKeysByCount.get(id);
  if (known !== undefined) return known;
  const ofRule = nextRuleKey(rule, startWall, startWall) === startWall ? count : count - 1;
  const last = ofRule === 0 ? undefined : nthRuleKey(rule, startWall, ofRule);
  const key = last ?? startWall;
  lastKeysByCount.set(id, key);
  return key;
}
