import type { Interval, Window } from "../time/interval.ts";
import { gapsBetween, intersectIntervals, mergeIntervals } from "./intervals.ts";
import { type WorkingHours, workingTimes } from "./working-hours.ts";

/** Somebody who is to be there. */
export interface Attendee {
  /** Merged and in order. */
  readonly busy: readonly Interval[];
  /** Null: at any time. */
  readonly hours: readonly WorkingHours[] | null;
}

export interface TimeSought {
  readonly window: Window;
  readonly attendees: readonly Attendee[];
  readonly durationMs: number;
  /** Suggestions start at multiples of it, counted in UTC. */
  readonly stepMs: number;
  /** How many suggestions are enough. */
  readonly limit: number;
}

/** Why there is no time: what would have to be asked otherwise. */
export const NO_TIME_REASONS = [
  "SOMEONE_UNKNOWN",
  "WINDOW_SHORTER_THAN_DURATION",
  "NO_WORKING_HOURS_IN_WINDOW",
  "NO_COMMON_WORKING_HOURS",
  "ALL_BUSY",
] as const;

export type NoTimeReason = (typeof NO_TIME_REASONS)[number];

export interface TimeFound {
  /** The earliest times at which everybody is free, each as long as asked for. */
  readonly times: readonly Interval[];
  /** Null where there is one. */
  readonly reason: Exclude<NoTimeReason, "SOMEONE_UNKNOWN"> | null;
}

/**
 * The earliest times at which all are free and at work. Where a gap has room at no multiple of the
 * step, its very start is suggested: there is no time exactly when nothing is.
 */
export function findTime(sought: TimeSought): TimeFound {
  const { window, attendees, durationMs } = sought;
  if (window.to - window.from < durationMs) return none("WINDOW_SHORTER_THAN_DURATION");
  let common: Interval[] = [{ startsAtMs: window.from, endsAtMs: window.to }];
  for (const { hours } of attendees) {
    if (hours === null) continue;
    const own = workingTimes(hours, window);
    if (own.length === 0) return none("NO_WORKING_HOURS_IN_WINDOW");
    common = intersectIntervals(common, own);
  }
  if (!common.some((stretch) => isLongEnough(stretch, durationMs))) {
    return none("NO_COMMON_WORKING_HOURS");
  }
  const busy = mergeIntervals(attendees.flatMap((attendee) => attendee.busy));
  const free = intersectIntervals(common, gapsBetween(busy, window));
  const times = suggestions(free, sought);
  return times.length === 0 ? none("ALL_BUSY") : { times, reason: null };
}

function none(reason: Exclude<NoTimeReason, "SOMEONE_UNKNOWN">): TimeFound {
  return { times: [], reason };
}

function isLongEnough({ startsAtMs, endsAtMs }: Interval, durationMs: number): boolean {
  return endsAtMs - startsAtMs >= durationMs;
}

function suggestions(
  free: readonly Interval[],
  { durationMs, stepMs, limit }: TimeSought,
): Interval[] {
  const times: Interval[] = [];
  for (const gap of free) {
    if (!isLongEnough(gap, durationMs)) continue;
    const latest = gap.endsAtMs - durationMs;
    const first = Math.ceil(gap.startsAtMs / stepMs) * stepMs;
    for (let at = first <= latest ? first : gap.startsAtMs; at <= latest; at += stepMs) {
      if (times.length === limit) return times;
      times.push({ startsAtMs: at, endsAtMs: at + durationMs });
    }
  }
  return times;
}
