import { stripVTControlCharacters } from "node:util";
import type { VersionDiff } from "@daybook/client";
import { expect, test } from "vitest";
import { type FieldChange, fieldBlocks } from "./field-changes.ts";
import { diffLines } from "./line-diff.ts";
import { createPaint, UNPAINTED } from "./paint.ts";
import { presentDiff } from "./version-diff.ts";
import { type WordChange, wordRows } from "./word-rows.ts";

const NO_OCCURRENCES: VersionDiff["occurrences"] = { appear: [], vanish: [], move: [] };

function diff(
  fields: readonly FieldChange[],
  occurrences: VersionDiff["occurrences"] = NO_OCCURRENCES,
): string[] {
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

const WORDS = {
  field: "description",
  from: "Bring the old plan.\nRoom 4\nTea",
  to: "Bring the new plan.\nHall\nTea",
  words: [
    { type: "same", text: "Bring the " },
    { type: "removed", text: "old" },
    { type: "added", text: "new" },
    { type: "same", text: " plan.\n" },
    { type: "removed", text: "Room 4" },
    { type: "added", text: "Hall" },
    { type: "same", text: "\nTea" },
  ],
} as const;

test("[V5] words are marked where they changed; a line of which nothing stayed is old and new", () => {
  const [lines = []] = fieldBlocks([WORDS], { paint: UNPAINTED });
  expect(lines).toEqual([
    "description",
    "~ Bring the [-old-]{+new+} plan.",
    "- Room 4",
    "+ Hall",
    "  Tea",
  ]);
});

test("[V5] on a terminal what was removed is red and struck out, what was added green", () => {
  const [[, words = "", ...lines] = []] = fieldBlocks([WORDS], { paint: createPaint(true) });
  expect(stripVTControlCharacters(words)).toBe("~ Bring the oldnew plan.");
  expect(words).toContain("\u001b[31m\u001b[9mold\u001b[29m\u001b[39m\u001b[32mnew\u001b[39m");
  expect(lines).toEqual(["\u001b[31m- Room 4\u001b[39m", "\u001b[32m+ Hall\u001b[39m", "  Tea"]);
});

test("[V5] of an override each text shows its words, and the rest its values", () => {
  const change = {
    field: "overrides.2026-03-30T09:00:00",
    from: { title: "Old retro", status: "confirmed" },
    to: { title: "New retro", status: "tentative" },
    overrideWords: {
      title: [
        { type: "removed", text: "Old" },
        { type: "added", text: "New" },
        { type: "same", text: " retro" },
      ],
      location: null,
    },
  } as const;
  expect(fieldBlocks([change], { paint: UNPAINTED })).toEqual([
    [
      "overrides.2026-03-30T09:00:00",
      "- status: confirmed",
      "+ status: tentative",
      "~ title: [-Old-]{+New+} retro",
    ],
  ]);
});

test("[V5] lines that were taken out or joined are old and new ones", () => {
  const rows = (...words: WordChange[]) =>
    wordRows(words, UNPAINTED).map(({ mark, text }) => `${mark} ${text}`);
  expect(
    rows(
      { type: "same", text: "one\n" },
      { type: "removed", text: "two\n" },
      { type: "same", text: "three" },
    ),
  ).toEqual(["  one", "- two", "  three"]);
  expect(
    rows(
      { type: "same", text: "one" },
      { type: "removed", text: "\n" },
      { type: "added", text: " " },
      { type: "same", text: "two" },
    ),
  ).toEqual(["- one", "- two", "+ one two"]);
  expect(rows({ type: "removed", text: "gone" })).toEqual(["- gone"]);
});

test("[V5] of a long text only what lies around a change is shown", () => {
  const line = (n: number): string => `line ${n}`;
  const from = Array.from({ length: 20 }, (_, n) => line(n));
  const [lines] = fieldBlocks(
    [{ field: "description", from: from.join("\n"), to: from.with(10, "new").join("\n") }],
    { paint: UNPAINTED },
  );
  expect(lines).toEqual([
    "description",
    "  … 7 lines",
    ...[7, 8, 9].map((n) => `  ${line(n)}`),
    "- line 10",
    "+ new",
    ...[11, 12, 13].map((n) => `  ${line(n)}`),
    "  … 6 lines",
  ]);
});

test("[V5] what others wrote cannot move the cursor, word by word either", () => {
  const words = [
    { type: "same", text: "kept word " },
    { type: "added", text: "\u001b[2J" },
  ] as const;
  expect(wordRows(words, UNPAINTED)).toEqual([{ mark: "~", text: "kept word {+\ufffd[2J+}" }]);
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

test("[V5] where nobody named days, a change of time says which occurrences are compared", () => {
  const view = { from: 3, to: 5, windowGiven: false, paint: UNPAINTED };
  const last = (field: string): string | undefined =>
    presentDiff({ fields: [{ field, from: "a", to: "b" }], occurrences: NO_OCCURRENCES }, view)
      .split("\n")
      .at(-1);
  expect(last("overrides.2026-03-30T09:00:00")).toBe(
    "Occurrences are compared from when version 5 was made on; --from names other days.",
  );
  expect(last("title")).toBe("+ b");
});
