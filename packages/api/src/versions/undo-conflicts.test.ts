import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { expect, test } from "vitest";
import { ConflictList } from "./undo-conflicts.ts";

const OF = { eventId: "0199f0c0-0000-7000-8000-000000000001", baseVersion: 2, currentVersion: 4 };

function refusalOf(list: ConflictList): DomainError {
  try {
    list.requireNone("changeSetId");
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return expect.fail("nothing was refused");
}

function listOf(count: number, theirs: string): ConflictList {
  const list = new ConflictList();
  for (let i = 0; i < count; i += 1) {
    list.add({ ...OF, conflicts: [{ field: `metadata.${i}`, base: "a", yours: null, theirs }] });
  }
  return list;
}

test("[V4] nothing met is nothing refused", () => {
  const list = new ConflictList();
  expect(list.isEmpty).toBe(true);
  expect(() => list.requireNone("version")).not.toThrow();
  expect(list.has(OF.eventId)).toBe(false);
});

test("[V4] conflicts name their event, and the first of them stands for the refusal", () => {
  const list = listOf(2, "b");
  expect(list.has(OF.eventId)).toBe(true);
  expect(refusalOf(list)).toMatchObject({
    reason: "VERSION_CONFLICT",
    fieldErrors: [{ path: "changeSetId" }],
    details: {
      ...OF,
      conflicts: [
        { ...OF, field: "metadata.0", base: "a", yours: null, theirs: "b" },
        { ...OF, field: "metadata.1" },
      ],
      omitted: 0,
    },
  });
});

test.each([
  ["number", LIMITS.undoConflicts + 7, "b"],
  ["length", 30, "x".repeat(LIMITS.undoConflictsLength / 10)],
])("[V4] [C3] beyond the published %s it says how many more there are", (_what, count, theirs) => {
  const { conflicts, omitted } = refusalOf(listOf(count, theirs)).details as {
    conflicts: unknown[];
    omitted: number;
  };
  expect(omitted).toBeGreaterThan(0);
  expect(conflicts.length + omitted).toBe(count);
  expect(conflicts.length).toBeLessThanOrEqual(LIMITS.undoConflicts);
  expect(JSON.stringify(conflicts).length).toBeLessThan(LIMITS.undoConflictsLength * 1.2);
});
