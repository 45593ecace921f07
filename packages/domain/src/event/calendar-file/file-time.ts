import { DAY_SECONDS, formatDate, formatWallTime } from "../../time/wall-time.ts";
import { toInstant, toWall } from "../../time/zone.ts";
import { parseBasicTime } from "./basic-time.ts";
import type { FileTime } from "./basic-time.ts";
import { ComponentFault } from "./problems.ts";
import type { Property } from "./property.ts";
import type { FileZones } from "./file-zones.ts";

/** An RFC 5545 duration: days are days on the wall clock, seconds are exact (§3.3.6). */
export interface FileDuration {
  readonly days: number;
  readonly seconds: number;
}

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
  const written = parseBasicTime(value.trim());
  if (written === undefined) {
    throw new ComponentFault(
      property.line,
      "INVALID_TIME",
      `${property.name} is not a date or time that exists.`,
    );
  }
  if (written.kind === "date") return written;
  if (property.type === "date") {
    const wall = Math.floor(written.wall / DAY_SECONDS) * DAY_SECONDS;
    return { kind: "date", wall, timeZone: null };
  }
  const tzid = property.parameters.get("tzid");
  if (tzid === undefined || tzid === "") return written;

  const timeZone = zones.resolve(tzid, written.wall);
  if (timeZone === undefined) {
    throw new ComponentFault(
      property.line,
      "UNKNOWN_TIME_ZONE",
      `The time zone ${JSON.stringify(tzid.slice(0, 100))} of ${property.name} is not known.`,
    );
  }
  // A zone beside a Z is against the RFC; the Z says when it is and the zone where.
  return written.kind === "zoned"
    ? inZone(written, timeZone)
    : { kind: "zoned", wall: written.wall, timeZone };
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
  return atInstant(toInstant(wall, time.timeZone) + duration.seconds * 1_000, time.timeZone);
}

/** The same instant on the clock of another zone; dates and floating times stay as they are. */
export function inZone(time: FileTime, timeZone: string | null): FileTime {
  if (time.timeZone === null || timeZone === null || time.timeZone === timeZone) return time;
  return atInstant(toInstant(time.wall, time.timeZone), timeZone);
}

function atInstant(epochMs: number, timeZone: string): FileTime {
  const wall = toWall(epochMs, timeZone);
  const isFirst = toInstant(wall, timeZone) === epochMs;
  return { kind: "zoned", wall, timeZone, ...(isFirst ? {} : { exactMs: epochMs }) };
}

/** As event content holds it: a date or a wall time. */
export function formatFileTime(time: FileTime): string {
  return time.kind === "date"
    ? formatDate(Math.floor(time.wall / DAY_SECONDS))
    : formatWallTime(time.wall);
}
