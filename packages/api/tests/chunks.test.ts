import { expect, test } from "vitest";
import { chunksOf, stretchesOf } from "../src/events/chunks.ts";

test("chunks hold all items in order, so many at a time", () => {
  expect(chunksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunksOf([], 2)).toEqual([[]]);
});

test("stretches hold all items in order, neither more nor longer than may be held; one too long stands alone", () => {
  const split = (lengths: number[]) => [...stretchesOf(lengths, { size: 3, length: 10 }, (x) => x)];
  expect(split([1, 1, 1, 1])).toEqual([[1, 1, 1], [1]]);
  expect(split([6, 4, 1, 9, 2])).toEqual([[6, 4], [1, 9], [2]]);
  expect(split([2, 30, 2])).toEqual([[2], [30], [2]]);
  expect(split([])).toEqual([]);
});
