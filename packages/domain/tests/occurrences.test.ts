import { describe, expect, test } from "vitest";
import { effectiveOccurrence, expandOccurrences } from "../src/event/occurrences.ts";
import type { EventContent } from "../src/event/content.ts";
import { LIMITS } from "../src/limits.ts";
import { at, eventContent, movedTo, series } from "./_content.ts";

function expand(content: EventContent, from: string, to: string, viewZone = "Europe/Berlin") {
  return expandOccurrences(content, { from: at(from), to: at(to), viewZone });
}

/** Keys alone, for tests of what is there. */
function keysIn(content: EventContent, from: string, to: string, viewZone?: string): string[] {
  return expand(content, from, to, viewZone).map(({ key }) => key);
}

describe("a single event in a window", () => {
  test("[T2] has its content, its own start as key and its instants", () => {
    const content = eventContent({ location: "Room 1", tags: ["a"], metadata: { n: 1 } });
    const [occurrence, ...others] = expand(content, "2026-03-01T00:00Z", "2026-03-08T00:00Z");
    expect(others).toEqual([]);
    expect(occurrence).toEqual({
      key: "2026-03-02T09:00:00",
      startsAtMs: at("2026-03-02T08:00:00Z"),
      endsAtMs: at("2026-03-02T09:00:00Z"),
      recurring: false,
      overridden: false,
      title: "Meeting",
      description: "",
      location: "Room 1",
      status: "confirmed",
      transparency: "opaque",
      allDay: false,
      start: "2026-03-02T09:00:00",
      end: "2026-03-02T10:00:00",
      timeZone: "Europe/Berlin",
      tags: ["a"],
      metadata: { n: 1 },
    });
  });

  test.each([
    ["2026-03-02T07:00Z", "2026-03-02T08:00Z", false, "ends where it starts"],
    ["2026-03-02T07:00Z", "2026-03-02T08:01Z", true, "sees its beginning"],
    ["2026-03-02T08:30Z", "2026-03-02T08:40Z", true, "lies within it"],
    ["2026-03-02T08:59Z", "2026-03-02T10:00Z", true, "sees its end"],
    ["2026-03-02T09:00Z", "2026-03-02T10:00Z", false, "starts where it ends"],
  ])("[T4] a window from %s to %s: %s, as it %4$s", (from, to, found) => {
    expect(keysIn(eventContent(), from, to)).toHaveLength(found ? 1 : 0);
  });

  test.each([
    ["2026-03-02T07:00Z", "2026-03-02T08:00Z", false],
    ["2026-03-02T08:00Z", "2026-03-02T09:00Z", true],
    ["2026-03-02T07:00Z", "2026-03-02T08:01Z", true],
    ["2026-03-02T08:01Z", "2026-03-02T09:00Z", false],
  ])("[T4] one of zero length at 08:00Z in %s to %s: %s", (from, to, found) => {
    const content = eventContent({ end: "2026-03-02T09:00:00" });
    expect(keysIn(content, from, to)).toHaveLength(found ? 1 : 0);
  });

  test("[T3] a start that the clock skips is shifted, the key and the duration stay", () => {
    const content = eventContent({ start: "2026-03-29T02:30:00", end: "2026-03-29T04:00:00" });
    expect(expand(content, "2026-03-29T00:00Z", "2026-03-30T00:00Z")).toMatchObject([
      {
        key: "2026-03-29T02:30:00",
        start: "2026-03-29T03:30:00",
        end: "2026-03-29T04:00:00",
        startsAtMs: at("2026-03-29T01:30:00Z"),
        endsAtMs: at("2026-03-29T02:00:00Z"),
      },
    ]);
  });

  test("[T5] a floating event is placed by the reader's zone", () => {
    const content = eventContent({ timeZone: null });
    const [inTokyo] = expand(content, "2026-03-01T00:00Z", "2026-03-03T00:00Z", "Asia/Tokyo");
    const [inNewYork] = expand(
      content,
      "2026-03-01T00:00Z",
      "2026-03-03T00:00Z",
      "America/New_York",
    );
    expect(inTokyo).toMatchObject({
      startsAtMs: at("2026-03-02T00:00:00Z"),
      start: "2026-03-02T09:00:00",
      timeZone: null,
    });
    expect(inNewYork).toMatchObject({ startsAtMs: at("2026-03-02T14:00:00Z") });
  });

  test("[T5] an all-day event is the reader's day", () => {
    const content = eventContent({
      allDay: true,
      start: "2026-03-29",
      end: "2026-03-30",
      timeZone: null,
    });
    const [day] = expand(content, "2026-03-29T00:00Z", "2026-03-29T01:00Z");
    expect(day).toMatchObject({
      key: "2026-03-29",
      start: "2026-03-29",
      end: "2026-03-30",
      startsAtMs: at("2026-03-28T23:00:00Z"),
      endsAtMs: at("2026-03-29T22:00:00Z"),
    });
    expect(keysIn(content, "2026-03-29T00:00Z", "2026-03-29T01:00Z", "Pacific/Kiritimati")).toEqual(
      ["2026-03-29"],
    );
    expect(keysIn(content, "2026-03-29T00:00Z", "2026-03-29T01:00Z", "Pacific/Pago_Pago")).toEqual(
      [],
    );
  });
});

