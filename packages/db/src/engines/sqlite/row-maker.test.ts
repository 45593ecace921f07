import { expect, test } from "vitest";
import { rowMaker } from "./row-maker.ts";

test("a row has the value of each column under its name, whatever characters that has", () => {
  const names = [
    "id",
    "count(*)",
    'a "quoted" name',
    "back\\slash",
    "line\nbreak",
    "\u2028",
    "日付",
  ];
  const values = names.map((_, index) => index);
  const row = rowMaker(names)(values);
  expect(Object.entries(row)).toEqual(names.map((name, index) => [name, index]));
  expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
});

test("each row is an object of its own, and of two columns of one name the last one counts", () => {
  const make = rowMaker(["id", "id"]);
  const [one, other] = [make([1, 2]), make([3, 4])];
  expect([one, other]).toEqual([{ id: 2 }, { id: 4 }]);
});
