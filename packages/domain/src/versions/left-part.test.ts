import { describe, expect, test } from "vitest";
import { aSeries } from "../event/_event-builder.ts";
import { excludeOccurrence } from "../event/exclude.ts";
import { splitSeries } from "../event/split.ts";
import { liesInLeftPart } from "./left-part.ts";

const at = (day: string): string => `2026-03-${day}T09:00:00`;

describe("[X4] what lies before the pivot of a split", () => {
  const series = aSeries("FREQ=DAILY;COUNT=6");
  const excluded = excludeOccurrence(series, at("04"));
  const before = excluded.deletesEvent ? series : excluded.content;

  test.each([
    [at("02"), true],
    [at("04"), true],
    [at("05"), false],
    [at("07"), false],
    ["2026-03-03T10:00:00", false],
    ["2026-03-03", false],
    ["nonsense", false],
  ])("[X4] %s: %s, excluded or not", (key, expected) => {
    const parts = splitSeries(before, at("05"));
    expect(parts).not.toBeNull();
    if (parts !== null) expect(liesInLeftPart(parts.left, key)).toBe(expected);
  });

  test("[X4] a start behind the pivot is the left part's in name only", () => {
    const early = aSeries("FREQ=DAILY;COUNT=2");
    const recurrence = {
      rrule: "FREQ=DAILY;COUNT=2",
      rdates: ["2026-02-01T09:00:00"],
      exdates: [],
    };
    const left = splitSeries({ ...early, recurrence }, early.start)?.left;
    expect(left?.start).toBe(early.start);
    if (left === undefined) return;
    expect(liesInLeftPart(left, early.start)).toBe(false);
    expect(liesInLeftPart(left, "2026-02-01T09:00:00")).toBe(true);
  });
});
