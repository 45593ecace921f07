import { DomainError } from "../errors.ts";
import type { EventTime } from "../event/content.ts";
import { eventTimeOf, fieldAt } from "./event-time.ts";
import { placeInputTime, readInputTime } from "./input-time.ts";
import type { TimeFrame } from "./input-time.ts";
import { endWallAfter, occurrenceShape, storedWall } from "./occurrence-time.ts";
import { DAY_SECONDS } from "./wall-time.ts";
import { requireTimeZone } from "./zone.ts";

/** The time fields of a patch (rule X8): undefined leaves a field, null clears it. */
export interface EventTimePatch {
  readonly start?: string | null | undefined;
  /** Cleared: zero length, or one day. */
  readonly end?: string | null | undefined;
  /** Cleared: as the form of the start says. */
  readonly allDay?: boolean | null | undefined;
  /** Cleared: floating. */
  readonly timeZone?: string | null | undefined;
}

export interface PatchTimeOptions {
  /** Put before the field names in errors, as in `patch`. */
  readonly path?: string | undefined;
  /** The zone of an all-day event that becomes timed without naming one; absent is floating. */
  readonly defaultTimeZone?: string | null | undefined;
  /**
   * How long what is patched lasts, in milliseconds, where its end may be the second of a time that
   * occurs twice, as the clock shows it (rule T3): read as a stored end, it would mean the first.
   */
  readonly durationMs?: number | undefined;
}

/** Whether a patch names a time field at all. */
export function patchesTime(patch: EventTimePatch): boolean {
  const { start, end, allDay, timeZone } = patch;
  return start !== undefined || end !== undefined || allDay !== undefined || timeZone !== undefined;
}

/**
 * The time of an event after a patch (rules T2, X7, X8).
 *
 * A start alone keeps the duration: exactly in a zone, on the clock's face otherwise. A zone alone
 * keeps the wall clock; together with a start at the same instant both instants stay. To all-day,
 * the dates are those that the event touches; to timed, it runs from midnight to midnight unless a
 * start says otherwise.
 *
 * @returns `current` itself when nothing changed.
 * @throws the errors of `normaliseEventTime`; INVALID_INPUT when the start is cleared.
 */
export function patchEventTime(
  current: EventTime,
  patch: EventTimePatch,
  options: PatchTimeOptions = {},
): EventTime {
  if (!patchesTime(patch) || saysWhatIsThere(patch, current)) return current;
  const startField = fieldAt(options.path, "start");
  const endField = fieldAt(options.path, "end");
  if (patch.start === null) {
    throw new DomainError("INVALID_INPUT", {
      field: startField,
      message: "A start cannot be cleared.",
    });
  }
  const start = patch.start === undefined ? undefined : readInputTime(patch.start, startField);
  const frame = patchedFrame(current, patch, {
    ...options,
    startIsDate: start === undefined ? current.allDay : start.kind === "date",
  });
  const durationMs = options.durationMs ?? occurrenceShape(current).durationMs;
  const before = wallsIn(frame, current, durationMs);

  const startWall =
    start === undefined ? before.startWall : placeInputTime(start, frame, startField);

  let endWall: number;
  if (patch.end === null) {
    endWall = startWall + (frame.allDay ? DAY_SECONDS : 0);
  } else if (patch.end !== undefined) {
    endWall = placeInputTime(readInputTime(patch.end, endField), frame, endField);
  } else if (start === undefined || isSamePlace(startWall, frame, current)) {
    endWall = before.endWall;
  } else if (frame.timeZone !== null && current.timeZone !== null) {
    endWall = endWallAfter(startWall, durationMs, frame.timeZone);
  } else {
    endWall = startWall + before.endWall - before.startWall;
  }

  const next = eventTimeOf(frame, { startWall, endWall }, fieldsAtFault(patch, options.path));
  return isSameTime(current, next) ? current : next;
}

/** Whether two event times are equal, field by field. */
export function isSameTime(a: EventTime, b: EventTime): boolean {
  return (
    a.start === b.start && a.end === b.end && a.allDay === b.allDay && a.timeZone === b.timeZone
  );
}

/** All-day or not, and which zone, after the patch. */
function patchedFrame(
  current: EventTime,
  patch: EventTimePatch,
  options: PatchTimeOptions & { readonly startIsDate: boolean },
): TimeFrame {
  const allDay =
    patch.allDay === undefined ? current.allDay : (patch.allDay ?? options.startIsDate);
  const given =
    typeof patch.timeZone === "string"
      ? requireTimeZone(patch.timeZone, fieldAt(options.path, "timeZone"))
      : patch.timeZone;
  if (allDay) return { allDay, timeZone: null };
  if (given !== undefined) return { allDay, timeZone: given };
  return {
    allDay,
    timeZone: current.allDay ? (options.defaultTimeZone ?? null) : current.timeZone,
  };
}

/** Whether each member that a patch gives is what is there, in the same words. */
function saysWhatIsThere(patch: EventTimePatch, current: EventTime): boolean {
  return (["allDay", "start", "end", "timeZone"] as const).every(
    (member) => patch[member] === undefined || patch[member] === current[member],
  );
}

/** The current times as a frame has them: dates for all-day, midnights for what was all-day. */
function wallsIn(
  frame: TimeFrame,
  current: EventTime,
  durationMs: number,
): { startWall: number; endWall: number } {
  const startWall = storedWall(current.start, current.allDay);
  const shownEnd = storedWall(current.end, current.allDay);
  // A second 02:00 is shown after a first 02:30.
  const endWall = shownEnd < startWall ? startWall + durationMs / 1_000 : shownEnd;
  if (!frame.allDay) return { startWall, endWall };
  const firstDay = Math.floor(startWall / DAY_SECONDS);
  const afterLastDay = Math.max(Math.ceil(endWall / DAY_SECONDS), firstDay + 1);
  return { startWall: firstDay * DAY_SECONDS, endWall: afterLastDay * DAY_SECONDS };
}

/** Whether a start is the current one, on the same clock. */
function isSamePlace(startWall: number, frame: TimeFrame, current: EventTime): boolean {
  return (
    startWall === storedWall(current.start, current.allDay) &&
    frame.allDay === current.allDay &&
    frame.timeZone === current.timeZone
  );
}

/** Which fields of the patch to name when the result cannot stand. */
function fieldsAtFault(
  patch: EventTimePatch,
  path: string | undefined,
): { start: string; end: string } {
  const frameField = patch.timeZone === undefined ? "allDay" : "timeZone";
  const start = patch.start === undefined ? frameField : "start";
  const end = patch.end === undefined ? start : "end";
  return {
    start: fieldAt(path, patch.start === undefined && patch.end !== undefined ? end : start),
    end: fieldAt(path, end),
  };
}
