import { describe, expect, test } from "vitest";
import { all, one, usedSeries } from "./_edits.ts";
import { aSeries, anEvent } from "./_event-builder.ts";
import type { EventContent, OccurrenceKey } from "./content.ts";
import { excludeOccurrence } from "./exclude.ts";
import { type EventPatch, patchContent } from "./patch.ts";
import { type ChangePreview, previewChange } from "./preview.ts";
import { endBefore, patchFollowing } from "./split.ts";

const YEAR = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 0, 1), viewZone: "UTC" };
const SPRING = { ...YEAR, from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 3, 20) };
const FOURTH = "2026-03-23T09:00:00";

/** Where what appears, vanishes and moves starts. */
function starts({ appear, vanish, move, overridesLost }: ChangePreview): object {
  return {
    appear: appear.map(({ start }) => start),
    vanish: vanish.map(({ start }) => start),
    move: move.map(({ from, to }) => [from.start, to.start]),
    overridesLost,
  };
}

const NOTHING = { appear: [], vanish: [], move: [], overridesLost: [] };

function following(
  content: EventContent,
  occurrenceKey: OccurrenceKey,
  patch: EventPatch,
  orphans?: "drop",
): EventContent[] {
  const result = patchFollowing(content, patch, { occurrenceKey, orphans });
  return result.kind === "all" ? [result.content] : [result.left, result.right];
}

