import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeLines } from "./merge-text.ts";

describe("[V3] a description merges by line", () => {
  test.each<[string, string, string, string, string]>([
    ["changes of neighbouring lines", "a\nb", "A\nb", "a\nB", "A\nB"],
    ["a change and a deletion beside it", "a\nb\nc", "A\nb\nc", "a\nc", "A\nc"],
    ["a line added after one that changed", "a\nb", "a\nb\nc", "a\nB", "a\nB\nc"],
    ["a line added before one that changed", "a\nb", "x\na\nb", "A\nb", "x\nA\nb"],
    [
      "a line added between lines that were renumbered",
      "1. a\n2. b",
      "1) a\n2) b",
      "1. a\nx\n2. b",
      "1) a\nx\n2) b",
    ],
    ["the same addition", "a", "a\nb", "a\nb", "a\nb"],
    ["an addition at each end", "a", "x\na", "a\ny", "x\na\ny"],
    ["lines of a block, one of them alike", "a\nb\nc", "A\nB\nc", "a\nB\nC", "A\nB\nC"],
    ["an end of line", "a\nb", "a\nb\n", "A\nb", "A\nb\n"],
    ["Windows' line ends, kept", "a\r\nb\r\nc", "A\r\nb\r\nc", "a\r\nb\r\nC", "A\r\nb\r\nC"],
    [
      "a line named like a member of an object",
      "constructor\nb",
      "constructor\nB",
      "__proto__\nb",
      "__proto__\nB",
    ],
  ])("[V3] %s", (_name, base, yours, theirs, expected) => {
    expect(mergeLines(base, yours, theirs)).toBe(expected);
    expect(mergeLines(base, theirs, yours)).toBe(expected);
  });

  test.each<[string, string, string, string]>([
    ["the same line", "a\nb\nc", "a\nx\nc", "a\ny\nc"],
    ["a line that the other took away", "a\nb\nc", "a\nc", "a\nB\nc"],
    ["additions in one place", "a\nb", "a\nx\nb", "a\ny\nb"],
    ["additions to nothing", "", "x", "y"],
    ["an addition where a line became two", "a\nb", "a\nB\nc", "a\nb\nd"],
    ["all of it gone, and a line changed", "a\n\nb", "", "a\n\nB"],
    ["all of it gone, and a line added", "a\n\nb", "", "a\n\nb\nc"],
  ])("[V3] a conflict: %s", (_name, base, yours, theirs) => {
    expect(mergeLines(base, yours, theirs)).toBeUndefined();
    expect(mergeLines(base, theirs, yours)).toBeUndefined();
  });

  test("[V3] a text that is rewritten beyond comparing counts as one change", () => {
    const blank = "\n".repeat(60_000);
    const lines = Array.from({ length: 6_000 }, (_, index) => `line ${index}`);
    const rewritten = lines.map((line) => `x${line}`).join("\n");
    const text = lines.join("\n");
    expect(mergeLines(blank, `${blank}a`, `b${blank}`)).toBe(`b${blank}a`);
    expect(mergeLines(`${text}\nend`, `${rewritten}\nend`, `${text}\nEND`)).toBe(
      `${rewritten}\nEND`,
    );
    expect(mergeLines(text, rewritten, text.replace("line 7\n", "line seven\n"))).toBeUndefined();
  });
});

describe("[V3] merging lines", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c", ""), { maxLength: 8 })
    .map((lines) => lines.join("\n"));

  test("[V3] gives the edit where there is but one, and does not depend on who came first", () => {
    fc.assert(
      fc.property(text, text, text, (base, yours, theirs) => {
        expect(mergeLines(base, yours, base)).toBe(yours);
        expect(mergeLines(base, base, theirs)).toBe(theirs);
        expect(mergeLines(base, yours, yours)).toBe(yours);
        expect(mergeLines(base, yours, theirs)).toBe(mergeLines(base, theirs, yours));
      }),
      { numRuns: 2_000 },
    );
  });

  test("[V3] holds both edits where they are of different lines", () => {
    const lines = fc.uniqueArray(fc.nat({ max: 50 }).map(String), { minLength: 1, maxLength: 10 });
    const edit = fc.constantFrom("keep", "yours", "theirs");
    fc.assert(
      fc.property(lines, fc.array(edit, { minLength: 10, maxLength: 10 }), (base, edits) => {
        const as = (...sides: string[]): string =>
          base
            .map((line, index) => {
              const side = edits[index] ?? "keep";
              return sides.includes(side) ? `${side} ${line}` : line;
            })
            .join("\n");
        expect(mergeLines(base.join("\n"), as("yours"), as("theirs"))).toBe(as("yours", "theirs"));
      }),
    );
  });
});
