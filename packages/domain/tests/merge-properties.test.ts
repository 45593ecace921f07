import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventContent, JsonValue } from "../src/event/content.ts";
import { expandOccurrences } from "../src/event/occurrences.ts";
import { patchContent } from "../src/event/patch.ts";
import { encodeContent } from "../src/event/stored-content.ts";
import { hasKey, seriesOf } from "../src/recurrence/series.ts";
import { storedWall } from "../src/time/occurrence-time.ts";
import { DAY_SECONDS } from "../src/time/wall-time.ts";
import { contentEquals } from "../src/versions/diff.ts";
import { mergeContents, mergeKeepingTheirs } from "../src/versions/merge.ts";
import { arbitraryContent } from "./_arbitrary-content.ts";
import { arbitraryEdits } from "./_arbitrary-edits.ts";
import { eventContent } from "./_content.ts";

/** A base and two edits of it. */
const concurrent = fc
  .tuple(arbitraryContent, arbitraryEdits, arbitraryEdits)
  .map(([base, mine, others]) => ({ base, yours: mine(base), theirs: others(base) }));

const RUNS = { numRuns: 600 };

/** The order of tags is theirs first, so that it alone depends on who came first. */
function withSortedTags(content: EventContent): EventContent {
  return {
    ...content,
    tags: content.tags.toSorted(),
    overrides: Object.fromEntries(
      Object.entries(content.overrides).map(([key, { tags, ...rest }]) => [
        key,
        { ...rest, ...(tags === undefined ? {} : { tags: tags.toSorted() }) },
      ]),
    ),
  };
}

test("[V3] where only one side did anything, or both the same, that is the result", () => {
  fc.assert(
    fc.property(arbitraryContent, arbitraryContent, (base, edited) => {
      for (const [yours, theirs] of [
        [edited, base],
        [base, edited],
        [edited, edited],
      ] as const) {
        const result = mergeContents({ base, yours, theirs });
        if (result.kind === "conflict") throw new Error("There is nothing to clash.");
        expect(encodeContent(result.content)).toBe(encodeContent(edited));
        expect(result.changed).toBe(!contentEquals(edited, theirs));
      }
    }),
    RUNS,
  );
});

test("[V3] who came first does not matter", () => {
  fc.assert(
    fc.property(concurrent, ({ base, yours, theirs }) => {
      const there = mergeContents({ base, yours, theirs });
      const back = mergeContents({ base, yours: theirs, theirs: yours });
      if (there.kind === "conflict" || back.kind === "conflict") {
        if (there.kind === "merged" || back.kind === "merged") {
          throw new Error("Only one of the two is a conflict.");
        }
        const mirrored = back.conflicts.map((conflict) => ({
          ...conflict,
          yours: conflict.theirs,
          theirs: conflict.yours,
        }));
        expect(mirrored).toEqual(there.conflicts);
        return;
      }
      const same = contentEquals(withSortedTags(back.content), withSortedTags(there.content));
      expect(same ? there.content : back.content).toEqual(there.content);
    }),
    RUNS,
  );
});

test("[V3] a merged content holds no exception without an occurrence that had one", () => {
  fc.assert(
    fc.property(concurrent, ({ base, yours, theirs }) => {
      const result = mergeContents({ base, yours, theirs });
      if (result.kind === "conflict" || result.content.recurrence === null) return;
      const { content } = result;
      if (lostExceptions(base) + lostExceptions(yours) + lostExceptions(theirs) > 0) return;
      expect(lostExceptions(content)).toBe(0);
    }),
    RUNS,
  );
});

/** How many overrides of a series lie on no occurrence. */
function lostExceptions({ recurrence, overrides, ...time }: EventContent): number {
  if (recurrence === null) return Object.keys(overrides).length;
  const series = seriesOf(time, { ...recurrence, exdates: [] });
  return Object.keys(overrides).filter((key) => !hasKey(series, storedWall(key, time.allDay)))
    .length;
}

