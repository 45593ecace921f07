import { UsageError } from "./failure.ts";

/** A date and a time as people type them: a blank for the T, and no seconds. */
const TYPED_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/i;

/** Completes `2026-03-02 09:00` to what the API takes; anything else is the server's to judge. */
export function completeTime(text: string): string {
  const match = TYPED_TIME.exec(text.trim());
  if (match === null) {
    return text;
  }
  const [, date, clock, seconds = ":00", offset = ""] = match;
  return `${date}T${clock}${seconds}${offset}`;
}

/**
 * Reads the start or the end of an event. Which dates and times exist is the server's to judge.
 *
 * @throws UsageError for what does not begin with a date.
 */
export function parseTime(text: string): string {
  const time = completeTime(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(time)) {
    throw new UsageError(
      `${text}: expected a time as in "2026-03-30 09:00", or a date as in 2026-03-30 for all day.`,
    );
  }
  return time;
}

/** Reads a day: a date, `today`, `tomorrow` or `yesterday`. */
export function parseDay(text: string, today: Temporal.PlainDate): Temporal.PlainDate {
  switch (text) {
    case "today":
      return today;
    case "tomorrow":
      return today.add({ days: 1 });
    case "yesterday":
      return today.subtract({ days: 1 });
    default:
      return parseDate(text);
  }
}

function parseDate(text: string): Temporal.PlainDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    throw new UsageError(`${text}: expected a date as in 2026-03-30, today or tomorrow.`);
  }
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch (cause) {
    throw new UsageError(`${text}: there is no such day.`, { cause });
  }
}

/** An instant for the API, from an instant or from a wall time in the reader's zone. */
export function parseInstant(
  text: string,
  zone: string,
  expected = 'a time as in "2026-03-30 09:00"',
): string {
  try {
    const complete = completeTime(text);
    return /(?:Z|[+-]\d{2}:\d{2})$/i.test(complete)
      ? Temporal.Instant.from(complete).toString()
      : Temporal.PlainDateTime.from(complete).toZonedDateTime(zone).toInstant().toString();
  } catch (cause) {
    throw new UsageError(`${text}: expected ${expected}.`, { cause });
  }
}

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const WEEKDAY = /^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?$/;
const AGO = /^(\d{1,6}) (minute|hour|day|week|month|year)s? ago$/;
const DAY_AND_CLOCK = /^(\S+) (\d{2}:\d{2}(?::\d{2})?)$/;

/**
 * Reads a moment, mostly one of the past: a time as everywhere else, `now`, `3 days ago`, or a day
 * with or without a time. Days are dates, `today`, `yesterday`, `tomorrow`, and weekdays, which are
 * the last ones before today; a day alone is its beginning.
 */
export function parseMoment(text: string, now: Temporal.ZonedDateTime): string {
  const words = text.trim().toLowerCase().replace(/\s+/g, " ");
  if (words === "now") {
    return now.toInstant().toString();
  }
  const [, count, unit] = AGO.exec(words) ?? [];
  if (count !== undefined) {
    return now
      .subtract({ [`${unit}s`]: Number(count) })
      .toInstant()
      .toString();
  }
  const [, dayText = words, clock] = DAY_AND_CLOCK.exec(words) ?? [];
  const day = dayNamed(dayText, now.toPlainDate());
  return day === undefined
    ? parseInstant(text, now.timeZoneId, MOMENTS)
    : parseInstant(`${day.toString()} ${clock ?? "00:00"}`, now.timeZoneId, MOMENTS);
}

/** The same of an option that may not have been given. */
export function optionalMoment(text: string | undefined, zone: string): string | undefined {
  return text === undefined ? undefined : parseMoment(text, Temporal.Now.zonedDateTimeISO(zone));
}

const MOMENTS = 'a time as in "2026-03-30 09:00", or yesterday, friday, "3 days ago"';

function dayNamed(text: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  if (WEEKDAY.test(text)) {
    const back = today.dayOfWeek - WEEKDAYS.indexOf(text.slice(0, 3)) - 1;
    return today.subtract({ days: back > 0 ? back : back + 7 });
  }
  return /^\d{4}-\d{2}-\d{2}$|^(today|yesterday|tomorrow)$/.test(text)
    ? parseDay(text, today)
    : undefined;
}

export function requireZone(zone: string): string {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return zone;
  } catch (cause) {
    throw new UsageError(`${zone}: no such time zone; expected one as in Europe/Berlin.`, {
      cause,
    });
  }
}
