import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DAY_SECONDS,
  dayOfMonth,
  daysFromCivil,
  daysInMonth,
  formatDate,
  formatKey,
  formatWallTime,
  MAX_WALL,
  MIN_WALL,
  monthOfDay,
  parseDate,
  parseKey,
  parseWallTime,
  weekdayOfDay,
  yearOfDay,
} from "./wall-time.ts";

/** Days of the years 0 to 9999. */
const anyDay = fc.integer({ min: -719_528, max: 2_932_896 });

describe("wall time", () => {
  test("[T1] days and dates are those of the Gregorian calendar", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const date = new Date(day * DAY_SECONDS * 1000);
        expect(yearOfDay(day)).toBe(date.getUTCFullYear());
        expect(monthOfDay(day)).toBe(date.getUTCMonth() + 1);
        expect(dayOfMonth(day)).toBe(date.getUTCDate());
        expect(weekdayOfDay(day)).toBe((date.getUTCDay() + 6) % 7);
        expect(daysFromCivil(yearOfDay(day), monthOfDay(day), dayOfMonth(day))).toBe(day);
      }),
      { numRuns: 5000 },
    );
  });

  test("[T1] every day of four centuries follows the one before", () => {
    let day = daysFromCivil(1800, 1, 1);
    for (let year = 1800; year < 2200; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        for (let date = 1; date <= daysInMonth(year, month); date += 1, day += 1) {
          if (yearOfDay(day) !== year || monthOfDay(day) !== month || dayOfMonth(day) !== date) {
            expect.unreachable(`${formatDate(day)} should be ${year}-${month}-${date}`);
          }
        }
      }
    }
    expect(day).toBe(daysFromCivil(2200, 1, 1));
  });

  test("[T1] a text and its number are one", () => {
    fc.assert(
      fc.property(anyDay, fc.nat(DAY_SECONDS - 1), (day, second) => {
        const wall = day * DAY_SECONDS + second;
        const text = formatWallTime(wall);
        expect(text).toBe(new Date(wall * 1000).toISOString().slice(0, 19));
        expect(parseWallTime(text)).toBe(wall);
        expect(parseDate(formatDate(day))).toBe(day);
        expect(parseKey(formatKey(day * DAY_SECONDS, true), true)).toBe(day * DAY_SECONDS);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    "2026-02-30T09:00:00",
    "2025-02-29T09:00:00",
    "1900-02-29T09:00:00",
    "2026-04-31T09:00:00",
    "2026-13-01T09:00:00",
    "2026-00-01T09:00:00",
    "2026-01-00T09:00:00",
    "2026-01-01T24:00:00",
    "2026-01-01T09:60:00",
    "2026-01-01T09:00:60",
    "2026-01-01T09:00",
    "2026-01-01 09:00:00",
    "2026-01-01t09:00:00",
    "2026-01-01T09:00:00Z",
    "2026-01-01T09-00-00",
    "2026/01/01T09:00:00",
    "2026-1-01T009:00:00",
    "-026-01-01T09:00:00",
    "+026-01-01T09:00:00",
    "2026-01-01T0x:00:00",
    "",
  ])("[T2] %j is no wall time", (text) => {
    expect(parseWallTime(text)).toBeUndefined();
  });

  test.each(["2026-02-30", "2026-2-03", "20260203", "2026-02-03T", "٢٠٢٦-٠٢-٠٣", ""])(
    "[T2] %j is no date",
    (text) => {
      expect(parseDate(text)).toBeUndefined();
    },
  );

  test("[T1] the published years end where they say", () => {
    expect(formatWallTime(MIN_WALL)).toBe("1600-01-01T00:00:00");
    expect(formatWallTime(MAX_WALL - 1)).toBe("2999-12-31T23:59:59");
  });
});
