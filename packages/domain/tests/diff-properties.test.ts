import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventContent } from "../src/event/content.ts";
import { encodeContent } from "../src/event/stored-content.ts";
import { parseRule } from "../src/recurrence/rule.ts";
import { applyDiff } from "../src/versions/apply-diff.ts";
import { contentEquals, diffContent } from "../src/versions/diff.ts";
import { arbitraryContent } from "./_arbitrary-content.ts";
import { arbitraryEdits } from "./_arbitrary-edits.ts";

const text = fc
  .array(fc.constantFrom("a", "b", "Äpfel", " ", "\n", ".", "\u{1F469}\u200D\u{1F467}", "会議"), {
    maxLength: 12,
  })
  .map((parts) => parts.join(""));

const lines = fc.option(
  fc.array(fc.constantFrom("X-A:1", "X-B:2"), { minLength: 1, maxLength: 2 }),
  { nil: undefined },
);

/** What else than times a content or an override may say. */
const said = fc.record(
  {
    title: text,
    description: text,
    location: text,
    status: fc.constantFrom("confirmed", "tentative"),
    transparency: fc.constantFrom("opaque", "transparent"),
    tags: fc.uniqueArray(fc.constantFrom("x", "y", "z")),
    metadata: fc.dictionary(
      fc.constantFrom("m", "m.n", "constructor", ""),
      fc.oneof(fc.nat({ max: 2 }), fc.constant({ z: [1, { b: null, a: 2 }] }), fc.boolean()),
    ),
    calendarProperties: lines.map((list) => list ?? []),
  },
  { requiredKeys: [] },
);

const wordy: fc.Arbitrary<EventContent> = fc
  .tuple(arbitraryContent, said, fc.array(said, { maxLength: 4 }), lines)
  .map(([content, own, overridden, calendarProperties]) => {
    const { calendarProperties: _lines, ...fields } = own;
    const keys = Object.keys(content.overrides);
    const overrides = Object.entries(content.overrides).map(([key, override], index) => [
      key,
      { ...override, ...overridden[index % keys.length] },
    ]);
    return {
      ...content,
      ...fields,
      ...(calendarProperties === undefined ? {} : { calendarProperties }),
      overrides: Object.fromEntries(overrides) as EventContent["overrides"],
    };
  });

/** Any two contents; more often one and what edits of it have led to, moves and kinds included. */
const pairs: fc.Arbitrary<readonly [EventContent, EventContent]> = fc.oneof(
  fc.tuple(wordy, wordy),
  fc.tuple(wordy, arbitraryEdits).map(([content, edit]) => [content, edit(content)] as const),
  fc
    .tuple(wordy, arbitraryEdits, arbitraryEdits)
    .map(([content, edit, other]) => [edit(content), other(content)] as const),
);

/** What is stored of a content, with its rule in canonical words. */
function canonicalText(content: EventContent): string {
  const { recurrence } = content;
  if (recurrence === null || recurrence.rrule === null) return encodeContent(content);
  const rrule = parseRule(recurrence.rrule).text;
  return encodeContent({ ...content, recurrence: { ...recurrence, rrule } });
}

const RUNS = { numRuns: 3_000 };

test("[V5] the diff of a to b, applied to a, gives b", () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const applied = applyDiff(a, diffContent(a, b));
      expect(canonicalText(applied)).toBe(canonicalText(b));
      expect(contentEquals(applied, b)).toBe(true);
    }),
    RUNS,
  );
});

test("[V5] a diff names no field twice, and its mirror mirrors it", () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const there = diffContent(a, b);
      expect(new Set(there.map(({ field }) => field)).size).toBe(there.length);
      expect(diffContent(b, a)).toEqual(
        there.map(({ field, from, to }) => ({ field, from: to, to: from })),
      );
    }),
    RUNS,
  );
});

test("[V2] contents are the same exactly when their canonical texts are, and nothing differs", () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const same = canonicalText(a) === canonicalText(b);
      expect(contentEquals(a, b)).toBe(same);
      expect(diffContent(a, b).length === 0).toBe(same);
      expect(contentEquals(a, structuredClone(a))).toBe(true);
    }),
    RUNS,
  );
});
