import type { JsonValue, OccurrenceContent } from "../content.ts";
import type { WrittenSeries } from "./written-series.ts";
import { cleanLine, cleanLocation, cleanTags, cleanText } from "./field-text.ts";

/*
 * What a file of ours says besides, so that it is read as the content that it was written from.
 * Other programs keep such properties as they are and may change the ones that they know: each of
 * ours counts only as long as it agrees with those.
 */

/** Metadata, and texts that iCalendar or its readers would change, as JSON. */
export const FIELDS_PROPERTY = "X-DAYBOOK-FIELDS";
/** Start, end and rule as they are, where the file says them in another way. */
export const SERIES_PROPERTY = "X-DAYBOOK-SERIES";
/** The UID of the series that an event is the later part of; its parameter is the first key. */
export const PART_PROPERTY = "X-DAYBOOK-PART-OF";
/** All of them; their values are text. */
export const OWN_PROPERTIES = [FIELDS_PROPERTY, SERIES_PROPERTY, PART_PROPERTY] as const;
/** Which occurrence of that series is the first of the part. */
export const PART_PARAMETER = "X-RECURRENCE-ID";

type TextFields = Pick<OccurrenceContent, "title" | "description" | "location" | "tags">;

/** The fields that {@link FIELDS_PROPERTY} may hold. */
export type OwnFields = Partial<TextFields & Pick<OccurrenceContent, "metadata">>;

/** The fields that a reader of the plain properties would not give back as they are. */
export function fieldsToKeep(fields: TextFields): OwnFields {
  const { title, description, location, tags } = fields;
  return {
    ...(cleanLine(title) === title ? {} : { title }),
    ...(cleanText(description) === description ? {} : { description }),
    ...(cleanLocation(location) === location ? {} : { location }),
    ...(isSameList(cleanTags(tags), tags) ? {} : { tags }),
  };
}

/**
 * The fields of a file's {@link FIELDS_PROPERTY}, where they agree with the plain properties
 * beside it; none when the text is not ours.
 */
export function keptFields(text: string, plain: TextFields): OwnFields {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return {};
  }
  if (!isRecord(kept)) return {};
  const { title, description, location, tags, metadata } = kept;
  return {
    ...(typeof title === "string" && cleanLine(title) === plain.title ? { title } : {}),
    ...(typeof description === "string" && cleanText(description) === plain.description
      ? { description }
      : {}),
    ...(typeof location === "string" && cleanLocation(location) === plain.location
      ? { location }
      : {}),
    ...(isTextList(tags) && isSameList(cleanTags(tags), cleanTags(plain.tags)) ? { tags } : {}),
    ...(isRecord(metadata) ? { metadata } : {}),
  };
}

/** Start, end and rule of an event that {@link writtenSeries} says in another way. */
export interface SeriesOrigin {
  readonly start: string;
  readonly end: string;
  readonly rrule: string;
}

/** The value of {@link SERIES_PROPERTY}; null where the file says the series as it is. */
export function seriesToKeep(origin: SeriesOrigin, written: WrittenSeries): string | null {
  const isSame =
    origin.start === written.time.start &&
    origin.end === written.time.end &&
    origin.rrule === written.rrule;
  return isSame ? null : `${origin.start}/${origin.end}/${origin.rrule}`;
}

/** Reads {@link seriesToKeep}; null when the text is not ours. */
export function readSeriesOrigin(text: string): SeriesOrigin | null {
  const [start, end, rrule, ...others] = text.trim().split("/");
  if (start === undefined || end === undefined || rrule === undefined || others.length > 0) {
    return null;
  }
  return { start, end, rrule };
}

/**
 * The UID under which the later part of a series is written: other programs know one event by one
 * UID, and would take the part for an exception of the series.
 */
export function partUid(uid: string, recurrenceId: string): string {
  return `${uid}/${recurrenceId}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, JsonValue>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
