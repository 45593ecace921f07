import {
  DAY_SECONDS,
  dayOfMonth,
  daysFromCivil,
  daysInMonth,
  monthOfDay,
  weekdayOfDay,
  yearOfDay,
} from "../../time/wall-time.ts";

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

/** A day of each year, as laws on summer time name it. */
export interface YearlyDay {
  /** As an RRULE. */
  readonly rrule: string;
  /** Days since 1970. */
  dayIn(year: number): number;
}

/**
 * The yearly rule that names all these days, one in each year: the last or the nth of a weekday in
 * a month, the first one from some date on, or a date. Undefined when none does. Give it more than
 * 28 years, in which every weekday comes to lie on every date that it can.
 */
export function yearlyDayOf(days: readonly number[]): YearlyDay | undefined {
  const [first] = days;
  if (first === undefined) return undefined;
  const month = monthOfDay(first);
  const weekday = weekdayOfDay(first);
  const dates = days.map(dayOfMonth);
  const earliest = Math.min(...dates);
  const candidates = [
    fixedDate(month, dayOfMonth(first)),
    lastWeekday(month, weekday),
    weekdayFrom(month, weekday, earliest),
  ];
  return candidates.find((candidate) =>
    days.every((day) => candidate.dayIn(yearOfDay(day)) === day),
  );
}

function fixedDate(month: number, date: number): YearlyDay {
  return {
    rrule: `FREQ=YEARLY;BYMONTH=${month};BYMONTHDAY=${date}`,
    dayIn: (year) => daysFromCivil(year, month, date),
  };
}

function lastWeekday(month: number, weekday: number): YearlyDay {
  return {
    rrule: `FREQ=YEARLY;BYMONTH=${month};BYDAY=-1${WEEKDAYS[weekday]}`,
    dayIn(year) {
      const last = daysFromCivil(year, month, daysInMonth(year, month));
      return last - ((weekdayOfDay(last) - weekday + 7) % 7);
    },
  };
}

/** The first of a weekday from a date of the month on, all of its week within the month. */
function weekdayFrom(month: number, weekday: number, date: number): YearlyDay {
  const nth = (date - 1) / 7 + 1;
  const dates = Array.from({ length: 7 }, (_, index) => date + index);
  const days = Number.isInteger(nth)
    ? `BYDAY=${nth}${WEEKDAYS[weekday]}`
    : `BYMONTHDAY=${dates.join(",")};BYDAY=${WEEKDAYS[weekday]}`;
  return {
    rrule: `FREQ=YEARLY;BYMONTH=${month};${days}`,
    dayIn(year) {
      const first = daysFromCivil(year, month, date);
      return first + ((weekday - weekdayOfDay(first) + 7) % 7);
    },
  };
}

/** The date of a wall time, in days since 1970. */
export function dayOfWall(wall: number): number {
  return Math.floor(wall / DAY_SECONDS);
}
