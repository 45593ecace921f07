import fc from "fast-check";
import * as rruleModule from "rrule";
import { describe, expect, test } from "vitest";
import { keysDayByDay } from "../../tests/_day-by-day.ts";
import { formatWallTime, parseWallTime } from "../time/wall-time.ts";
import { nextRuleKey, nthRuleKey, previousRuleKey, ruleKeysBetween } from "./expand.ts";
import { parseRule } from "./rule.ts";

const DAY = 86_400;
const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

function wall(text: string): number {
  const seconds = parseWallTime(text);
  if (seconds === undefined) throw new Error(`Bad wall time ${text}`);
  return seconds;
}

/**
 * Rules of every frequency with any parts that go together.
 *
 * @param options `forRrule` leaves out what that library gets wrong: a weekday with a number beside
 *   one without, BYSETPOS past the end of the set or with two values for one key, BYWEEKNO without
 *   BYDAY and in the weeks around New Year.
 */
function anyRule(options: { forRrule?: boolean } = {}): fc.Arbitrary<string> {
  const { forRrule = false } = options;
  const signed = (max: number): fc.Arbitrary<number> =>
    fc.integer({ min: -max, max }).filter((number) => number !== 0);
  const list = (
    name: string,
    item: fc.Arbitrary<string | number>,
    maxLength: number,
  ): fc.Arbitrary<string> =>
    fc
      .uniqueArray(item, { minLength: 1, maxLength })
      .map((values) => `;${name}=${values.join(",")}`);
  const maybe = (part: fc.Arbitrary<string>, freq = 3): fc.Arbitrary<string> =>
    fc.oneof({ weight: freq, arbitrary: fc.constant("") }, { weight: 1, arbitrary: part });

  const weekday = fc.constantFrom(...WEEKDAYS);
  const ordinalDays = (max: number): fc.Arbitrary<string> => {
    const ordinalDay = fc.tuple(signed(max), weekday).map(([n, day]) => `${n}${day}`);
    return forRrule
      ? fc.oneof(list("BYDAY", weekday, 4), list("BYDAY", ordinalDay, 4))
      : list("BYDAY", fc.oneof(weekday, ordinalDay), 4);
  };
  const byMonth = maybe(list("BYMONTH", fc.integer({ min: 1, max: 12 }), 4));
  const byMonthDay = maybe(list("BYMONTHDAY", signed(31), 5));
  const byTime = fc
    .tuple(
      maybe(list("BYHOUR", fc.integer({ min: 0, max: 23 }), 3), 4),
      maybe(list("BYMINUTE", fc.integer({ min: 0, max: 59 }), 3), 4),
    )
    .map((parts) => parts.join(""));
  const weekStart = maybe(
    weekday.map((day) => `;WKST=${day}`),
    1,
  );
  const days: Record<string, fc.Arbitrary<string>> = {
    DAILY: fc.tuple(byMonth, byMonthDay, maybe(list("BYDAY", weekday, 4))).map((p) => p.join("")),
    WEEKLY: fc.tuple(byMonth, maybe(list("BYDAY", weekday, 4), 1)).map((p) => p.join("")),
    MONTHLY: fc.tuple(byMonth, byMonthDay, maybe(ordinalDays(5), 1)).map((p) => p.join("")),
    YEARLY: fc.oneof(
      fc
        .tuple(
          byMonth,
          byMonthDay,
          maybe(list("BYYEARDAY", signed(366), 5)),
          maybe(ordinalDays(20)),
        )
        .map((p) => p.join("")),
      fc
        .tuple(
          list("BYWEEKNO", forRrule ? fc.integer({ min: 2, max: 51 }) : signed(53), 4),
          byMonth,
          forRrule ? list("BYDAY", weekday, 4) : maybe(list("BYDAY", weekday, 4), 1),
        )
        .map((p) => p.join("")),
    ),
  };
  return fc
    .constantFrom("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
    .chain((frequency) =>
      fc.tuple(
        fc.constant(`FREQ=${frequency}`),
        maybe(
          fc.integer({ min: 1, max: 9 }).map((n) => `;INTERVAL=${n}`),
          1,
        ),
        days[frequency] ?? fc.constant(""),
        byTime,
        maybe(
          forRrule ? list("BYSETPOS", fc.constantFrom(1, -1), 1) : list("BYSETPOS", signed(6), 3),
        ),
        weekStart,
      ),
    )
    .map((parts) => parts.join(""))
    .filter((text) => !text.includes("BYSETPOS") || /BY(?!SETPOS)/.test(text));
}

const anyStart = fc
  .tuple(
    fc.integer({ min: wall("1990-01-01T00:00:00") / DAY, max: wall("2060-01-01T00:00:00") / DAY }),
    fc.constantFrom(0, 9 * 3600, 9 * 3600 + 1800, 23 * 3600 + 59 * 60 + 59),
  )
  .map(([day, time]) => day * DAY + time);

const years = (count: number): number => count * 365 * DAY;

describe("expansion by rule", () => {
  test.each([
    // The weeks around New Year belong to one year and their days to another.
    ["FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "2024-01-01 2024-12-30 2025-12-29 2027-01-04 2028-01-03"],
    ["FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR", "2021-01-01 2027-01-01 2032-12-31 2038-01-01 2044-01-01"],
    ["FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU", "2025-12-28 2027-01-03 2028-01-02 2028-12-31 2029-12-30"],
    ["FREQ=YEARLY;BYWEEKNO=20", "1997-05-12 1998-05-11 1999-05-17"],
    ["FREQ=YEARLY;BYDAY=-1SU,1MO", "2026-01-05 2026-12-27 2027-01-04 2027-12-26"],
    ["FREQ=YEARLY;BYYEARDAY=-1,60", "2027-03-01 2027-12-31 2028-02-29 2028-12-31"],
    ["FREQ=YEARLY;BYMONTH=2", "2024-02-29 2028-02-29 2032-02-29"],
    ["FREQ=MONTHLY;BYMONTHDAY=-31", "2026-01-01 2026-03-01 2026-05-01 2026-07-01"],
    ["FREQ=MONTHLY;BYDAY=5SA", "2026-01-31 2026-05-30 2026-08-29"],
    ["FREQ=MONTHLY", "2026-01-31 2026-03-31 2026-05-31 2026-07-31"],
  ])("[R1] %s is %s", (text, days) => {
    const expected = days.split(" ").map((day) => `${day}T09:00:00`);
    const from = wall(expected[0] ?? "");
    const keys = ruleKeysBetween(parseRule(text), from, { from, to: wall("2045-01-01T00:00:00") });
    expect(keys.slice(0, expected.length).map(formatWallTime)).toEqual(expected);
  });

  test("[R1] agrees with looking at every day", () => {
    fc.assert(
      fc.property(anyRule(), anyStart, fc.integer({ min: 0, max: 3000 }), (text, start, offset) => {
        const rule = parseRule(text);
        const from = start + offset * DAY;
        const to = from + years(2);
        expect(ruleKeysBetween(rule, start, { from, to }).map(formatWallTime)).toEqual(
          keysDayByDay(rule, start, from, to).map(formatWallTime),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("[R4] a window has the keys of its halves", () => {
    fc.assert(
      fc.property(
        anyRule(),
        anyStart,
        fc.tuple(fc.nat(40_000), fc.nat(900), fc.nat(900)),
        (text, start, [offset, first, second]) => {
          const rule = parseRule(text);
          const from = start + offset * DAY - years(2);
          const middle = from + first * DAY + 12_345;
          const to = middle + second * DAY;
          expect(ruleKeysBetween(rule, start, { from, to })).toEqual([
            ...ruleKeysBetween(rule, start, { from, to: middle }),
            ...ruleKeysBetween(rule, start, { from: middle, to }),
          ]);
        },
      ),
      { numRuns: 1500 },
    );
  });

  test("[R4] a far window has the keys that a walk from the start comes to", () => {
    fc.assert(
      fc.property(anyRule(), anyStart, fc.integer({ min: 0, max: 200 }), (text, start, offset) => {
        const rule = parseRule(text);
        const from = start + years(20) + offset * DAY;
        const to = from + 40 * DAY;
        const walk = ruleKeysBetween(rule, start, { from: start, to, budget: 1e6 });
        expect(ruleKeysBetween(rule, start, { from, to })).toEqual(
          walk.filter((key) => key >= from),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("[R4] the next, the previous and the nth key are those of the list", () => {
    fc.assert(
      fc.property(
        anyRule(),
        anyStart,
        fc.tuple(fc.nat(3000), fc.integer({ min: 1, max: 120 })),
        (text, start, [offset, n]) => {
          const rule = parseRule(text);
          const at = start + offset * DAY + 1000;
          const keys = ruleKeysBetween(rule, start, {
            from: start,
            to: at + years(30),
            budget: 1e6,
          });
          const next = keys.find((key) => key >= at);
          if (next !== undefined) expect(nextRuleKey(rule, start, at)).toBe(next);
          expect(previousRuleKey(rule, start, at)).toBe(keys.findLast((key) => key < at));
          const nth = keys[n - 1];
          if (nth !== undefined) expect(nthRuleKey(rule, start, n)).toBe(nth);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("[R1] agrees with rrule, where that is right", () => {
    const { RRule } = rruleModule.default;
    fc.assert(
      fc.property(anyRule({ forRrule: true }), anyStart, (text, start) => {
        const rule = parseRule(text);
        const to = start + years(4);
        const theirs = new RRule({
          ...RRule.parseString(rule.text),
          dtstart: new Date(start * 1000),
          until: new Date((to - 1) * 1000),
        });
        // It lets BYSETPOS choose from the rest of a week that began before the start.
        const from = rule.frequency === "WEEKLY" ? start + 7 * DAY : start;
        expect(ruleKeysBetween(rule, start, { from, to }).map(formatWallTime)).toEqual(
          theirs
            .all()
            .map((date) => date.getTime() / 1000)
            .filter((key) => key >= from)
            .map(formatWallTime),
        );
      }),
      { numRuns: 60 },
    );
  });
});
