import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { busySpansOf, PATTERN_LENGTH, wholeSpanTime } from "../src/event/busy-spans.ts";
import type { EventContent } from "../src/event/content.ts";
import { expandOccurrences } from "../src/event/occurrences.ts";
import type { ExpansionWindow } from "../src/event/occurrences.ts";
import {
  busyPatternOf,
  busyTimes,
  decodeBusyPattern,
  encodeBusyPattern,
  isBusy,
  isBusyMoreThan,
} from "../src/schedule/busy-pattern.ts";
import { formatKey } from "../src/time/wall-time.ts";
import { isInWindow } from "../src/time/interval.ts";
import type { Interval } from "../src/time/interval.ts";
import { arbitraryContent, arbitraryWindow } from "./_arbitrary-content.ts";
import { eventContent, movedTo, series } from "./_content.ts";

const RUNS = { numRuns: 2_000 };

/** Content whose series, or single occurrences, may be free or cancelled. */
const content = fc
  .record({
    made: arbitraryContent,
    transparency: fc.constantFrom("opaque" as const, "opaque" as const, "transparent" as const),
    status: fc.constantFrom("confirmed" as const, "tentative" as const, "cancelled" as const),
    own: fc.constantFrom(
      {},
      { transparency: "transparent" as const },
      { status: "confirmed" as const },
    ),
  })
  .map(({ made, own, ...fields }): EventContent => {
    const [first, ...others] = Object.entries(made.overrides);
    const changed = first === undefined ? [] : [[first[0], { ...first[1], ...own }] as const];
    return { ...made, ...fields, overrides: Object.fromEntries([...changed, ...others]) };
  });

/** The truth: what expansion shows, less what is not busy. */
function expected(of: EventContent, window: ExpansionWindow): string[] {
  return expandOccurrences(of, window).filter(isBusy).map(label).toSorted();
}

function label({ startsAtMs, endsAtMs }: Interval): string {
  return `${startsAtMs} ${endsAtMs}`;
}

test("[Q1] busy times are those of the opaque occurrences that are not cancelled", () => {
  let found = 0;
  fc.assert(
    fc.property(content, arbitraryWindow, (made, window) => {
      const times = busyTimes(busyPatternOf(made), window).map(label).toSorted();
      expect(times).toEqual(expected(made, window));
      found += times.length;
    }),
    RUNS,
  );
  expect(found).toBeGreaterThan(1_000);
});

test("[Q1] busy times say which occurrences they are", () => {
  fc.assert(
    fc.property(content, arbitraryWindow, (made, window) => {
      const { allDay } = made;
      const keys = busyTimes(busyPatternOf(made), window).map((time) =>
        formatKey(time.keyWall, allDay),
      );
      const shown = expandOccurrences(made, window).filter(isBusy);
      expect(keys.toSorted()).toEqual(shown.map(({ key }) => key).toSorted());
    }),
    RUNS,
  );
});

test("[C6] [R4] that a series is busy more often than a limit is never said of one that is not", () => {
  let more = 0;
  const fields = { limit: fc.integer({ min: 0, max: 60 }), days: fc.integer({ min: 3, max: 300 }) };
  fc.assert(
    fc.property(content, fc.record(fields), (made, { limit, days }) => {
      const pattern = busyPatternOf(made);
      const from = Date.parse(`${made.start.slice(0, 10)}T00:00:00Z`) - 2 * 86_400_000;
      const to = from + days * 86_400_000;
      const found = busyTimes(pattern, { from, to, viewZone: "UTC" }).length;
      const said = isBusyMoreThan(pattern, limit, to);
      if (!said) return;
      expect(found).toBeGreaterThan(limit);
      more += 1;
    }),
    RUNS,
  );
  expect(more).toBeGreaterThan(50);
});

test("[Q1] a stored pattern says the same as the content that it was made of", () => {
  fc.assert(
    fc.property(content, arbitraryWindow, (made, window) => {
      fc.pre(made.recurrence !== null);
      const times = busyTimes(decodeBusyPattern(encodeBusyPattern(made)), window);
      expect(times.map(label).toSorted()).toEqual(expected(made, window));
    }),
    RUNS,
  );
});

test("[Q1] [R5] the spans of an event are enough to know when it is busy", () => {
  fc.assert(
    fc.property(content, arbitraryWindow, (made, window) => {
      const times = new Set<string>();
      for (const span of busySpansOf(made)) {
        if (span.busy === "never") continue;
        if (span.busy === "whole") {
          const time = wholeSpanTime({ ...span, endMs: span.endMs ?? Number.NaN }, window.viewZone);
          if (isInWindow(time.startsAtMs, time.endsAtMs, window)) times.add(label(time));
        } else {
          const pattern =
            span.pattern === null ? busyPatternOf(made) : decodeBusyPattern(span.pattern);
          for (const time of busyTimes(pattern, window)) times.add(label(time));
        }
      }
      expect([...times].toSorted()).toEqual([...new Set(expected(made, window))]);
    }),
    RUNS,
  );
});

describe("a pattern", () => {
  test("is short for a plain series, and has nothing in it but times", () => {
    const text = encodeBusyPattern(series("FREQ=WEEKLY;BYDAY=MO"));
    expect(text).toBe(
      '[1,"2026-03-02T09:00:00","2026-03-02T10:00:00","Europe/Berlin","FREQ=WEEKLY;BYDAY=MO",null]',
    );
  });

  test("knows where a COUNT ends", () => {
    const text = encodeBusyPattern(series("FREQ=DAILY;COUNT=3"));
    expect(decodeBusyPattern(text).series.lastRuleKey).toBe(Date.UTC(2026, 2, 4, 9) / 1_000);
  });

  test("leaves out overrides that change neither times nor busy", () => {
    const overrides = { "2026-03-09T09:00:00": { title: "Another" } };
    expect(encodeBusyPattern(series("FREQ=WEEKLY", { overrides }))).toBe(
      encodeBusyPattern(series("FREQ=WEEKLY")),
    );
  });

  test("that would be long is not kept: the content says when", () => {
    const exdates = Array.from({ length: 40 }, (_, i) =>
      new Date(Date.UTC(2026, 2, 9 + 7 * i, 9)).toISOString().slice(0, 19),
    );
    const content = series("FREQ=WEEKLY", { exdates });
    expect(encodeBusyPattern(content).length).toBeGreaterThan(PATTERN_LENGTH);
    expect(busySpansOf(content)).toMatchObject([{ busy: "expand", pattern: null }]);
  });
});

test("[Q1] what is never busy says so, and an override can make it busy", () => {
  const transparency = "transparent" as const;
  expect(busySpansOf(eventContent({ transparency }))).toMatchObject([{ busy: "never" }]);
  expect(busySpansOf(eventContent({ status: "cancelled" }))).toMatchObject([{ busy: "never" }]);
  expect(busySpansOf(series("FREQ=WEEKLY", { transparency }))).toMatchObject([{ busy: "never" }]);
  const overrides = {
    "2026-03-09T09:00:00": movedTo("2020-03-09T09:00:00", "2020-03-09T10:00:00", {
      transparency: "opaque",
    }),
  };
  expect(busySpansOf(series("FREQ=WEEKLY", { transparency, overrides }))).toMatchObject([
    { busy: "expand" },
    { busy: "expand" },
  ]);
});
