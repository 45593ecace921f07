import { expect, test } from "vitest";
import { isPrinted } from "./printed.ts";

test.each([
  ["one", "one\n", true],
  ["one", "two", false],
  ["one\ntwo", "one", false],
  ["one", "one\ntwo", false],
  ["id …, version 1", "id 0198-77, version 1", true],
  ["id …, version 1", "id 0198-77, version 2", false],
  ["id …", "id 0198\nmore", false],
  ["one\n…\nfour", "one\ntwo\nthree\nfour", true],
  ["one\n…\nfour", "one\nfour", true],
  ["one\n…", "one\ntwo", true],
  ["one\n…\nfour", "one\ntwo\nthree", false],
  ["(a + b) [c]", "(a + b) [c]", true],
  ["a  \nb", "a\nb   ", true],
  ["red", "\u001b[31mred\u001b[0m", true],
])("what a page says is %j, what was printed is %j: %s", (expected, printed, agree) => {
  expect(isPrinted(expected, printed)).toBe(agree);
});
