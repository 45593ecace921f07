import { LIMITS } from "../limits.ts";
import { limitRefusal } from "../limit-refusal.ts";
import { type Series, hasKey } from "../recurrence/series.ts";
import { fieldAt, instantsOf } from "../time/event-time.ts";
import { normaliseKey } from "../time/key-list.ts";
import {
  type OccurrenceShape,
  endMsOf,
  occurrenceShape,
  occurrenceTimes,
  startMsOf,
  storedWall,
} from "../time/occurrence-time.ts";
import { type EventTimePatch, patchEventTime, patchesTime } from "../time/patch-time.ts";
import type {
  EventContent,
  EventTime,
  OccurrenceContent,
  OccurrenceKey,
  Override,
} from "./content.ts";
import { occurrenceNotFound } from "./edit-target.ts";
import { timeOf } from "./occurrences.ts";
import { type PlainFieldsInput, checkPlainFields } from "./plain-fields.ts";
import { encodeContent, sameJson } from "./stored-content.ts";
import { exceedsBytes } from "./text-rules.ts";

/** What a caller gives one occurrence of its own (rules X2 and X8). */
export interface OverrideInput extends PlainFieldsInput, EventTimePatch {
  /** Content lines of a calendar file; see {@link OccurrenceContent.calendarProperties}. */
  readonly calendarProperties?: readonly string[] | undefined;
}

/** The part of a content that an override is held against. */
export type SeriesContent = OccurrenceContent;

/**
 * The override of one occurrence after an edit with scope `this` (rule X2): it holds only what
 * differs from the series. A field that is given the series' value leaves it; fields that are not
 * given stay as they are. `undefined` when nothing is left.
 */
export function writeOverride(
  series: SeriesContent,
  edit: {
    readonly key: OccurrenceKey;
    readonly current: Override | undefined;
    readonly input: OverrideInput;
    readonly path: string;
    /** The zone of an occurrence that stops being all-day without naming one. */
    readonly timeZone?: string | undefined;
  },
): Override | undefined {
  const next: { -readonly [F in keyof Override]: Override[F] } = { ...edit.current };
  const plain = checkPlainFields(edit.input, edit.path);
  for (const [name, value] of Object.entries(plain)) {
    const field = name as keyof typeof plain;
    if (sameJson(value, series[field])) delete next[field];
    else Object.assign(next, { [field]: value });
  }
  const { calendarProperties } = edit.input;
  if (calendarProperties !== undefined) {
    if (sameJson(calendarProperties, series.calendarProperties ?? [])) {
      delete next.calendarProperties;
    } else {
      next.calendarProperties = calendarProperties;
    }
  }
  if (patchesTime(edit.input)) {
    const time = patchEventTime(timeAt(series, edit.key, edit.current), edit.input, {
      path: edit.path,
      defaultTimeZone: series.timeZone ?? edit.timeZone ?? null,
      durationMs: durationAt(series, edit.current),
    });
    setOwnTime(next, time, { series, key: edit.key });
  }
  return Object.keys(next).length === 0 ? undefined : next;
}

/** Gives an override these times, or none where they are what the series has at that key. */
export function setOwnTime(
  override: { -readonly [F in keyof Override]: Override[F] },
  time: EventTime,
  at: { readonly series: EventTime; readonly key: OccurrenceKey },
): void {
  if (isSeriesTime(at.series, at.key, time)) {
    delete override.allDay;
    delete override.start;
    delete override.end;
    delete override.timeZone;
    return;
  }
  override.allDay = time.allDay;
  override.start = time.start;
  override.end = time.end;
  override.timeZone = time.timeZone;
}

/** When the occurrence is: where its override puts it, else where the series does. */
export function timeAt(
  series: EventTime,
  key: OccurrenceKey,
  override: Override | undefined,
): EventTime {
  return (
    timeOf(override ?? {}) ??
    occurrenceTimes(occurrenceShape(series), storedWall(key, series.allDay))
  );
}

/** How long the occurrence lasts, in milliseconds: exactly, also where its end is shown twice. */
export function durationAt(series: EventTime, override: Override | undefined): number {
  return occurrenceShape(timeOf(override ?? {}) ?? series).durationMs;
}

/** The overrides of a new event: each on an occurrence, each with only what differs. */
export function newOverrides(
  content: EventContent,
  input: Readonly<Record<OccurrenceKey, OverrideInput>>,
  options: { readonly series: Series; readonly path: string; readonly timeZone: string },
): EventContent["overrides"] {
  const overrides: Record<OccurrenceKey, Override> = {};
  for (const [given, override] of Object.entries(input)) {
    const path = fieldAt(options.path, given);
    const key = normaliseKey(given, content, path);
    if (!hasKey(options.series, storedWall(key, content.allDay))) {
      throw occurrenceNotFound(given, path);
    }
    const written = writeOverride(content, {
      key,
      current: overrides[key],
      input: override,
      path,
      timeZone: options.timeZone,
    });
    if (written !== undefined) overrides[key] = written;
  }
  return overrides;
}

/** Throws `LIMIT_EXCEEDED` when there are too many overrides, or the content as a whole is too large. */
export function requireRoom(content: EventContent, field: string): void {
  const count = Object.keys(content.overrides).length;
  // Without overrides, the limits of the fields keep the whole far below its own.
  if (count === 0) return;
  if (count > LIMITS.overrides) {
    throw limitRefusal("overrides", {
      field,
      message: `A series holds at most ${LIMITS.overrides} overrides.`,
      given: count,
    });
  }
  if (exceedsBytes(encodeContent(content), LIMITS.contentBytes)) {
    throw limitRefusal("contentBytes", {
      field,
      message: `The event takes more than ${LIMITS.contentBytes} bytes.`,
    });
  }
}

/** Whether these times are what the series has at this key, in words or in instants. */
function isSeriesTime(series: EventTime, key: OccurrenceKey, time: EventTime): boolean {
  if (time.allDay !== series.allDay || time.timeZone !== series.timeZone) return false;
  const shape: OccurrenceShape = occurrenceShape(series);
  const wall = storedWall(key, series.allDay);
  const own = occurrenceTimes(shape, wall);
  if (time.start === own.start && time.end === own.end) return true;
  // A nominal 02:30 that a clock change skips is the 03:30 that the series has there (T3).
  const { startsAtMs, endsAtMs } = instantsOf(time, "UTC");
  return startsAtMs === startMsOf(shape, wall, "UTC") && endsAtMs === endMsOf(shape, wall, "UTC");
}
