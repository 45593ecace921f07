import { storedWall } from "../../time/occurrence-time.ts";
import type { EventContent, EventTime } from "../content.ts";
import { eventLines, isOwnUtc } from "./event-writer.ts";
import type { ExportedEvent } from "./event-writer.ts";
import { zoneOfName } from "./file-zones.ts";
import { escapeText, foldedLine } from "./line-writer.ts";
import { zoneDefinition } from "./zone-definition.ts";
import type { ZoneUse } from "./zone-definition.ts";

export type { ExportedEvent } from "./event-writer.ts";

const PRODUCT = "-//Daybook//Daybook//EN";
/** Characters that are gathered into one part. */
const PART_LENGTH = 65_536;

/** What a calendar file says of the calendar. */
export interface CalendarFileOptions {
  /** The name that programs show for it. */
  readonly name?: string | undefined;
  /** The calendar's zone, a known one. */
  readonly timeZone: string;
}

/**
 * An iCalendar file (RFC 5545, rule F1) in parts of some size, in order: a text of UTF-8, with
 * CRLF, folded at 75 octets. It depends on its arguments alone, so that the same events give the
 * same bytes.
 *
 * Read back, each event has the content that it was written from. The zones in use are defined
 * from the first year that the file speaks of on, by rules without an end where the zone has such.
 */
export function* calendarFileParts(
  events: Iterable<ExportedEvent>,
  options: CalendarFileOptions,
): Generator<string, void, undefined> {
  // Twice over: the zones stand before the events, as many programs read a file in one pass.
  const all = [...events];
  const zones = new ZonesInUse();
  for (const event of all) zones.add(event);
  yield calendarFileHead(zones, options);
  yield* eventParts(all);
  yield CALENDAR_FILE_END;
}

/**
 * How a file begins, with the definitions of the zones in use. Together with {@link eventParts}
 * and {@link CALENDAR_FILE_END} it is what {@link calendarFileParts} makes of events that are held
 * in memory.
 */
export function calendarFileHead(
  zones: ZonesInUse,
  { name, timeZone }: CalendarFileOptions,
): string {
  const named =
    name === undefined ? [] : [`NAME:${escapeText(name)}`, `X-WR-CALNAME:${escapeText(name)}`];
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `PRODID:${PRODUCT}`,
    "CALSCALE:GREGORIAN",
    ...named,
    `X-WR-TIMEZONE:${timeZone}`,
    ...zones.definitions(),
  ]
    .map(foldedLine)
    .join("");
}

/** The components of some events, in parts of some size. */
export function* eventParts(events: Iterable<ExportedEvent>): Generator<string, void, undefined> {
  let part = "";
  for (const event of events) {
    for (const line of eventLines(event)) {
      part += foldedLine(line);
      if (part.length < PART_LENGTH) continue;
      yield part;
      part = "";
    }
  }
  if (part !== "") yield part;
}

export const CALENDAR_FILE_END = foldedLine("END:VCALENDAR");

interface NamedZone extends ZoneUse {
  readonly zone: string;
}

function definitionsOf(zones: readonly (readonly [tzid: string, zone: NamedZone])[]): string[] {
  return zones
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([tzid, { zone, from, to }]) => zoneDefinition(tzid, zone, { from, to }));
}

/** VTIMEZONE components as they stand in a file. */
export function zoneParts(definitions: readonly string[]): string {
  return definitions.map(foldedLine).join("");
}

/** The zones that a file speaks of, each with the times that it has in it. */
export class ZonesInUse {
  /** By TZID: the zone that it means. */
  readonly #zones = new Map<string, NamedZone>();

  add({ content }: ExportedEvent): void {
    this.#addTime(content);
    const { allDay, timeZone, recurrence } = content;
    const keys = [...(recurrence?.rdates ?? []), ...(recurrence?.exdates ?? [])];
    for (const start of keys) this.#addTime({ allDay, timeZone, start, end: start });
    for (const override of [content, ...Object.values(content.overrides)]) {
      const time = { ...content, ...override };
      if (override.start !== undefined) this.#addTime(time, isOwnUtc(time, content));
      for (const tzid of namedZones(override.calendarProperties)) {
        const zone = zoneOfName(tzid);
        if (zone !== undefined) this.#note(tzid, zone, storedWall(time.start, time.allDay));
      }
    }
  }

  /** Their VTIMEZONE components, by TZID. */
  definitions(): string[] {
    return definitionsOf([...this.#zones]);
  }

  /** Adds events whose file has begun already, and answers the components that it lacks for them. */
  addLate(events: Iterable<ExportedEvent>): string[] {
    const begun = this.#zones.size;
    for (const event of events) this.add(event);
    // A zone that is known keeps its place, a new one comes last.
    return definitionsOf([...this.#zones].slice(begun));
  }

  #addTime({ timeZone, allDay, start, end }: EventTime, namesUtc = false): void {
    if (timeZone === null || (timeZone === "UTC" && !namesUtc)) return;
    this.#note(timeZone, timeZone, storedWall(start, allDay));
    this.#note(timeZone, timeZone, storedWall(end, allDay));
  }

  #note(tzid: string, zone: string, wall: number): void {
    const known = this.#zones.get(tzid);
    if (known === undefined) this.#zones.set(tzid, { zone, from: wall, to: wall });
    else if (wall < known.from) this.#zones.set(tzid, { ...known, from: wall });
    else if (wall > known.to) this.#zones.set(tzid, { ...known, to: wall });
  }
}

const TZID_PARAMETER = /^[^:"]*;TZID=(?:"([^"]*)"|([^";:,]+))/i;

/** The zones that kept lines speak of. */
function namedZones(lines: EventContent["calendarProperties"] = []): string[] {
  return lines.flatMap((line) => {
    const [, quoted, bare] = TZID_PARAMETER.exec(line) ?? [];
    return (quoted ?? bare) === undefined ? [] : [(quoted ?? bare) as string];
  });
}
