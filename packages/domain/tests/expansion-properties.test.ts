import fc from "fast-check";
import { expect, test } from "vitest";
import {
  compareOccurrences,
  effectiveOccurrence,
  expandOccurrences,
} from "../src/event/occurrences.ts";
import type { EffectiveOccurrence } from "../src/event/occurrences.ts";
import {
  SPAN_REACH_MS,
  SPAN_WIDENING_MS,
  boundsOf,
  spanClass,
  spansOf,
} from "../src/event/spans.ts";
import { keysBetween, seriesOf } from "../src/recurrence/series.ts";
import { isInWindow } from "../src/time/interval.ts";
import { DAY_SECONDS, formatKey } from "../src/time/wall-time.ts";
import { arbitraryContent, arbitraryWindow } from "./_arbitrary-content.ts";

const RUNS = { numRuns: 2_000 };

test("[T4] a window is the union of its halves", () => {
  fc.assert(
    fc.property(
      arbitraryContent,
      arbitraryWindow,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (content, window, share) => {
        const middle = Math.round(window.from + (window.to - window.from) * share);
        const whole = expandOccurrences(content, window);
        const halves = new Map<string, EffectiveOccurrence>();
        for (const half of [
          { from: window.from, to: middle },
          { from: middle, to: window.to },
        ]) {
          for (const found of expandOccurrences(content, { ...window, ...half })) {
            halves.set(found.key, found);
          }
        }
        expect([...halves.values()].toSorted(compareOccurrences)).toEqual(whole);
      },
    ),
    RUNS,
  );
});

test("[R5] whatever a window gives lies in a span that the index finds by that window", () => {
  let found = 0;
  fc.assert(
    fc.property(arbitraryContent, arbitraryWindow, (content, window) => {
      const spans = spansOf(content);
      const { from, to } = window;
      const isFound = spans.some(({ startMs, endMs, floating }) => {
        const widening = floating ? SPAN_WIDENING_MS : 0;
        const reach = SPAN_REACH_MS[spanClass(startMs, endMs)] ?? Number.NaN;
        return (
          startMs < to + widening &&
          startMs > from - widening - reach &&
          (endMs === null || endMs > from - widening)
        );
      });
      const occurrences = expandOccurrences(content, window);
      found += occurrences.length;
      expect(isFound || occurrences.length === 0).toBe(true);
    }),
    { numRuns: 4_000 },
  );
  // A generator whose windows are empty would prove nothing.
  expect(found).toBeGreaterThan(4_000);
});

test("[R5] each occurrence lies within a span of its own kind, and within the bounds", () => {
  fc.assert(
    fc.property(arbitraryContent, arbitraryWindow, (content, window) => {
      const spans = spansOf(content);
      const bounds = boundsOf(content);
      // In UTC the wall clock taken for UTC is exact.
      for (const { startsAtMs, endsAtMs, timeZone } of expandOccurrences(content, {
        ...window,
        viewZone: "UTC",
      })) {
        const holders = spans.filter(
          (span) =>
            span.floating === (timeZone === null) &&
            span.startMs <= startsAtMs &&
            (span.endMs === null || span.endMs >= Math.max(endsAtMs, startsAtMs + 1)),
        );
        expect(holders).not.toEqual([]);
        expect(bounds.startMs).toBeLessThanOrEqual(startsAtMs);
        expect(bounds.endMs ?? Infinity).toBeGreaterThanOrEqual(endsAtMs);
      }
      expect(new Set(spans.map((span) => JSON.stringify(span))).size).toBe(spans.length);
    }),
    RUNS,
  );
});

test("[R3] [X2] [X5] a window gives what the plain list of all occurrences has in it", () => {
  fc.assert(
    fc.property(arbitraryContent, arbitraryWindow, (content, window) => {
      const plain = allKeys(content, window.to)
        .map((key) => effectiveOccurrence(content, key, window.viewZone))
        .filter((occurrence) => occurrence !== undefined)
        .filter(({ startsAtMs, endsAtMs }) => isInWindow(startsAtMs, endsAtMs, window))
        .toSorted(compareOccurrences);
      expect(expandOccurrences(content, window)).toEqual(plain);
    }),
    { numRuns: 500 },
  );
});

/** Every key that could matter, without regard to the window: the slow and plain way. */
function allKeys(content: Parameters<typeof expandOccurrences>[0], to: number): string[] {
  if (content.recurrence === null) return [content.start];
  const horizon = to / 1_000 + 3 * DAY_SECONDS;
  const set = seriesOf(content, content.recurrence);
  const slots = keysBetween(set, 0, horizon).map((key) => formatKey(key, content.allDay));
  return [...new Set([...slots, ...Object.keys(content.overrides)])];
}
