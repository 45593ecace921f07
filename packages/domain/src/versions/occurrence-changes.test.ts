import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryContent, arbitraryWindow } from "../../tests/_arbitrary-content.ts";
import { aSeries, anEvent } from "../event/_event-builder.ts";
import type { EventContent } from "../event/content.ts";
import { type EffectiveOccurrence, expandOccurrences } from "../event/occurrences.ts";
import { type EventPatch, patchContent } from "../event/patch.ts";
import { isInWindow } from "../time/interval.ts";
import { occurrenceChanges, type StandingEvent, timeOfChange } from "./occurrence-changes.ts";

const MARCH = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 3, 1) };
const [FIRST, SECOND] = ["2026-03-02T09:00:00", "2026-03-09T09:00:00"];

function standing(content: EventContent, of: Partial<StandingEvent> = {}): StandingEvent {
  return { content, calendarId: "one", viewZone: "UTC", ...of };
}

function all(content: EventContent, patch: EventPatch): EventContent {
  return patchContent(content, patch, { scope: "all" }).content;
}

describe("[V7] what became of an event's occurrences", () => {
  const event = anEvent();
  const series = aSeries("FREQ=WEEKLY;COUNT=2");
  const second = (patch: EventPatch) =>
    patchContent(series, patch, { scope: "this", occurrenceKey: SECOND }).content;
  const day = anEvent({ start: "2026-03-02", end: "2026-03-03", allDay: true, timeZone: null });

  test.each<[string, StandingEvent | null, StandingEvent | null, unknown[]]>([
    ["nothing", standing(series), standing(second({})), []],
    ["made", null, standing(event), [["appeared", null, FIRST, []]]],
    ["deleted", standing(event), null, [["vanished", FIRST, null, []]]],
    ["never there", null, null, []],
    [
      "other words",
      standing(event),
      standing(all(event, { title: "x", tags: ["a"], metadata: { a: 1 } })),
      [["changed", FIRST, FIRST, ["title", "tags", "metadata"]]],
    ],
    [
      "a cancelled occurrence",
      standing(series),
      standing(second({ status: "cancelled" })),
      [["changed", SECOND, SECOND, ["status"]]],
    ],
    [
      "moved out of the window, with another title",
      standing(event),
      standing(all(event, { start: "2026-05-02T09:00:00", title: "x" })),
      [["moved", FIRST, "2026-05-02T09:00:00", ["title", "start", "end"]]],
    ],
    [
      "moved into the window",
      standing(all(event, { start: "2026-05-02T09:00:00" })),
      standing(event),
      [["moved", "2026-05-02T09:00:00", FIRST, ["start", "end"]]],
    ],
    [
      "longer",
      standing(event),
      standing(all(event, { end: "2026-03-02T11:00:00" })),
      [["moved", FIRST, FIRST, ["end"]]],
    ],
    [
      "another zone at the same instants",
      standing(event),
      standing(all(event, { start: "2026-03-02T08:00:00", timeZone: "UTC" })),
      [["changed", FIRST, "2026-03-02T08:00:00", ["start", "end", "timeZone"]]],
    ],
    [
      "another calendar",
      standing(event),
      standing(event, { calendarId: "two" }),
      [["changed", FIRST, FIRST, ["calendarId"]]],
    ],
    [
      "another calendar, whose clock differs",
      standing(day),
      standing(day, { calendarId: "two", viewZone: "Asia/Tokyo" }),
      [["moved", "2026-03-02", "2026-03-02", ["calendarId"]]],
    ],
    [
      "a single event that recurs now",
      standing(event),
      standing(all(event, { recurrence: { rrule: "FREQ=WEEKLY;COUNT=2" } })),
      [["appeared", null, SECOND, []]],
    ],
  ])("%s", (_, before, after, expected) => {
    const changes = occurrenceChanges(before, after, MARCH);
    const told = changes.map((of) => [
      of.change,
      of.before?.key ?? null,
      of.after?.key ?? null,
      of.fields,
    ]);
    expect(told).toEqual(expected);
  });

  test("a change is shown where the occurrence first is in the window", () => {
    const out = all(event, { start: "2026-02-02T09:00:00" });
    const later = all(event, { start: "2026-03-20T09:00:00" });
    const timesOf = (before: EventContent, after: EventContent) =>
      occurrenceChanges(standing(before), standing(after), MARCH).map((change) =>
        timeOfChange(change, MARCH),
      );
    const [start, end] = [Date.UTC(2026, 2, 2, 8), Date.UTC(2026, 2, 20, 8)];
    expect(timesOf(out, event)).toEqual([start]);
    expect(timesOf(event, out)).toEqual([start]);
    expect(timesOf(later, event)).toEqual([start]);
    expect(timesOf(out, later)).toEqual([end]);
  });

  test("the changes make what was in the window what is there, and back again", () => {
    fc.assert(
      fc.property(arbitraryContent, arbitraryContent, arbitraryWindow, (a, b, window) => {
        const before = { content: a, calendarId: "one", viewZone: window.viewZone };
        const after = { ...before, content: b };
        for (const [from, to] of [
          [before, after],
          [after, before],
        ] as const) {
          const texts = expandOccurrences(from.content, window).map(textOf);
          const changes = occurrenceChanges(from, to, window);
          for (const { before: was } of changes) {
            if (was === null || !isInWindow(was.startsAtMs, was.endsAtMs, window)) continue;
            const place = texts.indexOf(textOf(was));
            expect(place).toBeGreaterThanOrEqual(0);
            texts.splice(place, 1);
          }
          for (const { after: is } of changes) {
            if (is !== null && isInWindow(is.startsAtMs, is.endsAtMs, window))
              texts.push(textOf(is));
          }
          const expected = expandOccurrences(to.content, window).map(textOf);
          expect(texts.toSorted()).toEqual(expected.toSorted());
        }
      }),
    );
  });
});

/** An occurrence as far as a change of it is told. */
function textOf(occurrence: EffectiveOccurrence): string {
  const { key: _, recurring: _r, overridden: _o, ...told } = occurrence;
  return JSON.stringify(told);
}
