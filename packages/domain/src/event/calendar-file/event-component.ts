import type { EventStatus, Transparency } from "../content.ts";
import { LIMITS } from "../../limits.ts";
import { DAY_SECONDS } from "../../time/wall-time.ts";
import { toInstant } from "../../time/zone.ts";
import type { FileTime } from "./basic-time.ts";
import type { Component } from "./components.ts";
import type { ContentLine } from "./content-lines.ts";
import { addDuration, inZone, readDuration, readTime, readTimeValue } from "./file-time.ts";
import type { FileDuration } from "./file-time.ts";
import type { FileZones } from "./file-zones.ts";
import { cleanLine, cleanLocation, cleanTags, cleanText } from "./field-text.ts";
import { keptParts } from "./kept-lines.ts";
import type { KeptParts } from "./kept-lines.ts";
import {
  FIELDS_PROPERTY,
  OWN_PROPERTIES,
  PART_PARAMETER,
  PART_PROPERTY,
  SERIES_PROPERTY,
  keptFields,
  partUid,
  readSeriesOrigin,
} from "./own-properties.ts";
import type { OwnFields, SeriesOrigin } from "./own-properties.ts";
import { ComponentFault } from "./problems.ts";
import { propertyName, readProperty } from "./property.ts";
import type { Property } from "./property.ts";

/** What stands for a SUMMARY that is missing or empty, as an event has a title. */
const NO_TITLE = "(no title)";

/** The properties that are read; the others are kept as they are. */
const PROPERTIES = [
  "UID",
  "SEQUENCE",
  "DTSTAMP",
  "RECURRENCE-ID",
  "SUMMARY",
  "DESCRIPTION",
  "LOCATION",
  "STATUS",
  "TRANSP",
  "CATEGORIES",
  "DTSTART",
  "DTEND",
  "DURATION",
  "RRULE",
  "EXRULE",
  "RDATE",
  "EXDATE",
  ...OWN_PROPERTIES,
] as const;

/** A property that is read. */
export type PropertyName = (typeof PROPERTIES)[number];
const WANTED: ReadonlySet<string> = new Set(PROPERTIES);
/** When a program wrote what. Each of ours says it anew; some say another time at each download. */
const PASSING: ReadonlySet<string> = new Set(["CREATED", "LAST-MODIFIED"]);

/** When a component takes place; `end` is on the same clock as `start`. */
export interface FileInterval {
  readonly start: FileTime;
  readonly end: FileTime;
}

/** An RDATE; one that is a period has an end of its own. */
export interface ExtraDate {
  readonly start: FileTime;
  readonly end: FileTime | null;
}

/** The series that an event is the later part of, and the occurrence that it begins with. */
export interface SeriesPart {
  readonly uid: string;
  readonly recurrenceId: string;
}

/** A VEVENT as it stands, each value read, nothing joined or checked against the limits. */
export interface EventComponent extends FileInterval {
  /** 1-based physical line of its BEGIN. */
  readonly line: number;
  readonly uid: string | null;
  readonly sequence: number;
  /** DTSTAMP as it is written, which sorts by time; empty when absent. */
  readonly stamp: string;
  /** The occurrence that this one overrides; null for the event itself. */
  readonly recurrenceId: FileTime | null;
  /** It overrides all the following occurrences as well (RANGE=THISANDFUTURE). */
  readonly isRange: boolean;
  /** Null when there is none. */
  readonly title: string | null;
  readonly description: string;
  readonly location: string;
  readonly status: EventStatus;
  readonly transparency: Transparency;
  readonly tags: readonly string[];
  readonly rrule: string | null;
  readonly extraDates: readonly ExtraDate[];
  readonly exclusions: readonly FileTime[];
  /**
   * Epoch milliseconds of an end at the second of a wall time that occurs twice, which `end` cannot
   * name; null for any other.
   */
  readonly exactEndMs: number | null;
  /** What a file of ours says besides the plain properties, where it agrees with them. */
  readonly own: OwnFields;
  readonly origin: SeriesOrigin | null;
  readonly partOf: SeriesPart | null;
  readonly kept: KeptParts;
  /** Where the first of these properties that is there stands; else the component's own line. */
  lineOf(...names: PropertyName[]): number;
}

/** The title of a component without one. */
export function titleOf(component: EventComponent): string {
  return component.title ?? NO_TITLE;
}

/** The UID of a component, however broken the rest of it is. */
export function uidOf(component: Component): string | null {
  const contentLine = component.properties.find((property) => propertyName(property) === "UID");
  if (contentLine === undefined) return null;
  try {
    return cleanLine(readProperty(contentLine).values.join(",")) || null;
  } catch {
    return null;
  }
}

/**
 * Reads a VEVENT. Throws {@link ComponentFault} where a value that matters cannot be read.
 *
 * @param file `cancels` says that the calendar takes back what is in it (METHOD:CANCEL).
 */
