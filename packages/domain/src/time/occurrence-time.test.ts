import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isInWindow } from "./interval.ts";
import {
  endMsOf,
  keyRangeOf,
  nominalTimes,
  occurrenceShape,
  occurrenceTimes,
  startMsOf,
} from "./occurrence-time.ts";
import { DAY_SECONDS, formatKey, parseWallTime } from "./wall-time.ts";

const BERLIN = "Europe/Berlin";

function wall(text: string): number {
  const seconds = parseWallTime(text);
  if (seconds === undefined) throw new Error(`Bad wall time ${text}`);
  return seconds;
}

/** From 22:00 to 06:00, in Berlin. */
const NIGHT = occurrenceShape({
  allDay: false,
  start: "2026-03-02T22:00:00",
  end: "2026-03-03T06:00:00",
  timeZone: BERLIN,
});

describe("one occurrence", () => {
  test("[T3] keeps the exact duration of a zoned event", () => {
    const short = wall("2026-03-28T22:00:00");
    expect(endMsOf(NIGHT, short, "UTC") - startMsOf(NIGHT, short, "UTC")).toBe(8 * 3_600_000);
    expect(occurrenceTimes(NIGHT, short)).toEqual({
      allDay: false,
      start: "2026-03-28T22:00:00",
      end: "2026-03-29T07:00:00",
      timeZone: BERLIN,
    });
    expect(occurrenceTimes(NIGHT, wall("2026-10-24T22:00:00")).end).toBe("2026-10-25T05:00:00");
  });

  test("[T3] starts later where the clock skips its key, and keeps the key", () => {
    const shape = occurrenceShape({
      allDay: false,
      start: "2026-03-28T02:30:00",
      end: "2026-03-28T03:30:00",
      timeZone: BERLIN,
    });
    const key = wall("2026-03-29T02:30:00");
    expect(occurrenceTimes(shape, key)).toMatchObject({
      start: "2026-03-29T03:30:00",
      end: "2026-03-29T04:30:00",
    });
    expect(nominalTimes(shape, key)).toMatchObject({
      start: "2026-03-29T02:30:00",
      end: "2026-03-29T04:30:00",
    });
    expect(new Date(startMsOf(shape, key, "UTC")).toISOString()).toBe("2026-03-29T01:30:00.000Z");
  });

  test("[T3] keeps whole days of an all-day event", () => {
    const shape = occurrenceShape({
      allDay: true,
      start: "2026-03-02",
      end: "2026-03-04",
      timeZone: null,
    });
    const key = wall("2026-03-28T00:00:00");
    expect(occurrenceTimes(shape, key)).toEqual({
      allDay: true,
      start: "2026-03-28",
      end: "2026-03-30",
      timeZone: null,
    });
    expect(endMsOf(shape, key, BERLIN) - startMsOf(shape, key, BERLIN)).toBe(47 * 3_600_000);
  });

  test("[T3] keeps a floating duration on the clock's face, and never ends before it starts", () => {
    const shape = occurrenceShape({
      allDay: false,
      start: "2026-03-02T02:30:00",
      end: "2026-03-02T03:15:00",
      timeZone: null,
    });
    const key = wall("2026-03-29T02:30:00");
    expect(occurrenceTimes(shape, key).end).toBe("2026-03-29T03:15:00");
    expect(endMsOf(shape, key, BERLIN)).toBe(startMsOf(shape, key, BERLIN));
    expect(endMsOf(shape, key, "UTC") - startMsOf(shape, key, "UTC")).toBe(45 * 60_000);
  });

  test("[R4] every key whose occurrence overlaps a window is in the window's range of keys", () => {
    const zones = [BERLIN, "Pacific/Apia", "America/New_York", "Australia/Lord_Howe", "UTC"];
    const zone = fc.constantFrom(...zones);
    const second = fc.integer({
      min: wall("2011-12-25T00:00:00"),
      max: wall("2012-01-05T00:00:00"),
    });
    fc.assert(
      fc.property(
        fc.record({ zone: fc.option(zone), viewZone: zone, allDay: fc.boolean() }),
        fc.record({
          key: second,
          length: fc.nat(4 * DAY_SECONDS),
          at: second,
          width: fc.nat(90_000),
        }),
        (kind, { key, length, at, width }) => {
          const { allDay, viewZone } = kind;
          const unit = allDay ? DAY_SECONDS : 1;
          const start = Math.floor(key / unit) * unit;
          const end = start + Math.floor(length / unit) * unit + (allDay ? unit : 0);
          const shape = occurrenceShape({
            allDay,
            start: formatKey(start, allDay),
            end: formatKey(end, allDay),
            timeZone: allDay ? null : kind.zone,
          });
          const window = { from: at * 1000, to: (at + width) * 1000, viewZone };
          const startsAtMs = startMsOf(shape, start, viewZone);
          const endsAtMs = endMsOf(shape, start, viewZone);
          expect(endsAtMs).toBeGreaterThanOrEqual(startsAtMs);
          if (!isInWindow(startsAtMs, endsAtMs, window)) return;
          const range = keyRangeOf(shape, window);
          expect(start).toBeGreaterThanOrEqual(range.from);
          expect(start).toBeLessThan(range.to);
        },
      ),
      { numRuns: 5000 },
    );
  });
});
