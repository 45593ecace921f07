import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "../src/errors.ts";
import type { EventContent, OccurrenceKey } from "../src/event/content.ts";
import { excludeOccurrence, restoreOccurrence } from "../src/event/exclude.ts";
import { type NewEventInput, newContent } from "../src/event/new-event.ts";
import {
  type EffectiveOccurrence,
  type ExpansionWindow,
  expandOccurrences,
} from "../src/event/occurrences.ts";
import { type EventPatch, patchContent } from "../src/event/patch.ts";
import { previewChange } from "../src/event/preview.ts";
import { endBefore, patchFollowing, splitSeries } from "../src/event/split.ts";
import { isInWindow } from "../src/time/interval.ts";
import { arbitraryContent, arbitraryWindow } from "./_arbitrary-content.ts";
import { at } from "./_content.ts";

const YEAR: ExpansionWindow = {
  from: at("2026-01-01T00:00:00Z"),
  to: at("2027-01-01T00:00:00Z"),
  viewZone: "Europe/Berlin",
};

function occurrencesOf(contents: readonly (EventContent | null)[]): EffectiveOccurrence[] {
  return contents.flatMap((content) => (content === null ? [] : expandOccurrences(content, YEAR)));
}

function startsOf(...contents: (EventContent | null)[]): string[] {
  return occurrencesOf(contents)
    .map(({ start }) => start)
    .toSorted();
}

/** Five occurrences, a day apart, of each kind. */
const KINDS: [string, NewEventInput, readonly OccurrenceKey[]][] = [
  [
    "zoned",
    { title: "Zoned", start: "2026-03-27T02:30:00", timeZone: "Europe/Berlin" },
    ["27", "28", "29", "30", "31"].map((day) => `2026-03-${day}T02:30:00`),
  ],
  [
    "floating",
    { title: "Floating", start: "2026-03-27T02:30:00", timeZone: null },
    ["27", "28", "29", "30", "31"].map((day) => `2026-03-${day}T02:30:00`),
  ],
  [
    "all-day",
    { title: "All-day", start: "2026-03-27" },
    ["27", "28", "29", "30", "31"].map((day) => `2026-03-${day}`),
  ],
];

function fiveOf(input: NewEventInput): EventContent {
  return newContent(
    { ...input, recurrence: { rrule: "FREQ=DAILY;COUNT=5" } },
    { timeZone: "Europe/Berlin" },
  );
}

function one(content: EventContent, occurrenceKey: OccurrenceKey, patch: EventPatch): EventContent {
  return patchContent(content, patch, { scope: "this", occurrenceKey }).content;
}

function without(content: EventContent, key: OccurrenceKey): EventContent | null {
  const exclusion = excludeOccurrence(content, key);
  return exclusion.deletesEvent ? null : exclusion.content;
}

describe.each(KINDS)("a %s series", (_kind, input, keys) => {
  const series = fiveOf(input);
  const [first = "", second = "", third = "", fourth = "", fifth = ""] = keys;

  test("[X5] deleting all one by one deletes the event, in whatever order", () => {
    for (const order of [keys, keys.toReversed(), [third, first, fifth, second, fourth]]) {
      let content: EventContent | null = series;
      for (const [index, key] of order.entries()) {
        if (content === null) throw new Error("The event went too early.");
        expect(occurrencesOf([content])).toHaveLength(keys.length - index);
        content = without(content, key);
      }
      expect(content).toBeNull();
    }
  });

  test("[X5] what was deleted one by one comes back one by one", () => {
    let content = series;
    for (const key of [first, third, fifth]) content = without(content, key) ?? content;
    for (const key of [fifth, first, third]) content = restoreOccurrence(content, key);
    expect(content).toEqual(series);
  });

  test("[X5] deleting from an occurrence on, again and again, ends with the event", () => {
    const two = endBefore(series, third);
    expect(occurrencesOf([two]).map(({ key }) => key)).toEqual([first, second]);
    const alone = endBefore(two ?? series, second);
    expect(occurrencesOf([alone]).map(({ key }) => key)).toEqual([first]);
    expect(endBefore(alone ?? series, first)).toBeNull();
    expect(endBefore(without(series, first) ?? series, second)).toBeNull();
  });

  test("[X2] an occurrence that is moved to another's slot is there beside it", () => {
    const moved = one(series, second, { start: third });
    expect(occurrencesOf([moved])).toHaveLength(5);
    expect(Object.keys(moved.overrides)).toEqual([second]);
    const gone = without(moved, third);
    expect(occurrencesOf([gone]).map(({ key }) => key)).toEqual([first, second, fourth, fifth]);
    expect(endBefore(moved, third)?.overrides).toEqual(moved.overrides);
  });

  test("[X4] an occurrence goes with its key, moved before the start or after the end", () => {
    const early = series.allDay ? "2026-01-01" : "2026-01-01T02:30:00";
    const late = series.allDay ? "2026-12-01" : "2026-12-01T02:30:00";
    const moved = one(one(series, fifth, { start: early }), first, { start: late });
    const before = startsOf(moved);
    const parts = splitSeries(moved, third);
    expect(startsOf(parts?.left ?? null, parts?.right ?? null)).toEqual(before);
    expect(startsOf(parts?.left ?? null)).toContain(late);
    expect(startsOf(parts?.right ?? null)).toContain(early);
  });

  test("[X3] [X4] what was deleted stays deleted through a split and a move of both parts", () => {
    const excluded = without(without(series, second) ?? series, fourth) ?? series;
    const parts = splitSeries(excluded, third);
    const start = series.allDay ? "2026-04-27" : "2026-04-27T10:00:00";
    const all = (content: EventContent, patch: EventPatch) =>
      patchContent(content, patch, { scope: "all" }).content;
    expect(startsOf(all(parts?.left ?? series, { start }))).toEqual([start]);
    expect(startsOf(all(parts?.right ?? series, { start }))).toHaveLength(2);
  });

  test("[X1] [X7] a split to another kind, and the parts keep apart", () => {
    const patch: EventPatch = series.allDay
      ? { allDay: false, start: `${third}T10:00:00`, timeZone: "America/New_York" }
      : { allDay: true };
    const result = patchFollowing(without(series, fourth) ?? series, patch, {
      occurrenceKey: third,
    });
    if (result.kind !== "split") throw new Error("The series was not divided.");
    expect(occurrencesOf([result.left]).map(({ key }) => key)).toEqual([first, second]);
    expect(result.right.allDay).toBe(!series.allDay);
    expect(occurrencesOf([result.right]).map(({ key }) => key.slice(0, 10))).toEqual([
      third.slice(0, 10),
      fifth.slice(0, 10),
    ]);
  });
});

