import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aSeries, anEvent } from "../event/_event-builder.ts";
import type { EventContent } from "../event/content.ts";
import { excludeOccurrence } from "../event/exclude.ts";
import { type EventPatch, patchContent } from "../event/patch.ts";
import { type OccurrenceChanges, diffOccurrences } from "./occurrence-diff.ts";

const MARCH = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 3, 1), viewZone: "UTC" };
const SECOND = "2026-03-09T09:00:00";

function all(content: EventContent, patch: EventPatch): EventContent {
  return patchContent(content, patch, { scope: "all" }).content;
}

function one(content: EventContent, patch: EventPatch): EventContent {
  return patchContent(content, patch, { scope: "this", occurrenceKey: SECOND }).content;
}

/** The starts of what appears and vanishes, and where what moves comes from and goes to. */
function summary(changes: OccurrenceChanges): unknown {
  return {
    appear: changes.appear.map((place) => place.start),
    vanish: changes.vanish.map((place) => place.start),
    move: changes.move.map(({ key, from, to }) => [key, from.start, to.start]),
  };
}

const nothing = { appear: [], vanish: [], move: [] };

describe("[V5] what a change means in time", () => {
  const series = aSeries();
  const exclusion = excludeOccurrence(series, SECOND);
  const excluded = exclusion.deletesEvent ? series : exclusion.content;
  const extra = "2026-03-05T14:00:00";
  const withExtraDate = aSeries("FREQ=WEEKLY;COUNT=2", {
    recurrence: { rrule: "FREQ=WEEKLY;COUNT=2", rdates: [extra] },
  });
  const excludedAway = patchContent(
    aSeries(undefined, {
      recurrence: { rrule: null, rdates: [extra], exdates: ["2026-03-02T09:00:00"] },
    }),
    { start: "2026-05-05T14:00:00" },
    { scope: "this", occurrenceKey: extra },
  ).content;

  test.each<[string, EventContent | null, EventContent | null, object]>([
    ["nothing", series, one(series, { title: "x" }), {}],
    ["an exclusion", series, excluded, { vanish: [SECOND] }],
    ["an occurrence brought back", excluded, series, { appear: [SECOND] }],
    [
      "one occurrence moved",
      series,
      one(series, { start: "2026-03-10T08:00:00" }),
      { move: [[SECOND, SECOND, "2026-03-10T08:00:00"]] },
    ],
    [
      "one moved out of the window",
      series,
      one(series, { start: "2026-05-10T08:00:00" }),
      { move: [[SECOND, SECOND, "2026-05-10T08:00:00"]] },
    ],
    [
      "one moved into it",
      one(series, { start: "2026-05-10T08:00:00" }),
      series,
      { move: [[SECOND, "2026-05-10T08:00:00", SECOND]] },
    ],
    [
      "a series moved",
      aSeries("FREQ=WEEKLY;COUNT=2"),
      all(aSeries("FREQ=WEEKLY;COUNT=2"), { start: "2026-03-03T10:00:00" }),
      {
        move: [
          ["2026-03-02T09:00:00", "2026-03-02T09:00:00", "2026-03-03T10:00:00"],
          [SECOND, SECOND, "2026-03-10T10:00:00"],
        ],
      },
    ],
    [
      "a rule with more",
      aSeries("FREQ=DAILY;COUNT=2"),
      aSeries("FREQ=DAILY;COUNT=3"),
      { appear: ["2026-03-04T09:00:00"] },
    ],
    ["a zone whose clock shows the same", anEvent(), anEvent({ timeZone: "Europe/Paris" }), {}],
    [
      "to all-day",
      anEvent(),
      anEvent({ start: "2026-03-02", end: "2026-03-03" }),
      { move: [["2026-03-02", "2026-03-02T09:00:00", "2026-03-02"]] },
    ],
    [
      "to all-day, with an extra date at another hour",
      withExtraDate,
      all(withExtraDate, { allDay: true }),
      {
        move: [
          ["2026-03-02", "2026-03-02T09:00:00", "2026-03-02"],
          ["2026-03-05", "2026-03-05T14:00:00", "2026-03-05"],
          ["2026-03-09", SECOND, "2026-03-09"],
        ],
      },
    ],
    [
      "from all-day, with an extra date at another hour",
      all(withExtraDate, { allDay: true }),
      withExtraDate,
      {
        move: [
          ["2026-03-02", "2026-03-02", "2026-03-02T09:00:00"],
          ["2026-03-05", "2026-03-05", "2026-03-05T14:00:00"],
          ["2026-03-09", "2026-03-09", SECOND],
        ],
      },
    ],
    [
      "to all-day, where the extra date's was elsewhere",
      excludedAway,
      { ...all(excludedAway, { allDay: true }), overrides: {} },
      { move: [["2026-03-05", "2026-05-05T14:00:00", "2026-03-05"]] },
    ],
    [
      "from all-day to midnight and midnight in the reader's zone",
      anEvent({ start: "2026-03-02", end: "2026-03-03" }),
      anEvent({ start: "2026-03-02T00:00:00", end: "2026-03-03T00:00:00", timeZone: "UTC" }),
      {},
    ],
    [
      "an end alone",
      anEvent(),
      anEvent({ end: "2026-03-02T10:00:00" }),
      { move: [["2026-03-02T09:00:00", "2026-03-02T09:00:00", "2026-03-02T09:00:00"]] },
    ],
    ["a delete", anEvent(), null, { vanish: ["2026-03-02T09:00:00"] }],
    ["a creation", null, anEvent(), { appear: ["2026-03-02T09:00:00"] }],
    ["nothing at all", null, null, {}],
  ])("[V5] %s", (_name, a, b, expected) => {
    expect(summary(diffOccurrences(a, b, MARCH))).toEqual({ ...nothing, ...expected });
  });
});

test("[V5] the changes of b to a mirror those of a to b", () => {
  const contents = fc
    .tuple(
      fc.constantFrom("FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=MONTHLY"),
      fc.constantFrom("2026-03-02T09:00:00", "2026-03-04T10:00:00", "2026-03-30T09:00:00"),
      fc.boolean(),
      fc.constantFrom<EventPatch>(
        {},
        { start: "2026-03-11T08:00:00" },
        { start: "2026-06-01T08:00:00" },
      ),
    )
    .map(([rrule, start, allDay, patch]) => {
      const timed = aSeries(rrule.replace("MO,WE", start === "2026-03-04T10:00:00" ? "WE" : "MO"), {
        start,
        end: null,
      });
      const key = timed.start;
      const moved = patchContent(timed, patch, { scope: "this", occurrenceKey: key }).content;
      return allDay ? all(moved, { allDay: true }) : moved;
    });
  fc.assert(
    fc.property(contents, contents, (a, b) => {
      const there = diffOccurrences(a, b, MARCH);
      const back = diffOccurrences(b, a, MARCH);
      expect(back.appear).toEqual(there.vanish);
      expect(back.vanish).toEqual(there.appear);
      const byKey = (one: { key: string }, other: { key: string }) =>
        one.key < other.key ? -1 : 1;
      expect(
        back.move.map(({ key, from, to }) => ({ key, from: to, to: from })).sort(byKey),
      ).toEqual([...there.move].sort(byKey));
    }),
    { numRuns: 200 },
  );
});
