import { describe, expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import type { EventTime } from "../event/content.ts";
import { instantsOf } from "./event-time.ts";
import { patchesTime, patchEventTime } from "./patch-time.ts";
import type { EventTimePatch } from "./patch-time.ts";

const BERLIN = "Europe/Berlin";
const NEW_YORK = "America/New_York";

function timed(start: string, end: string, timeZone: string | null = BERLIN): EventTime {
  return { allDay: false, start, end, timeZone };
}

function allDay(start: string, end: string): EventTime {
  return { allDay: true, start, end, timeZone: null };
}

const MEETING = timed("2026-03-02T09:00:00", "2026-03-02T10:30:00");
const FLOATING = timed("2026-03-02T09:00:00", "2026-03-02T10:30:00", null);
const TRIP = allDay("2026-03-02", "2026-03-05");
/** Nine hours on the clock's face, eight in truth. */
const SPRING_NIGHT = timed("2026-03-28T22:00:00", "2026-03-29T07:00:00");

describe("a patched time", () => {
  test.each<[string, EventTime, EventTimePatch, EventTime]>([
    [
      "a start alone keeps the duration",
      MEETING,
      { start: "2026-03-03T14:00:00" },
      timed("2026-03-03T14:00:00", "2026-03-03T15:30:00"),
    ],
    [
      "a start with an offset is converted",
      MEETING,
      { start: "2026-03-03T13:00:00Z" },
      timed("2026-03-03T14:00:00", "2026-03-03T15:30:00"),
    ],
    [
      "the duration that is kept is the exact one",
      SPRING_NIGHT,
      { start: "2026-04-28T22:00:00" },
      timed("2026-04-28T22:00:00", "2026-04-29T06:00:00"),
    ],
    [
      "an end that only the second of two could name is as far on the clock's face",
      timed("2026-10-01T01:30:00", "2026-10-01T03:30:00"),
      { start: "2026-10-25T01:30:00" },
      timed("2026-10-25T01:30:00", "2026-10-25T03:30:00"),
    ],
    [
      "an end alone leaves the start",
      MEETING,
      { end: "2026-03-02T09:15:00" },
      timed("2026-03-02T09:00:00", "2026-03-02T09:15:00"),
    ],
    [
      "a cleared end is none",
      MEETING,
      { end: null },
      timed("2026-03-02T09:00:00", "2026-03-02T09:00:00"),
    ],
    [
      "a zone alone keeps the wall clock",
      MEETING,
      { timeZone: NEW_YORK },
      timed("2026-03-02T09:00:00", "2026-03-02T10:30:00", NEW_YORK),
    ],
    [
      "a zone together with a start at the same instant keeps the instants",
      MEETING,
      { timeZone: NEW_YORK, start: "2026-03-02T03:00:00" },
      timed("2026-03-02T03:00:00", "2026-03-02T04:30:00", NEW_YORK),
    ],
    [
      "an offset is read in the new zone",
      MEETING,
      { timeZone: NEW_YORK, start: "2026-03-02T08:00:00Z" },
      timed("2026-03-02T03:00:00", "2026-03-02T04:30:00", NEW_YORK),
    ],
    [
      "a cleared zone is floating",
      MEETING,
      { timeZone: null },
      timed("2026-03-02T09:00:00", "2026-03-02T10:30:00", null),
    ],
    [
      "a floating event keeps its duration on the clock's face",
      FLOATING,
      { start: "2026-03-29T01:30:00" },
      timed("2026-03-29T01:30:00", "2026-03-29T03:00:00", null),
    ],
    [
      "an all-day start alone keeps the days",
      TRIP,
      { start: "2026-03-28" },
      allDay("2026-03-28", "2026-03-31"),
    ],
    ["an all-day end alone", TRIP, { end: "2026-03-03" }, allDay("2026-03-02", "2026-03-03")],
    ["a cleared all-day end is one day", TRIP, { end: null }, allDay("2026-03-02", "2026-03-03")],
    [
      "to all-day, the dates that it touches",
      MEETING,
      { allDay: true },
      allDay("2026-03-02", "2026-03-03"),
    ],
    [
      "to all-day, across midnight",
      timed("2026-03-02T22:00:00", "2026-03-03T02:00:00"),
      { allDay: true },
      allDay("2026-03-02", "2026-03-04"),
    ],
    [
      "to all-day, until midnight",
      timed("2026-03-02T22:00:00", "2026-03-03T00:00:00"),
      { allDay: true },
      allDay("2026-03-02", "2026-03-03"),
    ],
    [
      "to all-day with a date",
      timed("2026-03-02T22:00:00", "2026-03-03T02:00:00"),
      { allDay: true, start: "2026-03-10" },
      allDay("2026-03-10", "2026-03-12"),
    ],
    [
      "to timed, from midnight to midnight in the calendar's zone",
      TRIP,
      { allDay: false },
      timed("2026-03-02T00:00:00", "2026-03-05T00:00:00"),
    ],
    [
      "to timed with start and end",
      TRIP,
      {
        allDay: false,
        start: "2026-03-02T09:00:00",
        end: "2026-03-02T10:00:00",
        timeZone: NEW_YORK,
      },
      timed("2026-03-02T09:00:00", "2026-03-02T10:00:00", NEW_YORK),
    ],
    [
      "to timed and floating",
      TRIP,
      { allDay: false, timeZone: null },
      timed("2026-03-02T00:00:00", "2026-03-05T00:00:00", null),
    ],
    [
      "a cleared allDay follows the form of the start",
      TRIP,
      { allDay: null, start: "2026-03-02T09:00:00", end: "2026-03-02T10:00:00" },
      timed("2026-03-02T09:00:00", "2026-03-02T10:00:00"),
    ],
  ])("[X7] [T2] %s", (_, current, patch, expected) => {
    const options = { defaultTimeZone: BERLIN };
    expect(patchEventTime(current, patch, options)).toEqual(expected);
  });

  test("[X7] a zone together with the same instant keeps both instants", () => {
    const moved = patchEventTime(SPRING_NIGHT, {
      timeZone: NEW_YORK,
      start: "2026-03-28T17:00:00",
    });
    expect(instantsOf(moved, "UTC")).toEqual(instantsOf(SPRING_NIGHT, "UTC"));
    expect(moved.timeZone).toBe(NEW_YORK);
  });

  test.each<[EventTime, EventTimePatch]>([
    [MEETING, {}],
    [MEETING, { start: MEETING.start }],
    [MEETING, { start: "2026-03-02T08:00:00Z", timeZone: BERLIN, allDay: false, end: MEETING.end }],
    [timed("2026-03-29T01:30:00", "2026-03-29T02:30:00"), { start: "2026-03-29T01:30:00" }],
    [TRIP, { allDay: true, timeZone: NEW_YORK }],
    [TRIP, { start: "2026-03-02" }],
  ])("[V2] %j with %j is the same time", (current, patch) => {
    expect(patchEventTime(current, patch)).toBe(current);
  });

  test.each<[EventTime, EventTimePatch, string, string]>([
    [MEETING, { start: null }, "INVALID_INPUT", "start"],
    [MEETING, { start: "2026-03-03" }, "INVALID_TIME", "start"],
    [MEETING, { end: "2026-03-03" }, "INVALID_TIME", "end"],
    [TRIP, { start: "2026-03-02T09:00:00" }, "INVALID_TIME", "start"],
    [TRIP, { start: "2026-03-02T09:00:00Z" }, "OFFSET_NOT_ALLOWED", "start"],
    [FLOATING, { start: "2026-03-02T09:00:00Z" }, "OFFSET_NOT_ALLOWED", "start"],
    [MEETING, { start: "2026-10-25T01:30:00Z" }, "TIME_OCCURS_TWICE", "start"],
    [MEETING, { end: "2026-03-02T08:00:00" }, "END_BEFORE_START", "end"],
    [
      MEETING,
      { start: "2026-03-02T11:00:00", end: "2026-03-02T10:00:00" },
      "END_BEFORE_START",
      "end",
    ],
    [MEETING, { timeZone: "Europe/Berln" }, "UNKNOWN_TIME_ZONE", "timeZone"],
    [TRIP, { timeZone: "Europe/Berln" }, "UNKNOWN_TIME_ZONE", "timeZone"],
    [MEETING, { start: "3000-01-01T00:00:00" }, "LIMIT_EXCEEDED", "start"],
    [MEETING, { start: "2999-12-31T23:00:00" }, "LIMIT_EXCEEDED", "start"],
    [MEETING, { end: "2037-01-01T00:00:00" }, "LIMIT_EXCEEDED", "end"],
    // The clock of Berlin skips the start, and so moves it behind the end.
    [
      timed("2026-03-29T02:30:00", "2026-03-29T03:15:00", "UTC"),
      { timeZone: BERLIN },
      "END_BEFORE_START",
      "timeZone",
    ],
  ])("[T2] %j with %j is refused as %s at %s", (current, patch, reason, field) => {
    const path = "patch";
    let refusal: unknown;
    try {
      patchEventTime(current, patch, { path, defaultTimeZone: BERLIN });
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ reason, fieldErrors: [{ path: `patch.${field}` }] });
  });

  test("[X8] null is a patch, absent is none", () => {
    expect(patchesTime({})).toBe(false);
    expect(patchesTime({ start: undefined })).toBe(false);
    expect(patchesTime({ timeZone: null })).toBe(true);
  });
});
