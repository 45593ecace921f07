import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import type { EventTime, Recurrence } from "../event/content.ts";
import { formatKey, MAX_WALL, MIN_WALL, parseWallTime } from "../time/wall-time.ts";
import { toInstant } from "../time/zone.ts";
import {
  firstKey,
  hasKey,
  keysBetween,
  lastKey,
  lastRuleKey,
  nextKey,
  previousKey,
  seriesOf,
  validateSeries,
} from "./series.ts";
import type { Series } from "./series.ts";

function wall(text: string): number {
  const seconds = parseWallTime(text.length === 10 ? `${text}T00:00:00` : text);
  if (seconds === undefined) throw new Error(`Bad time ${text}`);
  return seconds;
}

const BERLIN = {
  allDay: false,
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:30:00",
  timeZone: "Europe/Berlin",
};

/** A series from Monday 2 March 2026, 09:00 in Berlin; all-day when the start is a date. */
function newSeries(
  rrule: string | null,
  overrides: Partial<EventTime> & Partial<Recurrence> = {},
): Series {
  const { rdates = [], exdates = [], ...time } = overrides;
  const start = time.start ?? BERLIN.start;
  const allDay = start.length === 10;
  const zone = allDay ? { timeZone: null } : {};
  return seriesOf({ ...BERLIN, end: start, ...zone, ...time, allDay }, { rrule, rdates, exdates });
}

function texts(series: Series, keys: readonly number[]): string[] {
  return keys.map((key) => formatKey(key, series.allDay));
}

