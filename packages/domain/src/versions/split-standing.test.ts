import { expect, test } from "vitest";
import { standsBeforeSplit } from "./split-standing.ts";

// Split at 3; rolled back to 1 at 5, to that at 7, and to what the split left at 8.
const ROLLBACKS = new Map([
  [5, 1],
  [7, 6],
  [8, 4],
]);

test.each([
  [2, true],
  [3, false],
  [4, false],
  [5, true],
  [6, true],
  [7, true],
  [8, false],
  [9, false],
])("[X4] [V4] version %i stands before the split at 3: %s", (version, expected) => {
  expect(standsBeforeSplit(version, 3, ROLLBACKS)).toBe(expected);
});
