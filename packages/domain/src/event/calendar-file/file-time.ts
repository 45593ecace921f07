import {
  DAY_SECONDS,
  formatDate,
  formatWallTime,
  parseDate,
  parseWallTime,
} from "../../time/wall-time.ts";
import { toInstant, toWall } from "../../time/zone.ts";
import { ComponentFault } from "./problems.ts";
import type { Property } from "./property.ts";
import type { FileZones } from "./file-zones.ts";

/** A date or time as a calendar file gives it. */
export interface FileTime {
  readonly kind: "date" | "floating" | "zoned";
  /** Wall seconds; of a date its midnight. */
  readonly wall: number;
  /** An IANA zone; null unless zoned. A time in UTC has the zone `UTC`. */
  readonly timeZone: string | null;
}

/** An RFC 5545 duration: days are days on the wall clock, seconds are exact (§3.3.6). */
export interface FileDuration {
  readonly days: number;
  readonly seconds: number;
}

const DATE = /^(\d{4})(\d{2})(\d{2})$/;
const DATE_TIME = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z?)$/;
const DURATION =
  /^([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/;

/** The first value of a property as a time. */
export function readTime(property: Property, zones: FileZones): FileTime {
  return readTimeValue(property.values[0] ?? "", property, zones);
}

/**
 * One value as a time. Its form decides whether it is a date, as some programs leave
 * `VALUE=DATE` out; where that parameter stands, a time of day is ignored.
 */
export function readTimeValue(value: string, property: Property, zones: FileZones): FileTime {
  const text = value.trim();
  const date = DATE.exec(text);
  if (date !== null) return { kind: "date", wall: midnight(date, property), timeZone: null };

  const dateTime = DATE_TIME.exec(text);
  if (dateTime === null) throw invalidTime(property);
  if (property.parameters.get("value")?.toUpperCase() === "DATE") {
    return { kind: "date", wall: midnight(dateTime, property), timeZone: null };
  }
  const [, year, month, day, hour, minute, second, utc] = dateTime;
  // RFC 5545 §3.3.12: without leap seconds, the second 60 is the second 59.
  const wall = parseWallTime(
    `${year}-${month}-${day}T${hour}:${minute}:${second === "60" ? "59" : second}`,
  );
  if (wall === undefined) throw invalidTime(property);

  const tzid = property.parameters.get("tzid");
  if (tzid === undefined || tzid === "") {
    return utc === "Z"
      ? { kind: "zoned", wall, timeZone: "UTC" }
      : { kind: "floating", wall, timeZone: null };
  }
  const timeZone = zones.resolve(tzid, wall);
  if (timeZone === undefined) {
    throw new ComponentFault(
      property.line,
      "UNKNOWN_TIME_ZONE",
      `The time zone ${JSON.stringify(tzid.slice(0, 100))} of ${property.name} is not known.`,
    );
  }
  // A zone beside a Z is against the RFC; the Z says when it is and the zone where.
  if (utc === "Z") {
    return { kind: "zoned", wall: toWall(toInstant(wall, "UTC"), timeZone), timeZone };
  }
  return { kind: "zoned", wall, timeZone };
}

/** Reads an RFC 5545 duration; undefined when it is none. */
export function readDuration(text: string): FileDuration | undefined {
  const parts = DURATION.exec(text.trim().toUpperCase());
  if (parts === null || !/\d/.test(text)) return undefined;
  const [, sign, weeks, days, hours, minutes, seconds] = parts;
  const direction = sign === "-" ? -1 : 1;
  return {
    days: direction * (Number(weeks ?? 0) * 7 + Number(days ?? 0)),
    seconds:
      direction * (Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)),
  };
}

/** The time after a duration: first its days on the wall clock, then its exact seconds. */
export function addDuration(time: FileTime, duration: FileDuration): FileTime {
  const wall = time.wall + duration.days * DAY_SECONDS;
  if (time.timeZone === null) return { ...time, wall: wall + duration.seconds };
  if (duration.seconds === 0) return { ...time, wall };
  const instant = toInstant(wall, time.timeZone) + duration.seconds * 1_000;
  return { ...time, wall: toWall(instant, time.timeZone) };
}

/** The same instant on the clock of another zone; dates and floating times stay as they are. */
export function inZone(time: FileTime, timeZone: string | null): FileTime {
  if (time.timeZone === null || timeZone === null || time.timeZone === timeZone) return time;
  return { kind: "zoned", wall: toWall(toInstant(time.wall, time.timeZone), timeZone), timeZone };
}

/** As event content holds it: a date or a wall time. */
export function formatFileTime(time: FileTime): string {
  return time.kind === "date"
    ? formatDate(Math.floor(time.wall / DAY_SECONDS))
    : formatWallTime(time.wall);
}

function midnight([, year, month, day]: RegExpExecArray, property: Property): number {
  const days = parseDate(`${year}-${month}-${day}`);
  if (days === undefined) throw invalidTime(property);
  return days * DAY_SECONDS;
}

function invalidTime(property: Property): ComponentFault {
  return new ComponentFault(
    property.line,
    "INVALID_TIME",
    `${property.name} is not a date or time that exists.`,
  );
}
