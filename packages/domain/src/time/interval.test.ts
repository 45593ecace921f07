import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isInWindow, overlaps } from "./interval.ts";

describe("intervals", () => {
  test.each([
    { title: "before", a: [0, 10], b: [20, 30], expected: false },
    { title: "touching", a: [0, 10], b: [10, 20], expected: false },
    { title: "by one millisecond", a: [0, 11], b: [10, 20], expected: true },
    { title: "inside", a: [12, 15], b: [10, 20], expected: true },
    { title: "equal", a: [10, 20], b: [10, 20], expected: true },
    { title: "a moment inside", a: [15, 15], b: [10, 20], expected: true },
    { title: "a moment at the start", a: [10, 10], b: [10, 20], expected: true },
    { title: "a moment at the end", a: [20, 20], b: [10, 20], expected: false },
    { title: "two equal moments", a: [10, 10], b: [10, 10], expected: false },
  ])("[T4] $title: $expected", ({ a, b, expected }) => {
    const [left, right] = [a, b].map(([startsAtMs = 0, endsAtMs = 0]) => ({
      startsAtMs,
      endsAtMs,
    }));
    if (left === undefined || right === undefined) throw new Error("Two intervals are needed.");
    expect(overlaps(left, right)).toBe(expected);
    expect(overlaps(right, left)).toBe(expected);
  });

  test("[T4] what lasts is in one of two windows that touch, and in both only across their border", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), (start, length) => {
        const end = start + length;
        const first = isInWindow(start, end, { from: 0, to: 50 });
        const second = isInWindow(start, end, { from: 50, to: 250 });
        expect(first || second).toBe(true);
        expect(first && second).toBe(start < 50 && end > 50);
      }),
    );
  });
});