describe("a series in a window", () => {
  test("[R2] stays at nine o'clock over a clock change", () => {
    const content = series("FREQ=WEEKLY;BYDAY=MO");
    const week = expand(content, "2026-03-22T23:00Z", "2026-04-05T22:00Z");
    expect(week.map(({ key, start, startsAtMs }) => [key, start, startsAtMs])).toEqual([
      ["2026-03-23T09:00:00", "2026-03-23T09:00:00", at("2026-03-23T08:00:00Z")],
      ["2026-03-30T09:00:00", "2026-03-30T09:00:00", at("2026-03-30T07:00:00Z")],
    ]);
    expect(week.every(({ recurring, overridden }) => recurring && !overridden)).toBe(true);
  });

  test("[T3] an occurrence keeps its exact duration over a clock change", () => {
    const content = series("FREQ=WEEKLY", {
      start: "2026-03-21T22:00:00",
      end: "2026-03-22T06:00:00",
    });
    expect(expand(content, "2026-03-28T00:00Z", "2026-03-30T00:00Z")).toMatchObject([
      { start: "2026-03-28T22:00:00", end: "2026-03-29T07:00:00" },
    ]);
  });

  test("[T3] [R3] a skipped occurrence is kept, shifted and in time order", () => {
    const content = series("FREQ=DAILY;BYHOUR=2,3;BYMINUTE=30,0;BYSETPOS=2,3", {
      start: "2026-03-28T02:30:00",
      end: "2026-03-28T02:45:00",
    });
    const night = expand(content, "2026-03-28T23:00Z", "2026-03-29T22:00Z");
    expect(night.map(({ key, start }) => [key, start])).toEqual([
      ["2026-03-29T03:00:00", "2026-03-29T03:00:00"],
      ["2026-03-29T02:30:00", "2026-03-29T03:30:00"],
    ]);
  });

  test("[T4] what began before the window and still runs is there", () => {
    const content = series("FREQ=MONTHLY", { end: "2026-03-12T09:00:00" });
    expect(keysIn(content, "2026-05-11T00:00Z", "2026-05-12T00:00Z")).toEqual([
      "2026-05-02T09:00:00",
    ]);
    expect(keysIn(content, "2026-05-12T07:00Z", "2026-05-13T00:00Z")).toEqual([]);
  });

  test("[X5] an excluded occurrence is gone, an extra one is there, a cancelled one is shown", () => {
    const content = series("FREQ=DAILY;COUNT=4", {
      exdates: ["2026-03-03T09:00:00"],
      rdates: ["2026-03-09T18:00:00"],
      overrides: { "2026-03-04T09:00:00": { status: "cancelled" } },
    });
    const found = expand(content, "2026-03-01T00:00Z", "2026-04-01T00:00Z");
    expect(found.map(({ key, status, overridden }) => [key, status, overridden])).toEqual([
      ["2026-03-02T09:00:00", "confirmed", false],
      ["2026-03-04T09:00:00", "cancelled", true],
      ["2026-03-05T09:00:00", "confirmed", false],
      ["2026-03-09T18:00:00", "confirmed", false],
    ]);
  });

  test("[X2] an override sets its fields and leaves the others to the series", () => {
    const content = series("FREQ=DAILY", {
      description: "of the series",
      tags: ["a"],
      overrides: { "2026-03-03T09:00:00": { title: "Another", tags: [], description: "" } },
    });
    const [, second] = expand(content, "2026-03-02T00:00Z", "2026-03-04T00:00Z");
    expect(second).toMatchObject({
      key: "2026-03-03T09:00:00",
      title: "Another",
      description: "",
      tags: [],
      start: "2026-03-03T09:00:00",
      status: "confirmed",
      overridden: true,
    });
  });

  const moved = series("FREQ=WEEKLY;UNTIL=20260330T235959Z", {
    overrides: {
      "2026-03-09T09:00:00": movedTo("2026-03-11T14:00:00", "2026-03-11T16:00:00"),
      "2026-03-16T09:00:00": movedTo("2026-01-05T09:00:00", "2026-01-05T10:00:00"),
      "2026-03-23T09:00:00": movedTo("2027-01-04T09:00:00", "2027-01-04T10:00:00"),
    },
  });

  test("[X2] a moved occurrence is where it was moved to and not where it was", () => {
    expect(keysIn(moved, "2026-03-09T00:00Z", "2026-03-10T00:00Z")).toEqual([]);
    expect(expand(moved, "2026-03-11T00:00Z", "2026-03-12T00:00Z")).toMatchObject([
      { key: "2026-03-09T09:00:00", start: "2026-03-11T14:00:00", end: "2026-03-11T16:00:00" },
    ]);
  });

  test("[R5] an occurrence moved before the start or after the end of its series is found", () => {
    expect(keysIn(moved, "2026-01-05T00:00Z", "2026-01-06T00:00Z")).toEqual([
      "2026-03-16T09:00:00",
    ]);
    expect(keysIn(moved, "2027-01-04T00:00Z", "2027-01-05T00:00Z")).toEqual([
      "2026-03-23T09:00:00",
    ]);
  });

  test("[X2] occurrences come in time order wherever they were moved to", () => {
    expect(keysIn(moved, "2026-01-01T00:00Z", "2026-04-01T00:00Z")).toEqual([
      "2026-03-16T09:00:00",
      "2026-03-02T09:00:00",
      "2026-03-09T09:00:00",
      "2026-03-30T09:00:00",
    ]);
  });

  test("[X2] an occurrence may be in another zone, floating or all-day", () => {
    const content = series("FREQ=DAILY", {
      overrides: {
        "2026-03-03T09:00:00": movedTo("2026-03-03T09:00:00", "2026-03-03T10:00:00", {
          timeZone: "America/New_York",
        }),
        "2026-03-04T09:00:00": movedTo("2026-03-04T09:00:00", "2026-03-04T10:00:00", {
          timeZone: null,
        }),
        "2026-03-05T09:00:00": movedTo("2026-03-05", "2026-03-06", {
          allDay: true,
          timeZone: null,
        }),
      },
    });
    const found = expand(content, "2026-03-03T00:00Z", "2026-03-05T15:00Z", "Asia/Tokyo");
    expect(found.map(({ key, startsAtMs }) => [key, startsAtMs])).toEqual([
      ["2026-03-03T09:00:00", at("2026-03-03T14:00:00Z")],
      ["2026-03-04T09:00:00", at("2026-03-04T00:00:00Z")],
      ["2026-03-05T09:00:00", at("2026-03-04T15:00:00Z")],
    ]);
  });

  test("[X5] an override of an excluded or never produced key shows nothing", () => {
    const content = series("FREQ=WEEKLY", {
      exdates: ["2026-03-09T09:00:00"],
      overrides: {
        "2026-03-09T09:00:00": movedTo("2026-03-10T09:00:00", "2026-03-10T10:00:00"),
        "2026-03-12T09:00:00": movedTo("2026-03-12T12:00:00", "2026-03-12T13:00:00"),
      },
    });
    expect(keysIn(content, "2026-03-08T00:00Z", "2026-03-15T00:00Z")).toEqual([]);
  });

  test("[R4] more occurrences in a window than the limit are refused", () => {
    const content = series(
      "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=0,10,20,30,40,50",
      {
        start: "2026-01-01T00:00:00",
        end: "2026-01-01T00:05:00",
      },
    );
    const days = Math.ceil(LIMITS.occurrencesPerSeriesInWindow / 72) + 1;
    const from = at("2026-02-01T00:00:00Z");
    const window = { from, to: from + days * 86_400_000, viewZone: "UTC" };
    expect(() => expandOccurrences(content, window)).toThrow(
      expect.objectContaining({ reason: "RECURRENCE_TOO_LARGE" }),
    );
  });
});

