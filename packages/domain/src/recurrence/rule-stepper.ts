import {
  DAY_SECONDS,
  dayOfMonth,
  daysFromCivil,
  daysInMonth,
  monthOfDay,
  weekdayOfDay,
  yearOfDay,
} from "../time/wall-time.ts";
import { MonthDays } from "./month-days.ts";
import type { StartDay } from "./month-days.ts";
import type { RecurrenceRule } from "./rule.ts";

/** The parts of a rule that its start has no say in, worked out once per rule. */
const monthDaysOf = new WeakMap<RecurrenceRule, MonthDays>();

/** The days of the year that is being read; index m is month m. */
const yearDays = new Int32Array(13);

let lastStepper: RuleStepper | undefined;

/** The stepper of a rule from a start; the one that was asked for last is kept. */
export function stepperOf(rule: RecurrenceRule, startWall: number): RuleStepper {
  if (lastStepper?.rule !== rule || lastStepper.startWall !== startWall) {
    lastStepper = new RuleStepper(rule, startWall);
  }
  return lastStepper;
}

/** What one period of a rule is. A DAILY rule with BY parts for days goes by calendar months. */
type PeriodKind = "day" | "week" | "month" | "monthOfDays" | "year";

/**
 * Steps through a rule period by period, from any of them: period n is found by arithmetic, so what
 * lies between the start and it costs nothing (rule R4).
 *
 * Keys are wall seconds. COUNT and UNTIL are left to the series.
 */
class RuleStepper {
  readonly rule: RecurrenceRule;
  readonly #days: MonthDays;
  readonly startWall: number;
  readonly #startDay: number;
  readonly #start: StartDay;
  /** Seconds of the day at which occurrences start, ascending. */
  readonly #times: readonly number[];
  readonly #kind: PeriodKind;
  /** Period 0: a day, the first day of a week, a month counted from year 0, or a year. */
  readonly #origin: number;
  /** Days, months or years from one period to the next. */
  readonly #stride: number;
  /** BYSETPOS, where it chooses among several days. */
  readonly #positions: readonly number[];
  /** The period that was read last: steps from key to key ask for one again and again. */
  #readPeriod = -1;
  #readDays: readonly number[] = [];

  constructor(rule: RecurrenceRule, startWall: number) {
    const startDay = Math.floor(startWall / DAY_SECONDS);
    const year = yearOfDay(startDay);
    const month = monthOfDay(startDay);
    const weekday = weekdayOfDay(startDay);
    const isDaily = rule.frequency === "DAILY";
    const allTimes = timesOfDay(rule, startWall - startDay * DAY_SECONDS);
    // Positions past the largest period choose nothing: such a rule never matches.
    const times = positionsReach(rule, allTimes.length) ? allTimes : [];
    this.rule = rule;
    this.#days = daysOf(rule);
    this.startWall = startWall;
    this.#startDay = startDay;
    this.#start = { month, dayOfMonth: dayOfMonth(startDay), weekday };
    // With one day to a period, BYSETPOS chooses among its times, and always the same ones.
    this.#times = isDaily && rule.bySetPos.length > 0 ? chosen(rule.bySetPos, times) : times;
    this.#positions = isDaily ? [] : rule.bySetPos;
    this.#kind = periodKindOf(rule);
    switch (this.#kind) {
      case "day":
        this.#origin = startDay;
        this.#stride = rule.interval;
        break;
      case "week":
        this.#origin = startDay - ((weekday - rule.weekStart + 7) % 7);
        this.#stride = rule.interval * 7;
        break;
      case "month":
        this.#origin = year * 12 + month - 1;
        this.#stride = rule.interval;
        break;
      case "monthOfDays":
        this.#origin = year * 12 + month - 1;
        this.#stride = 1;
        break;
      case "year":
        this.#origin = year;
        this.#stride = rule.interval;
    }
  }