describe("[X6] a preview of", () => {
  test("[X6] an edit that changes no time is of nothing", () => {
    const series = usedSeries();
    const after = [all(series, { title: "Weekly" })];
    expect(previewChange({ before: [series], after }, YEAR)).toEqual(NOTHING);
    expect(previewChange({ before: [series], after: [series] }, YEAR)).toEqual(NOTHING);
  });

  test("[X6] [X3] a move names each occurrence in the window once, as moved", () => {
    const series = usedSeries();
    const after = [all(series, { start: "2026-03-03T10:00:00" })];
    const preview = previewChange({ before: [series], after }, SPRING);
    expect(starts(preview)).toEqual({
      ...NOTHING,
      move: [
        ["2026-03-02T09:00:00", "2026-03-03T10:00:00"],
        ["2026-03-06T15:00:00", "2026-03-07T16:00:00"],
        ["2026-03-16T09:00:00", "2026-03-17T10:00:00"],
        ["2026-03-30T09:00:00", "2026-03-31T10:00:00"],
        ["2026-04-06T09:00:00", "2026-04-07T10:00:00"],
        ["2026-04-13T09:00:00", "2026-04-14T10:00:00"],
      ],
    });
  });

  test("[X6] a split without a move is of nothing, in the window and around it", () => {
    const series = usedSeries();
    const after = following(series, "2026-03-30T09:00:00", { title: "New" });
    expect(after).toHaveLength(2);
    expect(previewChange({ before: [series], after }, YEAR)).toEqual(NOTHING);
  });

  test("[X6] [X4] the undo of a split mirrors the split", () => {
    const series = usedSeries();
    const undone = (parts: EventContent[]) =>
      starts(previewChange({ before: parts, after: [series] }, YEAR));
    expect(undone(following(series, "2026-03-30T09:00:00", { title: "New" }))).toEqual(NOTHING);
    const moved = following(series, "2026-03-30T09:00:00", { start: "2026-03-30T11:00:00" });
    const there = previewChange({ before: [series], after: moved }, YEAR);
    const back = previewChange({ before: moved, after: [series] }, YEAR);
    expect(back.move.map(({ from, to }) => [to.start, from.start])).toEqual(
      there.move.map(({ from, to }) => [from.start, to.start]),
    );
    expect([back.appear, back.vanish]).toEqual([[], []]);
  });

  test("[X6] [X4] a split that moves names what follows alone, matched by key after the move", () => {
    const series = aSeries("FREQ=WEEKLY;COUNT=6", {
      overrides: { "2026-04-06T09:00:00": { title: "Later" } },
    });
    const after = following(series, FOURTH, { start: "2026-03-24T08:00:00" });
    expect(starts(previewChange({ before: [series], after }, YEAR))).toEqual({
      ...NOTHING,
      move: [
        [FOURTH, "2026-03-24T08:00:00"],
        ["2026-03-30T09:00:00", "2026-03-31T08:00:00"],
        ["2026-04-06T09:00:00", "2026-04-07T08:00:00"],
      ],
    });
  });

  test("[X6] [X4] a split at an extra date moves that and what follows", () => {
    const series = aSeries("FREQ=WEEKLY;COUNT=3", {
      recurrence: { rrule: "FREQ=WEEKLY;COUNT=3", rdates: ["2026-03-11T15:00:00"] },
    });
    const after = following(series, "2026-03-11T15:00:00", { start: "2026-03-11T16:00:00" });
    expect(starts(previewChange({ before: [series], after }, YEAR))).toEqual({
      ...NOTHING,
      move: [
        ["2026-03-11T15:00:00", "2026-03-11T16:00:00"],
        ["2026-03-16T09:00:00", "2026-03-16T10:00:00"],
      ],
    });
  });

  test("[X6] [X3] a new rule from an occurrence on names what goes, what comes and what is lost", () => {
    const series = aSeries("FREQ=WEEKLY;COUNT=5", {
      overrides: { "2026-03-30T09:00:00": { title: "Later" } },
    });
    const patch: EventPatch = { recurrence: { rrule: "FREQ=DAILY;COUNT=3" } };
    const after = following(series, FOURTH, patch, "drop");
    expect(starts(previewChange({ before: [series], after }, YEAR))).toEqual({
      appear: ["2026-03-24T09:00:00", "2026-03-25T09:00:00"],
      vanish: ["2026-03-30T09:00:00"],
      move: [],
      overridesLost: ["2026-03-30T09:00:00"],
    });
  });

  test("[X6] [X5] deletes names what vanishes, and its override", () => {
    const series = usedSeries();
    const excluded = excludeOccurrence(series, "2026-03-16T09:00:00");
    const left = endBefore(series, "2026-05-25T09:00:00");
    if (excluded.deletesEvent || left === null) throw new Error("Something is left.");
    expect(starts(previewChange({ before: [series], after: [excluded.content] }, YEAR))).toEqual({
      ...NOTHING,
      vanish: ["2026-03-16T09:00:00"],
      overridesLost: ["2026-03-16T09:00:00"],
    });
    expect(starts(previewChange({ before: [series], after: [left] }, YEAR))).toEqual({
      ...NOTHING,
      vanish: ["2026-05-25T09:00:00", "2026-06-01T09:00:00"],
    });
    const gone = previewChange({ before: [series], after: [] }, SPRING);
    expect(gone.vanish).toHaveLength(7);
    expect(gone.overridesLost).toEqual(["2026-03-16T09:00:00", FOURTH]);
    const back = previewChange({ before: [], after: [series] }, SPRING);
    expect(back).toEqual({ ...NOTHING, appear: gone.vanish });
  });

  test("[X6] one occurrence names it where it was and where it would be, from either window", () => {
    const series = aSeries();
    const after = [one(series, FOURTH, { start: "2026-07-01T09:00:00" })];
    const move = [[FOURTH, "2026-07-01T09:00:00"]];
    const summer = { ...YEAR, from: Date.UTC(2026, 5, 30), to: Date.UTC(2026, 6, 3) };
    for (const window of [SPRING, summer]) {
      expect(starts(previewChange({ before: [series], after }, window))).toEqual({
        ...NOTHING,
        move,
      });
    }
  });

  test("[X6] overrides that are lost are named whatever the window", () => {
    const series = usedSeries();
    const after = [
      patchContent(series, { recurrence: null }, { scope: "all", orphans: "drop" }).content,
    ];
    const empty = { ...YEAR, from: Date.UTC(2030, 0, 1), to: Date.UTC(2030, 0, 2) };
    expect(starts(previewChange({ before: [series], after }, empty))).toEqual({
      ...NOTHING,
      overridesLost: ["2026-03-16T09:00:00", FOURTH],
    });
  });

  test("[X6] a single event is of one move", () => {
    const event = anEvent();
    const after = [all(event, { start: "2026-03-05T09:00:00" })];
    expect(starts(previewChange({ before: [event], after }, YEAR))).toEqual({
      ...NOTHING,
      move: [["2026-03-02T09:00:00", "2026-03-05T09:00:00"]],
    });
  });
});
