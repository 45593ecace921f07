import type { VersionDiff } from "@daybook/client";
import { expect, test } from "vitest";
import { diffLines } from "./line-diff.ts";
import { UNPAINTED } from "./paint.ts";
import { presentDiff } from "./version-diff.ts";

const NO_OCCURRENCES: VersionDiff["occurrences"] = { appear: [], vanish: [], move: [] };

const WORDLESS = { words: null, overrideWords: null };

function diff(
  changes: readonly Omit<VersionDiff["fields"][number], keyof typeof WORDLESS>[],
  occurrences: VersionDiff["occurrences"] = NO_OCCURRENCES,
): string[] {
  const fields = changes.map((change) => ({ ...change, ...WORDLESS }));
  return presentDiff({ fields, occurrences }, { from: 3, to: 5, paint: UNPAINTED }).split("\n");
}

test("[V5] each field shows what it was and what it became", () => {
  expect(
    diff([
      { field: "title", from: "Stand-up", to: "Daily" },
      { field: "tags", from: ["work", "team"], to: ["work", "all"] },
      { field: "recurrence", from: null, to: { rrule: "FREQ=DAILY", rdates: [], exdates: [] } },
      { field: "overrides.2026-03-30T09:00:00", from: { title: "Retro" }, to: null },
    ]),
  ).toEqual([
    "--- version 3",
    "+++ version 5",
    "",
    "title",
    "- Stand-up",
    "+ Daily",
    "",
    "tags",
    "  work",
    "- team",
    "+ all",
    "",
    "recurrence",
    "+ rrule: FREQ=DAILY",
    "+ rdates: (none)",
    "+ exdates: (none)",
    "",
    "overrides.2026-03-30T09:00:00",
    "- title: Retro",
  ]);
});

test("[V5] of a long text, the lines that stayed stand between those that changed", () => {
  const lines = diff([
    { field: "description", from: "one\ntwo\nthree", to: "one\n2\nthree\nfour" },
  ]);
  expect(lines.slice(3)).toEqual(["description", "  one", "- two", "+ 2", "  three", "+ four"]);
});

test("[V5] occurrences that appear, vanish and move are listed", () => {
  const place = (day: string, clock: string) => ({
    key: `2026-03-${day}T09:00:00`,
    start: `2026-03-${day}T${clock}:00`,
    end: `2026-03-${day}T${clock}:00`,
    startsAt: `2026-03-${day}T${clock}:00Z`,
    endsAt: `2026-03-${day}T${clock}:00Z`,
  });
  const lines = diff([], {
    appear: [place("02", "09:00")],
    vanish: [place("09", "09:00")],
    move: [{ key: "k", from: place("16", "09:00"), to: place("16", "10:00") }],
  });
  expect(lines.slice(3)).toEqual([
    "occurrences that appear",
    "+ Monday 2 March 2026, 09:00",
    "",
    "occurrences that vanish",
    "- Monday 9 March 2026, 09:00",
    "",
    "occurrences that move",
    "~ Monday 16 March 2026, 09:00 → Monday 16 March 2026, 10:00",
  ]);
});

test("equal versions say so", () => {
  expect(diff([])).toEqual(["Versions 3 and 5 have the same content."]);
});

test.each([
  ["", ""],
  ["abc", "abc"],
  ["abc", ""],
  ["", "abc"],
  ["abcabba", "cbabac"],
  ["aab", "ab"],
  ["xay", "xbby"],
  ["aaaa", "aa"],
])("a line diff of %j and %j keeps both sides in order", (from, to) => {
  const lines = diffLines(from.split(""), to.split(""));
  const side = (marks: string): string =>
    lines
      .filter(({ mark }) => marks.includes(mark))
      .map(({ text }) => text)
      .join("");
  expect(side(" -")).toBe(from);
  expect(side(" +")).toBe(to);
});

test("a line diff of very long texts ends, and keeps what frames them", () => {
  const long = (prefix: string): string[] =>
    Array.from({ length: 2_000 }, (_, i) => `${prefix}${i}`);
  const lines = diffLines(["head", ...long("a"), "tail"], ["head", ...long("b"), "tail"]);
  expect(lines).toHaveLength(4_002);
  expect([lines[0], lines.at(-1)]).toEqual([
    { mark: " ", text: "head" },
    { mark: " ", text: "tail" },
  ]);
});
