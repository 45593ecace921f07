import { hasKey, seriesOf } from "../../recurrence/series.ts";
import { occurrenceShape, storedWall } from "../../time/occurrence-time.ts";
import type { OccurrenceShape } from "../../time/occurrence-time.ts";
import { formatKey, formatWallTime } from "../../time/wall-time.ts";
import { toInstant, toWall } from "../../time/zone.ts";
import type { EventContent, EventTime, OccurrenceContent, OccurrenceKey } from "../content.ts";
import { timeOf } from "../occurrences.ts";
import { toBasic } from "./basic-time.ts";
import { escapeText, quoteParameter } from "./line-writer.ts";
import {
  FIELDS_PROPERTY,
  PART_PARAMETER,
  PART_PROPERTY,
  SERIES_PROPERTY,
  fieldsToKeep,
  partUid,
  seriesToKeep,
} from "./own-properties.ts";
import type { OwnFields } from "./own-properties.ts";
import { writtenSeries } from "./written-series.ts";

/** An event as it is written into a calendar file. */
export interface ExportedEvent {
  readonly uid: string;
  /** RFC 5545 SEQUENCE. */
  readonly sequence: number;
  /** Of an event that a file gave as a part of a series: the occurrence that it begins with (F1). */
  readonly recurrenceId: string | null;
  readonly content: EventContent;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
}

/** The content lines of an event's components, unfolded: the event, then its overrides by key. */
export function* eventLines(event: ExportedEvent): Generator<string, void, undefined> {
  const { content } = event;
  const { recurrence } = content;
  const written = writtenSeries(content);
  yield "BEGIN:VEVENT";
  yield* identityLines(event);
  yield* intervalLines(written.time);
  if (written.rrule !== null) yield `RRULE:${written.rrule}`;
  if (recurrence !== null) {
    const start = written.startIsExtra ? [content.start] : [];
    yield* keyListLines("RDATE", [...start, ...recurrence.rdates], content);
    yield* keyListLines("EXDATE", recurrence.exdates, content);
    if (recurrence.rrule !== null) {
      const origin = { start: content.start, end: content.end, rrule: recurrence.rrule };
      const kept = seriesToKeep(origin, written);
      if (kept !== null) yield `${SERIES_PROPERTY}:${escapeText(kept)}`;
    }
  }
  yield* fieldLines(content, Object.keys(content.metadata).length > 0);
  yield "END:VEVENT";
  if (recurrence !== null) yield* overrideLines(event);
}

/** Each override as the whole occurrence (RFC 5545 §3.8.4.4). */
function* overrideLines(event: ExportedEvent): Generator<string, void, undefined> {
  const { content } = event;
  const series = seriesOf(content, content.recurrence);
  const shape = occurrenceShape(content);
  for (const key of Object.keys(content.overrides).toSorted()) {
    const override = content.overrides[key] ?? {};
    const keyWall = storedWall(key, content.allDay);
    // What shows nothing (rule X2) would show something in a file.
    if (!hasKey(series, keyWall)) continue;
    yield "BEGIN:VEVENT";
    yield* identityLines(event);
    yield timeLine("RECURRENCE-ID", key, content);
    const time = timeOf(override);
    if (time === undefined) yield* occurrenceIntervalLines(shape, keyWall);
    else yield* intervalLines(isOwnUtc(time, content) ? { ...time, namesUtc: true } : time);
    yield* fieldLines({ ...content, ...override }, override.metadata !== undefined);
    yield "END:VEVENT";
  }
}

function* identityLines(event: ExportedEvent): Generator<string, void, undefined> {
  const { uid, recurrenceId, sequence, createdAt, updatedAt, content } = event;
  if (recurrenceId === null) {
    yield `UID:${escapeText(uid)}`;
  } else if (content.recurrence === null) {
    yield `UID:${escapeText(uid)}`;
    yield recurrenceIdLine(recurrenceId);
  } else {
    yield `UID:${escapeText(partUid(uid, recurrenceId))}`;
    const parameter = `${PART_PARAMETER}=${quoteParameter(recurrenceId)}`;
    yield `${PART_PROPERTY};${parameter}:${escapeText(uid)}`;
  }
  // Without a METHOD, DTSTAMP is when the event was last revised (RFC 5545 §3.8.7.2).
  yield `DTSTAMP:${instantText(updatedAt)}`;
  yield `CREATED:${instantText(createdAt)}`;
  yield `LAST-MODIFIED:${instantText(updatedAt)}`;
  yield `SEQUENCE:${sequence}`;
}

/** From its canonical form: a date, a floating time, or an instant with `Z`. */
function recurrenceIdLine(recurrenceId: string): string {
  const allDay = !recurrenceId.includes("T");
  return `RECURRENCE-ID${allDay ? ";VALUE=DATE" : ""}:${toBasic(recurrenceId)}`;
}

