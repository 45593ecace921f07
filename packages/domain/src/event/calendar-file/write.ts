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
  let part = "";
  for (const line of fileLines(all, options)) {
    part += foldedLine(line);
    if (part.length < PART_LENGTH) continue;
    yield part;
    part = "";
  }
  if (part !== "") yield part;
}

function* fileLines(
  events: readonly ExportedEvent[],
  { name, timeZone }: CalendarFileOptions,
): Generator<string, void, undefined> {
  yield "BEGIN:VCALENDAR";
  yield "VERSION:2.0";
  yield `PRODID:${PRODUCT}`;
  yield "CALSCALE:GREGORIAN";
  if (name !== undefined) {
    yield `NAME:${escapeText(name)}`;
    yield `X-WR-CALNAME:${escapeText(name)}`;
  }
  yield `X-WR-TIMEZONE:${timeZone}`;
  const zones = zonesIn(events);
  for (const tzid of [...zones.keys()].toSorted()) {
    const { zone, ...use } = zones.get(tzid) ?? { zone: tzid, from: 0, to: 0 };
    yield* zoneDefinition(tzid, zone, use);
  }
  for (const event of events) yield* eventLines(event);
  yield "END:VCALENDAR";
}

/** By TZID: the zone that it means, and when the file has times in it. */
type ZonesInUse = Map<string, ZoneUse & { readonly zone: string }>;

function zonesIn(events: readonly ExportedEvent[]): ZonesInUse {
  const zones: ZonesInUse = new Map();
  const add = (tzid: string, zone: string, wall: number): void => {
    const known = zones.get(tzid);
    if (known === undefined) zones.set(tzid, { zone, from: wall, to: wall });
    else if (wall < known.from) zones.set(tzid, { ...known, from: wall });
    else if (wall > known.to) zones.set(tzid, { ...known, to: wall });
  };
  const addTime = ({ timeZone, allDay, start, end }: EventTime, namesUtc = false): void => {
    if (timeZone === null || (timeZone === "UTC" && !namesUtc)) return;
    add(timeZone, timeZone, storedWall(start, allDay));
    add(timeZone, timeZone, storedWall(end, allDay));
  };

  for (const { content } of events) {
    addTime(content);
    const { allDay, timeZone, recurrence } = content;
    const keys = [...(recurrence?.rdates ?? []), ...(recurrence?.exdates ?? [])];
    for (const start of keys) addTime({ allDay, timeZone, start, end: start });
    for (const override of [content, ...Object.values(content.overrides)]) {
      const time = { ...content, ...override };
      if (override.start !== undefined) addTime(time, isOwnUtc(time, content));
      for (const tzid of namedZones(override.calendarProperties)) {
        const zone = zoneOfName(tzid);
        if (zone !== undefined) add(tzid, zone, storedWall(time.start, time.allDay));
      }
    }
  }
  return zones;
}

const TZID_PARAMETER = /^[^:"]*;TZID=(?:"([^"]*)"|([^";:,]+))/i;

/** The zones that kept lines speak of. */
function namedZones(lines: EventContent["calendarProperties"] = []): string[] {
  return lines.flatMap((line) => {
    const [, quoted, bare] = TZID_PARAMETER.exec(line) ?? [];
    return (quoted ?? bare) === undefined ? [] : [(quoted ?? bare) as string];
  });
}
