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
export function parseInstant(text: string, zone: string): string {
  try {
    const complete = completeTime(text);
    return /(?:Z|[+-]\d{2}:\d{2})$/i.test(complete)
      ? Temporal.Instant.from(complete).toString()
      : Temporal.PlainDateTime.from(complete).toZonedDateTime(zone).toInstant().toString();
  } catch (cause) {
    throw new UsageError(`${text}: expected a time as in "2026-03-30 09:00".`, { cause });
  }
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
