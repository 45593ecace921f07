import { LIMITS } from "../limits.ts";

/**
 * Wall-clock time as plain integers.
 *
 * A wall time is the number of seconds from 1970-01-01T00:00:00 to what the clock shows, as if
 * the clock were UTC ("wall seconds"); a date is a number of days since 1970-01-01, and an
 * all-day occurrence key is the wall time of its midnight. The calendar is the proleptic
 * Gregorian one. Nothing here allocates but the texts.
 */

export const DAY_SECONDS = 86_400;

/** Length of `YYYY-MM-DD`. */
const DATE_LENGTH = 10;
/** Length of `YYYY-MM-DDTHH:MM:SS`. */
const WALL_TIME_LENGTH = 19;
/** Days from 0000-03-01, where the arithmetic starts, to 1970-01-01. */
const EPOCH_SHIFT = 719_468;
/** Days in 400 years, after which the Gregorian calendar repeats, weekdays included. */
const ERA_DAYS = 146_097;

const ZERO = 48;
const TWO_DIGITS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, "0"));

// Texts that were made before: a window has few days, and few times of day to each. They are most
// of what an occurrence costs.
const minuteTexts: (string | undefined)[] = Array.from({ length: 1440 });
const DATE_SLOTS = 2048;
const slotDays = new Int32Array(DATE_SLOTS);
const slotTexts: (string | undefined)[] = Array.from({ length: DATE_SLOTS });

/** Wall seconds of `YYYY-MM-DDTHH:MM:SS`; undefined when it is malformed or does not exist. */
export function parseWallTime(text: string): number | undefined {
  if (text.length !== WALL_TIME_LENGTH || text[10] !== "T") return undefined;
  if (text[13] !== ":" || text[16] !== ":") return undefined;
  const day = parseDateAt(text);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  if (day === undefined || hour < 0 || minute < 0 || second < 0) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return day * DAY_SECONDS + hour * 3600 + minute * 60 + second;
}

/** `YYYY-MM-DDTHH:MM:SS` of wall seconds in the years 0 to 9999. */
export function formatWallTime(wall: number): string {
  const day = Math.floor(wall / DAY_SECONDS);
  const second = wall - day * DAY_SECONDS;
  const minute = (second / 60) | 0;
  if (second !== minute * 60) return formatDate(day) + timeText(second);
  return formatDate(day) + (minuteTexts[minute] ??= timeText(second));
}

/** Days since 1970-01-01 of `YYYY-MM-DD`; undefined when it is malformed or does not exist. */
export function parseDate(text: string): number | undefined {
  return text.length === DATE_LENGTH ? parseDateAt(text) : undefined;
}

/** `YYYY-MM-DD` of a day in the years 0 to 9999. */
export function formatDate(day: number): string {
  const slot = day & (DATE_SLOTS - 1);
  if (slotDays[slot] !== day || slotTexts[slot] === undefined) {
    slotDays[slot] = day;
    slotTexts[slot] = dateText(day);
  }
  return slotTexts[slot] ?? "";
}

/** Wall seconds of an occurrence key: a date (its midnight) when `allDay`, else a wall time. */
export function parseKey(text: string, allDay: boolean): number | undefined {
  if (!allDay) return parseWallTime(text);
  const day = parseDate(text);
  return day === undefined ? undefined : day * DAY_SECONDS;
}

/** The occurrence key of wall seconds: a date when `allDay`, else a wall time. */
export function formatKey(wall: number, allDay: boolean): string {
  return allDay ? formatDate(Math.floor(wall / DAY_SECONDS)) : formatWallTime(wall);
}

/** Days since 1970-01-01; `month` is 1 to 12, `day` may lie outside the month and carries over. */
export function daysFromCivil(year: number, month: number, day: number): number {
  // Years begin in March here, so that the leap day is the last day of the year.
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0) + day - 1;
  const dayOfEra = yearOfEra * 365 + (yearOfEra >> 2) - ((yearOfEra / 100) | 0) + dayOfYear;
  return era * ERA_DAYS + dayOfEra - EPOCH_SHIFT;
}

/** The Gregorian year of a day. */
export function yearOfDay(day: number): number {
  const shifted = day + EPOCH_SHIFT;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const yearOfEra = yearOfEraOf(dayOfEra);
  const year = yearOfEra + era * 400;
  return dayOfMarchYear(dayOfEra, yearOfEra) >= 306 ? year + 1 : year;
}

/** The month of a day, 1 to 12. */
export function monthOfDay(day: number): number {
  const marchDay = marchDayOf(day);
  const month = ((5 * marchDay + 2) / 153) | 0;
  return month < 10 ? month + 3 : month - 9;
}

/** The day of the month of a day, 1 to 31. */
export function dayOfMonth(day: number): number {
  const marchDay = marchDayOf(day);
  const month = ((5 * marchDay + 2) / 153) | 0;
  return marchDay - (((153 * month + 2) / 5) | 0) + 1;
}

/** The weekday of a day: 0 is Monday, 6 is Sunday. */
export function weekdayOfDay(day: number): number {
  // 1970-01-01 was a Thursday.
  return (((day + 3) % 7) + 7) % 7;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days of a month; `month` is 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** First wall second that Daybook accepts: the start of {@link LIMITS.minYear}. */
export const MIN_WALL = daysFromCivil(LIMITS.minYear, 1, 1) * DAY_SECONDS;
/** The first wall second that it does not: the end of {@link LIMITS.maxYear}. */
export const MAX_WALL = daysFromCivil(LIMITS.maxYear + 1, 1, 1) * DAY_SECONDS;

/** Whether a wall time lies in the published years. */
export function isWithinYears(wall: number): boolean {
  return wall >= MIN_WALL && wall < MAX_WALL;
}

function dateText(day: number): string {
  const year = String(yearOfDay(day)).padStart(4, "0");
  return `${year}-${TWO_DIGITS[monthOfDay(day)]}-${TWO_DIGITS[dayOfMonth(day)]}`;
}

/** `THH:MM:SS` of a second of the day. */
function timeText(second: number): string {
  const minute = (second / 60) | 0;
  const hour = (minute / 60) | 0;
  return `T${TWO_DIGITS[hour]}:${TWO_DIGITS[minute - hour * 60]}:${TWO_DIGITS[second - minute * 60]}`;
}

function marchDayOf(day: number): number {
  const shifted = day + EPOCH_SHIFT;
  const dayOfEra = shifted - Math.floor(shifted / ERA_DAYS) * ERA_DAYS;
  return dayOfMarchYear(dayOfEra, yearOfEraOf(dayOfEra));
}

function yearOfEraOf(dayOfEra: number): number {
  return (
    ((dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36_524) | 0) - ((dayOfEra / 146_096) | 0)) /
      365) |
    0
  );
}

/** Days since 1 March of the year that the arithmetic counts. */
function dayOfMarchYear(dayOfEra: number, yearOfEra: number): number {
  return dayOfEra - (365 * yearOfEra + (yearOfEra >> 2) - ((yearOfEra / 100) | 0));
}

function parseDateAt(text: string): number | undefined {
  if (text[4] !== "-" || text[7] !== "-") return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  if (year < 0 || month < 1 || month > 12 || day < 1) return undefined;
  return day > daysInMonth(year, month) ? undefined : daysFromCivil(year, month, day);
}

/** The number that the digits of a part spell, or -1 when something else stands there. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
