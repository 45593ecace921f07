import type {
  EventContent,
  EventTime,
  JsonValue,
  OccurrenceKey,
  Recurrence,
} from "../event/content.ts";
import { isPastEnd } from "../recurrence/rule-end.ts";
import { formatRule } from "../recurrence/rule-writer.ts";
import { parseRule } from "../recurrence/rule.ts";
import { shiftRule } from "../recurrence/shift.ts";
import { storedWall } from "../time/occurrence-time.ts";
import { isSameTime } from "../time/patch-time.ts";
import { type MergeState, type Three, pick, resolutionOf, threeWay } from "./merge-fields.ts";
import type { Framed } from "./merge-frame.ts";
import { clashOfTimes } from "./merge-time.ts";

/** What the recurrences are merged from. */
export interface RecurrenceMerge {
  readonly contents: Three<EventContent>;
  /** The same at the time that the merged event has. */
  readonly frames: Three<Framed>;
}

/**
 * Merges the recurrences (rule V3): the rule as one value, extra dates and exclusions each as a
 * set of keys. Null also where they clash.
 */
export function mergeRecurrence(
  { contents, frames }: RecurrenceMerge,
  state: MergeState,
): Recurrence | null {
  const { base, yours, theirs } = pick(frames, (frame) => frame.recurrence);
  const side = resolutionOf(state, "recurrence");
  if (side !== undefined && frames[side].recurrence !== undefined) return frames[side].recurrence;
  if (side === undefined) {
    if (base === undefined || yours === undefined || theirs === undefined) {
      // One of them cannot follow the move: only who left the recurrence alone can be passed over.
      const before = contents.base.recurrence;
      const stayed = (edited: EventContent): boolean => sameRecurrence(edited.recurrence, before);
      if (yours !== undefined && stayed(contents.theirs)) return yours;
      if (theirs !== undefined && stayed(contents.yours)) return theirs;
    } else {
      const merged = mergeMembers({ base, yours, theirs });
      if (merged !== undefined) return merged;
    }
  }
  // Whoever cannot follow the move clashes with the move too.
  if (base === undefined || yours === undefined || theirs === undefined)
    clashOfTimes(contents, state);
  clashOfRecurrences(contents, state);
  return theirs ?? null;
}

export function clashOfRecurrences(contents: Three<EventContent>, state: MergeState): void {
  state.clashes.set(
    "recurrence",
    pick(contents, ({ recurrence }) => recurrenceJson(recurrence)),
  );
}

/** Undefined where they overlap. */
function mergeMembers(three: Three<Recurrence | null>): Recurrence | null | undefined {
  const whole = threeWay(three, sameRecurrence);
  if (whole !== undefined) return whole;
  const holder = threeWay(three, sameRule);
  // Nothing recurs any more on one side, while the other says when.
  if (holder === undefined || holder === null) return undefined;
  const rdates = mergeKeys(pick(three, (recurrence) => recurrence?.rdates ?? []));
  const exdates = mergeKeys(pick(three, (recurrence) => recurrence?.exdates ?? []));
  if (holder.rrule === null && rdates.length === 0) return undefined;
  return { rrule: holder.rrule, rdates, exdates };
}

/** A key is there or it is not: two who changed that have changed it to the same. */
function mergeKeys({ base, yours, theirs }: Three<readonly OccurrenceKey[]>): OccurrenceKey[] {
  const before = new Set(base);
  const mine = new Set(yours);
  const others = new Set(theirs);
  const added = yours.filter((key) => !before.has(key) && !others.has(key));
  const kept = theirs.filter((key) => mine.has(key) || !before.has(key));
  return added.length === 0 ? kept : [...kept, ...added].sort();
}

/**
 * Whether a side that did not make the move to `time` gave the series a rule that goes ill with it:
 * the move shifts days that the old rule or the new one names (rule X3), so that neither side has
 * what it asked for; or the end that was given lies before the new start.
 */
export function ruleMeetsMove(base: EventContent, edited: EventContent, time: EventTime): boolean {
  if (isSameTime(edited, time)) return false;
  const rrule = edited.recurrence?.rrule ?? null;
  if (rrule === null) return false;
  const original = base.recurrence?.rrule ?? null;
  const before = original === null ? null : shiftRule(original, base, edited);
  if (sameRuleText(rrule, before)) return false;
  if (before === null || !sameRuleText(bodyOf(rrule), bodyOf(before))) {
    if (shiftsBody(rrule, edited, time)) return true;
    if (before !== null && shiftsBody(before, edited, time)) return true;
  }
  const rule = parseRule(rrule);
  if (rule.until === null) return false;
  const startWall = storedWall(time.start, time.allDay);
  return isPastEnd({ rule, startWall, timeZone: time.timeZone }, startWall);
}

function shiftsBody(rrule: string, from: EventTime, to: EventTime): boolean {
  const body = bodyOf(rrule);
  return !sameRuleText(shiftRule(body, from, to), body);
}

/** A rule without its end. */
function bodyOf(rrule: string): string {
  return formatRule({ ...parseRule(rrule), count: null, until: null });
}

export function sameRecurrence(a: Recurrence | null, b: Recurrence | null): boolean {
  if (a === null || b === null) return a === b;
  return sameRule(a, b) && sameKeys(a.rdates, b.rdates) && sameKeys(a.exdates, b.exdates);
}

export function sameRule(a: Recurrence | null, b: Recurrence | null): boolean {
  return a === null || b === null ? a === b : sameRuleText(a.rrule, b.rrule);
}

function sameRuleText(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return a === b || parseRule(a).text === parseRule(b).text;
}

export function sameKeys(a: readonly OccurrenceKey[], b: readonly OccurrenceKey[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

function recurrenceJson(recurrence: Recurrence | null): JsonValue {
  if (recurrence === null) return null;
  const { rrule, rdates, exdates } = recurrence;
  return { rrule, rdates, exdates };
}
