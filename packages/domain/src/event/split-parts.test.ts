import { expect, test } from "vitest";
import { aSeries } from "./_event-builder.ts";
import type { EventContent } from "./content.ts";
import { expandOccurrences } from "./occurrences.ts";
import { splitSeries } from "./split.ts";
import { dividedAs } from "./split-parts.ts";

const SPRING = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 5, 1), viewZone: "UTC" };

function split(series: EventContent, pivot: string): { left: EventContent; right: EventContent } {
  const parts = splitSeries(series, pivot);
  if (parts === null) throw new TypeError(`nothing lies before ${pivot}`);
  return parts;
}

function startsOf(content: EventContent): string[] {
  return expandOccurrences(content, SPRING).map(({ start }) => start.slice(5, 10));
}

test("[X4] [X6] a series divides as the parts that it came to, in one step or in several", () => {
  const whole = aSeries("FREQ=WEEKLY;COUNT=6");
  const { left, right } = split(whole, "2026-03-16T09:00:00");
  const further = split(right, "2026-03-30T09:00:00");
  const renamed = { ...further.right, title: "Another" };
  expect(dividedAs(whole, [left])?.map(startsOf)).toEqual([startsOf(whole)]);
  expect(dividedAs(whole, [left, right])?.map(startsOf)).toEqual([
    ["03-02", "03-09"],
    ["03-16", "03-23", "03-30", "04-06"],
  ]);
  const divided = dividedAs(whole, [left, further.left, renamed]);
  expect(divided?.map(startsOf)).toEqual([
    ["03-02", "03-09"],
    ["03-16", "03-23"],
    ["03-30", "04-06"],
  ]);
  expect(divided?.map(({ title }) => title)).toEqual(["Stand-up", "Stand-up", "Stand-up"]);
});

test("[X4] what does not divide there is not divided", () => {
  const whole = aSeries("FREQ=WEEKLY;COUNT=6");
  const endless = aSeries();
  expect(dividedAs(whole, [endless, whole])).toBeNull();
  expect(dividedAs(whole, [whole, whole])).toBeNull();
});
