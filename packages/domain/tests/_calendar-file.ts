import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readCalendarFile } from "../src/event/calendar-file.ts";
import type { CalendarFile, ImportedEvent } from "../src/event/calendar-file.ts";
import { decodeCalendarFile } from "../src/event/calendar-file/decode.ts";

/** Reads a file of `testdata`, as bytes: some are folded within a character. */
export function readFixture(name: string): CalendarFile {
  const bytes = readFileSync(join(import.meta.dirname, "../testdata", name));
  return readCalendarFile(decodeCalendarFile(bytes), { timeZone: "Europe/Berlin" });
}

/** A calendar of these lines. */
export function calendar(...lines: string[]): string {
  return ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

/** An event of these lines, with a UID and a start unless they say otherwise. */
export function vevent(...lines: string[]): string {
  const has = (name: string) => lines.some((line) => line.startsWith(name));
  return [
    "BEGIN:VEVENT",
    ...(has("UID") ? [] : ["UID:a@example.org"]),
    ...(has("DTSTART") ? [] : ["DTSTART;TZID=Europe/Berlin:20260302T090000"]),
    ...lines,
    "END:VEVENT",
  ].join("\r\n");
}

export function read(...events: string[]): CalendarFile {
  return readCalendarFile(calendar(...events), { timeZone: "Europe/Berlin" });
}

/** The one event of a file without problems. */
export function readOne(...events: string[]): ImportedEvent {
  const { events: found, problems } = read(...events);
  const [event, ...others] = found;
  if (event === undefined || others.length > 0 || problems.length > 0) {
    throw new Error(`Not one event: ${JSON.stringify({ found, problems })}`);
  }
  return event;
}

/** Line and reason of each problem. */
export function reasonsIn({ problems }: CalendarFile): [number, string][] {
  return problems.map(({ line, reason }) => [line, reason]);
}
