import { describe, expect, test } from "vitest";
import { one, refusal } from "./_edits.ts";
import { aSeries, anEvent } from "./_event-builder.ts";
import type { EditTarget } from "./edit-target.ts";
import { patchContent } from "./patch.ts";

const ALL: EditTarget = { scope: "all" };

describe("[X1] an edit of a series names its scope", () => {
  const key = "2026-03-09T09:00:00";
  test.each<[string, EditTarget, object]>([
    ["none", {}, { reason: "SCOPE_REQUIRED", field: "scope" }],
    ["a key alone", { occurrenceKey: key }, { reason: "SCOPE_REQUIRED" }],
    [
      "this without a key",
      { scope: "this" },
      { reason: "OCCURRENCE_KEY_REQUIRED", field: "occurrenceKey" },
    ],
    [
      "this and following without a key",
      { scope: "thisAndFollowing" },
      { reason: "OCCURRENCE_KEY_REQUIRED", field: "occurrenceKey" },
    ],
    [
      "this and following, with a key of no occurrence",
      { scope: "thisAndFollowing", occurrenceKey: "2026-03-10T09:00:00" },
      { reason: "OCCURRENCE_NOT_FOUND", field: "occurrenceKey" },
    ],
    [
      "this and following, for one content only",
      { scope: "thisAndFollowing", occurrenceKey: key },
      { reason: "SCOPE_UNSUPPORTED", field: "scope" },
    ],
    [
      "this, with a key of no occurrence",
      { scope: "this", occurrenceKey: "2026-03-10T09:00:00" },
      { reason: "OCCURRENCE_NOT_FOUND", field: "occurrenceKey" },
    ],
    [
      "this, with a date for a wall time",
      { scope: "this", occurrenceKey: "2026-03-09" },
      { reason: "OCCURRENCE_NOT_FOUND" },
    ],
    [
      "this, with no key at all",
      { scope: "this", occurrenceKey: "__proto__" },
      { reason: "OCCURRENCE_NOT_FOUND" },
    ],
    [
      "all, with a key of no occurrence",
      { scope: "all", occurrenceKey: "2026-03-10T09:00:00" },
      { reason: "OCCURRENCE_NOT_FOUND" },
    ],
  ])("[X1] %s", (_name, target, expected) => {
    const series = aSeries();
    expect(refusal(() => patchContent(series, { title: "x" }, target))).toMatchObject(expected);
  });

  test("[X1] an excluded occurrence is none", () => {
    const series = aSeries("FREQ=WEEKLY", { recurrence: { rrule: "FREQ=WEEKLY", exdates: [key] } });
    expect(refusal(() => one(series, key, { title: "x" }))).toMatchObject({
      reason: "OCCURRENCE_NOT_FOUND",
      key,
    });
  });

  test.each<EditTarget>([
    {},
    { scope: "this", occurrenceKey: "2026-03-02T09:00:00" },
    { scope: "thisAndFollowing" },
    ALL,
  ])("[X1] on a single event every scope is all: %j", (target) => {
    expect(patchContent(anEvent(), { title: "x" }, target).content).toEqual(
      anEvent({ title: "x" }),
    );
  });

  test("[X1] on a single event another key is no occurrence", () => {
    expect(refusal(() => one(anEvent(), key, { title: "x" }))).toMatchObject({
      reason: "OCCURRENCE_NOT_FOUND",
    });
  });
});
