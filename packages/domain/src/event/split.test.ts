import { describe, expect, test } from "vitest";
import { refusal, starts, usedSeries } from "./_edits.ts";
import { aSeries, anEvent } from "./_event-builder.ts";
import type { EventContent, OccurrenceKey } from "./content.ts";
import type { EventPatch } from "./patch.ts";
import { type FollowingResult, endBefore, patchFollowing, splitSeries } from "./split.ts";

/** The two parts of an edit that divides. */
function split(
  content: EventContent,
  occurrenceKey: OccurrenceKey,
  patch: EventPatch,
  orphans?: "drop",
): Extract<FollowingResult, { kind: "split" }> {
  const result = patchFollowing(content, patch, { occurrenceKey, orphans });
  if (result.kind !== "split") throw new Error("The edit did not divide the series.");
  return result;
}

const FOURTH = "2026-03-23T09:00:00";

describe("[X4] the rules of the two parts", () => {
  test.each<[string, string, OccurrenceKey, string | null, string | null]>([
    [
      "an endless rule ends with the day of its last occurrence",
      "FREQ=WEEKLY;BYDAY=MO",
      FOURTH,
      "FREQ=WEEKLY;UNTIL=20260316T225959Z;BYDAY=MO",
      "FREQ=WEEKLY;BYDAY=MO",
    ],
    [
      "an UNTIL stays the right part's",
      "FREQ=WEEKLY;UNTIL=20260601T070000Z",
      FOURTH,
      "FREQ=WEEKLY;UNTIL=20260316T225959Z",
      "FREQ=WEEKLY;UNTIL=20260601T070000Z",
    ],
    [
      "a COUNT is divided",
      "FREQ=WEEKLY;COUNT=10",
      FOURTH,
      "FREQ=WEEKLY;COUNT=3",
      "FREQ=WEEKLY;COUNT=7",
    ],
    [
      "the last of a COUNT",
      "FREQ=WEEKLY;COUNT=4",
      FOURTH,
      "FREQ=WEEKLY;COUNT=3",
      "FREQ=WEEKLY;COUNT=1",
    ],
    [
      "within a day",
      "FREQ=DAILY;BYHOUR=9,10,11",
      "2026-03-03T10:00:00",
      "FREQ=DAILY;UNTIL=20260303T085959Z;BYHOUR=9,10,11",
      "FREQ=DAILY;BYHOUR=9,10,11",
    ],
    [
      "in the midst of two weeks",
      "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
      "2026-03-20T09:00:00",
      "FREQ=WEEKLY;INTERVAL=2;UNTIL=20260316T225959Z;BYDAY=MO,FR",
      "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
    ],
    [
      "in the midst of a month that BYSETPOS chooses from",
      "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1;COUNT=7",
      "2026-04-30T09:00:00",
      "FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1",
      "FREQ=MONTHLY;COUNT=4;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1",
    ],
    [
      // At 02:30, which is 03:30, the clock is past 03:00 already: no instant lies between them.
      "where the clock skips the last one past the pivot",
      "FREQ=DAILY;BYHOUR=2,3,9;BYMINUTE=0,30",
      "2026-03-29T03:00:00",
      "FREQ=DAILY;UNTIL=20260329T025959;BYHOUR=2,3,9;BYMINUTE=0,30",
      "FREQ=DAILY;BYHOUR=2,3,9;BYMINUTE=0,30",
    ],
  ])("[X4] %s", (_name, rrule, pivot, left, right) => {
    const parts = splitSeries(aSeries(rrule), pivot);
    expect(parts?.left).toMatchObject({
      start: "2026-03-02T09:00:00",
      recurrence: { rrule: left },
    });
    expect(parts?.right).toMatchObject({ start: pivot, recurrence: { rrule: right } });
  });

  test("[X4] floating and all-day series end with a local time and a date", () => {
    const floating = aSeries("FREQ=DAILY", { timeZone: null });
    expect(splitSeries(floating, "2026-03-05T09:00:00")?.left.recurrence?.rrule).toBe(
      "FREQ=DAILY;UNTIL=20260304T235959",
    );
    const allDay = aSeries("FREQ=DAILY", { start: "2026-03-02", end: "2026-03-04" });
    const parts = splitSeries(allDay, "2026-03-05");
    expect(parts?.left.recurrence?.rrule).toBe("FREQ=DAILY;UNTIL=20260304");
    expect(parts?.right).toMatchObject({ start: "2026-03-05", end: "2026-03-07" });
  });

  test("[X4] [R3] a COUNT divides as it counts: excluded ones are counted, extra dates are not", () => {
    const series = aSeries("FREQ=WEEKLY;COUNT=6", {
      recurrence: {
        rrule: "FREQ=WEEKLY;COUNT=6",
        rdates: ["2026-03-04T09:00:00", "2026-04-01T09:00:00"],
        exdates: ["2026-03-09T09:00:00", "2026-03-30T09:00:00"],
      },
    });
    const parts = splitSeries(series, FOURTH);
    expect(parts?.left.recurrence).toEqual({
      rrule: "FREQ=WEEKLY;COUNT=3",
      rdates: ["2026-03-04T09:00:00"],
      exdates: ["2026-03-09T09:00:00"],
    });
    expect(parts?.right.recurrence).toEqual({
      rrule: "FREQ=WEEKLY;COUNT=3",
      rdates: ["2026-04-01T09:00:00"],
      exdates: ["2026-03-30T09:00:00"],
    });
  });

  test("[X4] [R3] a COUNT counts a start that an import keeps outside the rule", () => {
    const series: EventContent = {
      ...anEvent({ start: "2026-03-01T09:00:00", end: "2026-03-01T09:30:00" }),
      recurrence: { rrule: "FREQ=WEEKLY;COUNT=5;BYDAY=MO", rdates: [], exdates: [] },
    };
    const parts = splitSeries(series, "2026-03-16T09:00:00");
    expect(parts?.left.recurrence?.rrule).toBe("FREQ=WEEKLY;COUNT=3;BYDAY=MO");
    expect(parts?.right.recurrence?.rrule).toBe("FREQ=WEEKLY;COUNT=2;BYDAY=MO");
    expect(splitSeries(series, "2026-03-02T09:00:00")).toMatchObject({
      left: { recurrence: null },
      right: {
        start: "2026-03-02T09:00:00",
        recurrence: { rrule: "FREQ=WEEKLY;COUNT=4;BYDAY=MO" },
      },
    });
  });

  test("[X4] an extra date as the pivot: the rule goes on from its own next instance", () => {
    const series = aSeries("FREQ=WEEKLY;INTERVAL=2;COUNT=4", {
      recurrence: { rrule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4", rdates: ["2026-03-25T15:00:00"] },
    });
    const parts = splitSeries(series, "2026-03-25T15:00:00");
    expect(parts?.left.recurrence).toMatchObject({ rrule: "FREQ=WEEKLY;INTERVAL=2;COUNT=2" });
    expect(parts?.right).toMatchObject({
      start: "2026-03-30T09:00:00",
      recurrence: {
        rrule: "FREQ=WEEKLY;INTERVAL=2;COUNT=2",
        rdates: ["2026-03-25T15:00:00"],
      },
    });
  });

  test("[X4] an extra date after the rule's end: the right part is dates alone", () => {
    const series = aSeries("FREQ=DAILY;COUNT=2", {
      recurrence: {
        rrule: "FREQ=DAILY;COUNT=2",
        rdates: ["2026-03-25T15:00:00", "2026-03-27T15:00:00"],
      },
    });
    const parts = splitSeries(series, "2026-03-25T15:00:00");
    expect(parts?.left.recurrence).toEqual({
      rrule: "FREQ=DAILY;COUNT=2",
      rdates: [],
      exdates: [],
    });
    expect(parts?.right).toMatchObject({
      start: "2026-03-25T15:00:00",
      end: "2026-03-25T15:30:00",
      recurrence: { rrule: null, rdates: ["2026-03-27T15:00:00"] },
    });
    expect(splitSeries(series, "2026-03-27T15:00:00")?.right).toMatchObject({
      start: "2026-03-27T15:00:00",
      recurrence: null,
    });
  });

  test("[X4] [R3] extra dates before the start are the left part, whose keys do not move", () => {
    const series = aSeries("FREQ=DAILY", {
      recurrence: { rrule: "FREQ=DAILY", rdates: ["2026-02-01T09:00:00", "2026-02-02T09:00:00"] },
    });
    const parts = splitSeries(series, series.start);
    expect(starts(parts?.left ?? series)).toEqual(["2026-02-01T09:00:00", "2026-02-02T09:00:00"]);
    expect(parts?.left.start).toBe(series.start);
    expect(parts?.right).toMatchObject({
      start: series.start,
      recurrence: { rrule: "FREQ=DAILY", rdates: [] },
    });
    const earlier = splitSeries(series, "2026-02-02T09:00:00");
    expect(starts(earlier?.left ?? series)).toEqual(["2026-02-01T09:00:00"]);
    expect(starts(earlier?.right ?? series).slice(0, 2)).toEqual([
      "2026-02-02T09:00:00",
      "2026-03-02T09:00:00",
    ]);
  });

  test("[X4] [T3] the right part lasts as long, also where its end would occur twice", () => {
    // On 25 October 2026 an hour from 02:30 would end at the second 02:30.
    const series = aSeries("FREQ=DAILY;COUNT=300", {
      start: "2026-03-02T02:30:00",
      end: "2026-03-02T03:30:00",
    });
    const parts = splitSeries(series, "2026-10-25T02:30:00");
    expect(parts?.right).toMatchObject({
      start: "2026-10-26T02:30:00",
      end: "2026-10-26T03:30:00",
      recurrence: { rrule: "FREQ=DAILY;COUNT=62", rdates: ["2026-10-25T02:30:00"] },
    });
    expect(parts?.left.recurrence?.rrule).toBe("FREQ=DAILY;COUNT=237");
  });

  test("[X4] the pivot is any occurrence, and nothing else", () => {
    expect(refusal(() => splitSeries(aSeries(), "2026-03-24T09:00:00"))).toMatchObject({
      reason: "OCCURRENCE_NOT_FOUND",
      field: "occurrenceKey",
      key: "2026-03-24T09:00:00",
    });
    expect(refusal(() => endBefore(usedSeries(), "2026-03-09T09:00:00"))).toMatchObject({
      reason: "OCCURRENCE_NOT_FOUND",
    });
  });
});

describe("[X4] what goes where", () => {
  test("[X4] overrides and exclusions go by key, not by where they were moved", () => {
    const series = aSeries("FREQ=WEEKLY", {
      recurrence: {
        rrule: "FREQ=WEEKLY",
        exdates: ["2026-03-09T09:00:00", "2026-04-06T09:00:00"],
      },
      overrides: {
        "2026-03-16T09:00:00": { start: "2026-05-01T09:00:00", end: "2026-05-01T10:00:00" },
        [FOURTH]: { title: "Pivot" },
        "2026-03-30T09:00:00": { start: "2026-01-01T09:00:00", end: "2026-01-01T10:00:00" },
      },
    });
    const parts = splitSeries(series, FOURTH);
    expect(Object.keys(parts?.left.overrides ?? {})).toEqual(["2026-03-16T09:00:00"]);
    expect(Object.keys(parts?.right.overrides ?? {})).toEqual([FOURTH, "2026-03-30T09:00:00"]);
    expect(parts?.left.recurrence?.exdates).toEqual(["2026-03-09T09:00:00"]);
    expect(parts?.right.recurrence?.exdates).toEqual(["2026-04-06T09:00:00"]);
  });

  test("[X4] a left part without occurrences means all", () => {
    const series = aSeries("FREQ=WEEKLY", {
      recurrence: { rrule: "FREQ=WEEKLY", exdates: ["2026-03-02T09:00:00", "2026-03-09T09:00:00"] },
    });
    for (const [content, occurrenceKey] of [
      [aSeries(), "2026-03-02T09:00:00"],
      [series, "2026-03-16T09:00:00"],
    ] as const) {
      expect(splitSeries(content, occurrenceKey)).toBeNull();
      expect(endBefore(content, occurrenceKey)).toBeNull();
      expect(patchFollowing(content, { title: "Weekly" }, { occurrenceKey })).toEqual({
        kind: "all",
        content: { ...content, title: "Weekly" },
        droppedOverrides: [],
      });
    }
  });

  test("[X1] on a single event it means all", () => {
    const event = anEvent();
    const result = patchFollowing(event, { title: "x" }, { occurrenceKey: event.start });
    expect(result).toEqual({ kind: "all", content: anEvent({ title: "x" }), droppedOverrides: [] });
    expect(endBefore(event, event.start)).toBeNull();
  });

  test("[X4] an occurrence that alone is left of a list is a single event, unless it has exceptions", () => {
    const dates = ["2026-03-04T09:00:00", "2026-03-06T09:00:00"];
    const series = anEvent({ recurrence: { rdates: dates } });
    expect(splitSeries(series, dates[0] ?? "")?.left.recurrence).toBeNull();
    const titled = anEvent({
      recurrence: { rdates: dates },
      overrides: { "2026-03-02T09:00:00": { title: "First" } },
    });
    const left = splitSeries(titled, dates[0] ?? "")?.left;
    expect(left?.recurrence).toEqual({ rrule: null, rdates: ["2026-03-02T09:00:00"], exdates: [] });
    expect(left?.overrides).toEqual({ "2026-03-02T09:00:00": { title: "First" } });
  });
});

describe("[X4] an edit of one and all that follow it", () => {
  test("[X4] changes the right part alone", () => {
    const { left, right } = split(usedSeries(), "2026-03-16T09:00:00", { location: "Room 2" });
    expect(left).toMatchObject({ location: "", overrides: {} });
    expect(right).toMatchObject({ location: "Room 2", start: "2026-03-16T09:00:00" });
    expect(right.overrides["2026-03-16T09:00:00"]).toEqual({ title: "Retro" });
  });

  test("[X4] what it gives leaves the pivot's own override, and that of no other", () => {
    const series = aSeries("FREQ=WEEKLY", {
      overrides: {
        [FOURTH]: { title: "Pivot", location: "Room 1" },
        "2026-03-30T09:00:00": { title: "Later" },
      },
    });
    const { right } = split(series, FOURTH, { title: "New" });
    expect(right.title).toBe("New");
    expect(right.overrides).toEqual({
      [FOURTH]: { location: "Room 1" },
      "2026-03-30T09:00:00": { title: "Later" },
    });
    expect(split(series, FOURTH, { title: "New", location: null }).right.overrides).toEqual({
      "2026-03-30T09:00:00": { title: "Later" },
    });
  });

  test("[X4] [X3] its times are the pivot's, and what follows moves along", () => {
    const series = aSeries("FREQ=WEEKLY;COUNT=6;BYDAY=MO", {
      recurrence: { rrule: "FREQ=WEEKLY;COUNT=6;BYDAY=MO", exdates: ["2026-03-30T09:00:00"] },
      overrides: { "2026-04-06T09:00:00": { title: "Later" } },
    });
    const { left, right } = split(series, FOURTH, { start: "2026-03-24T10:00:00" });
    expect(starts(left)).toEqual([
      "2026-03-02T09:00:00",
      "2026-03-09T09:00:00",
      "2026-03-16T09:00:00",
    ]);
    expect(right).toMatchObject({
      start: "2026-03-24T10:00:00",
      end: "2026-03-24T10:30:00",
      recurrence: {
        rrule: "FREQ=WEEKLY;COUNT=3;BYDAY=TU",
        rdates: [],
        exdates: ["2026-03-31T10:00:00"],
      },
      overrides: { "2026-04-07T10:00:00": { title: "Later" } },
    });
  });

  describe("[X4] a pivot that was moved", () => {
    const moved = aSeries("FREQ=WEEKLY", {
      overrides: { [FOURTH]: { start: "2026-03-25T11:00:00", end: "2026-03-25T12:00:00" } },
    });

    test("[X4] sent back as it shows, moves nothing and stays moved", () => {
      const shown = { start: "2026-03-25T11:00:00", end: "2026-03-25T12:00:00" };
      const { right } = split(moved, FOURTH, { title: "New", ...shown });
      expect(right).toMatchObject({ title: "New", start: FOURTH });
      expect(right.overrides[FOURTH]).toMatchObject(shown);
      expect(patchFollowing(moved, shown, { occurrenceKey: FOURTH })).toEqual({
        kind: "all",
        content: moved,
        droppedOverrides: [],
      });
    });

    test("[X4] given another start, has it with all that follow", () => {
      const { right } = split(moved, FOURTH, { start: "2026-03-23T10:00:00" });
      expect(right).toMatchObject({ start: "2026-03-23T10:00:00", overrides: {} });
      expect(starts(right).slice(0, 2)).toEqual(["2026-03-23T10:00:00", "2026-03-30T10:00:00"]);
    });

    test("[X4] given another end, keeps its start; all that follow last longer by as much", () => {
      const { right } = split(moved, FOURTH, { end: "2026-03-25T12:30:00" });
      expect(right).toMatchObject({ start: FOURTH, end: "2026-03-23T10:30:00" });
      expect(right.overrides[FOURTH]).toMatchObject({ end: "2026-03-25T12:30:00" });
    });
  });

  test("[X4] [X8] a new rule is the right part's, and counts from the pivot", () => {
    const series = aSeries("FREQ=WEEKLY;COUNT=10");
    const { left, right } = split(series, FOURTH, { recurrence: { rrule: "FREQ=DAILY;COUNT=2" } });
    expect(left.recurrence?.rrule).toBe("FREQ=WEEKLY;COUNT=3");
    expect(starts(right)).toEqual([FOURTH, "2026-03-24T09:00:00"]);
  });

  test("[X4] [X3] the series' own recurrence, sent back, is divided all the same", () => {
    const series = aSeries("FREQ=WEEKLY;COUNT=10", {
      recurrence: {
        rrule: "FREQ=WEEKLY;COUNT=10",
        rdates: ["2026-03-03T09:00:00", "2026-04-01T09:00:00"],
        exdates: ["2026-03-09T09:00:00"],
      },
    });
    const { right } = split(series, FOURTH, { title: "New", recurrence: series.recurrence });
    expect(right.recurrence).toEqual({
      rrule: "FREQ=WEEKLY;COUNT=7",
      rdates: ["2026-04-01T09:00:00"],
      exdates: [],
    });
    const more = [...(series.recurrence?.exdates ?? []), "2026-04-06T09:00:00"];
    const edited = split(series, FOURTH, { recurrence: { exdates: more } });
    expect(edited.right.recurrence?.exdates).toEqual(["2026-04-06T09:00:00"]);
    expect(edited.left.recurrence?.exdates).toEqual(["2026-03-09T09:00:00"]);
  });

  test("[X4] a new rule counts from a pivot that is an extra date", () => {
    const series = aSeries("FREQ=WEEKLY;COUNT=6", {
      recurrence: { rrule: "FREQ=WEEKLY;COUNT=6", rdates: ["2026-03-25T15:00:00"] },
    });
    const { right } = split(series, "2026-03-25T15:00:00", {
      recurrence: { rrule: "FREQ=DAILY;COUNT=2" },
    });
    expect(starts(right)).toEqual(["2026-03-25T15:00:00", "2026-03-26T15:00:00"]);
    const single = split(series, "2026-03-25T15:00:00", { recurrence: null }).right;
    expect(single).toMatchObject({ start: "2026-03-25T15:00:00", recurrence: null });
  });

  test("[X4] [X3] what would lose its occurrence is named, and dropped where that is asked for", () => {
    const series = aSeries("FREQ=WEEKLY", {
      overrides: {
        "2026-03-09T09:00:00": { title: "Earlier" },
        "2026-04-06T09:00:00": { title: "Later" },
      },
    });
    const patch: EventPatch = { recurrence: { rrule: "FREQ=WEEKLY;INTERVAL=4" } };
    expect(refusal(() => split(series, FOURTH, patch))).toMatchObject({
      reason: "EXCEPTIONS_ORPHANED",
      keys: ["2026-04-06T09:00:00"],
    });
    const dropped = split(series, FOURTH, patch, "drop");
    expect(dropped.droppedOverrides).toEqual(["2026-04-06T09:00:00"]);
    expect(dropped.right.overrides).toEqual({});
    expect(dropped.left.overrides).toEqual({ "2026-03-09T09:00:00": { title: "Earlier" } });
    expect(split(series, FOURTH, { recurrence: null }, "drop").right.recurrence).toBeNull();
  });

  test("[V2] nothing is divided where nothing would change", () => {
    const series = usedSeries();
    for (const patch of [
      {},
      { title: "Stand-up" },
      { start: FOURTH.replace("23", "25").replace("09", "11") },
      { recurrence: series.recurrence },
    ]) {
      expect(patchFollowing(series, patch, { occurrenceKey: FOURTH })).toEqual({
        kind: "all",
        content: series,
        droppedOverrides: [],
      });
    }
  });

  test.each<[string, EventPatch, Partial<EventContent>]>([
    [
      "to all-day",
      { allDay: true },
      { allDay: true, start: "2026-03-23", end: "2026-03-24", timeZone: null },
    ],
    ["to floating", { timeZone: null }, { start: FOURTH, timeZone: null }],
    [
      "to another zone at the same instant",
      { timeZone: "America/New_York", start: "2026-03-23T04:00:00" },
      { start: "2026-03-23T04:00:00", end: "2026-03-23T04:30:00", timeZone: "America/New_York" },
    ],
  ])("[X7] %s from the pivot on", (_name, patch, expected) => {
    const series = aSeries("FREQ=WEEKLY;COUNT=6", {
      recurrence: { rrule: "FREQ=WEEKLY;COUNT=6", exdates: ["2026-03-30T09:00:00"] },
    });
    const { left, right } = split(series, FOURTH, patch);
    expect(left).toMatchObject({ allDay: false, timeZone: "Europe/Berlin" });
    expect(right).toMatchObject(expected);
    expect(starts(right)).toHaveLength(2);
  });
});

describe("[X5] a delete of one and all that follow it", () => {
  test("[X5] leaves what lies before, with its exceptions", () => {
    const left = endBefore(usedSeries(), FOURTH);
    expect(starts(left ?? usedSeries())).toEqual([
      "2026-03-02T09:00:00",
      "2026-03-06T15:00:00",
      "2026-03-16T09:00:00",
    ]);
    expect(Object.keys(left?.overrides ?? {})).toEqual(["2026-03-16T09:00:00"]);
    expect(left?.recurrence?.exdates).toEqual(["2026-03-09T09:00:00"]);
  });
});
