import { expect, test } from "vitest";
import { exceedsBytes } from "./text-rules.ts";

test.each([
  ["", 0],
  ["plain", 5],
  ["é", 2],
  ["€", 3],
  ["😀", 4],
  ["a\u007f\u0080\u07ff\u0800\uffff", 12],
  ["aé€😀".repeat(100), 1_000],
])("%j takes %i bytes in UTF-8", (text, bytes) => {
  expect(new TextEncoder().encode(text)).toHaveLength(bytes);
  expect(exceedsBytes(text, bytes)).toBe(false);
  expect(exceedsBytes(text, bytes - 1)).toBe(true);
});
