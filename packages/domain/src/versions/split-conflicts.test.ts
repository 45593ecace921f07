import { describe, expect, test } from "vitest";
import { aSeries } from "../event/_event-builder.ts";
import type { EventContent } from "../event/content.ts";
import { excludeOccurrence } from "../event/exclude.ts";
import { type EventPatch, patchContent } from "../event/patch.ts";
import { endBefore, patchFollowing } from "../event/split.ts";
import { dropConflicts, splitConflicts } from "./split-conflicts.ts";

const base = aSeries(undefined, { metadata: { room: 1 } });
const [PIVOT, OTHER] = ["2026-03-16T09:00:00", "2026-03-09T09:00:00"] as const;

function all(patch: EventPatch): EventContent {
  return patchContent(base, patch, { scope: "all" }).content;
}

function one(occurrenceKey: string, patch: EventPatch): EventContent {
  return patchContent(base, patch, { scope: "this", occurrenceKey }).content;
}

function excluded(key: string): EventContent {
  const exclusion = excludeOccurrence(base, key);
  return exclusion.deletesEvent ? base : exclusion.content;
}

/** The fields in which a split with this patch meets what `theirs` has become since. */
function conflictsOf(patch: EventPatch, theirs: EventContent) {
  const split = patchFollowing(base, patch, { occurrenceKey: PIVOT });
  if (split.kind !== "split") throw new Error("the patch splits nothing");
  const { left, right } = split;
  return splitConflicts({ base, theirs }, { pivot: PIVOT, patch, parts: { left, right } });
}

const TITLE = { title: "Retro" };
const LATER = { start: "2026-03-16T11:00:00" };

describe("[X4] [V3] what a split of an older version meets", () => {
  test.each<[string, EventPatch, EventContent, string[]]>([
    ["nothing", TITLE, base, []],
    ["another field", TITLE, all({ location: "Attic" }), []],
    ["the same field", TITLE, all({ title: "Weekly" }), ["title"]],
    ["the same field with the same value", TITLE, all(TITLE), []],
    ["a move, which it follows", TITLE, all({ start: "2026-03-03T10:00:00" }), []],
    [
      "a move, with times of its own",
      LATER,
      all({ start: "2026-03-02T10:00:00" }),
      ["start", "end"],
    ],
    [
      "a move, with a rule of its own",
      { recurrence: { rrule: "FREQ=DAILY" } },
      all({ start: "2026-03-02T10:00:00" }),
      ["start", "end"],
    ],
    ["another rule", TITLE, all({ recurrence: { rrule: "FREQ=DAILY" } }), ["recurrence"]],
    ["an exclusion", TITLE, excluded(OTHER), ["recurrence"]],
    ["the end of the series", TITLE, endBefore(base, PIVOT) ?? base, ["recurrence"]],
    ["an override of another key", TITLE, one(OTHER, { title: "x" }), []],
    ["an override of the pivot", TITLE, one(PIVOT, { location: "x" }), [`overrides.${PIVOT}`]],
    [
      "a member of the metadata",
      { metadata: {} },
      all({ metadata: { room: 2 } }),
      ["metadata.room"],
    ],
    ["metadata that it does not give", TITLE, all({ metadata: { room: 2 } }), []],
  ])("%s", (_, patch, theirs, fields) => {
    const conflicts = conflictsOf(patch, theirs);
    expect(conflicts.map(({ field }) => field).toSorted()).toEqual(fields.toSorted());
  });

  test("says what each side has", () => {
    expect(conflictsOf(TITLE, all({ title: "Weekly" }))).toEqual([
      { field: "title", base: base.title, yours: "Retro", theirs: "Weekly" },
    ]);
  });
});

describe("[X4] [V3] what a split of an older version would drop", () => {
  const QUARTERLY: EventPatch = { recurrence: { rrule: "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO" } };
  const LATE = "2026-03-30T09:00:00";

  function droppedBy(theirs: EventContent, pivot: string): readonly string[] {
    const target = { occurrenceKey: pivot, orphans: "drop" } as const;
    return patchFollowing(theirs, QUARTERLY, target).droppedOverrides;
  }

  test("is a conflict where it came or changed since", () => {
    const theirs = one(LATE, { location: "Attic" });
    expect(dropConflicts({ base, theirs }, droppedBy(theirs, PIVOT))).toEqual([
      { field: `overrides.${LATE}`, base: null, yours: null, theirs: { location: "Attic" } },
    ]);
  });

  test("is none where the older version had it", () => {
    const known = one(LATE, { location: "Attic" });
    const theirs = { ...known, title: "Weekly" };
    expect(droppedBy(theirs, PIVOT)).toEqual([LATE]);
    expect(dropConflicts({ base: known, theirs }, [LATE])).toEqual([]);
  });

  test("is named by its key in the older version, wherever the series moved", () => {
    const moved = all({ start: "2026-03-03T10:00:00" });
    const target = { scope: "this", occurrenceKey: "2026-03-31T10:00:00" } as const;
    const theirs = patchContent(moved, { location: "Attic" }, target).content;
    const conflicts = dropConflicts({ base, theirs }, ["2026-03-31T10:00:00"]);
    expect(conflicts.map(({ field }) => field)).toEqual([`overrides.${LATE}`]);
  });
});
