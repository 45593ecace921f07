import { nextBoundedKey } from "../../recurrence/rule-end.ts";
import { parseRule } from "../../recurrence/rule.ts";
import { nominalTimes, occurrenceShape } from "../../time/occurrence-time.ts";
import { DAY_SECONDS, formatWallTime } from "../../time/wall-time.ts";
import { toInstant } from "../../time/zone.ts";
import type { EventContent, EventTime } from "../content.ts";
import { toBasic } from "./basic-time.ts";

/** A series as a calendar file says it, so that other programs show the same occurrences. */
export interface WrittenSeries {
  /** What DTSTART and DTEND are. */
  readonly time: EventTime;
  readonly rrule: string | null;
  /** The event's own start is an extra date of the file. */
  readonly startIsExtra: boolean;
}

/**
 * How a file says start and rule of a content (RFC 5545 §3.8.5.3). A start that the rule does not
 * produce (rule R3) would be shown by some programs and not by others: the file begins with the
 * rule's first occurrence and has the start as an extra date; where the rule has none, it is left
 * out. UNTIL has the form that goes with DTSTART: an instant in a zone.
 */
export function writtenSeries(content: EventContent): WrittenSeries {
  const { allDay, start, end, timeZone } = content;
  const time = { allDay, start, end, timeZone };
  const rrule = content.recurrence?.rrule ?? null;
  if (rrule === null) return { time, rrule, startIsExtra: false };

  const rule = parseRule(rrule);
  const shape = occurrenceShape(time);
  const { startWall } = shape;
  const first = nextBoundedKey({ rule, startWall, timeZone }, startWall);
  if (first === undefined) return { time, rrule: null, startIsExtra: false };
  const written = withWrittenUntil(rrule, time);
  if (first === startWall) return { time, rrule: written, startIsExtra: false };
  return {
    time: nominalTimes(shape, first),
    // COUNT counts the start, which the file's rule does not make.
    rrule: written.replace(/\bCOUNT=0*(\d+)/, (_, count) => `COUNT=${Number(count) - 1}`),
    startIsExtra: true,
  };
}

/** UNTIL is an instant where DTSTART is in a zone, else of DTSTART's own kind (RFC 5545 §3.3.10). */
function withWrittenUntil(rrule: string, { allDay, timeZone }: EventTime): string {
  const { until } = parseRule(rrule);
  if (until === null || until.kind === "utc" || allDay) return rrule;
  const wall = until.kind === "date" ? until.wall + DAY_SECONDS - 1 : until.wall;
  if (timeZone === null) return replaceUntil(rrule, toBasic(formatWallTime(wall)));
  const second = toInstant(wall, timeZone) / 1_000;
  return replaceUntil(rrule, `${toBasic(formatWallTime(second))}Z`);
}

function replaceUntil(rrule: string, until: string): string {
  return rrule.replace(/\bUNTIL=[^;]*/, `UNTIL=${until}`);
}