test("[V3] a merged content can be edited and shown like any other", () => {
  fc.assert(
    fc.property(concurrent, ({ base, yours, theirs }) => {
      const result = mergeContents({ base, yours, theirs });
      if (result.kind === "conflict") return;
      const edited = patchContent(result.content, { title: "after" }, { scope: "all" }).content;
      expect(edited.title).toBe("after");
      const from = Date.UTC(2026, 0, 1);
      const window = { from, to: from + 90 * DAY_SECONDS * 1_000, viewZone: "UTC" };
      expandOccurrences(edited, window);
    }),
    RUNS,
  );
});

test("[V4] whatever clashes can be settled for either side", () => {
  fc.assert(
    fc.property(concurrent, fc.constantFrom("yours", "theirs"), ({ base, yours, theirs }, side) => {
      const resolutions: Record<string, "yours" | "theirs"> = {};
      // A settled conflict can bring others to light, a few times at most.
      for (let round = 0; round < 4; round += 1) {
        const result = mergeContents({ base, yours, theirs, resolutions });
        if (result.kind === "merged") return;
        expect(result.conflicts.length).toBeGreaterThan(0);
        for (const { field } of result.conflicts) resolutions[field] = side;
      }
      throw new Error("It is never settled.");
    }),
    RUNS,
  );
});

test("[V3] [F1] contents that have nothing to do with each other do not make it throw", () => {
  const any = fc.tuple(arbitraryContent, arbitraryContent, arbitraryContent);
  fc.assert(
    fc.property(any, ([base, yours, theirs]) => {
      const result = mergeContents({ base, yours, theirs });
      const kept = mergeKeepingTheirs({ base, yours, theirs });
      expect(kept.clashes.length > 0).toBe(result.kind === "conflict");
      if (result.kind === "merged") expect(kept.content).toEqual(result.content);
    }),
    RUNS,
  );
});

test("[V3] edits of different groups merge and hold both", () => {
  const values = {
    title: ["x"],
    location: ["x"],
    description: ["x\ny"],
    status: ["tentative"],
    transparency: ["transparent"],
    tags: [["a", "b"]],
    metadata: [{ a: 1, b: [null] }],
    calendarProperties: [["X-A:1"]],
    recurrence: [{ rrule: "FREQ=DAILY", rdates: [], exdates: ["2026-03-04T09:00:00"] }],
  } as const;
  const fields = fc.shuffledSubarray(Object.keys(values));
  fc.assert(
    fc.property(fields, fc.nat(), (names, cut) => {
      const half = cut % (names.length + 1);
      const having = (chosen: readonly string[]): EventContent => ({
        ...eventContent(),
        ...Object.fromEntries(chosen.map((name) => [name, values[name as keyof typeof values][0]])),
      });
      const result = mergeContents({
        base: eventContent(),
        yours: having(names.slice(0, half)),
        theirs: having(names.slice(half)),
      });
      expect(result).toMatchObject({ kind: "merged", content: having(names) });
    }),
  );
});

test("[V3] the order in which keys were set does not matter", () => {
  fc.assert(
    fc.property(concurrent, ({ base, yours, theirs }) => {
      const plain = mergeContents({ base, yours, theirs });
      const mirrored = mergeContents({
        base: reversed(base),
        yours: reversed(yours),
        theirs: reversed(theirs),
      });
      if (plain.kind === "conflict" || mirrored.kind === "conflict") {
        expect(mirrored).toEqual(plain);
        return;
      }
      expect(encodeContent(mirrored.content)).toBe(encodeContent(plain.content));
    }),
    RUNS,
  );
});

function reversed(content: EventContent): EventContent {
  // The same keys and values again.
  return reverseKeys(content as unknown as JsonValue) as unknown as EventContent;
}

function reverseKeys(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => reverseKeys(item));
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reverseKeys(member)]),
  );
}