  /** The last period that begins at or before a wall time; 0 before the start. */
  periodAt(wall: number): number {
    const day = Math.floor(Math.max(wall, this.startWall) / DAY_SECONDS);
    return Math.floor((this.#unitOf(day) - this.#origin) / this.#stride);
  }

  /** The wall time before which a period has no key. */
  periodStart(period: number): number {
    const unit = this.#origin + period * this.#stride;
    switch (this.#kind) {
      case "day":
      case "week":
        return unit * DAY_SECONDS;
      case "month":
      case "monthOfDays":
        return daysFromCivil(Math.floor(unit / 12), (unit % 12) + 1, 1) * DAY_SECONDS;
      case "year":
        return daysFromCivil(unit, 1, 1) * DAY_SECONDS;
    }
  }

  /** Whether every period has as many keys as the next. */
  get isEven(): boolean {
    return this.#kind === "day" || (this.#kind === "week" && this.rule.byMonth.length === 0);
  }

  /** How many keys a period has, those before the start included. */
  countOf(period: number): number {
    const size = this.#daysOf(period).length * this.#times.length;
    return this.#positions.length === 0 ? size : positionsIn(this.#positions, size).length;
  }

  /** The keys in `[from, to)`, ascending, at most `limit` of them. */
  keysBetween(from: number, to: number, limit: number): number[] {
    const keys: number[] = [];
    const first = Math.max(from, this.startWall);
    const times = this.#times;
    if (times.length === 0) return keys;
    for (let period = this.periodAt(first); this.periodStart(period) < to; period += 1) {
      const days = this.#daysOf(period);
      if (this.#positions.length > 0) {
        for (const key of this.#chosenKeys(days)) {
          if (key < first) continue;
          if (key >= to || keys.length >= limit) return keys;
          keys.push(key);
        }
        continue;
      }
      for (let dayIndex = 0; dayIndex < days.length; dayIndex += 1) {
        const midnight = (days[dayIndex] ?? 0) * DAY_SECONDS;
        if (midnight + DAY_SECONDS <= first) continue;
        for (let timeIndex = 0; timeIndex < times.length; timeIndex += 1) {
          const key = midnight + (times[timeIndex] ?? 0);
          if (key < first) continue;
          if (key >= to || keys.length >= limit) return keys;
          keys.push(key);
        }
      }
    }
    return keys;
  }

  /** The keys of one period from the start on, ascending. */
  keysOf(period: number): number[] {
    return this.keysBetween(this.periodStart(period), this.periodStart(period + 1), Infinity);
  }

  /** The keys among those of a period's days that BYSETPOS chooses. */
  #chosenKeys(days: readonly number[]): number[] {
    const perDay = this.#times.length;
    return positionsIn(this.#positions, days.length * perDay).map((position) => {
      const day = days[Math.floor(position / perDay)] ?? 0;
      return day * DAY_SECONDS + (this.#times[position % perDay] ?? 0);
    });
  }

  /** The days of a period, ascending. */
  #daysOf(period: number): readonly number[] {
    if (this.#readPeriod !== period) {
      this.#readDays = this.#readDaysOf(period);
      this.#readPeriod = period;
    }
    return this.#readDays;
  }

