import { daysFromCivil, daysInMonth, isLeapYear, weekdayOfDay } from "../time/wall-time.ts";
import type { RecurrenceRule, WeekdayRule } from "./rule.ts";

/*
 * Which days a rule names, as one bit for each day of a month: bit 0 is the 1st. A BY part that
 * limits is then one `&`, and a month without any day is known before its days are looked at.
 */

/** The 1st, 8th, 15th, 22nd and 29th. */
const EVERY_SEVENTH = 0b1_0000001_0000001_0000001_0000001;
/** Bit m is month m. */
const ALL_MONTHS = 0b1_1111_1111_1110;
/** Days of the year before each month, January at 0; the last is the length of the year. */
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365] as const;
const DAYS_BEFORE_MONTH_LEAP = [
  0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366,
] as const;

/** The day and the month that a series starts on: what a rule leaves open is taken from there. */
export interface StartDay {
  readonly month: number;
  readonly dayOfMonth: number;
  /** 0 is Monday. */
  readonly weekday: number;
}

/** The days that the BY parts of one rule name, whatever its interval. */
export class MonthDays {
  readonly #rule: RecurrenceRule;
  readonly #months: number;
  readonly #monthDays: number;
  readonly #monthDaysFromEnd: readonly number[];
  /** The days of BYDAY without ordinals, by the weekday that the month begins on. */
  readonly #weekdays: readonly number[];
  readonly #ordinals: readonly WeekdayRule[];
  /** BYDAY has ordinals that count in the year and not in the month. */
  readonly #countsInYear: boolean;

