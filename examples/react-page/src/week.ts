/** Weeks on the clock of whoever looks. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The midnight at which the week of a day begins, on its Monday. */
export function startOfWeek(day: Date): Date {
  return daysAfter(day, -((day.getDay() + 6) % 7));
}

/** A midnight some days later: by the calendar, since days may have 23 or 25 hours. */
export function daysAfter(day: Date, days: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
}

export function daysOf(week: Date): Date[] {
  return [0, 1, 2, 3, 4, 5, 6].map((days) => daysAfter(week, days));
}

/** As in `2026-03-02`, which is also what date fields take. */
export function dateOf(day: Date): string {
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((n) => `${n}`.padStart(2, "0"));
  return `${day.getFullYear()}-${month}-${date}`;
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric" });
const DATE = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });

export function timeOf(instant: string): string {
  return TIME.format(new Date(instant));
}

export function weekdayOf(day: Date): string {
  return WEEKDAY.format(day);
}

export function nameOfWeek(week: Date): string {
  return DATE.formatRange(week, daysAfter(week, 6));
}
