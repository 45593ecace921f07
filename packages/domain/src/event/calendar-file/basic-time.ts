import { DAY_SECONDS, parseDate, parseWallTime } from "../../time/wall-time.ts";

/** A date or time as a calendar file gives it. */
export interface FileTime {
  readonly kind: "date" | "floating" | "zoned";
  /** Wall seconds; of a date its midnight. */
  readonly wall: number;
  /** An IANA zone; null unless zoned. A time in UTC has the zone `UTC`. */
  readonly timeZone: string | null;
  /** Epoch milliseconds, where `wall` occurs twice and the second is meant. */
  readonly exactMs?: number;
  /** Written with a `Z`, as programs write the times of any zone. */
  readonly inUtc?: boolean;
}

const DATE = /^(\d{4})(\d{2})(\d{2})$/;
const DATE_TIME = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z?)$/;

/** A date, a local time or one in UTC, as in `20260302T090000Z`; undefined for another text. */
export function parseBasicTime(text: string): FileTime | undefined {
  const date = DATE.exec(text);
  if (date !== null) {
    const [, year, month, day] = date;
    const days = parseDate(`${year}-${month}-${day}`);
    return days === undefined
      ? undefined
      : { kind: "date", wall: days * DAY_SECONDS, timeZone: null };
  }
  const dateTime = DATE_TIME.exec(text);
  if (dateTime === null) return undefined;
  const [, year, month, day, hour, minute, second, utc] = dateTime;
  // RFC 5545 §3.3.12: without leap seconds, the second 60 is the second 59.
  const wall = parseWallTime(
    `${year}-${month}-${day}T${hour}:${minute}:${second === "60" ? "59" : second}`,
  );
  if (wall === undefined) return undefined;
  return utc === "Z"
    ? { kind: "zoned", wall, timeZone: "UTC", inUtc: true }
    : { kind: "floating", wall, timeZone: null };
}

/** `2026-03-02T09:00:00` as RFC 5545 writes it: `20260302T090000`. */
export function toBasic(time: string): string {
  return time.replace(/[-:]/g, "");
}