  #readDaysOf(period: number): number[] {
    const unit = this.#origin + period * this.#stride;
    switch (this.#kind) {
      case "day":
        return [unit];
      case "week":
        return this.#week(unit);
      case "month": {
        const year = Math.floor(unit / 12);
        const month = (unit % 12) + 1;
        const days = this.#days.ofMonthlyRule(year, month, this.#start);
        return days === 0 ? [] : appendDays([], days, daysFromCivil(year, month, 1));
      }
      case "monthOfDays":
        return this.#dailyMonth(Math.floor(unit / 12), (unit % 12) + 1);
      case "year":
        return this.#year(unit);
    }
  }

  /** The unit of `#origin` that a day lies in. */
  #unitOf(day: number): number {
    switch (this.#kind) {
      case "day":
      case "week":
        return day;
      case "month":
      case "monthOfDays":
        return yearOfDay(day) * 12 + monthOfDay(day) - 1;
      case "year":
        return yearOfDay(day);
    }
  }

  #dailyMonth(year: number, month: number): number[] {
    const days = this.#days.ofDailyRule(year, month);
    const named: number[] = [];
    if (days === 0) return named;
    const first = daysFromCivil(year, month, 1);
    const afterLast = first + daysInMonth(year, month);
    const { interval } = this.rule;
    const sinceStart = Math.max(0, Math.ceil((first - this.#startDay) / interval));
    for (let day = this.#startDay + sinceStart * interval; day < afterLast; day += interval) {
      if ((days & (1 << (day - first))) !== 0) named.push(day);
    }
    return named;
  }

  #week(firstDay: number): number[] {
    const { byDay, byMonth, weekStart } = this.rule;
    let weekdays = 0;
    if (byDay.length === 0) weekdays = 1 << this.#start.weekday;
    else for (const { weekday } of byDay) weekdays |= 1 << weekday;
    const named: number[] = [];
    for (let offset = 0; offset < 7; offset += 1) {
      if ((weekdays & (1 << ((weekStart + offset) % 7))) === 0) continue;
      if (byMonth.length > 0 && !this.#days.hasMonth(monthOfDay(firstDay + offset))) continue;
      named.push(firstDay + offset);
    }
    return named;
  }

  #year(year: number): number[] {
    this.#days.ofYearlyRule(year, this.#start, yearDays);
    const named: number[] = [];
    for (let month = 1; month <= 12; month += 1) {
      const days = yearDays[month] ?? 0;
      if (days !== 0) appendDays(named, days, daysFromCivil(year, month, 1));
    }
    return named;
  }
}

function periodKindOf(rule: RecurrenceRule): PeriodKind {
  switch (rule.frequency) {
    case "DAILY": {
      const limitsDays = rule.byMonth.length + rule.byMonthDay.length + rule.byDay.length > 0;
      return limitsDays ? "monthOfDays" : "day";
    }
    case "WEEKLY":
      return "week";
    case "MONTHLY":
      return "month";
    case "YEARLY":
      return "year";
  }
}

/** Whether BYSETPOS names a place that some period can have, with so many times to a day. */
function positionsReach(
  { frequency, byDay, bySetPos }: RecurrenceRule,
  timesOfDay: number,
): boolean {
  if (bySetPos.length === 0) return true;
  const most = { DAILY: 1, WEEKLY: Math.max(1, byDay.length), MONTHLY: 31, YEARLY: 366 };
  return bySetPos.some((position) => Math.abs(position) <= most[frequency] * timesOfDay);
}

function daysOf(rule: RecurrenceRule): MonthDays {
  let days = monthDaysOf.get(rule);
  if (days === undefined) {
    days = new MonthDays(rule);
    monthDaysOf.set(rule, days);
  }
  return days;
}

/** Adds the days of a month, one bit each, to a list. */
function appendDays(named: number[], days: number, firstOfMonth: number): number[] {
  for (let rest = days; rest !== 0; rest &= rest - 1) {
    named.push(firstOfMonth + 31 - Math.clz32(rest & -rest));
  }
  return named;
}

/** BYHOUR × BYMINUTE; what is absent is the start's, and seconds always are. */
function timesOfDay(rule: RecurrenceRule, startTime: number): number[] {
  const { byHour, byMinute } = rule;
  if (byHour.length === 0 && byMinute.length === 0) return [startTime];
  const second = startTime % 60;
  const minutes = byMinute.length > 0 ? byMinute : [Math.floor(startTime / 60) % 60];
  const hours = byHour.length > 0 ? byHour : [Math.floor(startTime / 3600)];
  return hours.flatMap((hour) => minutes.map((minute) => hour * 3600 + minute * 60 + second));
}

/** BYSETPOS: the indexes that positions name among `size` keys, ascending, each once. */
function positionsIn(positions: readonly number[], size: number): number[] {
  const indexes: number[] = [];
  for (const position of positions) {
    const index = position > 0 ? position - 1 : size + position;
    if (index >= 0 && index < size && !indexes.includes(index)) indexes.push(index);
  }
  return indexes.sort((a, b) => a - b);
}

function chosen(positions: readonly number[], times: readonly number[]): number[] {
  return positionsIn(positions, times.length).map((index) => times[index] ?? 0);
}
