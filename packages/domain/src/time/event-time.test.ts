import { describe, expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import { instantsOf, normaliseEventTime } from "./event-time.ts";
import type { EventTimeInput } from "./event-time.ts";
import type { Interval } from "./interval.ts";
import { normaliseKeys } from "./key-list.ts";

const BERLIN = "Europe/Berlin";

function normalised(input: EventTimeInput, path?: string): ReturnType<typeof normaliseEventTime> {
  return normaliseEventTime(input, { defaultTimeZone: BERLIN, path });
}

function refusalOf(action: () => unknown): DomainError {
  try {
    action();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

describe("the time of a new event", () => {
  test.each<[string, EventTimeInput, object]>([
    [
      "a start alone is a moment in the calendar's zone",
      { start: "2026-03-02T09:00:00" },
      { allDay: false, start: "2026-03-02T09:00:00", end: "2026-03-02T09:00:00", timeZone: BERLIN },
    ],
    [
      "a date alone is one day",
      { start: "2026-03-02" },
      { allDay: true, start: "2026-03-02", end: "2026-03-03", timeZone: null },
    ],
    [
      "null is as absent, but for the zone",
      { start: "2026-03-02T09:00:00", end: null, allDay: null, timeZone: null },
      { allDay: false, start: "2026-03-02T09:00:00", end: "2026-03-02T09:00:00", timeZone: null },
    ],
    [
      "a zone of its own",
      { start: "2026-03-02T09:00:00", end: "2026-03-02T10:00:00", timeZone: "Europe/Kiev" },
      {
        allDay: false,
        start: "2026-03-02T09:00:00",
        end: "2026-03-02T10:00:00",
        timeZone: "Europe/Kiev",
      },
    ],
    [
      "an offset is converted to the zone's wall clock",
      { start: "2026-03-02T08:00:00Z", end: "2026-03-02T04:00:00-05:00" },
      { allDay: false, start: "2026-03-02T09:00:00", end: "2026-03-02T10:00:00", timeZone: BERLIN },
    ],
    [
      "an offset may change the date",
      { start: "2026-03-01T23:30:00Z" },
      { allDay: false, start: "2026-03-02T00:30:00", end: "2026-03-02T00:30:00", timeZone: BERLIN },
    ],
    [
      "seconds may be left out, and a fraction may be nothing",
      { start: "2026-03-02T09:00", end: "2026-03-02T09:00:00.000" },
      { allDay: false, start: "2026-03-02T09:00:00", end: "2026-03-02T09:00:00", timeZone: BERLIN },
    ],
    [
      "an all-day event keeps no zone",
      { start: "2026-03-02", end: "2026-03-05", timeZone: "America/New_York" },
      { allDay: true, start: "2026-03-02", end: "2026-03-05", timeZone: null },
    ],
    [
      "a skipped wall time is kept as it was given",
      { start: "2026-03-29T02:30:00", end: "2026-03-29T02:45:00" },
      { allDay: false, start: "2026-03-29T02:30:00", end: "2026-03-29T02:45:00", timeZone: BERLIN },
    ],
    [
      "the first of two is named by its offset, or by none",
      { start: "2026-10-25T00:30:00Z", end: "2026-10-25T02:30:00" },
      { allDay: false, start: "2026-10-25T02:30:00", end: "2026-10-25T02:30:00", timeZone: BERLIN },
    ],
    [
      "the last day that is kept",
      { start: "2999-12-31" },
      { allDay: true, start: "2999-12-31", end: "3000-01-01", timeZone: null },
    ],
  ])("[T2] %s", (_, input, expected) => {
    expect(normalised(input)).toEqual(expected);
  });

  test.each<[EventTimeInput, string, string]>([
    [{ start: "2026-02-30" }, "INVALID_TIME", "start"],
    [{ start: "2026-02-30T09:00:00" }, "INVALID_TIME", "start"],
    [{ start: "2025-02-29T09:00:00Z" }, "INVALID_TIME", "start"],
    [{ start: "2026-03-02T24:00:00" }, "INVALID_TIME", "start"],
    [{ start: "2026-03-02T23:59:60" }, "INVALID_TIME", "start"],
    [{ start: "2026-03-02T09:00:00.5" }, "INVALID_TIME", "start"],
    [{ start: "2026-03-02T09:00:00+0200" }, "INVALID_TIME", "start"],
    [{ start: "2026-03-02T09:00:00+25:00" }, "INVALID_TIME", "start"],
    [{ start: "2026-03-02T09:00:00[Europe/Berlin]" }, "INVALID_TIME", "start"],
    [{ start: "2026-03-02 09:00:00" }, "INVALID_TIME", "start"],
    [{ start: "02/03/2026" }, "INVALID_TIME", "start"],
    [{ start: "tomorrow" }, "INVALID_TIME", "start"],
    [{ start: "" }, "INVALID_TIME", "start"],
    [{ start: "2026-03-02", allDay: false }, "INVALID_TIME", "start"],
    [{ start: "2026-03-02T09:00:00", allDay: true }, "INVALID_TIME", "start"],
    [{ start: "2026-03-02", end: "2026-03-03T09:00:00" }, "INVALID_TIME", "end"],
    [{ start: "2026-03-02T09:00:00", end: "2026-03-03" }, "INVALID_TIME", "end"],
    [{ start: "2026-03-02T09:00:00Z", timeZone: null }, "OFFSET_NOT_ALLOWED", "start"],
    [{ start: "2026-03-02T00:00:00Z", allDay: true }, "OFFSET_NOT_ALLOWED", "start"],
    [
      { start: "2026-03-02T09:00:00", end: "2026-03-02T10:00:00+01:00", timeZone: null },
      "OFFSET_NOT_ALLOWED",
      "end",
    ],
    [{ start: "2026-10-25T01:30:00Z" }, "TIME_OCCURS_TWICE", "start"],
    [{ start: "2026-10-25T02:30:00+01:00" }, "TIME_OCCURS_TWICE", "start"],
    [{ start: "2026-10-25T00:00:00", end: "2026-10-25T01:30:00Z" }, "TIME_OCCURS_TWICE", "end"],
    [{ start: "2026-03-02T09:00:00", end: "2026-03-02T08:59:59" }, "END_BEFORE_START", "end"],
    [{ start: "2026-03-02", end: "2026-03-02" }, "END_BEFORE_START", "end"],
    [{ start: "2026-03-02", end: "2026-03-01" }, "END_BEFORE_START", "end"],
    // The start is moved to 03:30.
    [{ start: "2026-03-29T02:30:00", end: "2026-03-29T03:15:00" }, "END_BEFORE_START", "end"],
    [{ start: "2026-03-02T09:00:00", timeZone: "Europe/Berln" }, "UNKNOWN_TIME_ZONE", "timeZone"],
    [{ start: "2026-03-02T09:00:00", timeZone: "+01:00" }, "UNKNOWN_TIME_ZONE", "timeZone"],
    [{ start: "2026-03-02", timeZone: "Nowhere" }, "UNKNOWN_TIME_ZONE", "timeZone"],
    [{ start: "1599-12-31T23:59:59" }, "LIMIT_EXCEEDED", "start"],
    [{ start: "3000-01-01" }, "LIMIT_EXCEEDED", "start"],
    [{ start: "2999-12-31T23:30:00", end: "3000-01-01T00:00:01" }, "LIMIT_EXCEEDED", "end"],
    [{ start: "2999-12-31T23:30:00Z" }, "LIMIT_EXCEEDED", "start"],
    [{ start: "2026-03-02", end: "2036-03-11" }, "LIMIT_EXCEEDED", "end"],
  ])("[T2] %j is refused as %s at %s", (input, reason, field) => {
    const error = refusalOf(() => normalised(input, "events.3"));
    expect(error.reason).toBe(reason);
    expect(error.fieldErrors.map(({ path }) => path)).toEqual([`events.3.${field}`]);
  });

  test("[T2] what occurs twice is refused with both instants", () => {
    const error = refusalOf(() => normalised({ start: "2026-10-25T01:30:00Z" }));
    expect(error.details).toEqual({
      timeZone: BERLIN,
      first: "2026-10-25T00:30:00.000Z",
      second: "2026-10-25T01:30:00.000Z",
    });
  });

  test("[T2] an exceeded limit is named", () => {
    const error = refusalOf(() => normalised({ start: "2026-03-02", end: "2036-03-11" }));
    expect(error.details).toEqual({ limitName: "eventDays", limit: 3660 });
    expect(() => normalised({ start: "2026-03-02", end: "2036-03-09" })).not.toThrow();
  });
});

describe("instants", () => {
  const iso = ({ startsAtMs, endsAtMs }: Interval): string[] =>
    [startsAtMs, endsAtMs].map((ms) => new Date(ms).toISOString());

  test("[T1] of a zoned event come from its own zone", () => {
    const time = normalised({ start: "2026-07-01T09:00:00", end: "2026-07-01T10:00:00" });
    expect(iso(instantsOf(time, "Asia/Tokyo"))).toEqual([
      "2026-07-01T07:00:00.000Z",
      "2026-07-01T08:00:00.000Z",
    ]);
  });

  test("[T5] of floating and all-day events come from the reader's", () => {
    const floating = normalised({ start: "2026-07-01T09:00:00", timeZone: null });
    expect(iso(instantsOf(floating, "Asia/Tokyo"))[0]).toBe("2026-07-01T00:00:00.000Z");
    const allDay = normalised({ start: "2026-03-29" });
    expect(iso(instantsOf(allDay, BERLIN))).toEqual([
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T22:00:00.000Z",
    ]);
  });

  test("[T3] a skipped start is lived an hour later", () => {
    const time = normalised({ start: "2026-03-29T02:30:00", end: "2026-03-29T02:45:00" });
    expect(iso(instantsOf(time, BERLIN))).toEqual([
      "2026-03-29T01:30:00.000Z",
      "2026-03-29T01:45:00.000Z",
    ]);
  });

  test("[T1] stored times that new zone data turned around still end no earlier than they start", () => {
    const time = {
      allDay: false,
      start: "2026-03-29T02:30:00",
      end: "2026-03-29T03:15:00",
      timeZone: BERLIN,
    };
    const { startsAtMs, endsAtMs } = instantsOf(time, BERLIN);
    expect(endsAtMs).toBe(startsAtMs);
  });
});

describe("key lists", () => {
  test("[R3] are sorted, without duplicates, on the clock of the series", () => {
    const keys = ["2026-03-09T09:00:00", "2026-03-02T08:00:00Z", "2026-03-02T09:00"];
    expect(normaliseKeys(keys, { allDay: false, timeZone: BERLIN }, "recurrence.rdates")).toEqual([
      "2026-03-02T09:00:00",
      "2026-03-09T09:00:00",
    ]);
  });

  test.each<[string, string | null, boolean, string]>([
    ["2026-03-02", BERLIN, false, "INVALID_TIME"],
    ["2026-03-02T09:00:00", null, true, "INVALID_TIME"],
    ["2026-03-02T09:00:00Z", null, false, "OFFSET_NOT_ALLOWED"],
    ["2026-10-25T01:30:00Z", BERLIN, false, "TIME_OCCURS_TWICE"],
    ["3000-01-01", null, true, "LIMIT_EXCEEDED"],
  ])(
    "[R3] %s in %s (all-day %s) is refused as %s, with its index",
    (key, timeZone, allDay, reason) => {
      const keys = [allDay ? "2026-01-01" : "2026-01-01T09:00:00", key];
      const error = refusalOf(() =>
        normaliseKeys(keys, { allDay, timeZone }, "recurrence.exdates"),
      );
      expect(error.reason).toBe(reason);
      expect(error.fieldErrors[0]?.path).toBe("recurrence.exdates.1");
    },
  );
});