export function readEventComponent(
  component: Component,
  { zones, cancels }: { readonly zones: FileZones; readonly cancels: boolean },
): EventComponent {
  const lines = new Map<string, ContentLine[]>();
  for (const contentLine of component.properties) {
    const name = propertyName(contentLine);
    if (!WANTED.has(name)) continue;
    const sameName = lines.get(name);
    if (sameName === undefined) lines.set(name, [contentLine]);
    else sameName.push(contentLine);
  }
  const lineOf = (...names: PropertyName[]): number =>
    names.map((name) => lines.get(name)?.[0]?.line).find((line) => line !== undefined) ??
    component.line;
  const all = (name: PropertyName): ContentLine[] => lines.get(name) ?? [];
  const first = (name: PropertyName): Property | undefined => {
    const contentLine = lines.get(name)?.[0];
    return contentLine && readProperty(contentLine);
  };
  const text = (name: PropertyName): string => first(name)?.values[0] ?? "";
  const word = (name: PropertyName): string => text(name).trim().toUpperCase();

  const partOf = readPart(first(PART_PROPERTY), uidOf(component));
  const uid = partOf === null ? uidOf(component) : partOf.uid;
  if (uid !== null && uid.length > LIMITS.uidLength) {
    throw new ComponentFault(
      lineOf("UID"),
      "LIMIT_EXCEEDED",
      `The UID is longer than ${LIMITS.uidLength} characters.`,
    );
  }
  refuseUnsupportedRules(all("RRULE"), all("EXRULE"));
  const recurrenceId = first("RECURRENCE-ID");
  const range = recurrenceId?.parameters.get("range")?.toUpperCase();
  if (recurrenceId !== undefined && range !== undefined && range !== "THISANDFUTURE") {
    throw new ComponentFault(recurrenceId.line, "RANGE_UNSUPPORTED");
  }
  const start = first("DTSTART");
  if (start === undefined) {
    throw new ComponentFault(component.line, "INVALID_TIME", "The event has no DTSTART.");
  }
  const interval = readInterval({ start, end: first("DTEND"), duration: first("DURATION") }, zones);
  const plain = {
    title: cleanLine(text("SUMMARY")),
    description: cleanText(text("DESCRIPTION")),
    location: cleanLocation(text("LOCATION")),
    tags: cleanTags(all("CATEGORIES").flatMap((line) => readProperty(line).values)),
  };
  const own = keptFields(text(FIELDS_PROPERTY), plain);
  return {
    line: component.line,
    lineOf,
    uid,
    sequence: readSequence(text("SEQUENCE")),
    stamp: text("DTSTAMP").trim(),
    recurrenceId: recurrenceId === undefined ? null : readTime(recurrenceId, zones),
    isRange: range !== undefined,
    title: own.title ?? (plain.title || null),
    description: own.description ?? plain.description,
    location: own.location ?? plain.location,
    status: cancels ? "cancelled" : readStatus(word("STATUS")),
    transparency: word("TRANSP") === "TRANSPARENT" ? "transparent" : "opaque",
    tags: own.tags ?? plain.tags,
    own,
    origin: readSeriesOrigin(text(SERIES_PROPERTY)),
    partOf,
    kept: keptParts(component, (name) => WANTED.has(name) || PASSING.has(name)),
    ...interval,
    rrule: first("RRULE")?.values.join(",").trim() ?? null,
    extraDates: readExtraDates(all("RDATE"), zones),
    exclusions: readExclusions(all("EXDATE"), zones),
  };
}

/** A UID of ours counts only as long as it is the one that the part was written under. */
function readPart(property: Property | undefined, written: string | null): SeriesPart | null {
  const recurrenceId = property?.parameters.get(PART_PARAMETER.toLowerCase());
  if (property === undefined || recurrenceId === undefined) return null;
  const uid = cleanLine(property.values.join(","));
  return partUid(uid, recurrenceId) === written ? { uid, recurrenceId } : null;
}

function refuseUnsupportedRules(
  rules: readonly ContentLine[],
  exclusionRules: readonly ContentLine[],
): void {
  const [, secondRule] = rules;
  if (secondRule !== undefined) {
    throw new ComponentFault(
      secondRule.line,
      "RECURRENCE_UNSUPPORTED",
      "An event has at most one RRULE.",
    );
  }
  const [exclusionRule] = exclusionRules;
  if (exclusionRule !== undefined) {
    // To leave it out would bring back what it excludes.
    throw new ComponentFault(
      exclusionRule.line,
      "RECURRENCE_UNSUPPORTED",
      "EXRULE is not supported.",
    );
  }
}

function readInterval(
  given: { start: Property; end: Property | undefined; duration: Property | undefined },
  zones: FileZones,
): FileInterval & Pick<EventComponent, "exactEndMs"> {
  const start = readTime(given.start, zones);
  if (given.end !== undefined) {
    return namedEnd(start, endOnClockOf(start, readTime(given.end, zones), given.end));
  }
  if (given.duration !== undefined) {
    return namedEnd(start, endAfter(start, given.duration.values[0] ?? "", given.duration));
  }
  const wall = start.kind === "date" ? start.wall + DAY_SECONDS : start.wall;
  return { start, end: { ...start, wall }, exactEndMs: null };
}

