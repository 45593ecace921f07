import type { Interval, Window } from "../time/interval.ts";

/**
 * Stretches of time in order, none empty, none touching another: the union of those given. Moments
 * take no time and vanish (rules T4, Q1).
 */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals
    .filter(({ startsAtMs, endsAtMs }) => endsAtMs > startsAtMs)
    .sort((a, b) => a.startsAtMs - b.startsAtMs);
  const merged: Interval[] = [];
  let open: { startsAtMs: number; endsAtMs: number } | undefined;
  for (const { startsAtMs, endsAtMs } of sorted) {
    if (open === undefined || startsAtMs > open.endsAtMs) {
      open = { startsAtMs, endsAtMs };
      merged.push(open);
    } else if (endsAtMs > open.endsAtMs) {
      open.endsAtMs = endsAtMs;
    }
  }
  return merged;
}

/** What of merged stretches lies in a window. */
export function clipIntervals(merged: readonly Interval[], { from, to }: Window): Interval[] {
  return merged
    .map(({ startsAtMs, endsAtMs }) => ({
      startsAtMs: Math.max(startsAtMs, from),
      endsAtMs: Math.min(endsAtMs, to),
    }))
    .filter(({ startsAtMs, endsAtMs }) => endsAtMs > startsAtMs);
}

/** What two lists of merged stretches have in common. */
export function intersectIntervals(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const common: Interval[] = [];
  for (let indexA = 0, indexB = 0; ;) {
    const left = a[indexA];
    const right = b[indexB];
    if (left === undefined || right === undefined) return common;
    const startsAtMs = Math.max(left.startsAtMs, right.startsAtMs);
    const endsAtMs = Math.min(left.endsAtMs, right.endsAtMs);
    if (endsAtMs > startsAtMs) common.push({ startsAtMs, endsAtMs });
    if (left.endsAtMs < right.endsAtMs) indexA += 1;
    else indexB += 1;
  }
}

/** What merged stretches leave of a window. */
export function gapsBetween(merged: readonly Interval[], { from, to }: Window): Interval[] {
  const gaps: Interval[] = [];
  let startsAtMs = from;
  for (const busy of merged) {
    if (busy.startsAtMs >= to) break;
    if (busy.startsAtMs > startsAtMs) gaps.push({ startsAtMs, endsAtMs: busy.startsAtMs });
    startsAtMs = Math.max(startsAtMs, busy.endsAtMs);
  }
  if (startsAtMs < to) gaps.push({ startsAtMs, endsAtMs: to });
  return gaps;
}
