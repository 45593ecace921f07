import { describe, expect, test } from "vitest";
import { contentLines, MAX_CONTENT_LINE } from "./content-lines.ts";

function textsOf(ics: string): string[] {
  return Array.from(contentLines(ics), ({ text }) => text);
}

describe("content lines", () => {
  test.each([
    ["CRLF", "A:1\r\nB:2\r\n"],
    ["LF", "A:1\nB:2\n"],
    ["CR", "A:1\rB:2\r"],
    ["a mixture", "A:1\rB:2\r\n"],
    ["CR CR LF, as a text mode makes of CRLF", "A:1\r\r\nB:2\r\r\n"],
    ["no end of the last line", "A:1\r\nB:2"],
    ["a byte order mark", "\uFEFFA:1\r\nB:2"],
    ["empty lines", "\r\n\r\nA:1\r\n\r\nB:2\r\n\r\n"],
  ])("[F1] are read with %s", (_, ics) => {
    expect(textsOf(ics)).toEqual(["A:1", "B:2"]);
  });

  test("[F1] are unfolded at a space and at a tab, which are not part of the text", () => {
    expect(textsOf("A:on\r\n e l\r\n\tine\r\n  and a space\r\nB:2")).toEqual([
      "A:one line and a space",
      "B:2",
    ]);
  });

  test("[F1] put together a surrogate pair that a fold cut in two", () => {
    expect(textsOf("A:\uD83E\r\n \uDD56")).toEqual(["A:🥖"]);
  });

  test("[F1] have the number of the physical line they begin in", () => {
    const lines = [...contentLines("\r\nA:1\r\n 2\r\n 3\r\n\r\nB:2\nC:3")];
    expect(lines.map(({ line }) => line)).toEqual([2, 6, 7]);
  });

  test("[F1] keep the beginning of a line that is too long, and what follows it", () => {
    const folded = "x".repeat(MAX_CONTENT_LINE - 10);
    const [long, next] = contentLines(`A:${folded}\r\n ${folded}\r\n ${folded}\r\nB:2`);
    expect(long).toMatchObject({ line: 1, cut: true });
    expect(long?.text).toHaveLength(MAX_CONTENT_LINE);
    expect(next).toEqual({ line: 4, text: "B:2", cut: false });
  });

  test("[F1] a file of nothing has none", () => {
    expect(textsOf("")).toEqual([]);
    expect(textsOf("\uFEFF\r\n")).toEqual([]);
  });
});
