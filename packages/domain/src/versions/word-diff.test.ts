import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { diffWords, withWords, type WordChange } from "./word-diff.ts";

/** `same`, `-removed-` and `+added+` in one line. */
function shown(changes: readonly WordChange[] | null): string | null {
  const marks = { same: "", removed: "-", added: "+" };
  return (
    changes && changes.map(({ type, text }) => `${marks[type]}${text}${marks[type]}`).join("|")
  );
}

function side(changes: readonly WordChange[], type: "added" | "removed"): string {
  return changes
    .filter((change) => change.type === "same" || change.type === type)
    .map((change) => change.text)
    .join("");
}

describe("[V5] the words that changed", () => {
  test.each<[string, string, string, string]>([
    ["a word", "see the plan", "see the map", "see the |-plan-|+map+"],
    ["a word more", "see the plan", "see the new plan", "see the |+new +|plan"],
    [
      "two words next to each other are one change",
      "a red car",
      "a blue bike",
      "a |-red car-|+blue bike+",
    ],
    [
      "one kept between them divides them",
      "red or car",
      "blue or bike",
      "-red-|+blue+| or |-car-|+bike+",
    ],
    ["punctuation by itself", "Here.", "Here!", "Here|-.-|+!+"],
    ["blanks and line ends count", "a b", "a\nb", "a|- -|+\n+|b"],
    ["from nothing", "", "new", "+new+"],
    ["to nothing", "old", "", "-old-"],
    ["everything", "a a a", "b b b", "-a a a-|+b b b+"],
    ["letter case", "Plan", "plan", "-Plan-|+plan+"],
    ["a script without blanks", "今日は会議です", "明日は会議です", "-今日-|+明日+|は会議です"],
    [
      "signs of several code points stay whole",
      "a \u{1F469}\u200D\u{1F467}",
      "a \u{1F469}",
      "a |-\u{1F469}\u200D\u{1F467}-|+\u{1F469}+",
    ],
  ])("[V5] %s", (_name, from, to, expected) => {
    expect(shown(diffWords(from, to))).toBe(expected);
  });

  test("[V5] a text stays in lines where it differs in too many words", () => {
    const words = (word: string): string =>
      Array.from({ length: 300 }, (_, i) => word + i).join(" ");
    const from = `first\n${words("a")}\nlast`;
    const to = `first\n${words("b")}\nlast`;
    expect(shown(diffWords(from, to))).toBe(`first\n|-${words("a")}\n-|+${words("b")}\n+|last`);
  });

  test("[V5] and is one change where it differs in too many lines", () => {
    const lines = (word: string): string =>
      Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? "kept" : word + i)).join("\n");
    const from = `first\n${lines("a")}\nlast`;
    const to = `first\n${lines("b")}\nlast`;
    expect(diffWords(from, to).map(({ type }) => type)).toEqual([
      "same",
      "removed",
      "added",
      "same",
    ]);
  });
});

describe("[V5] which fields have words", () => {
  const override = { title: "a b", description: "same", location: "x", status: "confirmed" };

  test("[V5] long texts, and those that an override has on both sides", () => {
    const worded = withWords([
      { field: "title", from: "a b", to: "a c" },
      { field: "status", from: "confirmed", to: "cancelled" },
      { field: "metadata.title", from: "a b", to: "a c" },
      { field: "tags", from: [], to: ["title"] },
      { field: "overrides.k1", from: override, to: { ...override, title: "a c", location: "y" } },
      { field: "overrides.k2", from: null, to: override },
      { field: "overrides.k3", from: override, to: null },
      { field: "overrides.k4", from: { title: "a" }, to: { description: "b" } },
    ]);
    expect(
      worded.map(({ words, overrideWords }) => [
        shown(words),
        overrideWords && Object.values(overrideWords).map(shown),
      ]),
    ).toEqual([
      ["a |-b-|+c+", null],
      [null, null],
      [null, null],
      [null, null],
      [null, ["a |-b-|+c+", null, "-x-|+y+"]],
      [null, null],
      [null, null],
      [null, [null, null, null]],
    ]);
    expect(worded[0]).toMatchObject({ field: "title", from: "a b", to: "a c" });
  });
});

