import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventTime, Recurrence } from "../event/content.ts";
import { formatKey, MAX_WALL, MIN_WALL, parseWallTime } from "../time/wall-time.ts";
import { keysBetween, seriesOf } from "./series.ts";
import { shiftRecurrence, shiftRule } from "./shift.ts";

function timed(start: string, timeZone: string | null = "Europe/Berlin"): EventTime {
  return { allDay: false, start, end: start, timeZone };
}

function allDay(start: string): EventTime {
  return { allDay: true, start, end: start, timeZone: null };
}

function at(start: string): EventTime {
  return start.length === 10 ? allDay(start) : timed(start);
}

describe("a rule whose series moves", () => {
  test.each([
    // rule, from, to, rule after
    ["FREQ=DAILY", "2026-03-02T09:00:00", "2026-03-05T11:00:00", "FREQ=DAILY"],
    ["FREQ=WEEKLY;BYDAY=MO", "2026-03-02T09:00:00", "2026-03-03T09:00:00", "FREQ=WEEKLY;BYDAY=TU"],
    [
      "FREQ=WEEKLY;BYDAY=MO,FR",
      "2026-03-02T09:00:00",
      "2026-03-01T09:00:00",
      "FREQ=WEEKLY;BYDAY=TH,SU",
    ],
    ["FREQ=WEEKLY;BYDAY=MO", "2026-03-02T23:00:00", "2026-03-03T01:00:00", "FREQ=WEEKLY;BYDAY=TU"],
    ["FREQ=WEEKLY;BYDAY=MO", "2026-03-02T09:00:00", "2026-03-02T10:00:00", "FREQ=WEEKLY;BYDAY=MO"],
    ["freq=weekly;byday=mo", "2026-03-02T09:00:00", "2026-03-09T09:00:00", "freq=weekly;byday=mo"],
    [
      "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
      "2026-03-02T09:00:00",
      "2026-03-05T09:00:00",
      "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=TH",
    ],
    ["FREQ=MONTHLY;BYMONTHDAY=15", "2026-03-15", "2026-03-17", "FREQ=MONTHLY;BYMONTHDAY=17"],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", "2026-03-31", "2026-03-30", "FREQ=MONTHLY;BYMONTHDAY=-2"],
    ["FREQ=MONTHLY;BYMONTHDAY=1,15", "2026-03-15", "2026-03-17", "FREQ=MONTHLY;BYMONTHDAY=1,15"],
    [
      "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
      "2026-03-13",
      "2026-03-14",
      "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
    ],
    ["FREQ=MONTHLY;BYDAY=2TU", "2026-03-10", "2026-03-11", "FREQ=MONTHLY;BYDAY=2WE"],
    ["FREQ=MONTHLY;BYDAY=2TU", "2026-03-10", "2026-03-17", "FREQ=MONTHLY;BYDAY=3TU"],
    ["FREQ=MONTHLY;BYDAY=-1FR", "2026-03-27", "2026-03-26", "FREQ=MONTHLY;BYDAY=-1TH"],
    ["FREQ=MONTHLY;BYDAY=TU", "2026-03-10", "2026-03-11", "FREQ=MONTHLY;BYDAY=WE"],
    [
      "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31",
      "2026-03-31",
      "2026-04-01",
      "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=1",
    ],
    [
      "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
      "2026-11-26",
      "2026-11-27",
      "FREQ=YEARLY;BYMONTH=11;BYDAY=4FR",
    ],
    ["FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-05-20", "FREQ=YEARLY;BYDAY=20TU"],
    ["FREQ=YEARLY;BYDAY=-1MO", "2026-12-28", "2026-12-27", "FREQ=YEARLY;BYDAY=-1SU"],
    [
      "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
      "2026-03-02",
      "2026-03-03",
      "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
    ],
    [
      "FREQ=DAILY;BYHOUR=9;BYMINUTE=0",
      "2026-03-02T09:00:00",
      "2026-03-02T10:30:00",
      "FREQ=DAILY;BYHOUR=10;BYMINUTE=30",
    ],
    [
      "FREQ=DAILY;BYHOUR=9,17",
      "2026-03-02T09:00:00",
      "2026-03-02T10:00:00",
      "FREQ=DAILY;BYHOUR=9,17",
    ],
    ["FREQ=DAILY;BYHOUR=9;BYMINUTE=0", "2026-03-02T09:00:00", "2026-03-02", "FREQ=DAILY"],
  ])("[X3] %s from %s to %s is %s", (rule, from, to, after) => {
    expect(shiftRule(rule, at(from), at(to))).toBe(after);
  });

  test.each([
    // UNTIL, from, to, UNTIL after
    [
      "20260401T070000Z",
      timed("2026-03-02T09:00:00"),
      timed("2026-03-02T10:00:00"),
      "20260401T080000Z",
    ],
    [
      "20260401T070000Z",
      timed("2026-03-02T09:00:00"),
      timed("2026-02-01T09:00:00"),
      "20260303T080000Z",
    ],
    [
      "20260401T090000",
      timed("2026-03-02T09:00:00"),
      timed("2026-03-03T10:00:00"),
      "20260402T100000",
    ],
    ["20260401", timed("2026-03-02T09:00:00"), timed("2026-03-03T10:00:00"), "20260402"],
    ["20260401", allDay("2026-03-02"), allDay("2026-03-01"), "20260331"],
    // Another zone, the same clock: the last is at 09:00 there.
    [
      "20260401T070000Z",
      timed("2026-03-02T09:00:00"),
      timed("2026-03-02T09:00:00", "America/New_York"),
      "20260401T130000Z",
    ],
    [
      "20260401T070000Z",
      timed("2026-03-02T09:00:00"),
      timed("2026-03-02T09:00:00", null),
      "20260401T090000",
    ],
    ["20260401T070000Z", timed("2026-03-02T09:00:00"), allDay("2026-03-02"), "20260401"],
    ["20260401T065959Z", timed("2026-03-02T09:00:00"), allDay("2026-03-02"), "20260331"],
    ["20260401", timed("2026-03-02T09:00:00"), allDay("2026-03-03"), "20260402"],
    ["20260401", allDay("2026-03-02"), timed("2026-03-02T09:00:00"), "20260401T070000Z"],
    ["20260401", allDay("2026-03-02"), timed("2026-03-03T09:00:00", null), "20260402T090000"],
  ])("[X3] [X7] UNTIL=%s from %j to %j is %s", (until, from, to, after) => {
    expect(shiftRule(`FREQ=DAILY;UNTIL=${until}`, from, to)).toBe(`FREQ=DAILY;UNTIL=${after}`);
  });

  test("[X3] a daily or weekly series keeps its occurrences, one for one", () => {
    const from = timed("2026-03-02T09:00:00");
    const rule = fc.constantFrom(
      "FREQ=DAILY;INTERVAL=3;COUNT=12",
      "FREQ=DAILY;UNTIL=20260420T070000Z",
      "FREQ=WEEKLY;BYDAY=MO,TH,SU;COUNT=12",
      "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=9",
      "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SU,MO,WE;UNTIL=20260630T090000",
      "FREQ=WEEKLY;BYDAY=MO,TU,WE;BYSETPOS=1,-1;COUNT=9",
    );
    fc.assert(
      fc.property(rule, fc.integer({ min: -500, max: 500 }), (rrule, hours) => {
        const distance = hours * 3600;
        const start = (parseWallTime(from.start) ?? NaN) + distance;
        const to = timed(formatKey(start, false));
        const before = seriesOf(from, { rrule, rdates: [], exdates: [] });
        const after = seriesOf(to, { rrule: shiftRule(rrule, from, to), rdates: [], exdates: [] });
        expect(keysBetween(after, MIN_WALL, MAX_WALL)).toEqual(
          keysBetween(before, MIN_WALL, MAX_WALL).map((key) => key + distance),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe("a recurrence whose series moves", () => {
  const recurrence: Recurrence = {
    rrule: "FREQ=WEEKLY;BYDAY=MO",
    rdates: ["2026-03-05T15:00:00"],
    exdates: ["2026-03-09T09:00:00", "2026-03-16T09:00:00"],
  };

  test("[X3] takes extra dates and exclusions along", () => {
    const moved = shiftRecurrence(
      recurrence,
      timed("2026-03-02T09:00:00"),
      timed("2026-03-03T10:00:00"),
    );
    expect(moved).toEqual({
      rrule: "FREQ=WEEKLY;BYDAY=TU",
      rdates: ["2026-03-06T16:00:00"],
      exdates: ["2026-03-10T10:00:00", "2026-03-17T10:00:00"],
    });
  });

  test("[X7] to all-day has dates, to timed the time of the start", () => {
    const days = shiftRecurrence(recurrence, timed("2026-03-02T09:00:00"), allDay("2026-03-02"));
    expect(days).toEqual({
      rrule: "FREQ=WEEKLY;BYDAY=MO",
      rdates: ["2026-03-05"],
      exdates: ["2026-03-09", "2026-03-16"],
    });
    const times = shiftRecurrence(days, allDay("2026-03-02"), timed("2026-03-02T08:00:00"));
    expect(times).toEqual({
      rrule: "FREQ=WEEKLY;BYDAY=MO",
      rdates: ["2026-03-05T08:00:00"],
      exdates: ["2026-03-09T08:00:00", "2026-03-16T08:00:00"],
    });
  });

  test.each<[string, Partial<Recurrence>, string]>([
    ["two extra dates", { rdates: ["2026-03-05T10:00:00", "2026-03-05T15:00:00"] }, "RDATE"],
    ["two exclusions", { exdates: ["2026-03-05T10:00:00", "2026-03-05T15:00:00"] }, "EXDATE"],
    ["an extra date and one of the rule", { rdates: ["2026-03-09T15:00:00"] }, "RDATE"],
    ["an extra date and the start", { rrule: null, rdates: ["2026-03-02T15:00:00"] }, "RDATE"],
  ])("[X7] to all-day is refused when %s come to lie on one date", (_, members, part) => {
    const [from, to] = [timed("2026-03-02T09:00:00"), allDay("2026-03-02")];
    expect(() => shiftRecurrence({ ...recurrence, ...members }, from, to)).toThrow(
      expect.objectContaining({
        reason: "INVALID_RECURRENCE",
        details: { part, why: expect.any(String) },
      }),
    );
  });

  test("[X7] an extra date that was one of the rule before is none the less", () => {
    const [from, to] = [timed("2026-03-02T09:00:00"), allDay("2026-03-02")];
    const moved = shiftRecurrence({ ...recurrence, rdates: ["2026-03-09T09:00:00"] }, from, to);
    expect(moved.rdates).toEqual(["2026-03-09"]);
  });
});
