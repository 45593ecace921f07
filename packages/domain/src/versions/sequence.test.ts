import { expect, test } from "vitest";
import { aSeries, anEvent } from "../event/_event-builder.ts";
import type { EventContent } from "../event/content.ts";
import { nextSequence } from "./sequence.ts";

const KEY = "2026-03-09T09:00:00";

function withOverride(override: EventContent["overrides"][string]): EventContent {
  return { ...aSeries(), overrides: { [KEY]: override } };
}

const moved = { allDay: false, start: KEY, end: "2026-03-09T10:00:00", timeZone: null };

test.each<[string, EventContent, EventContent, number]>([
  ["nothing", anEvent(), anEvent(), 4],
  ["a title", anEvent(), anEvent({ title: "x", tags: ["t"] }), 4],
  ["a start", anEvent(), anEvent({ start: "2026-03-02T08:00:00" }), 5],
  ["an end", anEvent(), anEvent({ end: "2026-03-02T10:00:00" }), 5],
  ["a zone", anEvent(), anEvent({ timeZone: "Europe/Paris" }), 5],
  ["to all-day", anEvent(), anEvent({ start: "2026-03-02", end: null }), 5],
  ["a rule", aSeries("FREQ=DAILY"), aSeries("FREQ=WEEKLY"), 5],
  [
    "an exclusion",
    aSeries(),
    aSeries("", { recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO", exdates: [KEY] } }),
    5,
  ],
  ["a cancellation", anEvent(), anEvent({ status: "cancelled" }), 5],
  ["a cancellation taken back", anEvent({ status: "cancelled" }), anEvent(), 5],
  ["tentative", anEvent(), anEvent({ status: "tentative" }), 4],
  ["an occurrence's title", aSeries(), withOverride({ title: "x" }), 4],
  ["an occurrence's time", aSeries(), withOverride(moved), 5],
  [
    "an occurrence's time, then its title",
    withOverride(moved),
    withOverride({ ...moved, title: "x" }),
    4,
  ],
  ["an occurrence cancelled", aSeries(), withOverride({ status: "cancelled" }), 5],
  ["an occurrence made tentative", aSeries(), withOverride({ status: "tentative" }), 4],
])("SEQUENCE after a change of %s", (_name, before, after, expected) => {
  expect(nextSequence(4, before, after)).toBe(expected);
});
