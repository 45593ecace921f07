import { expect, test } from "vitest";
import { holdsMoreThan } from "./input-size.ts";

test.each([undefined, null, "text", [], {}])("%j holds no values", (input) => {
  expect(holdsMoreThan(0, input)).toBe(false);
});

test.each([
  [[1, 2, 3], 3],
  [{ a: 1, b: [2, 3] }, 4],
  [{ a: { b: { c: null } } }, 3],
])("%j holds %i values", (input, values) => {
  expect(holdsMoreThan(values, input)).toBe(false);
  expect(holdsMoreThan(values - 1, input)).toBe(true);
});

test("an input may be nested as deeply as its text can be", () => {
  const depth = 1_000_000;
  const input: unknown = JSON.parse("[".repeat(depth) + "]".repeat(depth));
  expect(holdsMoreThan(depth - 2, input)).toBe(true);
  expect(holdsMoreThan(depth, input)).toBe(false);
});
