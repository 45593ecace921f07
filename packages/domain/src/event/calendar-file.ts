import { DomainError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { limitRefusal } from "../limit-refusal.ts";
import { scanCalendars } from "./calendar-file/components.ts";
import type { Component } from "./calendar-file/components.ts";
import { dividedSeries } from "./calendar-file/divided-series.ts";
import { readEventComponent, uidOf } from "./calendar-file/event-component.ts";
import type { EventComponent } from "./calendar-file/event-component.ts";
import { propertyName } from "./calendar-file/property.ts";
import { FileZones, ZoneMatcher } from "./calendar-file/file-zones.ts";
import { ComponentFault, ProblemList } from "./calendar-file/problems.ts";
import type { ImportProblem } from "./calendar-file/problems.ts";
import {
  byPrecedence,
  canonicalRecurrenceId,
  standaloneContent,
} from "./calendar-file/series-assembly.ts";
import type { EventContent } from "./content.ts";
import { exceedsBytes } from "./text-rules.ts";

/** One event of a calendar file, with the overrides that the file holds for it. */
export interface ImportedEvent {
  /** Null when the file gives none; it is then known by its content (rule F1). */
  readonly uid: string | null;
  /**
   * Null for an event; for an override without its master in the file, the occurrence that it is
   * (rule F1): `2026-03-02` of an all-day series, `2026-03-02T09:00:00` of a floating one, else
   * the instant `2026-03-02T08:00:00Z`.
   */
  readonly recurrenceId: string | null;
  /** RFC 5545 SEQUENCE; 0 when absent. */
  readonly sequence: number;
  /** 1-based physical line of its `BEGIN:VEVENT`. */
  readonly line: number;
  /** Complete and within the limits, as `newContent` makes it. */
  readonly content: EventContent;
}

/** What a calendar file holds. */
export interface CalendarFile {
  /** In the order of the file. */
  readonly events: readonly ImportedEvent[];
  /** What was left out, by line. */
  readonly problems: readonly ImportProblem[];
}

/**
 * Reads an iCalendar file (RFC 5545, rule F1). Each part that cannot be read or kept is listed
 * with its line, and the others are read all the same: an event without the line that is broken
 * where that line does not matter, a series without an override that is no good.
 *
 * Overrides (RECURRENCE-ID) are joined to their master. Of several components for the same
 * occurrence the highest SEQUENCE stands. Properties that an event has no place for, and
 * alarms, are left out without being listed.
 *
 * @param ics the whole text, with or without a byte order mark; any line ends.
 * @param options `timeZone` is the calendar's: the zone that is taken where the rules of an
 *   unnamed zone fit several.
 * @throws INVALID_CALENDAR_FILE without a calendar in it; LIMIT_EXCEEDED beyond
 *   `LIMITS.importBytes` and `LIMITS.importEvents`, and with very many rules that never match.
 */
export function readCalendarFile(
  ics: string,
  options: { readonly timeZone: string },
): CalendarFile {
  requireSize(ics);
  const problems = new ProblemList();
  const calendars = scanCalendars(ics, problems);
  if (calendars.length === 0) throw new DomainError("INVALID_CALENDAR_FILE", { field: "ics" });
  requireCount(calendars);

  const matcher = new ZoneMatcher(options.timeZone);
  const components = calendars.flatMap((calendar) =>
    readEventComponents(calendar, new FileZones(calendar, matcher), problems),
  );
  const events: ImportedEvent[] = [];
  for (const group of groupByUid(components)) {
    events.push(...assembleEvents(group, options.timeZone, problems));
    if (problems.count("RECURRENCE_NEVER_MATCHES") > LIMITS.importRulesNeverMatching) {
      throw limitRefusal("importRulesNeverMatching", {
        field: "ics",
        message: `More than ${LIMITS.importRulesNeverMatching} rules of the calendar file never match.`,
      });
    }
  }
  return { events: events.toSorted((a, b) => a.line - b.line), problems: problems.list() };
}

function requireSize(ics: string): void {
  if (!exceedsBytes(ics, LIMITS.importBytes)) return;
  throw limitRefusal("importBytes", {
    field: "ics",
    message: `A calendar file may take at most ${LIMITS.importBytes} bytes.`,
  });
}

/** Before any is read, so that a file with far too many costs no more than finding them. */
function requireCount(calendars: readonly Component[]): void {
  let count = 0;
  for (const { components } of calendars) {
    for (const { name } of components) if (name === "VEVENT") count += 1;
  }
  if (count <= LIMITS.importEvents) return;
  throw limitRefusal("importEvents", {
    field: "ics",
    message: `A calendar file may hold at most ${LIMITS.importEvents} events.`,
    given: count,
  });
}

function readEventComponents(
  calendar: Component,
  zones: FileZones,
  problems: ProblemList,
): EventComponent[] {
  const read: EventComponent[] = [];
  if (!calendar.terminated) {
    const message = "The calendar has no end.";
    problems.add({ line: calendar.line, uid: null, reason: "MALFORMED_COMPONENT", message });
  }
  for (const { line } of calendar.malformed) {
    problems.add({ line, uid: null, reason: "MALFORMED_LINE" });
  }

  const cancels = methodOf(calendar) === "CANCEL";
  for (const component of calendar.components) {
    if (component.name === "VTIMEZONE") continue;
    const uid = uidOf(component);
    if (component.name !== "VEVENT") {
      const message = `${component.name.slice(0, 50)} is not imported, only events are.`;
      problems.add({ line: component.line, uid, reason: "UNSUPPORTED_COMPONENT", message });
      continue;
    }
    if (!component.terminated) {
      // It may have been cut off before what makes it another event.
      const message = "The event has no end.";
      problems.add({ line: component.line, uid, reason: "MALFORMED_COMPONENT", message });
      continue;
    }
    for (const { line } of component.malformed) {
      problems.add({ line, uid, reason: "MALFORMED_LINE" });
    }
    try {
      read.push(readEventComponent(component, { zones, cancels }));
    } catch (error) {
      addFault(problems, uid, error);
    }
  }
  return read;
}

/** The METHOD of a calendar (RFC 5546), in upper case. */
function methodOf(calendar: Component): string | null {
  const contentLine = calendar.properties.find((property) => propertyName(property) === "METHOD");
  return contentLine?.text.slice("METHOD:".length).trim().toUpperCase() ?? null;
}

/** Components of one event together; those without a UID each by itself. */
function groupByUid(components: readonly EventComponent[]): EventComponent[][] {
  const groups: EventComponent[][] = [];
  const byUid = new Map<string, EventComponent[]>();
  for (const component of components) {
    // The later part of a series has the series' UID, and is an event by itself.
    const { uid, partOf } = component;
    const identity = uid === null ? null : JSON.stringify([uid, partOf?.recurrenceId]);
    const group = identity === null ? undefined : byUid.get(identity);
    if (group !== undefined) {
      group.push(component);
      continue;
    }
    const started = [component];
    groups.push(started);
    if (identity !== null) byUid.set(identity, started);
  }
  return groups;
}

function assembleEvents(
  group: readonly EventComponent[],
  timeZone: string,
  problems: ProblemList,
): ImportedEvent[] {
  const overrides = group.filter(({ recurrenceId }) => recurrenceId !== null);
  const [master, ...outdated] = group
    .filter(({ recurrenceId }) => recurrenceId === null)
    .toSorted(byPrecedence);
  for (const { line, uid } of outdated) problems.add({ line, uid, reason: "DUPLICATE_EVENT" });

  if (master !== undefined) {
    try {
      const { pieces, leftOut } = dividedSeries(master, overrides, timeZone);
      for (const { component, fault } of leftOut) problems.add({ uid: component.uid, ...fault });
      return pieces.map(({ from, content }) =>
        importedEvent(from ?? master, recurrenceIdOf(from ?? master), content),
      );
    } catch (error) {
      addFault(problems, master.uid, error);
    }
  }
  return standaloneOverrides(overrides, timeZone, problems);
}

/** Overrides of which the file holds no master that can be read (rule F1). */
function standaloneOverrides(
  overrides: readonly EventComponent[],
  timeZone: string,
  problems: ProblemList,
): ImportedEvent[] {
  const events = new Map<string, ImportedEvent>();
  for (const component of overrides.toSorted(byPrecedence)) {
    if (component.recurrenceId === null) continue;
    const recurrenceId = canonicalRecurrenceId(component.recurrenceId);
    try {
      if (events.has(recurrenceId)) throw new ComponentFault(component.line, "DUPLICATE_EVENT");
      if (component.isRange) {
        const line = component.lineOf("RECURRENCE-ID");
        const message = "What follows the exception is not known without its series.";
        addFault(problems, component.uid, new ComponentFault(line, "RANGE_UNSUPPORTED", message));
      }
      const { content, leftOut } = standaloneContent(component, timeZone);
      for (const { fault } of leftOut) problems.add({ uid: component.uid, ...fault });
      events.set(recurrenceId, importedEvent(component, recurrenceId, content));
    } catch (error) {
      addFault(problems, component.uid, error);
    }
  }
  return [...events.values()];
}

/** By which occurrence of its series an event is known; null for an event as a whole. */
function recurrenceIdOf({ recurrenceId, partOf }: EventComponent): string | null {
  if (recurrenceId !== null) return canonicalRecurrenceId(recurrenceId);
  return partOf?.recurrenceId ?? null;
}

function importedEvent(
  { uid, sequence, line }: EventComponent,
  recurrenceId: string | null,
  content: EventContent,
): ImportedEvent {
  return { uid, recurrenceId, sequence, line, content };
}

function addFault(problems: ProblemList, uid: string | null, error: unknown): void {
  if (!(error instanceof ComponentFault)) throw error;
  problems.add({ line: error.line, uid, reason: error.reason, message: error.message });
}