/** Words from few, so that much is alike. */
const text = fc
  .array(fc.constantFrom("a", "b", "c", "Äpfel", " ", "  ", "\n", ".", "会", "\u{1F469}\u200D"), {
    maxLength: 30,
  })
  .map((parts) => parts.join(""));

const anyText = fc.oneof(text, fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));

describe("[V5] words, for any two texts", () => {
  test("[V5] what is the same and what was added give the later text, with what was removed the earlier", () => {
    fc.assert(
      fc.property(anyText, anyText, (from, to) => {
        const changes = diffWords(from, to);
        expect(side(changes, "removed")).toBe(from);
        expect(side(changes, "added")).toBe(to);
      }),
      { numRuns: 2_000 },
    );
  });

  test("[V5] stretches are not empty, no two of a kind follow, and what replaces stands behind", () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const changes = diffWords(from, to);
        const kinds = changes.map(({ type }) => type).join(" ");
        expect(kinds).not.toMatch(/\b(\w+) \1\b|added removed/);
        expect(changes.every((change) => change.text !== "")).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("[V5] the words from b to a mirror those from a to b", () => {
    fc.assert(
      fc.property(anyText, anyText, (from, to) => {
        const exchanged = { same: "same", added: "removed", removed: "added" } as const;
        const back = diffWords(to, from).map(({ type, text: own }) => ({
          type: exchanged[type],
          text: own,
        }));
        const inOrder = (changes: readonly WordChange[]): string[] =>
          shownRuns(changes).map((run) => run.toSorted().join("|"));
        expect(inOrder(back)).toEqual(inOrder(diffWords(from, to)));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Runs between what is the same, in which both directions name what was removed first. */
function shownRuns(changes: readonly WordChange[]): string[][] {
  const runs: string[][] = [[]];
  for (const { type, text: own } of changes) {
    if (type === "same") runs.push([own], []);
    else runs.at(-1)?.push(`${type}:${own}`);
  }
  return runs;
}

describe("[V5] hostile text is answered, coarsely where need be", () => {
  const size = LIMITS.descriptionLength;

  test.each<[string, string, string]>([
    ["one-letter words", "a b ".repeat(size / 4), "b a ".repeat(size / 4)],
    ["one word", "a".repeat(size), "b".repeat(size)],
    ["marks alone", ".".repeat(size), ",.".repeat(size / 2)],
    ["line ends alone", "\n".repeat(size), "\r\n".repeat(size / 2)],
    ["joiners alone", "\u200D".repeat(size), "\u0301".repeat(size)],
    ["letters from a seed", seeded(1, size), seeded(2, size)],
  ])("[V5] %s", (_name, from, to) => {
    const changes = diffWords(from, to);
    expect(side(changes, "removed") === from && side(changes, "added") === to).toBe(true);
  });

  test("[V5] the texts of many overrides are too long together for words", () => {
    const changes = Array.from({ length: 200 }, (_, i) => ({
      field: `overrides.${i}`,
      from: { description: seeded(i, 2_000) },
      to: { description: `${seeded(i, 2_000)} end` },
    }));
    const kinds = (worded: ReturnType<typeof withWords>): unknown[] =>
      worded.map(({ overrideWords }) => overrideWords?.description?.map(({ type }) => type));
    expect(kinds(withWords(changes.slice(0, 2)))).toEqual(Array(2).fill(["same", "added"]));
    expect(kinds(withWords(changes))).toEqual(Array(200).fill(["removed", "added"]));
  });
});

/** One-letter words in an order without any pattern. */
function seeded(seed: number, length: number): string {
  let state = seed + 1;
  const letters = Array.from({ length: length / 2 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return "abcdefgh"[state % 8];
  });
  return letters.join(" ");
}
