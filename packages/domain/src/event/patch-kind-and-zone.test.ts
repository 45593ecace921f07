import { describe, expect, test } from "vitest";
import { all, refusal, starts, usedSeries } from "./_edits.ts";
import { aSeries, anEvent } from "./_event-builder.ts";
import { patchContent } from "./patch.ts";

describe("[X7] to all-day and back, and other zones", () => {
  test("[X7] keys, extra dates and UNTIL become dates", () => {
    const allDay = all(usedSeries(), { allDay: true, start: "2026-03-03", end: "2026-03-04" });
    expect(allDay).toMatchObject({
      allDay: true,
      timeZone: null,
      recurrence: {
        rrule: "FREQ=WEEKLY;UNTIL=20260602;BYDAY=TU",
        rdates: ["2026-03-07"],
        exdates: ["2026-03-10"],
      },
    });
    expect(Object.keys(allDay.overrides)).toEqual(["2026-03-17", "2026-03-24"]);
    expect(allDay.overrides["2026-03-24"]).toMatchObject({
      start: "2026-03-25T11:00:00",
      allDay: false,
    });
  });

  test("[X7] to timed, they take the start's time", () => {
    const series = aSeries("FREQ=DAILY;UNTIL=20260310", {
      start: "2026-03-02",
      end: null,
      recurrence: { rrule: "FREQ=DAILY;UNTIL=20260310", exdates: ["2026-03-04"] },
      overrides: { "2026-03-05": { title: "Own" } },
    });
    const timed = all(series, {
      allDay: false,
      start: "2026-03-02T08:15:00",
      timeZone: "Europe/Berlin",
    });
    expect(timed.recurrence).toEqual({
      rrule: "FREQ=DAILY;UNTIL=20260310T071500Z",
      rdates: [],
      exdates: ["2026-03-04T08:15:00"],
    });
    expect(timed.overrides).toEqual({ "2026-03-05T08:15:00": { title: "Own" } });
    expect(starts(timed)).toHaveLength(8);
  });

  test.each<[string, Parameters<typeof aSeries>[1]]>([
    [
      "an override and an exclusion",
      {
        recurrence: { rrule: "FREQ=DAILY;BYHOUR=9,17", exdates: ["2026-03-05T09:00:00"] },
        overrides: { "2026-03-05T17:00:00": { title: "x" } },
      },
    ],
    ["two extra dates", { recurrence: { rdates: ["2026-03-05T09:00:00", "2026-03-05T17:00:00"] } }],
    [
      "an extra date and an exclusion",
      {
        recurrence: {
          rrule: "FREQ=DAILY",
          exdates: ["2026-03-05T09:00:00"],
          rdates: ["2026-03-05T17:00:00"],
        },
      },
    ],
    [
      "an extra date and one of the rule",
      { recurrence: { rrule: "FREQ=DAILY", rdates: ["2026-03-05T17:00:00"] } },
    ],
  ])("[X7] two on one date are refused: %s", (_name, input) => {
    expect(refusal(() => all(aSeries("", input), { allDay: true }))).toMatchObject({
      reason: "INVALID_RECURRENCE",
    });
  });

  test("[X7] so are two overrides, also where their extra date goes in the same edit", () => {
    const rdates = ["2026-03-05T17:00:00"];
    const series = aSeries("", {
      recurrence: { rrule: "FREQ=DAILY", rdates },
      overrides: { "2026-03-05T17:00:00": { title: "x" }, "2026-03-05T09:00:00": { title: "y" } },
    });
    expect(refusal(() => all(series, { allDay: true, recurrence: { rdates: null } }))).toEqual({
      reason: "INVALID_RECURRENCE",
      field: "patch.allDay",
      part: "allDay",
      why: "two occurrences on one date",
      keys: ["2026-03-05T09:00:00", "2026-03-05T17:00:00"],
    });
  });

  test("[X7] an exclusion that excluded nothing does not begin to", () => {
    const series = aSeries("", {
      recurrence: { rrule: "FREQ=DAILY", exdates: ["2026-03-05T09:00:00", "2026-03-06T17:00:00"] },
    });
    expect(all(series, { allDay: true }).recurrence?.exdates).toEqual(["2026-03-05"]);
  });

  test("[X7] a zone alone keeps the wall clock of every occurrence", () => {
    const moved = all(usedSeries(), { timeZone: "America/New_York" });
    expect(starts(moved)).toEqual(starts(usedSeries()));
    expect(Object.keys(moved.overrides)).toEqual(Object.keys(usedSeries().overrides));
  });

  test("[X7] with a start at the same instant it keeps the instants", () => {
    const moved = all(aSeries("FREQ=DAILY;COUNT=3"), {
      timeZone: "Europe/London",
      start: "2026-03-02T08:00:00",
    });
    expect(moved).toMatchObject({ start: "2026-03-02T08:00:00", end: "2026-03-02T08:30:00" });
  });

  test("[X7] an all-day event that becomes timed takes the calendar's zone", () => {
    const event = anEvent({ start: "2026-03-02", end: null });
    const timed = patchContent(
      event,
      { allDay: false, start: "2026-03-02T10:00:00" },
      { timeZone: "Asia/Tokyo" },
    );
    expect(timed.content).toMatchObject({ allDay: false, timeZone: "Asia/Tokyo" });
  });
});