function allKeys(series: Series): string[] {
  return texts(series, keysBetween(series, MIN_WALL, wall("2031-01-01")));
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

describe("the set", () => {
  test("[R3] is start, rule and extra dates, less the exclusions", () => {
    const series = newSeries("FREQ=WEEKLY;COUNT=3", {
      rdates: ["2026-03-05T15:00:00", "2026-04-01T09:00:00"],
      exdates: ["2026-03-09T09:00:00"],
    });
    expect(allKeys(series)).toEqual([
      "2026-03-02T09:00:00",
      "2026-03-05T15:00:00",
      "2026-03-16T09:00:00",
      "2026-04-01T09:00:00",
    ]);
  });

  test("[R3] counts equal keys once", () => {
    const dates = ["2026-03-02T09:00:00", "2026-03-09T09:00:00"];
    expect(allKeys(newSeries("FREQ=WEEKLY;COUNT=2", { rdates: dates }))).toEqual(dates);
  });

  test("[R3] COUNT counts what is excluded, and no extra date", () => {
    const series = newSeries("FREQ=DAILY;COUNT=3", {
      rdates: ["2026-03-02T12:00:00"],
      exdates: ["2026-03-02T09:00:00", "2026-03-03T09:00:00"],
    });
    expect(allKeys(series)).toEqual(["2026-03-02T12:00:00", "2026-03-04T09:00:00"]);
  });

  test("[R3] COUNT counts a start outside the rule, as an import may have", () => {
    const series = newSeries("FREQ=WEEKLY;BYDAY=TU;COUNT=3");
    const keys = ["2026-03-02T09:00:00", "2026-03-03T09:00:00", "2026-03-10T09:00:00"];
    expect(allKeys(series)).toEqual(keys);
    expect(allKeys(newSeries("FREQ=WEEKLY;BYDAY=TU;COUNT=1"))).toEqual(keys.slice(0, 1));
  });

  test("[R3] an extra date may lie before the start", () => {
    const series = newSeries("FREQ=WEEKLY;COUNT=2", { rdates: ["2026-01-01T10:00:00"] });
    expect(allKeys(series)[0]).toBe("2026-01-01T10:00:00");
    expect(firstKey(series)).toBe(wall("2026-01-01T10:00:00"));
  });

  test("[R3] without a rule the extra dates alone recur", () => {
    const series = newSeries(null, { rdates: ["2026-05-01T08:00:00"] });
    expect(allKeys(series)).toEqual(["2026-03-02T09:00:00", "2026-05-01T08:00:00"]);
    expect(lastKey(series)).toBe(wall("2026-05-01T08:00:00"));
  });

  test("[R3] an all-day series has dates for keys", () => {
    const series = newSeries("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", {
      start: "2026-01-31",
      rdates: ["2026-02-14"],
      exdates: ["2026-03-31"],
    });
    expect(allKeys(series)).toEqual(["2026-01-31", "2026-02-14", "2026-02-28"]);
    expect(hasKey(series, wall("2026-02-28"))).toBe(true);
    expect(hasKey(series, wall("2026-02-28T01:00:00"))).toBe(false);
    expect(hasKey(series, wall("2026-03-31"))).toBe(false);
  });

  test("[R2] 29 February comes back in leap years only", () => {
    const series = newSeries("FREQ=YEARLY", { start: "2024-02-29T09:00:00" });
    const keys = texts(series, keysBetween(series, MIN_WALL, wall("2037-01-01")));
    expect(keys.map((key) => key.slice(0, 10))).toEqual([
      "2024-02-29",
      "2028-02-29",
      "2032-02-29",
      "2036-02-29",
    ]);
  });

  test("[R3] what it says of single keys is what its list says", () => {
    const day = fc.integer({ min: 0, max: 60 });
    const keyOf = (offset: number): string =>
      formatKey(wall("2026-03-01T09:00:00") + offset * 86_400, false);
    const keys = fc.uniqueArray(day, { maxLength: 12 }).map((days) => days.map(keyOf).toSorted());
    const rule = fc.constantFrom(
      null,
      "FREQ=DAILY;COUNT=20",
      "FREQ=DAILY;INTERVAL=3;UNTIL=20260320T080000Z",
      "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=7",
      "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1,-1;UNTIL=20260430",
      "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2",
    );
    fc.assert(
      fc.property(rule, keys, keys, day, (rrule, rdates, exdates, at) => {
        const series = newSeries(rrule, { rdates, exdates });
        const all = keysBetween(series, MIN_WALL, MAX_WALL);
        const point = wall(keyOf(at)) + 1;
        expect(firstKey(series)).toBe(all[0]);
        expect(lastKey(series)).toBe(all.at(-1));
        expect(nextKey(series, point)).toBe(all.find((key) => key >= point));
        expect(previousKey(series, point)).toBe(all.findLast((key) => key < point));
        for (let offset = -1; offset < 62; offset += 1) {
          const key = wall(keyOf(offset));
          expect(hasKey(series, key)).toBe(all.includes(key));
        }
        const known = { ...series, lastRuleKey: lastRuleKey(series) };
        expect(keysBetween(known, MIN_WALL, MAX_WALL)).toEqual(all);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the end", () => {
  test("[R5] an endless rule has no last key, whatever is excluded", () => {
    const series = newSeries("FREQ=DAILY", { exdates: ["2026-03-02T09:00:00"] });
    expect(lastKey(series)).toBeNull();
    expect(lastRuleKey(series)).toBeNull();
    expect(firstKey(series)).toBe(wall("2026-03-03T09:00:00"));
  });

  test("[R5] a series without any key left has neither first nor last", () => {
    const series = newSeries("FREQ=DAILY;COUNT=1", { exdates: ["2026-03-02T09:00:00"] });
    expect(firstKey(series)).toBeUndefined();
    expect(lastKey(series)).toBeUndefined();
    expect(lastRuleKey(series)).toBe(wall("2026-03-02T09:00:00"));
  });

  test("[R4] the last of a COUNT is known without walking there", () => {
    const start = "2026-03-02T09:00:00";
    const seconds = wall(start);
    const cases: [rrule: string, last: number][] = [
      ["FREQ=DAILY;COUNT=10000", seconds + 9_999 * 86_400],
      ["FREQ=DAILY;INTERVAL=7;COUNT=10000", seconds + 9_999 * 7 * 86_400],
      ["FREQ=WEEKLY;BYDAY=MO,TU;COUNT=10000", seconds + (4_999 * 7 + 1) * 86_400],
    ];
    for (const [rrule, last] of cases) expect(lastRuleKey(newSeries(rrule))).toBe(last);
  });

  test("[R4] a COUNT that the published years cut short ends with them", () => {
    const series = newSeries("FREQ=YEARLY;INTERVAL=100;COUNT=1000");
    expect(lastRuleKey(series)).toBe(wall("2926-03-02T09:00:00"));
    const weeks = newSeries("FREQ=WEEKLY;INTERVAL=1000;COUNT=1000");
    expect(lastRuleKey(weeks)).toBeLessThan(MAX_WALL);
  });

  test.each([
    // The start is at 08:00Z until 29 March, at 07:00Z after.
    ["20260305T080000Z", "2026-03-05T09:00:00"],
    ["20260305T075959Z", "2026-03-04T09:00:00"],
    ["20260330T070000Z", "2026-03-30T09:00:00"],
    ["20260330T065959Z", "2026-03-29T09:00:00"],
    ["20260305T090000", "2026-03-05T09:00:00"],
    ["20260305T085959", "2026-03-04T09:00:00"],
    ["20260305", "2026-03-05T09:00:00"],
  ])("[R1] UNTIL=%s is inclusive: the last is %s", (until, last) => {
    const series = newSeries(`FREQ=DAILY;UNTIL=${until}`);
    validateSeries(series);
    expect(allKeys(series).at(-1)).toBe(last);
    expect(lastKey(series)).toBe(wall(last));
  });

  test("[R1] UNTIL in UTC looks at the instant, also of a time that is skipped or comes twice", () => {
    const halfHours = "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,30";
    const cases: [until: string, start: string, from: string, keys: string[]][] = [
      // 02:30 is skipped and read as 03:30, later than 03:00.
      ["20260329T011500Z", "2026-03-28T02:00:00", "2026-03-29", ["02:00", "03:00"]],
      [
        "20260329T013000Z",
        "2026-03-28T02:00:00",
        "2026-03-29",
        ["02:00", "02:30", "03:00", "03:30"],
      ],
      // 02:30 comes twice and means the first, before 02:15 of the second.
      ["20261025T011500Z", "2026-10-24T02:00:00", "2026-10-25", ["02:00", "02:30"]],
    ];
    for (const [until, start, from, keys] of cases) {
      const series = newSeries(`${halfHours};UNTIL=${until}`, { start });
      const found = keysBetween(series, wall(from), wall(from) + 86_400);
      expect(texts(series, found)).toEqual(keys.map((time) => `${from}T${time}:00`));
      const latest = Math.max(...found.map((key) => toInstant(key, "Europe/Berlin")));
      expect(latest).toBeLessThanOrEqual(Temporal.Instant.from(isoOf(until)).epochMilliseconds);
    }
  });

  test("[R2] keys stay nominal where the clock skips them", () => {
    const series = newSeries("FREQ=DAILY;COUNT=3", { start: "2026-03-28T02:30:00" });
    expect(allKeys(series)).toEqual([
      "2026-03-28T02:30:00",
      "2026-03-29T02:30:00",
      "2026-03-30T02:30:00",
    ]);
  });
});

function isoOf(until: string): string {
  return until.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
}

describe("a series that is written", () => {
  test.each([
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=1MO",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1",
    "FREQ=DAILY;BYHOUR=9,17",
    "FREQ=YEARLY;INTERVAL=1000",
    "FREQ=YEARLY;BYWEEKNO=10",
    "FREQ=DAILY;UNTIL=20260302",
    "FREQ=DAILY;UNTIL=20260302T080000Z",
  ])("[R3] %s stands", (rrule) => {
    expect(() => validateSeries(newSeries(rrule))).not.toThrow();
  });

  test.each([
    // rule, start, nearest, before
    ["FREQ=WEEKLY;BYDAY=TU", "2026-03-02T09:00:00", "2026-03-03T09:00:00", "2026-02-24T09:00:00"],
    [
      "FREQ=WEEKLY;INTERVAL=4;BYDAY=SU,TU",
      "2026-03-04T09:00:00",
      "2026-03-08T09:00:00",
      "2026-03-03T09:00:00",
    ],
    ["FREQ=MONTHLY;BYMONTHDAY=31", "2026-02-10", "2026-03-31", "2026-01-31"],
    [
      "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1",
      "2026-03-02T09:00:00",
      "2026-03-30T09:00:00",
      "2026-02-23T09:00:00",
    ],
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2026-03-02", "2028-02-29", "2024-02-29"],
    ["FREQ=DAILY;BYHOUR=8,10", "2026-03-02T09:00:00", "2026-03-02T10:00:00", "2026-03-02T08:00:00"],
    [
      "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260302T200000Z",
      "2026-03-02T09:00:00",
      "2026-02-24T09:00:00",
      "2026-02-24T09:00:00",
    ],
    [
      "FREQ=WEEKLY;BYDAY=TU;COUNT=1",
      "2026-03-02T09:00:00",
      "2026-03-03T09:00:00",
      "2026-02-24T09:00:00",
    ],
  ])("[R3] %s does not produce %s, but %s", (rrule, start, nearest, before) => {
    const series = newSeries(rrule, { start });
    const error = refusalOf(() => validateSeries(series, { path: "patch" }));
    expect(error.reason).toBe("START_NOT_IN_RULE");
    expect(error.fieldErrors[0]?.path).toBe("patch.recurrence.rrule");
    expect(error.details).toEqual({ start, nearest, before });
    const moved = newSeries(rrule, { start: nearest });
    expect(() => validateSeries(moved)).not.toThrow();
    expect(() => validateSeries(series, { startOutsideRule: true })).not.toThrow();
  });

  test.each([
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=4,6,9,11",
    "FREQ=YEARLY;INTERVAL=4;BYYEARDAY=366",
    "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=6MO",
    "FREQ=DAILY;BYDAY=MO;BYSETPOS=2",
    "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3",
    "FREQ=YEARLY;INTERVAL=1000;BYMONTH=1",
  ])("[R4] %s never matches", (rrule) => {
    for (const startOutsideRule of [false, true]) {
      const error = refusalOf(() => validateSeries(newSeries(rrule), { startOutsideRule }));
      expect(error.reason).toBe("RECURRENCE_NEVER_MATCHES");
      expect(error.details).toEqual({ part: expect.any(String), why: expect.any(String) });
    }
  });

  test("[R4] a rule that matches every 40 years does match", () => {
    const series = newSeries("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", {
      start: "2016-02-29",
    });
    expect(() => validateSeries(series)).not.toThrow();
    expect(nextKey(series, wall("2020-01-01"))).toBe(wall("2044-02-29"));
  });

  test.each<[rrule: string, overrides: Partial<EventTime>, part: string]>([
    ["FREQ=DAILY;UNTIL=20260301", {}, "UNTIL"],
    ["FREQ=DAILY;UNTIL=20260302T075959Z", {}, "UNTIL"],
    ["FREQ=DAILY;UNTIL=20260305T090000Z", { timeZone: null }, "UNTIL"],
    ["FREQ=DAILY;UNTIL=20260305T090000", { start: "2026-03-02" }, "UNTIL"],
    ["FREQ=DAILY;UNTIL=20260305T090000Z", { start: "2026-03-02" }, "UNTIL"],
    ["FREQ=DAILY;BYHOUR=0", { start: "2026-03-02" }, "BYHOUR"],
    ["FREQ=DAILY;BYMINUTE=0", { start: "2026-03-02" }, "BYMINUTE"],
  ])("[R1] %s does not go with %j", (rrule, overrides, part) => {
    const error = refusalOf(() => validateSeries(newSeries(rrule, overrides)));
    expect(error.reason).toBe("INVALID_RECURRENCE");
    expect(error.details).toEqual({ part, why: expect.any(String) });
  });

  test("[R1] a floating series takes a local UNTIL, an all-day one a date", () => {
    const floating = newSeries("FREQ=DAILY;UNTIL=20260305T090000", { timeZone: null });
    expect(() => validateSeries(floating)).not.toThrow();
    expect(allKeys(floating).length).toBe(4);
    const allDay = newSeries("FREQ=DAILY;UNTIL=20260305", { start: "2026-03-02" });
    expect(() => validateSeries(allDay)).not.toThrow();
    expect(allKeys(allDay).at(-1)).toBe("2026-03-05");
  });

  test("[R4] so many long occurrences that no window could be answered are refused", () => {
    const quarters = `FREQ=DAILY;BYHOUR=${[...Array(24).keys()].join(",")};BYMINUTE=0,15,30,45`;
    const short = newSeries(quarters, { end: "2026-03-02T09:15:00" });
    expect(() => validateSeries(short)).not.toThrow();
    const window = keysBetween(short, wall("2027-01-01"), wall("2027-01-01") + 404 * 86_400);
    expect(window.length).toBe(404 * 96);
    const long = newSeries(quarters, { end: "2026-06-02T09:00:00" });
    expect(refusalOf(() => validateSeries(long)).reason).toBe("RECURRENCE_TOO_LARGE");
  });

  test("[R4] a window that overflows the budget is refused, not cut", () => {
    const series = newSeries("FREQ=DAILY;BYHOUR=6,7,8,9,10,11,12,13,14,15");
    const from = wall("2027-01-01");
    expect(keysBetween(series, from, from + 4_000 * 86_400).length).toBe(40_000);
    const error = refusalOf(() => keysBetween(series, from, from + 4_001 * 86_400));
    expect(error.reason).toBe("RECURRENCE_TOO_LARGE");
    expect(error.details["limit"]).toBe(40_000);
  });
});
