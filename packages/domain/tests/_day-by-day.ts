import type { RecurrenceRule } from "../src/recurrence/rule.ts";

const DAY = 86_400;

/** A second implementation of RFC 5545 §3.3.10 that looks at every day, written to be read. */
export function keysDayByDay(
  rule: RecurrenceRule,
  start: number,
  from: number,
  to: number,
): number[] {
  const firstDay = new Date(Math.floor(start / DAY) * DAY * 1000);
  const time = start - Math.floor(start / DAY) * DAY;
  const hours = rule.byHour.length > 0 ? rule.byHour : [Math.floor(time / 3600)];
  const minutes = rule.byMinute.length > 0 ? rule.byMinute : [Math.floor(time / 60) % 60];
  const times = hours.flatMap((hour) =>
    minutes.map((minute) => hour * 3600 + minute * 60 + (time % 60)),
  );

  // Every day belongs to one period; the keys of a period are complete before BYSETPOS chooses.
  const periods = new Map<number, number[]>();
  const begin = periodBegin(rule, firstDay);
  for (let day = begin; day.getTime() / 1000 < to + 366 * DAY; day = addDays(day, 1)) {
    const number = periodNumber(rule, firstDay, day);
    if (number < 0 || number % rule.interval !== 0 || !isNamed(rule, firstDay, day)) continue;
    const keys = periods.get(number) ?? [];
    keys.push(...times.map((second) => day.getTime() / 1000 + second));
    periods.set(number, keys);
  }
  return [...periods.values()]
    .flatMap((keys) => {
      if (rule.bySetPos.length === 0) return keys;
      return keys.filter(
        (_, index) =>
          rule.bySetPos.includes(index + 1) || rule.bySetPos.includes(index - keys.length),
      );
    })
    .filter((key) => key >= start && key >= from && key < to);
}

function addDays(day: Date, days: number): Date {
  return new Date(day.getTime() + days * DAY * 1000);
}

function weekdayOf(day: Date): number {
  return (day.getUTCDay() + 6) % 7;
}

function weekBegin(day: Date, weekStart: number): Date {
  return addDays(day, -((weekdayOf(day) - weekStart + 7) % 7));
}

function periodBegin(rule: RecurrenceRule, day: Date): Date {
  if (rule.frequency === "DAILY") return day;
  if (rule.frequency === "WEEKLY") return weekBegin(day, rule.weekStart);
  const month = rule.frequency === "MONTHLY" ? day.getUTCMonth() : 0;
  return new Date(Date.UTC(day.getUTCFullYear(), month, 1));
}

function periodNumber(rule: RecurrenceRule, start: Date, day: Date): number {
  const years = day.getUTCFullYear() - start.getUTCFullYear();
  const days = (day.getTime() - periodBegin(rule, start).getTime()) / (DAY * 1000);
  switch (rule.frequency) {
    case "DAILY":
      return days;
    case "WEEKLY":
      return Math.floor(days / 7);
    case "MONTHLY":
      return years * 12 + day.getUTCMonth() - start.getUTCMonth();
    case "YEARLY":
      return years;
  }
}

function isNamed(rule: RecurrenceRule, start: Date, day: Date): boolean {
  const year = day.getUTCFullYear();
  const month = day.getUTCMonth();
  const monthBegin = new Date(Date.UTC(year, month, 1));
  const monthEnd = new Date(Date.UTC(year, month + 1, 1));
  const yearBegin = new Date(Date.UTC(year, 0, 1));
  const yearEnd = new Date(Date.UTC(year + 1, 0, 1));
  const { frequency, byMonth, byWeekNo, byYearDay, byMonthDay, byDay } = rule;

  if (byMonth.length > 0 && !byMonth.includes(month + 1)) return false;
  if (byWeekNo.length > 0) {
    const [week, weeks] = weekNumber(day, rule.weekStart);
    if (!byWeekNo.includes(week) && !byWeekNo.includes(week - weeks - 1)) return false;
  }
  if (byYearDay.length > 0 && !isCounted(byYearDay, yearBegin, day, yearEnd, 1)) return false;
  if (byMonthDay.length > 0 && !isCounted(byMonthDay, monthBegin, day, monthEnd, 1)) return false;
  if (byDay.length > 0) {
    const inMonth = frequency === "MONTHLY" || byMonth.length > 0;
    const fits = byDay.some(({ weekday, ordinal }) => {
      if (weekday !== weekdayOf(day)) return false;
      if (ordinal === 0) return true;
      const [begin, end] = inMonth ? [monthBegin, monthEnd] : [yearBegin, yearEnd];
      return isCounted([ordinal], begin, day, end, 7);
    });
    if (!fits) return false;
  }
  if (byDay.length + byMonthDay.length + byYearDay.length > 0) return true;
  // What names no day takes the start's.
  if (frequency === "DAILY") return true;
  if (frequency === "WEEKLY" || byWeekNo.length > 0) return weekdayOf(day) === weekdayOf(start);
  if (day.getUTCDate() !== start.getUTCDate()) return false;
  return frequency === "MONTHLY" || byMonth.length > 0 || month === start.getUTCMonth();
}

/** Whether a day is the nth (or nth last) of those that lie `step` days apart, within [begin, end). */
function isCounted(
  numbers: readonly number[],
  begin: Date,
  day: Date,
  end: Date,
  step: number,
): boolean {
  const before = Math.floor((day.getTime() - begin.getTime()) / (DAY * 1000) / step);
  const after = Math.floor(((end.getTime() - day.getTime()) / (DAY * 1000) - 1) / step);
  return numbers.includes(before + 1) || numbers.includes(-after - 1);
}

/** The number of the week that a day lies in, and how many weeks the year of that week has. */
function weekNumber(day: Date, weekStart: number): [week: number, weeks: number] {
  const begin = weekBegin(day, weekStart);
  // The fourth day of a week lies in the year that the week belongs to.
  const year = addDays(begin, 3).getUTCFullYear();
  const firstWeek = weekBegin(new Date(Date.UTC(year, 0, 4)), weekStart);
  const nextFirst = weekBegin(new Date(Date.UTC(year + 1, 0, 4)), weekStart);
  const week = 7 * DAY * 1000;
  return [
    Math.round((begin.getTime() - firstWeek.getTime()) / week) + 1,
    Math.round((nextFirst.getTime() - firstWeek.getTime()) / week),
  ];
}
