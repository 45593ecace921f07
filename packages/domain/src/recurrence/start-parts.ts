import type { EventTime } from "../event/content.ts";
import { storedWall } from "../time/occurrence-time.ts";
import {
  DAY_SECONDS,
  dayOfMonth,
  daysFromCivil,
  daysInMonth,
  monthOfDay,
  weekdayOfDay,
  yearOfDay,
} from "../time/wall-time.ts";
import type { RuleParts, WeekdayRule } from "./rule.ts";

/** What a rule may say about the start of its series. */
export interface StartFacts {
  readonly allDay: boolean;
  readonly day: number;
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

export function startFactsOf({ start, allDay }: EventTime): StartFacts {
  const wall = storedWall(start, allDay);
  const day = Math.floor(wall / DAY_SECONDS);
  const minutes = Math.floor((wall - day * DAY_SECONDS) / 60);
  return {
    allDay,
    day,
    year: yearOfDay(day),
    month: monthOfDay(day),
    dayOfMonth: dayOfMonth(day),
    weekday: weekdayOfDay(day),
    hour: Math.floor(minutes / 60),
    minute: minutes % 60,
  };
}

/**
 * The parts of a rule that name days, after its start moved by days (rule X3): a weekly BYDAY moves
 * as a whole; of other rules a lone BYMONTHDAY or BYDAY that names the start's day, and a lone
 * BYMONTH of a yearly rule that names its month.
 */
export function shiftedDays(
  rule: RuleParts,
  before: StartFacts,
  after: StartFacts,
): Partial<RuleParts> {
  const days = after.day - before.day;
  if (days === 0) return {};
  if (rule.frequency === "WEEKLY") return shiftedWeek(rule, days);
  return { ...shiftedMonth(rule, before, after), ...shiftedDay(rule, before, after) };
}

/** A lone BYHOUR or BYMINUTE that names the start's moves with it; all-day rules have none. */
export function shiftedTimes(
  rule: RuleParts,
  before: StartFacts,
  after: StartFacts,
): Partial<RuleParts> {
  const namesHour = rule.byHour.length === 1 && rule.byHour[0] === before.hour;
  const namesMinute = rule.byMinute.length === 1 && rule.byMinute[0] === before.minute;
  return {
    ...(namesHour ? { byHour: after.allDay ? [] : [after.hour] } : {}),
    ...(namesMinute ? { byMinute: after.allDay ? [] : [after.minute] } : {}),
  };
}

function shiftedWeek(rule: RuleParts, days: number): Partial<RuleParts> {
  if (rule.byDay.length === 0) return {};
  const shifted = (weekday: number): number => (((weekday + days) % 7) + 7) % 7;
  const byDay = rule.byDay
    .map(({ weekday }) => ({ weekday: shifted(weekday), ordinal: 0 }))
    .toSorted((a, b) => a.weekday - b.weekday);
  // Where weeks are skipped, or counted in, they move as their days do: else two days of one
  // week would come to lie in two.
  const weeksMatter = rule.interval > 1 || rule.bySetPos.length > 0;
  return weeksMatter ? { byDay, weekStart: shifted(rule.weekStart) } : { byDay };
}

function shiftedMonth(rule: RuleParts, before: StartFacts, after: StartFacts): Partial<RuleParts> {
  const namesMonth = rule.byMonth.length === 1 && rule.byMonth[0] === before.month;
  return rule.frequency === "YEARLY" && namesMonth ? { byMonth: [after.month] } : {};
}

function shiftedDay(rule: RuleParts, before: StartFacts, after: StartFacts): Partial<RuleParts> {
  const [monthDay, ...otherMonthDays] = rule.byMonthDay;
  const [weekday, ...otherWeekdays] = rule.byDay;
  if (otherMonthDays.length > 0 || otherWeekdays.length > 0) return {};
  if (monthDay !== undefined && weekday === undefined) {
    const names = monthDay === sameMonthDay(monthDay, before);
    return names ? { byMonthDay: [sameMonthDay(monthDay, after)] } : {};
  }
  if (weekday !== undefined && monthDay === undefined) {
    const inYear = rule.frequency === "YEARLY" && rule.byMonth.length === 0;
    const named = sameWeekday(weekday, before, inYear);
    const names = named.weekday === weekday.weekday && named.ordinal === weekday.ordinal;
    return names ? { byDay: [sameWeekday(weekday, after, inYear)] } : {};
  }
  return {};
}

/** How BYMONTHDAY names a start: counted from the end of the month if `like` is. */
function sameMonthDay(like: number, start: StartFacts): number {
  if (like > 0) return start.dayOfMonth;
  return start.dayOfMonth - daysInMonth(start.year, start.month) - 1;
}

/** How BYDAY names a start: without a number, or counted from the start or the end, as `like` is. */
function sameWeekday(like: WeekdayRule, start: StartFacts, inYear: boolean): WeekdayRule {
  const { weekday, day, year, month } = start;
  if (like.ordinal === 0) return { weekday, ordinal: 0 };
  const first = inYear ? daysFromCivil(year, 1, 1) : daysFromCivil(year, month, 1);
  if (like.ordinal > 0) return { weekday, ordinal: Math.floor((day - first) / 7) + 1 };
  const afterLast = inYear ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1);
  return { weekday, ordinal: -Math.floor((afterLast - 1 - day) / 7) - 1 };
}