/** An end that the clock cannot name is as far from the start on the clock's face (rule T2). */
function namedEnd(
  start: FileTime,
  end: FileTime,
): FileInterval & Pick<EventComponent, "exactEndMs"> {
  const { exactMs } = end;
  if (exactMs === undefined || start.timeZone === null) return { start, end, exactEndMs: null };
  const length = (exactMs - toInstant(start.wall, start.timeZone)) / 1_000;
  return { start, end: { ...start, wall: start.wall + length }, exactEndMs: exactMs };
}

/** The end on the clock of the start; it may be given in another zone, as flights are. */
function endOnClockOf(start: FileTime, end: FileTime, property: Property): FileTime {
  if ((start.kind === "date") !== (end.kind === "date")) {
    throw new ComponentFault(
      property.line,
      "INVALID_TIME",
      `DTSTART and ${property.name} are not both dates or both times.`,
    );
  }
  // A floating end beside a zoned start is one whose TZID was left out.
  if (end.kind === "floating") return notBeforeSkippedStart(start, { ...start, wall: end.wall });
  if (end.kind === "zoned") {
    return start.kind === "zoned"
      ? notBeforeSkippedStart(start, inZone(end, start.timeZone))
      : { ...start, wall: end.wall };
  }
  // Against RFC 5545 §3.6.1 but common: an all-day event that ends on the date it begins.
  return end.wall === start.wall ? { ...end, wall: end.wall + DAY_SECONDS } : end;
}

/**
 * Half an hour from 02:30 to 03:00 stays half an hour where the clock skips the start, though
 * that then happens at 03:30 (rule T3).
 */
function notBeforeSkippedStart(start: FileTime, end: FileTime): FileTime {
  const isNamed = start.timeZone !== null && end.exactMs === undefined;
  if (!isNamed || end.wall < start.wall) return end;
  const isBefore = toInstant(end.wall, start.timeZone) < toInstant(start.wall, start.timeZone);
  return isBefore ? addDuration(start, { days: 0, seconds: end.wall - start.wall }) : end;
}

function endAfter(start: FileTime, text: string, property: Property): FileTime {
  const duration = readDuration(text);
  if (duration === undefined) {
    throw new ComponentFault(property.line, "INVALID_TIME", `${property.name} has no duration.`);
  }
  if (start.kind !== "date") return onSkippedTime(start, addDuration(start, duration), duration);
  const seconds = duration.days * DAY_SECONDS + duration.seconds;
  if (seconds % DAY_SECONDS !== 0) {
    throw new ComponentFault(property.line, "INVALID_TIME", "An all-day event lasts whole days.");
  }
  return { ...start, wall: start.wall + (seconds === 0 ? DAY_SECONDS : seconds) };
}

/**
 * An end that is as far from the start on the clock's face at a time that the clock skips, which
 * happens at the same instant (rule T3). It is the one that a file of ours tells by its distance.
 */
function onSkippedTime(start: FileTime, end: FileTime, { days, seconds }: FileDuration): FileTime {
  const wall = start.wall + days * DAY_SECONDS + seconds;
  if (end.timeZone === null || end.exactMs !== undefined || wall === end.wall) return end;
  const isSame = toInstant(wall, end.timeZone) === toInstant(end.wall, end.timeZone);
  return isSame ? { ...end, wall } : end;
}

function readExtraDates(contentLines: readonly ContentLine[], zones: FileZones): ExtraDate[] {
  const dates: ExtraDate[] = [];
  for (const contentLine of contentLines) {
    const property = readProperty(contentLine);
    requireAtMost(LIMITS.rdates, dates.length + property.values.length, property);
    for (const value of property.values) {
      if (value.trim() === "") continue;
      const [startText = "", endText] = value.split("/");
      const start = readTimeValue(startText, property, zones);
      dates.push({ start, end: endText === undefined ? null : readPeriodEnd(start, endText) });
    }

    function readPeriodEnd(start: FileTime, text: string): FileTime {
      return /P/i.test(text)
        ? endAfter(start, text, property)
        : endOnClockOf(start, readTimeValue(text, property, zones), property);
    }
  }
  return dates;
}

function readExclusions(contentLines: readonly ContentLine[], zones: FileZones): FileTime[] {
  const times: FileTime[] = [];
  for (const contentLine of contentLines) {
    const property = readProperty(contentLine);
    requireAtMost(LIMITS.exdates, times.length + property.values.length, property);
    for (const value of property.values) {
      if (value.trim() !== "") times.push(readTimeValue(value, property, zones));
    }
  }
  return times;
}

function requireAtMost(limit: number, count: number, property: Property): void {
  if (count <= limit) return;
  throw new ComponentFault(
    property.line,
    "LIMIT_EXCEEDED",
    `There are more than ${limit} dates in ${property.name}.`,
  );
}

function readSequence(text: string): number {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : 0;
}

function readStatus(word: string): EventStatus {
  if (word === "TENTATIVE") return "tentative";
  return word === "CANCELLED" ? "cancelled" : "confirmed";
}
