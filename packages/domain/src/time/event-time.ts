import { DomainError } from "../errors.ts";
import type { EventTime } from "../event/content.ts";
import { LIMITS } from "../limits.ts";
import { limitRefusal } from "../limit-refusal.ts";
import { placeInputTime, readInputTime, requireYears } from "./input-time.ts";
import type { TimeFrame } from "./input-time.ts";
import { endMsOf, occurrenceShape, startMsOf } from "./occurrence-time.ts";
import { DAY_SECONDS, formatKey, MAX_WALL } from "./wall-time.ts";
import { requireTimeZone, toInstant } from "./zone.ts";

/** What of a content says when it is; they count as one thing (rule V3). */
export const TIME_FIELDS = ["allDay", "start", "end", "timeZone"] as const;

/** The time fields alone. */
export function timeFieldsOf({ allDay, start, end, timeZone }: EventTime): EventTime {
  return { allDay, start, end, timeZone };
}

/** The time fields as they come in; null and undefined mean absent, but for `timeZone`. */
export interface EventTimeInput {
  readonly start: string;
  readonly end?: string | null | undefined;
  readonly allDay?: boolean | null | undefined;
  /** Null is floating; absent is the default zone. */
  readonly timeZone?: string | null | undefined;
}

/**
 * The time of a new event (rule T2). Absent: `allDay` follows the form of `start`, `end` is zero
 * length or one day, `timeZone` the default. An all-day event keeps no zone, though one may be
 * given. Wall times stay nominal, also where a clock change skips them (rule T3).
 *
 * @param options `path` is put before the field names in errors, as in `events.3`.
 * @throws INVALID_TIME, OFFSET_NOT_ALLOWED, TIME_OCCURS_TWICE, END_BEFORE_START, UNKNOWN_TIME_ZONE
 *   and LIMIT_EXCEEDED (`eventDays`, `minYear`, `maxYear`), with the field.
 */
export function normaliseEventTime(
  input: EventTimeInput,
  options: { readonly defaultTimeZone: string; readonly path?: string | undefined },
): EventTime {
  const { path } = options;
  const startField = fieldAt(path, "start");
  const start = readInputTime(input.start, startField);
  const allDay = input.allDay ?? start.kind === "date";
  const timeZone =
    input.timeZone === undefined || input.timeZone === null
      ? input.timeZone
      : requireTimeZone(input.timeZone, fieldAt(path, "timeZone"));
  const frame: TimeFrame = {
    allDay,
    timeZone: allDay || timeZone === null ? null : (timeZone ?? options.defaultTimeZone),
  };
  const startWall = placeInputTime(start, frame, startField);

  const endField = fieldAt(path, "end");
  const endWall =
    input.end === undefined || input.end === null
      ? startWall + (allDay ? DAY_SECONDS : 0)
      : placeInputTime(readInputTime(input.end, endField), frame, endField);
  return eventTimeOf(frame, { startWall, endWall }, { start: startField, end: endField });
}

/**
 * The event time with these wall seconds.
 *
 * @param fields what is at fault when the start, or the end beside it, cannot stand.
 * @throws END_BEFORE_START, LIMIT_EXCEEDED (`eventDays`, `minYear`, `maxYear`).
 */
export function eventTimeOf(
  frame: TimeFrame,
  walls: { readonly startWall: number; readonly endWall: number },
  fields: { readonly start: string; readonly end: string },
): EventTime {
  const { allDay, timeZone } = frame;
  const { startWall, endWall } = walls;
  const field = fields.end;
  requireYears(startWall, fields.start);
  requireYears(endWall, fields.end, MAX_WALL);
  if (endWall < startWall || (allDay && endWall === startWall)) {
    throw new DomainError("END_BEFORE_START", {
      field,
      ...(endWall === startWall ? { message: "An all-day event ends on a later date." } : {}),
    });
  }
  // A start that the clock skips is moved past the gap, and may so come to lie behind the end.
  if (timeZone !== null && toInstant(endWall, timeZone) < toInstant(startWall, timeZone)) {
    throw new DomainError("END_BEFORE_START", {
      field,
      message: "The clock skips the start, which moves it behind the end.",
    });
  }
  if (endWall - startWall > LIMITS.eventDays * DAY_SECONDS) {
    throw limitRefusal("eventDays", {
      field,
      message: `An event lasts at most ${LIMITS.eventDays} days.`,
    });
  }
  return {
    allDay,
    start: formatKey(startWall, allDay),
    end: formatKey(endWall, allDay),
    timeZone,
  };
}

/**
 * The instants of an event time, in epoch milliseconds (rule T3).
 *
 * @param viewZone places floating and all-day events (rule T5).
 */
export function instantsOf(
  time: EventTime,
  viewZone: string,
): { readonly startsAtMs: number; readonly endsAtMs: number } {
  const shape = occurrenceShape(time);
  return {
    startsAtMs: startMsOf(shape, shape.startWall, viewZone),
    endsAtMs: endMsOf(shape, shape.startWall, viewZone),
  };
}

/** The dotted path of a field of the input. */
export function fieldAt(path: string | undefined, name: string): string {
  return path === undefined || path === "" ? name : `${path}.${name}`;
}
