import type { EventContent, Override } from "../src/event/content.ts";

/** An hour on a Monday in Berlin, with whatever a test says otherwise. */
export function eventContent(fields: Partial<EventContent> = {}): EventContent {
  return {
    title: "Meeting",
    description: "",
    location: "",
    status: "confirmed",
    transparency: "opaque",
    allDay: false,
    start: "2026-03-02T09:00:00",
    end: "2026-03-02T10:00:00",
    timeZone: "Europe/Berlin",
    recurrence: null,
    overrides: {},
    tags: [],
    metadata: {},
    ...fields,
  };
}

/** A series with a rule and, where given, extra dates and exclusions. */
export function series(
  rrule: string | null,
  fields: Partial<EventContent> & { rdates?: string[]; exdates?: string[] } = {},
): EventContent {
  const { rdates = [], exdates = [], ...rest } = fields;
  return eventContent({ recurrence: { rrule, rdates, exdates }, ...rest });
}

/** An override that moves an occurrence; zoned in Berlin unless it says otherwise. */
export function movedTo(start: string, end: string, fields: Override = {}): Override {
  return { allDay: false, start, end, timeZone: "Europe/Berlin", ...fields };
}

/** Epoch milliseconds of an instant. */
export function at(instant: string): number {
  return Temporal.Instant.from(instant).epochMilliseconds;
}
