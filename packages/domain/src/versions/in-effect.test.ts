import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasChange, takenBackBy, type VersionSource, type VersionSources } from "./in-effect.ts";

const rollback = (version: number): VersionSource => ({ kind: "rollback", version });
const undo = (version: number): VersionSource => ({ kind: "undo", version });

function sourcesOf(...sources: [version: number, source: VersionSource][]): VersionSources {
  return new Map(sources);
}

describe("[X4] [V4] a split at 3, rolled back to 1 at 5, to that at 7, and to what it left at 8", () => {
  const sources = sourcesOf([5, rollback(1)], [7, rollback(6)], [8, rollback(4)]);
  test.each([
    [2, false],
    [3, true],
    [4, true],
    [5, false],
    [6, false],
    [7, false],
    [8, true],
    [9, true],
  ])("version %i has it: %s", (version, expected) => {
    expect(hasChange(3, version, sources)).toBe(expected);
  });
});

describe("[V4] what stands undone", () => {
  test.each<[name: string, change: number, sources: VersionSources, expected: (number | null)[]]>([
    ["a change", 2, sourcesOf(), [null, null]],
    ["what is undone", 2, sourcesOf([3, undo(2)]), [null, 3, 3]],
    ["an undo", 3, sourcesOf([3, undo(2)]), [null, null]],
    [
      "an undone undo makes it undoable again",
      2,
      sourcesOf([3, undo(2)], [4, undo(3)]),
      [null, 3, null],
    ],
    ["an undone undo", 3, sourcesOf([3, undo(2)], [4, undo(3)]), [null, 4, 4]],
    [
      "what is undone a second time",
      2,
      sourcesOf([3, undo(2)], [4, undo(3)], [5, undo(2)]),
      [null, 3, null, 5],
    ],
    [
      "a redo, once what it brought back is away",
      4,
      sourcesOf([3, undo(2)], [4, undo(3)], [5, undo(2)]),
      [null, 5],
    ],
    [
      "an undo that was undone stays so, whatever comes after",
      3,
      sourcesOf([3, undo(2)], [4, undo(3)], [5, undo(2)]),
      [null, 4, 4],
    ],
    ["what a rollback took away", 3, sourcesOf([5, rollback(2)]), [null, null, 5, 5]],
    ["what a rollback left", 2, sourcesOf([5, rollback(2)]), [null, null, null, null]],
    [
      "what an undone rollback took away",
      3,
      sourcesOf([5, rollback(2)], [6, undo(5)]),
      [null, null, 5, null],
    ],
    [
      "an undo that a rollback took away",
      2,
      sourcesOf([3, undo(2)], [4, rollback(2)]),
      [null, 3, null],
    ],
    [
      "what a rollback brought back",
      2,
      sourcesOf([3, rollback(1)], [4, rollback(2)]),
      [null, 3, null],
    ],
    [
      "a change after an undone rollback",
      6,
      sourcesOf([5, rollback(2)], [7, undo(5)]),
      [null, null],
    ],
  ])("%s", (_name, change, sources, expected) => {
    const answers = expected.map((_, index) => takenBackBy(change, change + index, sources));
    expect(answers).toEqual(expected);
  });
});

/** The same from sets of changes: slow, and after the words of the rule. */
function modelOf(count: number, sources: VersionSources): ReadonlySet<number>[] {
  const states: Set<number>[] = [new Set()];
  const at = (version: number): ReadonlySet<number> => states[version] ?? new Set();
  for (let version = 1; version <= count; version += 1) {
    const source = sources.get(version);
    const state = new Set(source?.kind === "rollback" ? at(source.version) : at(version - 1));
    if (source?.kind === "undo") {
      const [before, after] = [at(source.version - 1), at(source.version)];
      for (const change of after.difference(before)) state.delete(change);
      for (const change of before.difference(after)) state.add(change);
    }
    states.push(state.add(version));
  }
  return states;
}

test("[V4] which changes an event has is what sets of changes say", () => {
  const histories = fc
    .array(fc.record({ kind: fc.constantFrom("edit", "rollback", "undo"), of: fc.nat() }), {
      maxLength: 12,
    })
    .map((steps) => {
      const sources = new Map<number, VersionSource>();
      for (const [index, { kind, of }] of steps.entries()) {
        const version = index + 2;
        if (kind !== "edit") sources.set(version, { kind, version: 1 + (of % (version - 1)) });
      }
      return { count: steps.length + 1, sources };
    });
  fc.assert(
    fc.property(histories, ({ count, sources }) => {
      const states = modelOf(count, sources);
      for (let version = 1; version <= count; version += 1) {
        for (let change = 1; change <= count; change += 1) {
          const expected = states[version]?.has(change) ?? false;
          expect(hasChange(change, version, sources)).toBe(expected);
          if (expected || version < change) continue;
          const by = takenBackBy(change, version, sources) ?? expect.fail("it is away");
          // From the version that took it away on it is away, and just before it was there.
          expect(sources.get(by)?.kind).toMatch(/rollback|undo/);
        }
      }
    }),
  );
});

test("[V4] undoing what is in effect takes it away, and undoing that brings it back", () => {
  const steps = fc.array(fc.nat(), { maxLength: 10 });
  fc.assert(
    fc.property(steps, fc.nat(), (choices, last) => {
      const sources = new Map<number, VersionSource>();
      let present = 5;
      const undoAt = (version: number) => sources.set((present += 1), undo(version));
      for (const choice of choices) {
        const version = 1 + (choice % present);
        if (takenBackBy(version, present, sources) === null) undoAt(version);
      }
      const chosen = 1 + (last % present);
      if (takenBackBy(chosen, present, sources) !== null) return;
      undoAt(chosen);
      expect(takenBackBy(chosen, present, sources)).toBe(present);
      expect(takenBackBy(present, present, sources)).toBeNull();
      undoAt(present);
      expect(takenBackBy(chosen, present, sources)).toBeNull();
      expect(takenBackBy(present - 1, present, sources)).toBe(present);
    }),
  );
});

test("[V4] a change that was taken away and brought back thousands of times is as the last of them left it", () => {
  // Undone at 3, brought back at 4, undone at 5, …
  const sources = new Map<number, VersionSource>();
  for (let version = 3; version <= 4_000; version += 1) {
    sources.set(version, undo(version % 2 === 1 ? 2 : version - 1));
  }
  for (let present = 3_901; present <= 4_000; present += 1) {
    const isAway = present % 2 === 1;
    expect(hasChange(2, present, sources)).toBe(!isAway);
    expect(takenBackBy(2, present, sources)).toBe(isAway ? present : null);
    expect(takenBackBy(present, present, sources)).toBeNull();
    expect(takenBackBy(present - 1, present, sources)).toBe(present);
  }
});