  constructor(rule: RecurrenceRule) {
    this.#rule = rule;
    this.#months = rule.byMonth.reduce((bits, month) => bits | (1 << month), 0) || ALL_MONTHS;
    this.#monthDays = rule.byMonthDay.reduce((bits, day) => bits | monthDayBit(day), 0);
    this.#monthDaysFromEnd = rule.byMonthDay.filter((day) => day < 0);
    const plain = rule.byDay.filter(({ ordinal }) => ordinal === 0);
    this.#weekdays = [0, 1, 2, 3, 4, 5, 6].map((first) =>
      plain.reduce((bits, { weekday }) => bits | everyWeekday(weekday, first), 0),
    );
    this.#ordinals = rule.byDay.filter(({ ordinal }) => ordinal !== 0);
    this.#countsInYear =
      rule.frequency === "YEARLY" && rule.byMonth.length === 0 && this.#ordinals.length > 0;
  }

  /** Whether BYMONTH lets a month through. */
  hasMonth(month: number): boolean {
    return (this.#months & (1 << month)) !== 0;
  }

  /** The days of a month by a DAILY rule: every BY part limits. */
  ofDailyRule(year: number, month: number): number {
    return this.hasMonth(month) ? this.#limited(year, month) : 0;
  }

  /** The days of a month by a MONTHLY rule; without BYMONTHDAY and BYDAY, the day of the start. */
  ofMonthlyRule(year: number, month: number, start: StartDay): number {
    if (!this.hasMonth(month)) return 0;
    const { byMonthDay, byDay } = this.#rule;
    if (byMonthDay.length > 0 || byDay.length > 0) return this.#limited(year, month);
    return monthDayBit(start.dayOfMonth) & everyDay(daysInMonth(year, month));
  }

  /**
   * The days of a year by a YEARLY rule, month by month into `days` (index m is month m).
   *
   * Each of BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY and BYDAY names days, and a day must be named
   * by all that are there; RFC 5545 expands by the first and limits by the others, which comes to
   * the same. A day belongs to the year of its date, also where its week does not.
   */
  ofYearlyRule(year: number, start: StartDay, days: Int32Array): void {
    const { byMonth, byWeekNo, byYearDay, byMonthDay, byDay } = this.#rule;
    const namesDays = byYearDay.length > 0 || byMonthDay.length > 0 || byDay.length > 0;
    if (!namesDays && byWeekNo.length === 0) {
      // Nothing but months: the day of the start, and its month where none is named.
      days.fill(0);
      for (let month = 1; month <= 12; month += 1) {
        if (byMonth.length > 0 ? this.hasMonth(month) : month === start.month) {
          days[month] = monthDayBit(start.dayOfMonth) & everyDay(daysInMonth(year, month));
        }
      }
      return;
    }
    for (let month = 1; month <= 12; month += 1) {
      days[month] = this.hasMonth(month) ? this.#limited(year, month) : 0;
    }
    if (byYearDay.length > 0) limitTo(days, markYearDays(year, byYearDay));
    if (this.#countsInYear) limitTo(days, markWeekdays(year, this.#rule.byDay));
    if (byWeekNo.length > 0) {
      limitTo(days, markWeeks(year, byWeekNo, this.#rule.weekStart));
      // Nothing but weeks: the weekday of the start.
      if (!namesDays) limitTo(days, markWeekdays(year, [{ weekday: start.weekday, ordinal: 0 }]));
    }
  }

  /** The days of a month that BYMONTHDAY and BYDAY let through. */
  #limited(year: number, month: number): number {
    const length = daysInMonth(year, month);
    let days = everyDay(length);
    if (this.#rule.byMonthDay.length > 0) {
      let named = this.#monthDays;
      for (const day of this.#monthDaysFromEnd) named |= monthDayBit(length + day + 1);
      days &= named;
    }
    if (this.#rule.byDay.length > 0 && days !== 0 && !this.#countsInYear) {
      const first = weekdayOfDay(daysFromCivil(year, month, 1));
      let named = this.#weekdays[first] ?? 0;
      for (const { weekday, ordinal } of this.#ordinals) {
        const all = everyWeekday(weekday, first) & everyDay(length);
        named |= nthBit(all, ordinal);
      }
      days &= named;
    }
    return days;
  }
}

/** The bit of a day of the month; none for a day that no month has. */
function monthDayBit(day: number): number {
  return day >= 1 && day <= 31 ? 1 << (day - 1) : 0;
}

function everyDay(length: number): number {
  return length === 31 ? 0x7fff_ffff : (1 << length) - 1;
}

/** The days of a weekday in a month that begins on weekday `first`; may exceed the month. */
function everyWeekday(weekday: number, first: number): number {
  return EVERY_SEVENTH << ((weekday - first + 7) % 7);
}

/** The nth day of some, or the nth from their end when negative. */
function nthBit(days: number, ordinal: number): number {
  let rest = days;
  if (ordinal > 0) {
    for (let skipped = 1; skipped < ordinal; skipped += 1) rest &= rest - 1;
    return rest & -rest;
  }
  for (let skipped = -1; skipped > ordinal; skipped -= 1) rest &= ~highestBit(rest);
  return highestBit(rest);
}

function highestBit(days: number): number {
  return days === 0 ? 0 : 1 << (31 - Math.clz32(days));
}

/** The days that a part of the rule names in the year at hand; one array for all of them. */
const marked = new Int32Array(13);

function limitTo(days: Int32Array, named: Int32Array): void {
  for (let month = 1; month <= 12; month += 1) {
    days[month] = (days[month] ?? 0) & (named[month] ?? 0);
  }
}

function markYearDays(year: number, byYearDay: readonly number[]): Int32Array {
  marked.fill(0);
  const length = isLeapYear(year) ? 366 : 365;
  for (const number of byYearDay) {
    mark(year, number > 0 ? number - 1 : length + number);
  }
  return marked;
}

/** BYWEEKNO: a week has number 1 when it is the first with four days in the year. */
function markWeeks(year: number, byWeekNo: readonly number[], weekStart: number): Int32Array {
  marked.fill(0);
  const newYear = daysFromCivil(year, 1, 1);
  // The year's first days may lie in the last week of the year before, its last in the first week
  // of the year after.
  for (let weekYear = year - 1; weekYear <= year + 1; weekYear += 1) {
    const firstWeek = firstWeekOf(weekYear, weekStart);
    const weeks = (firstWeekOf(weekYear + 1, weekStart) - firstWeek) / 7;
    for (const number of byWeekNo) {
      const week = number > 0 ? number : weeks + number + 1;
      if (week < 1 || week > weeks) continue;
      const day = firstWeek + (week - 1) * 7 - newYear;
      for (let index = 0; index < 7; index += 1) mark(year, day + index);
    }
  }
  return marked;
}

/** The day on which week 1 of a year begins. */
function firstWeekOf(year: number, weekStart: number): number {
  const newYear = daysFromCivil(year, 1, 1);
  const daysIntoWeek = (weekdayOfDay(newYear) - weekStart + 7) % 7;
  return daysIntoWeek <= 3 ? newYear - daysIntoWeek : newYear + 7 - daysIntoWeek;
}

/** BYDAY with ordinals that count in the year. */
function markWeekdays(year: number, byDay: readonly WeekdayRule[]): Int32Array {
  marked.fill(0);
  const length = isLeapYear(year) ? 366 : 365;
  const newYear = weekdayOfDay(daysFromCivil(year, 1, 1));
  for (const { weekday, ordinal } of byDay) {
    const first = (weekday - newYear + 7) % 7;
    const last = first + 7 * Math.floor((length - 1 - first) / 7);
    if (ordinal === 0) {
      for (let day = first; day <= last; day += 7) mark(year, day);
    } else {
      const day = ordinal > 0 ? first + 7 * (ordinal - 1) : last + 7 * (ordinal + 1);
      if (day >= first && day <= last) mark(year, day);
    }
  }
  return marked;
}

/** Marks a day of the year, counted from 0; one outside the year is none. */
function mark(year: number, dayOfYear: number): void {
  const isLeap = isLeapYear(year);
  if (dayOfYear < 0 || dayOfYear >= (isLeap ? 366 : 365)) return;
  const cumulated = isLeap ? DAYS_BEFORE_MONTH_LEAP : DAYS_BEFORE_MONTH;
  let month = (dayOfYear / 31) | 0;
  if (dayOfYear >= (cumulated[month + 1] ?? 0)) month += 1;
  const bit = 1 << (dayOfYear - (cumulated[month] ?? 0));
  marked[month + 1] = (marked[month + 1] ?? 0) | bit;
}