function* fieldLines(
  fields: OccurrenceContent,
  withMetadata: boolean,
): Generator<string, void, undefined> {
  const { title, description, location, status, transparency, tags } = fields;
  yield `SUMMARY:${escapeText(title)}`;
  if (description !== "") yield `DESCRIPTION:${escapeText(description)}`;
  if (location !== "") yield `LOCATION:${escapeText(location)}`;
  yield `STATUS:${status.toUpperCase()}`;
  yield `TRANSP:${transparency.toUpperCase()}`;
  if (tags.length > 0) yield `CATEGORIES:${tags.map(escapeText).join(",")}`;
  const own: OwnFields = {
    ...fieldsToKeep(fields),
    ...(withMetadata ? { metadata: fields.metadata } : {}),
  };
  if (Object.keys(own).length > 0) yield `${FIELDS_PROPERTY}:${escapeText(JSON.stringify(own))}`;
  yield* fields.calendarProperties ?? [];
}

/**
 * Whether an override is in UTC and its series in another zone. Times with a `Z` would be read on
 * the series' clock, as programs write any zone's times so; a TZID says that UTC is meant.
 */
export function isOwnUtc(time: EventTime, series: EventTime): boolean {
  return time.timeZone === "UTC" && series.timeZone !== null && series.timeZone !== "UTC";
}

/** Start and end as they are stored. An end at the start's time is left out (RFC 5545 §3.6.1). */
function* intervalLines(time: EventTime & Frame): Generator<string, void, undefined> {
  yield timeLine("DTSTART", time.start, time);
  if (time.end === time.start || endsBeforeStart(time)) return;
  const seconds = secondsToSkippedEnd(time);
  if (seconds === undefined) yield timeLine("DTEND", time.end, time);
  else yield `DURATION:PT${seconds}S`;
}

/**
 * How long an event is whose end the clock skips, as not every program reads such a time with the
 * offset before the gap (rule T3). Undefined where the end is on the clock, and where another clock
 * change lies between: there the length does not tell the end.
 */
function secondsToSkippedEnd({ allDay, start, end, timeZone }: EventTime): number | undefined {
  if (allDay || timeZone === null) return undefined;
  const startWall = storedWall(start, allDay);
  const endWall = storedWall(end, allDay);
  const endMs = toInstant(endWall, timeZone);
  if (toWall(endMs, timeZone) === endWall) return undefined;
  const seconds = (endMs - toInstant(startWall, timeZone)) / 1_000;
  return startWall + seconds === endWall ? seconds : undefined;
}

/** As new time zone data may have it (rule T2): nothing is left between. */
function endsBeforeStart({ allDay, start, end, timeZone }: EventTime): boolean {
  if (timeZone === null) return false;
  return (
    toInstant(storedWall(end, allDay), timeZone) < toInstant(storedWall(start, allDay), timeZone)
  );
}

/** When the occurrence at a key is, which has no times of its own. */
function* occurrenceIntervalLines(
  shape: OccurrenceShape,
  keyWall: number,
): Generator<string, void, undefined> {
  const { allDay, timeZone, durationMs } = shape;
  const start = formatKey(keyWall, allDay);
  yield timeLine("DTSTART", start, shape);
  if (durationMs === 0) return;
  if (timeZone === null) {
    yield timeLine("DTEND", formatKey(keyWall + durationMs / 1_000, allDay), shape);
    return;
  }
  const endMs = toInstant(keyWall, timeZone) + durationMs;
  const endWall = toWall(endMs, timeZone);
  // The second of a wall time that occurs twice has no name on the clock.
  if (toInstant(endWall, timeZone) !== endMs) yield `DURATION:PT${durationMs / 1_000}S`;
  else yield timeLine("DTEND", formatWallTime(endWall), shape);
}

interface Frame extends Pick<EventTime, "allDay" | "timeZone"> {
  readonly namesUtc?: boolean;
}

function timeLine(name: string, time: OccurrenceKey, frame: Frame): string {
  return `${name}${timeParameter(frame)}:${timeText(time, frame)}`;
}

function* keyListLines(
  name: string,
  keys: readonly OccurrenceKey[],
  frame: Frame,
): Generator<string, void, undefined> {
  if (keys.length === 0) return;
  // One to a line: programs that read the first of a list alone are not rare.
  for (const key of keys) yield timeLine(name, key, frame);
}

function timeParameter(frame: Frame): string {
  if (frame.allDay) return ";VALUE=DATE";
  return frame.timeZone === null || isPlainUtc(frame) ? "" : `;TZID=${frame.timeZone}`;
}

function timeText(time: string, frame: Frame): string {
  return `${toBasic(time)}${isPlainUtc(frame) ? "Z" : ""}`;
}

function isPlainUtc({ allDay, timeZone, namesUtc = false }: Frame): boolean {
  return !allDay && timeZone === "UTC" && !namesUtc;
}

function instantText(epochMs: number): string {
  return `${toBasic(formatWallTime(Math.floor(epochMs / 1_000)))}Z`;
}
