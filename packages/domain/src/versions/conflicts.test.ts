import { describe, expect, test } from "vitest";
import { aSeries, anEvent } from "../event/_event-builder.ts";
import type { EventContent } from "../event/content.ts";
import { excludeOccurrence } from "../event/exclude.ts";
import { type EventPatch, patchContent } from "../event/patch.ts";
import { conflictsBetween } from "./conflicts.ts";

const SECOND = "2026-03-09T09:00:00";

function all(content: EventContent, patch: EventPatch): EventContent {
  return patchContent(content, patch, { scope: "all" }).content;
}

function one(content: EventContent, patch: EventPatch, occurrenceKey = SECOND): EventContent {
  return patchContent(content, patch, { scope: "this", occurrenceKey }).content;
}

function excluding(content: EventContent): EventContent {
  const exclusion = excludeOccurrence(content, SECOND);
  return exclusion.deletesEvent ? content : exclusion.content;
}

describe("[V3] where two edits of one base meet", () => {
  const event = anEvent({ description: "d", metadata: { a: 1, b: 1 } });

  test("[V3] a field that both changed, with base, yours and theirs", () => {
    const conflicts = conflictsBetween(
      event,
      all(event, { title: "yours", location: "l" }),
      all(event, { title: "theirs", description: "e" }),
    );
    expect(conflicts).toEqual([
      { field: "title", base: "Stand-up", yours: "yours", theirs: "theirs" },
    ]);
  });

  test.each<[string, EventPatch, EventPatch, string[]]>([
    [
      "the time fields together",
      { end: "2026-03-02T10:00:00" },
      { timeZone: "Europe/London" },
      ["end", "timeZone"],
    ],
    [
      "the same change is none",
      { title: "x", location: "l" },
      { title: "x" },
      ["title", "location"],
    ],
    [
      "the same time is none",
      { end: "2026-03-02T10:00:00", title: "x" },
      { end: "2026-03-02T10:00:00" },
      ["title", "end"],
    ],
    ["metadata by key", { metadata: { a: 2, b: 3 } }, { metadata: { a: 1, b: 2 } }, ["metadata.b"]],
    [
      "nothing: all that you changed",
      { title: "x", location: "l" },
      { description: "e" },
      ["title", "location"],
    ],
  ])("[V3] %s", (_name, yours, theirs, fields) => {
    const conflicts = conflictsBetween(event, all(event, yours), all(event, theirs));
    expect(conflicts.map((conflict) => conflict.field)).toEqual(fields);
  });

  test("[V3] without any change of yours there is nothing to list", () => {
    expect(conflictsBetween(event, event, all(event, { title: "x" }))).toEqual([]);
  });
});

describe("[V3] exceptions of a series", () => {
  const series = one(aSeries(), { title: "base" });

  test("[V3] two edits of one occurrence", () => {
    expect(
      conflictsBetween(series, one(series, { title: "yours" }), one(series, { title: "theirs" })),
    ).toEqual([
      {
        field: `overrides.${SECOND}`,
        base: { title: "base" },
        yours: { title: "yours" },
        theirs: { title: "theirs" },
      },
    ]);
  });

  test.each([true, false])(
    "[V3] an exclusion against an override of the same key, mine: %s",
    (mine) => {
      const edited = one(series, { title: "edited" });
      const excluded = excluding(series);
      const conflicts = mine
        ? conflictsBetween(series, excluded, edited)
        : conflictsBetween(series, edited, excluded);
      expect(conflicts).toEqual([
        {
          field: `overrides.${SECOND}`,
          base: { title: "base" },
          yours: mine ? null : { title: "edited" },
          theirs: mine ? { title: "edited" } : null,
        },
      ]);
    },
  );

  test("[V3] an exclusion against the first override of that key", () => {
    const plain = aSeries();
    const conflicts = conflictsBetween(plain, excluding(plain), one(plain, { title: "new" }));
    expect(conflicts).toEqual([
      { field: `overrides.${SECOND}`, base: null, yours: null, theirs: { title: "new" } },
    ]);
  });

  test("[X3] an override goes by its key in the base, wherever the others moved the series", () => {
    const moved = one(
      all(series, { start: "2026-03-03T10:00:00" }),
      { title: "theirs" },
      "2026-03-10T10:00:00",
    );
    expect(conflictsBetween(series, one(series, { title: "yours" }), moved)).toEqual([
      {
        field: `overrides.${SECOND}`,
        base: { title: "base" },
        yours: { title: "yours" },
        theirs: { title: "theirs" },
      },
    ]);
  });

  test("[X3] an override that only followed their move does not conflict", () => {
    const moved = all(series, { start: "2026-03-03T10:00:00" });
    const conflicts = conflictsBetween(series, one(series, { title: "yours" }), moved);
    expect(conflicts).toEqual([
      {
        field: `overrides.${SECOND}`,
        base: { title: "base" },
        yours: { title: "yours" },
        theirs: { title: "base" },
      },
    ]);
  });
});
