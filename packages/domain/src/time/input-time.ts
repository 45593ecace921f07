import { DomainError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { limitRefusal } from "../limit-refusal.ts";
import { DAY_SECONDS, MAX_WALL, MIN_WALL, parseDate, parseWallTime } from "./wall-time.ts";
import { toInstant, toWall } from "./zone.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;

/** A date or time of the input, read but not yet placed. */
export type InputTime =
  | { readonly kind: "date"; readonly wall: number }
  | {
      readonly kind: "dateTime";
      readonly wall: number;
      /** Seconds that the given offset is ahead of UTC; null where none was given. */
      readonly offsetSeconds: number | null;
    };

/** The kind of time that is wanted: dates, or wall clock in a zone (null is floating). */
export interface TimeFrame {
  readonly allDay: boolean;
  readonly timeZone: string | null;
}

/**
 * Reads a date (`2026-03-02`) or a time (`2026-03-02T09:00:00`, seconds optional, with or without
 * `Z` or an offset).
 *
 * @throws INVALID_TIME when it is malformed, does not exist, or has a fraction of a second.
 */
export function readInputTime(text: string, field: string): InputTime {
  if (DATE.test(text)) {
    const day = parseDate(text);
    if (day === undefined) throw invalidTime(field, "There is no such date.");
    return { kind: "date", wall: day * DAY_SECONDS };
  }
  const match = DATE_TIME.exec(text);
  if (match === null) {
    throw invalidTime(field, "Expected YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS, with or without offset.");
  }
  const [, date = "", time = "", seconds = "00", fraction = "", offset] = match;
  if (/[1-9]/.test(fraction)) throw invalidTime(field, "Fractions of a second are not kept.");
  const wall = parseWallTime(`${date}T${time}:${seconds}`);
  if (wall === undefined) throw invalidTime(field, "There is no such date or time of day.");
  return { kind: "dateTime", wall, offsetSeconds: offset === undefined ? null : secondsOf(offset) };
}

/**
 * The wall seconds that an input time means in a frame (rule T2): a date for all-day, else a time
 * of day, converted to the frame's zone where it has an offset.
 *
 * @throws INVALID_TIME, OFFSET_NOT_ALLOWED, TIME_OCCURS_TWICE.
 */
export function placeInputTime(time: InputTime, frame: TimeFrame, field: string): number {
  if (time.kind === "date") {
    if (!frame.allDay)
      throw invalidTime(field, "An event that is not all-day needs a time of day.");
    return time.wall;
  }
  const { wall, offsetSeconds } = time;
  if (offsetSeconds !== null && (frame.allDay || frame.timeZone === null)) {
    throw new DomainError("OFFSET_NOT_ALLOWED", { field });
  }
  if (frame.allDay)
    throw invalidTime(field, "An all-day event takes dates, without a time of day.");
  if (offsetSeconds === null || frame.timeZone === null) return wall;

  const instant = (wall - offsetSeconds) * 1000;
  const zoned = toWall(instant, frame.timeZone);
  const first = toInstant(zoned, frame.timeZone);
  if (first !== instant) {
    throw new DomainError("TIME_OCCURS_TWICE", {
      field,
      details: {
        timeZone: frame.timeZone,
        first: new Date(first).toISOString(),
        second: new Date(instant).toISOString(),
      },
    });
  }
  return zoned;
}

/**
 * @param lastWall the latest that is accepted; an exclusive end may be {@link MAX_WALL} itself.
 * @throws LIMIT_EXCEEDED when wall seconds lie outside the published years.
 */
export function requireYears(wall: number, field: string, lastWall = MAX_WALL - 1): number {
  if (wall >= MIN_WALL && wall <= lastWall) return wall;
  const limit = wall < 0 ? "minYear" : "maxYear";
  throw limitRefusal(limit, {
    field,
    message: `Years from ${LIMITS.minYear} to ${LIMITS.maxYear} are kept.`,
  });
}

/** Seconds ahead of UTC of `Z` or `+HH:MM`. */
function secondsOf(offset: string): number {
  if (offset === "Z") return 0;
  const seconds = Number(offset.slice(1, 3)) * 3600 + Number(offset.slice(4, 6)) * 60;
  return offset.startsWith("-") ? -seconds : seconds;
}

/** The refusal of a time that does not exist, is malformed, or has the wrong form. */
function invalidTime(field: string, message: string): DomainError {
  return new DomainError("INVALID_TIME", { field, message });
}
