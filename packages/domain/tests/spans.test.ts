import { describe, expect, test } from "vitest";
import type { EventContent } from "../src/event/content.ts";
import {
  ENDLESS_MS,
  SPAN_CLASSES,
  SPAN_REACH_MS,
  boundsOf,
  spanClass,
  spansOf,
} from "../src/event/spans.ts";
import { at, eventContent, movedTo, series } from "./_content.ts";

const HOUR = 3_600_000;

/** Spans as instants, for reading. */
function spansIn(content: EventContent): (string | null)[][] {
  return spansOf(content).map(({ startMs, endMs }) => [
    iso(startMs),
    endMs === null ? null : iso(endMs),
  ]);
}

function iso(epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toString();
}

describe("the spans of an event", () => {
  test("[R5] a zoned event's are its instants", () => {
    expect(spansOf(eventContent())).toEqual([
      {
        startMs: at("2026-03-02T08:00:00Z"),
        endMs: at("2026-03-02T09:00:00Z"),
        floating: false,
      },
    ]);
  });

  test("[T5] [R5] a floating and an all-day event's are the wall clock as UTC", () => {
    expect(spansOf(eventContent({ timeZone: null }))).toEqual([
      { startMs: at("2026-03-02T09:00:00Z"), endMs: at("2026-03-02T10:00:00Z"), floating: true },
    ]);
    const days = eventContent({
      allDay: true,
      start: "2026-03-28",
      end: "2026-03-30",
      timeZone: null,
    });
    expect(spansIn(days)).toEqual([["2026-03-28T00:00:00Z", "2026-03-30T00:00:00Z"]]);
  });

  test("[T4] [R5] zero length counts as a millisecond", () => {
    const [span] = spansOf(eventContent({ end: "2026-03-02T09:00:00" }));
    expect(span).toMatchObject({
      startMs: at("2026-03-02T08:00:00Z"),
      endMs: at("2026-03-02T08:00:00Z") + 1,
    });
  });

  test.each([
    ["FREQ=WEEKLY", null],
    ["FREQ=WEEKLY;COUNT=5", "2026-03-30T08:00:00Z"],
    ["FREQ=WEEKLY;UNTIL=20260316", "2026-03-16T09:00:00Z"],
    [null, "2026-03-02T09:00:00Z"],
  ])("[R5] the series %s is one, to the end of its last occurrence: %s", (rrule, end) => {
    expect(spansIn(series(rrule))).toEqual([["2026-03-02T08:00:00Z", end]]);
  });

  test("[R5] extra dates and exclusions at the ends count", () => {
    const content = series("FREQ=WEEKLY;COUNT=3", {
      rdates: ["2026-02-01T09:00:00", "2026-07-01T09:00:00"],
      exdates: ["2026-03-02T09:00:00"],
    });
    expect(spansIn(content)).toEqual([["2026-02-01T08:00:00Z", "2026-07-01T08:00:00Z"]]);
    const without = series("FREQ=WEEKLY;COUNT=3", {
      exdates: ["2026-03-02T09:00:00", "2026-03-16T09:00:00"],
    });
    expect(spansIn(without)).toEqual([["2026-03-09T08:00:00Z", "2026-03-09T09:00:00Z"]]);
  });

  test("[R5] an override outside its series has one of its own, inside none, and none twice", () => {
    const outside = movedTo("2027-01-04T09:00:00", "2027-01-04T10:00:00");
    const content = series("FREQ=WEEKLY;COUNT=4", {
      overrides: {
        "2026-03-02T09:00:00": { title: "in its place" },
        "2026-03-09T09:00:00": movedTo("2026-03-11T14:00:00", "2026-03-11T16:00:00"),
        "2026-03-16T09:00:00": outside,
        "2026-03-23T09:00:00": outside,
      },
    });
    expect(spansIn(content)).toEqual([
      ["2026-03-02T08:00:00Z", "2026-03-23T09:00:00Z"],
      ["2027-01-04T08:00:00Z", "2027-01-04T09:00:00Z"],
    ]);
    expect(boundsOf(content)).toEqual({
      startMs: at("2026-03-02T08:00:00Z"),
      endMs: at("2027-01-04T09:00:00Z"),
    });
  });

  test("[R5] an override before an endless series has one of its own", () => {
    const content = series("FREQ=WEEKLY", {
      overrides: {
        "2026-03-09T09:00:00": movedTo("2026-01-05T09:00:00", "2026-01-05T10:00:00"),
        "2026-03-16T09:00:00": movedTo("2030-01-07T09:00:00", "2030-01-07T10:00:00"),
      },
    });
    expect(spansIn(content)).toEqual([
      ["2026-03-02T08:00:00Z", null],
      ["2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z"],
    ]);
    expect(boundsOf(content)).toEqual({ startMs: at("2026-01-05T08:00:00Z"), endMs: null });
  });

  test("[T5] [R5] an all-day override of a zoned series has one, as it is found by another window", () => {
    const content = series("FREQ=DAILY", {
      overrides: {
        "2026-03-04T09:00:00": movedTo("2026-03-04", "2026-03-05", {
          allDay: true,
          timeZone: null,
        }),
      },
    });
    expect(spansOf(content)).toEqual([
      { startMs: at("2026-03-02T08:00:00Z"), endMs: null, floating: false },
      { startMs: at("2026-03-04T00:00:00Z"), endMs: at("2026-03-05T00:00:00Z"), floating: true },
    ]);
  });

  test("[T3] [R5] a skipped first start does not hide an earlier instant, nor a skipped one before the last", () => {
    const content = series("FREQ=DAILY;COUNT=2;BYHOUR=2,3;BYMINUTE=0,30;BYSETPOS=2,3", {
      start: "2026-03-29T02:30:00",
      end: "2026-03-29T02:30:00",
    });
    // 02:30 happens at 03:30, after the 03:00 that is the last key.
    const [span] = spansOf(content);
    expect(span?.startMs).toBeLessThanOrEqual(at("2026-03-29T01:00:00Z"));
    expect(span?.endMs).toBeGreaterThan(at("2026-03-29T01:30:00Z"));
  });

  test("[R5] a series with nothing left has none, and its bounds are those of its start", () => {
    const content = series("FREQ=DAILY;COUNT=1", { exdates: ["2026-03-02T09:00:00"] });
    expect(spansOf(content)).toEqual([]);
    expect(boundsOf(content)).toEqual({
      startMs: at("2026-03-02T08:00:00Z"),
      endMs: at("2026-03-02T09:00:00Z"),
    });
  });
});

describe("the class of a span", () => {
  test.each([
    [1, 0],
    [HOUR, 0],
    [HOUR + 1, 1],
    [4 * HOUR, 1],
    [24 * HOUR, 3],
    [64 * HOUR, 3],
    [65 * HOUR, 4],
    [16_384 * HOUR, 7],
    [16_384 * HOUR + 1, 8],
    [200_000 * HOUR, 8],
  ])("[R5] of %i milliseconds is %i", (length, expected) => {
    const start = at("2026-03-02T08:00:00Z");
    expect(spanClass(start, start + length)).toBe(expected);
  });

  test("[R5] of an endless one is the last, whose reach has no limit", () => {
    expect(spanClass(0, null)).toBe(SPAN_CLASSES - 1);
    expect(SPAN_REACH_MS.at(-1)).toBe(ENDLESS_MS);
    expect(Number.isSafeInteger(at("1600-01-01T00:00:00Z") - ENDLESS_MS)).toBe(true);
  });
});
