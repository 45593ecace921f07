import type { Interval, Window } from "../time/interval.ts";
import { DAY_SECONDS } from "../time/wall-time.ts";
import { toInstant, toWall } from "../time/zone.ts";
import { clipIntervals, mergeIntervals } from "./intervals.ts";

/** When somebody can be met, on the clock of a zone, whatever that clock does (rules T3, R2). */
export interface WorkingHours {
  /** On which days they begin; 0 is Monday. */
  readonly weekdays: readonly number[];
  /** Seconds of the day. */
  readonly from: number;
  /** Seconds of the day, exclusive; not after `from` means the next day's. */
  readonly to: number;
  /** A known zone. */
  readonly timeZone: string;
}

const TIME_OF_DAY = /^([01]\d|2[0-4]):([0-5]\d)$/;

/** Seconds of the day of a `HH:MM`, up to `24:00`; undefined for anything else. */
export function parseTimeOfDay(text: string): number | undefined {
  const [, hour, minute] = TIME_OF_DAY.exec(text) ?? [];
  if (hour === undefined || minute === undefined) return undefined;
  const seconds = Number(hour) * 3_600 + Number(minute) * 60;
  return seconds > DAY_SECONDS ? undefined : seconds;
}

/** The stretches of a window that lie in any of these hours. */
export function workingTimes(hours: readonly WorkingHours[], window: Window): Interval[] {
  const found: Interval[] = [];
  for (const { weekdays, from, to, timeZone } of hours) {
    const length = to > from ? to - from : to - from + DAY_SECONDS;
    // A day earlier for hours past midnight, a day on both sides for what a clock change moves.
    const first = Math.floor(toWall(window.from, timeZone) / DAY_SECONDS) - 2;
    const last = Math.floor(toWall(window.to, timeZone) / DAY_SECONDS) + 1;
    for (let day = first; day <= last; day += 1) {
      if (!weekdays.includes(weekdayOf(day))) continue;
      const start = day * DAY_SECONDS + from;
      const startsAtMs = toInstant(start, timeZone);
      found.push({ startsAtMs, endsAtMs: toInstant(start + length, timeZone) });
    }
  }
  return clipIntervals(mergeIntervals(found), window);
}

/** 0 is Monday; day 0, 1 January 1970, was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}
