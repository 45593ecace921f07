import { DAY_SECONDS, formatDate } from "../../time/wall-time.ts";
import { toInstant, toWall } from "../../time/zone.ts";
import { parseBasicTime, toBasic } from "./basic-time.ts";
import type { FileTime } from "./basic-time.ts";
import { formatFileTime } from "./file-time.ts";

const TIME_PARTS = /^BY(?:HOUR|MINUTE|SECOND)=/;

/**
 * The rule of a file as an event takes it. What programs write beside the letter of RFC 5545 and
 * what has one meaning is put right: empty parts, a time of day in a rule of dates (ignored,
 * §3.3.10), and an UNTIL of another kind than the start. The rest is left to be refused.
 *
 * @param timeZone the calendar's, which places dates and floating times (rule T5).
 */
export function fileRule(text: string, start: FileTime, timeZone: string): string {
  return text
    .toUpperCase()
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "" && !(start.kind === "date" && TIME_PARTS.test(part)))
    .map((part) => (part.startsWith("UNTIL=") ? fittingUntil(part, start, timeZone) : part))
    .join(";");
}

function fittingUntil(part: string, start: FileTime, timeZone: string): string {
  const until = parseBasicTime(part.slice("UNTIL=".length));
  if (until === undefined || until.kind === "date" || start.kind === "zoned") return part;
  const isInstant = until.kind === "zoned";
  // Midnight in UTC is how a date is written by who thinks that it needs a time.
  const isDate = until.wall % DAY_SECONDS === 0;
  const wall =
    isInstant && !(start.kind === "date" && isDate)
      ? toWall(toInstant(until.wall, "UTC"), timeZone)
      : until.wall;
  if (start.kind === "date") return `UNTIL=${toBasic(formatDate(Math.floor(wall / DAY_SECONDS)))}`;
  return `UNTIL=${toBasic(formatFileTime({ kind: "floating", wall, timeZone: null }))}`;
}
