import type { EventContent } from "./content.ts";
import { type NewEventInput, newContent } from "./new-event.ts";

/** A stand-up at 09:00 in Berlin, with whatever a test says otherwise. */
export function anEvent(input: Partial<NewEventInput> = {}): EventContent {
  return newContent(
    { title: "Stand-up", start: "2026-03-02T09:00:00", end: "2026-03-02T09:30:00", ...input },
    { timeZone: "Europe/Berlin" },
  );
}

/** The same every Monday from 2 March 2026, or by another rule. */
export function aSeries(
  rrule = "FREQ=WEEKLY;BYDAY=MO",
  input: Partial<NewEventInput> = {},
): EventContent {
  return anEvent({ recurrence: { rrule }, ...input });
}
