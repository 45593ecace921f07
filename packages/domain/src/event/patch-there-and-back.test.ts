import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentEquals, diffContent } from "../versions/diff.ts";
import { all, one, starts } from "./_edits.ts";
import { aSeries } from "./_event-builder.ts";
import { excludeOccurrence } from "./exclude.ts";

describe("[X3] there and back is nothing", () => {
  const rules = fc.constantFrom(
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;COUNT=200",
    "FREQ=WEEKLY;BYDAY=MO",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=100",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA",
    "FREQ=WEEKLY;UNTIL=20261231T080000Z",
  );
  const someKeys = fc.uniqueArray(fc.nat({ max: 20 }), { maxLength: 6 });

  test("[X3] for every series of days or weeks, its exceptions included", () => {
    fc.assert(
      fc.property(
        rules,
        someKeys,
        someKeys,
        fc.integer({ min: -40 * 96, max: 40 * 96 }),
        (rrule, excluded, titled, quarters) => {
          let series = aSeries(rrule);
          const keys = starts(series);
          for (const index of titled)
            series = one(series, keys[index] ?? "", { title: `${index}` });
          for (const index of excluded) {
            const exclusion = excludeOccurrence(series, keys[index] ?? "");
            if (!exclusion.deletesEvent) series = exclusion.content;
          }
          const start = new Date(Date.parse(`${series.start}Z`) + quarters * 900_000)
            .toISOString()
            .slice(0, 19);
          const there = all(series, { start });
          expect(there.recurrence?.exdates).toHaveLength(excluded.length);
          const back = all(there, { start: series.start, end: series.end });
          expect(diffContent(series, back)).toEqual([]);
          expect(contentEquals(series, back)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("[X3] every occurrence of a moved series is the old one, moved", () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: -96 * 9, max: 96 * 9 }), (rrule, quarters) => {
        const series = aSeries(rrule.replace("Z", ""), { timeZone: null });
        const shift = (text: string) =>
          new Date(Date.parse(`${text}Z`) + quarters * 900_000).toISOString().slice(0, 19);
        const moved = all(series, { start: shift(series.start) });
        const before = starts(series).map(shift).slice(0, 30);
        expect(starts(moved).slice(0, 30)).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });
});
