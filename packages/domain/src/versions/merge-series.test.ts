import { describe, expect, test } from "vitest";
import { all, one } from "../event/_edits.ts";
import { aSeries } from "../event/_event-builder.ts";
import type { EventContent } from "../event/content.ts";
import { excludeOccurrence, restoreOccurrence } from "../event/exclude.ts";
import { type EventPatch, patchContent } from "../event/patch.ts";
import type { Resolutions } from "./merge-fields.ts";
import { mergeContents, mergeKeepingTheirs } from "./merge.ts";

const SECOND = "2026-03-09T09:00:00";
const THIRD = "2026-03-16T09:00:00";
const FOURTH = "2026-03-23T09:00:00";

type Edit = (content: EventContent) => EventContent;

const series = one(aSeries("FREQ=WEEKLY;BYDAY=MO"), THIRD, { title: "base" });

function whole(patch: EventPatch): Edit {
  return (content) => all(content, patch);
}

function at(key: string, patch: EventPatch): Edit {
  return (content) => one(content, key, patch);
}

function excluding(...keys: string[]): Edit {
  return (content) =>
    keys.reduce((rest, key) => {
      const exclusion = excludeOccurrence(rest, key);
      if (exclusion.deletesEvent) throw new Error("The last occurrence went.");
      return exclusion.content;
    }, content);
}

function restoring(key: string): Edit {
  return (content) => restoreOccurrence(content, key);
}

function dropping(patch: EventPatch): Edit {
  return (content) => patchContent(content, patch, { scope: "all", orphans: "drop" }).content;
}

/** What both merges give, whoever came first. */
function mergedBothWays(base: EventContent, mine: Edit, others: Edit): EventContent {
  const [yours, theirs] = [mine(base), others(base)];
  const there = mergeContents({ base, yours, theirs });
  const back = mergeContents({ base, yours: theirs, theirs: yours });
  if (there.kind === "conflict" || back.kind === "conflict") {
    throw new Error(`Conflicts: ${JSON.stringify([there, back])}`);
  }
  expect(back.content).toEqual(there.content);
  return there.content;
}

function clashes(
  base: EventContent,
  [mine, others]: readonly [Edit, Edit],
  resolutions: Resolutions = {},
): string[] {
  const result = mergeContents({ base, yours: mine(base), theirs: others(base), resolutions });
  return result.kind === "merged" ? [] : result.conflicts.map(({ field }) => field);
}

const later = whole({ start: "2026-03-02T10:00:00" });
const nextDay = whole({ start: "2026-03-03T09:00:00" });