const arbitraryPatch: fc.Arbitrary<EventPatch & { readonly shiftHours?: number }> = fc.oneof(
  fc.constantFrom<EventPatch & { readonly shiftHours?: number }>(
    { title: "Another" },
    { timeZone: "America/New_York" },
    { timeZone: null },
    { allDay: true },
    { recurrence: { rrule: "FREQ=DAILY;COUNT=4" } },
    { recurrence: null },
  ),
  fc.integer({ min: -60, max: 60 }).map((shiftHours) => ({ shiftHours })),
);

test("[X6] what a preview names, done to the occurrences before, gives those after", () => {
  let named = 0;
  let divided = 0;
  fc.assert(
    fc.property(
      arbitraryContent,
      fc.nat({ max: 12 }),
      arbitraryPatch,
      fc.constantFrom("following" as const, "all" as const, "this" as const, "delete" as const),
      arbitraryWindow,
      (content, index, { shiftHours, ...given }, scope, { viewZone }) => {
        const { start } = content;
        const from = at(`${start.slice(0, 10)}T00:00:00Z`) - 5 * 86_400_000;
        const window = { from, to: from + 60 * 86_400_000, viewZone };
        const all = expandOccurrences(content, window);
        const occurrence = all[index % Math.max(all.length, 1)];
        if (occurrence === undefined) return;
        const shifted =
          shiftHours === undefined ? {} : { start: later(occurrence.start, shiftHours) };
        const patch: EventPatch = { ...given, ...shifted };
        const after = outcomeOf(content, { patch, scope, key: occurrence.key });
        if (after === undefined) return;
        if (after.length === 2) divided += 1;

        const preview = previewChange({ before: [content], after }, window);
        const isIn = (place: { startsAtMs: number; endsAtMs: number }): boolean =>
          isInWindow(place.startsAtMs, place.endsAtMs, window);
        const moves = preview.move;
        named += preview.appear.length + preview.vanish.length + moves.length;
        const expected = placesOf([content], window);
        for (const gone of [...preview.vanish, ...moves.map((move) => move.from).filter(isIn)]) {
          const found = expected.indexOf(placeText(gone));
          expect(found).toBeGreaterThanOrEqual(0);
          expected.splice(found, 1);
        }
        const come = [...preview.appear, ...moves.map((move) => move.to).filter(isIn)];
        expect([...expected, ...come.map(placeText)].toSorted()).toEqual(placesOf(after, window));
      },
    ),
    { numRuns: 3_000 },
  );
  expect(named).toBeGreaterThan(3_000);
  expect(divided).toBeGreaterThan(150);
});

/** The contents after an edit or a delete; undefined where it is refused. */
function outcomeOf(
  content: EventContent,
  edit: {
    readonly patch: EventPatch;
    readonly scope: "following" | "all" | "this" | "delete";
    readonly key: OccurrenceKey;
  },
): EventContent[] | undefined {
  const { patch, scope, key: occurrenceKey } = edit;
  try {
    if (scope === "delete") {
      const left = endBefore(content, occurrenceKey);
      return left === null ? [] : [left];
    }
    if (scope !== "following") {
      return [patchContent(content, patch, { scope, occurrenceKey, orphans: "drop" }).content];
    }
    const result = patchFollowing(content, patch, { occurrenceKey, orphans: "drop" });
    return result.kind === "all" ? [result.content] : [result.left, result.right];
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

function later(start: string, hours: number): string {
  if (start.length === "YYYY-MM-DD".length) {
    return Temporal.PlainDate.from(start).add({ days: hours }).toString();
  }
  return Temporal.PlainDateTime.from(start).add({ hours }).toString({ smallestUnit: "second" });
}

function placesOf(contents: readonly EventContent[], window: ExpansionWindow): string[] {
  return contents
    .flatMap((content) => expandOccurrences(content, window))
    .map(placeText)
    .toSorted();
}

/** Instants alone: what leaves them is no move (rule V5), whatever becomes all-day or timed. */
function placeText(place: { readonly startsAtMs: number; readonly endsAtMs: number }): string {
  return `${place.startsAtMs} ${place.endsAtMs}`;
}