describe("the occurrence with a key", () => {
  test("[X1] a single event has the one at its start", () => {
    const content = eventContent();
    const window = { from: at("2026-03-01T00:00:00Z"), to: at("2026-04-01T00:00:00Z") };
    const [only] = expandOccurrences(content, { ...window, viewZone: "UTC" });
    expect(effectiveOccurrence(content, "2026-03-02T09:00:00", "UTC")).toEqual(only);
    expect(effectiveOccurrence(content, "2026-03-02T10:00:00", "UTC")).toBeUndefined();
  });

  test.each([
    ["2026-03-03T09:00:00", "excluded"],
    ["2026-03-02T10:00:00", "not in the set"],
    ["2026-03-02", "a date"],
    ["2026-03-32T09:00:00", "no time at all"],
    ["__proto__", "no time at all"],
  ])("[X5] there is none at %s, which is %s", (key) => {
    const content = series("FREQ=DAILY", { exdates: ["2026-03-03T09:00:00"] });
    expect(effectiveOccurrence(content, key, "UTC")).toBeUndefined();
  });

  test("[R4] it is found five hundred years after the start", () => {
    const content = series("FREQ=DAILY", {
      start: "1926-03-02T09:00:00",
      end: "1926-03-02T10:00:00",
    });
    expect(effectiveOccurrence(content, "2426-03-02T09:00:00", "UTC")).toMatchObject({
      startsAtMs: at("2426-03-02T08:00:00Z"),
    });
  });
});