/** One after the other, where the second speaks of the event as the first left it. */
describe("[V3] edits of a series that go together", () => {
  test.each<[string, EventContent, Edit, Edit, Edit]>([
    ["two exclusions", series, excluding(SECOND), excluding(FOURTH), excluding(SECOND, FOURTH)],
    [
      "the same exclusion twice, and another",
      series,
      excluding(SECOND),
      excluding(SECOND, FOURTH),
      excluding(SECOND, FOURTH),
    ],
    [
      "an exclusion taken back and another made",
      excluding(SECOND)(series),
      restoring(SECOND),
      excluding(FOURTH),
      (content) => excluding(FOURTH)(restoring(SECOND)(content)),
    ],
    [
      "two extra dates",
      series,
      whole({ recurrence: { rdates: ["2026-03-05T09:00:00"] } }),
      whole({ recurrence: { rdates: ["2026-03-04T09:00:00"] } }),
      whole({ recurrence: { rdates: ["2026-03-04T09:00:00", "2026-03-05T09:00:00"] } }),
    ],
    [
      "a new rule and an exclusion",
      series,
      whole({ recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO,WE" } }),
      excluding(SECOND),
      (content) =>
        whole({ recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO,WE" } })(excluding(SECOND)(content)),
    ],
    [
      "two overrides",
      series,
      at(SECOND, { title: "x" }),
      at(FOURTH, { title: "y" }),
      (content) => at(FOURTH, { title: "y" })(at(SECOND, { title: "x" })(content)),
    ],
    [
      "two fields of one override",
      series,
      at(THIRD, { title: "x" }),
      at(THIRD, { location: "y" }),
      at(THIRD, { title: "x", location: "y" }),
    ],
    [
      "a field of an override taken back and another set",
      series,
      at(THIRD, { title: "Stand-up" }),
      at(THIRD, { start: "2026-03-17T11:00:00" }),
      (content) => at(THIRD, { start: "2026-03-17T11:00:00" })(restoring(THIRD)(content)),
    ],
    [
      "parts of the tags and metadata of one override",
      at(THIRD, { tags: ["a"], metadata: { room: 1 }, description: "a\nb\nc" })(series),
      at(THIRD, { tags: ["a", "b"], metadata: { room: 2 }, description: "A\nb\nc" }),
      at(THIRD, { tags: ["a"], metadata: { room: 1, size: 2 }, description: "a\nb\nC" }),
      at(THIRD, { tags: ["a", "b"], metadata: { room: 2, size: 2 }, description: "A\nb\nC" }),
    ],
    [
      "a title of the series and one of an occurrence",
      series,
      whole({ title: "x" }),
      at(SECOND, { title: "y" }),
      (content) => whole({ title: "x" })(at(SECOND, { title: "y" })(content)),
    ],
    [
      "an override left alone and its exclusion",
      series,
      excluding(THIRD),
      whole({ title: "x" }),
      (content) => whole({ title: "x" })(excluding(THIRD)(content)),
    ],
  ])("[V3] %s", (_name, base, mine, others, expected) => {
    expect(mergedBothWays(base, mine, others)).toEqual(expected(base));
  });
});

describe("[X3] what one side did follows the other's move", () => {
  test.each<[string, EventContent, Edit, Edit]>([
    ["a new override", series, later, at(SECOND, { title: "x" })],
    ["an override changed", series, nextDay, at(THIRD, { title: "x" })],
    ["an override taken back", series, nextDay, restoring(THIRD)],
    [
      "an override with a time of its own",
      series,
      nextDay,
      at(SECOND, { start: "2026-03-11T08:00:00" }),
    ],
    ["an exclusion", series, nextDay, excluding(SECOND)],
    ["the exclusion of an override", series, nextDay, excluding(THIRD)],
    ["an exclusion taken back", excluding(SECOND)(series), nextDay, restoring(SECOND)],
    ["an extra date", series, nextDay, whole({ recurrence: { rdates: ["2026-03-05T09:00:00"] } })],
    ["a rule that names no day", series, later, whole({ recurrence: { rrule: "FREQ=DAILY" } })],
    [
      "an end of the rule",
      series,
      nextDay,
      whole({ recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260601T070000Z" } }),
    ],
    ["a title", series, nextDay, whole({ title: "x" })],
    ["an override, to all-day", series, whole({ allDay: true }), at(SECOND, { title: "x" })],
    ["an exclusion, to all-day", series, whole({ allDay: true }), excluding(SECOND)],
    [
      "an override, to another zone",
      series,
      whole({ timeZone: "Asia/Tokyo" }),
      at(SECOND, { title: "x" }),
    ],
    [
      "an exclusion, from all-day",
      aSeries("FREQ=DAILY", { start: "2026-03-02", end: "2026-03-03" }),
      whole({ allDay: false, start: "2026-03-02T08:00:00", timeZone: "Europe/Berlin" }),
      excluding("2026-03-05"),
    ],
  ])("[V3] [X3] %s", (_name, base, move, edit) => {
    expect(mergedBothWays(base, move, edit)).toEqual(move(edit(base)));
  });

  test("[V3] both moved it alike: what each did besides is merged", () => {
    const mine: Edit = (content) => at("2026-03-10T09:00:00", { title: "x" })(nextDay(content));
    const others: Edit = (content) => excluding("2026-03-24T09:00:00")(nextDay(content));
    expect(mergedBothWays(series, mine, others)).toEqual(
      nextDay(at(SECOND, { title: "x" })(excluding(FOURTH)(series))),
    );
  });
});

describe("[V3] edits of a series that overlap", () => {
  const override = `overrides.${THIRD}`;
  const monthly = aSeries("FREQ=MONTHLY", {
    start: "2026-01-31T09:00:00",
    end: "2026-01-31T10:00:00",
  });

  test.each<[string, EventContent, Edit, Edit, string[]]>([
    [
      "one field of an override",
      series,
      at(THIRD, { title: "x" }),
      at(THIRD, { title: "y" }),
      [override],
    ],
    [
      "two times of one occurrence",
      series,
      at(THIRD, { start: "2026-03-16T10:00:00" }),
      at(THIRD, { end: "2026-03-16T12:00:00" }),
      [override],
    ],
    [
      "an exclusion and an edit",
      series,
      excluding(THIRD),
      at(THIRD, { location: "x" }),
      [override],
    ],
    [
      "an exclusion and the first edit",
      series,
      excluding(SECOND),
      at(SECOND, { title: "x" }),
      [`overrides.${SECOND}`],
    ],
    [
      "the same after a move, by the key in the base",
      series,
      (content) => at("2026-03-10T09:00:00", { title: "x" })(nextDay(content)),
      excluding(SECOND),
      [`overrides.${SECOND}`],
    ],
    [
      "two rules",
      series,
      whole({ recurrence: { rrule: "FREQ=DAILY" } }),
      whole({ recurrence: { rrule: "FREQ=WEEKLY" } }),
      ["recurrence"],
    ],
    [
      "a rule and an override that it orphans",
      series,
      dropping({ recurrence: { rrule: "FREQ=WEEKLY;INTERVAL=4;BYDAY=MO" } }),
      at(SECOND, { title: "x" }),
      ["recurrence", `overrides.${SECOND}`],
    ],
    [
      "a rule that dropped an override which was edited",
      series,
      dropping({ recurrence: { rrule: "FREQ=WEEKLY;INTERVAL=4;BYDAY=MO" } }),
      at(THIRD, { location: "x" }),
      ["recurrence", override],
    ],
    [
      "an extra date taken back and its override",
      all(series, { recurrence: { rdates: ["2026-03-05T09:00:00"] } }),
      whole({ recurrence: { rdates: [] } }),
      at("2026-03-05T09:00:00", { title: "x" }),
      ["recurrence", "overrides.2026-03-05T09:00:00"],
    ],
    [
      "no recurrence any more and an override",
      series,
      dropping({ recurrence: null }),
      at(SECOND, { title: "x" }),
      ["recurrence", `overrides.${SECOND}`],
    ],
    [
      "no recurrence any more and an exclusion",
      series,
      dropping({ recurrence: null }),
      excluding(SECOND),
      ["recurrence"],
    ],
    [
      "a move by days and a rule that names days",
      series,
      nextDay,
      whole({ recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO,WE" } }),
      ["start", "end", "recurrence"],
    ],
    [
      "a move beyond the end that was set",
      series,
      whole({ start: "2026-05-04T09:00:00" }),
      whole({ recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260401T220000Z" } }),
      ["start", "end", "recurrence"],
    ],
    [
      "a move after which occurrences do not correspond, and an override",
      monthly,
      whole({ start: "2026-01-30T09:00:00" }),
      at("2026-03-31T09:00:00", { title: "x" }),
      ["start", "end", "overrides.2026-03-31T09:00:00"],
    ],
    [
      "such a move and an exclusion",
      monthly,
      whole({ start: "2026-01-30T09:00:00" }),
      excluding("2026-03-31T09:00:00"),
      ["start", "end", "recurrence"],
    ],
    [
      "exclusions that together leave nothing",
      aSeries("FREQ=WEEKLY;COUNT=2"),
      excluding("2026-03-02T09:00:00"),
      excluding(SECOND),
      ["recurrence"],
    ],
    [
      "two moves, and what else clashes",
      series,
      (content) => at("2026-03-16T10:00:00", { title: "x" })(later(content)),
      (content) => at("2026-03-17T09:00:00", { title: "y" })(nextDay(content)),
      ["start", "end", override],
    ],
    [
      "a move to all-day and an extra date on the date of another occurrence",
      series,
      whole({ allDay: true }),
      whole({ recurrence: { rdates: ["2026-03-09T15:00:00"] } }),
      ["allDay", "start", "end", "timeZone", "recurrence"],
    ],
    [
      "a move to all-day and overrides of two occurrences on one date",
      all(series, { recurrence: { rrule: null, rdates: [SECOND, THIRD] } }),
      whole({ allDay: true }),
      (content) =>
        at("2026-03-09T15:00:00", { title: "x" })(
          at(SECOND, { title: "y" })(
            all(content, { recurrence: { rdates: [SECOND, "2026-03-09T15:00:00", THIRD] } }),
          ),
        ),
      ["allDay", "start", "end", "timeZone", "recurrence", `overrides.${SECOND}`],
    ],
  ])("[V3] %s", (_name, base, mine, others, expected) => {
    const both = [mine, others] as const;
    expect(clashes(base, both)).toEqual(expected);
    expect(clashes(base, [others, mine])).toEqual(expected);
    const kept = mergeKeepingTheirs({ base, yours: mine(base), theirs: others(base) });
    expect(kept.clashes).toEqual(expected);
    for (const side of ["yours", "theirs"] as const) {
      const resolutions = Object.fromEntries(expected.map((field) => [field, side]));
      expect(clashes(base, both, resolutions)).toEqual([]);
    }
  });

  test("[V4] an exclusion against an edit, settled either way", () => {
    const yours = excluding(THIRD)(series);
    const theirs = at(THIRD, { title: "theirs" })(series);
    const settle = (side: "yours" | "theirs") =>
      mergeContents({ base: series, yours, theirs, resolutions: { [override]: side } });
    expect(settle("yours")).toEqual({ kind: "merged", content: yours, changed: true });
    expect(settle("theirs")).toEqual({ kind: "merged", content: theirs, changed: false });
  });

  test("[V3] base, yours and theirs, an override by its key in the base", () => {
    const yours = nextDay(at(THIRD, { title: "mine" })(series));
    const theirs = excluding(THIRD)(series);
    expect(mergeContents({ base: series, yours, theirs })).toEqual({
      kind: "conflict",
      conflicts: [
        { field: override, base: { title: "base" }, yours: { title: "mine" }, theirs: null },
      ],
    });
  });
});

test("[V3] [C3] a move that would carry their extra date out of the published years conflicts", () => {
  const listed = aSeries(undefined, { recurrence: { rrule: null, rdates: [SECOND] } });
  const far = whole({ recurrence: { rdates: [SECOND, "2900-03-04T15:00:00"] } });
  const move = whole({ start: "2226-03-02T09:00:00" });
  expect(clashes(listed, [move, far])).toEqual(["start", "end", "recurrence"]);
  expect(clashes(listed, [far, move])).toEqual(["start", "end", "recurrence"]);
});

describe("[V4] an undo is a merge of the version before onto the present", () => {
  test("[V4] of a move, with exclusions and overrides that were made after it", () => {
    const moved = nextDay(series);
    const present = excluding("2026-03-10T09:00:00")(
      at("2026-03-24T09:00:00", { title: "x" })(moved),
    );
    expect(mergeContents({ base: moved, yours: series, theirs: present })).toEqual({
      kind: "merged",
      content: excluding(SECOND)(at(FOURTH, { title: "x" })(series)),
      changed: true,
    });
  });

  test("[V4] of a rule, with an exclusion that was made after it", () => {
    const changed = whole({ recurrence: { rrule: "FREQ=DAILY" } })(series);
    const present = excluding("2026-03-30T09:00:00")(changed);
    expect(mergeContents({ base: changed, yours: series, theirs: present })).toEqual({
      kind: "merged",
      content: excluding("2026-03-30T09:00:00")(series),
      changed: true,
    });
  });

  test("[V4] of what is undone changes nothing", () => {
    const changed = whole({ title: "x" })(series);
    expect(mergeContents({ base: changed, yours: series, theirs: series })).toEqual({
      kind: "merged",
      content: series,
      changed: false,
    });
  });
});
