import { describe, expect, test } from "vitest";
import { aSeries, anEvent } from "../event/_event-builder.ts";
import { excludeOccurrence } from "../event/exclude.ts";
import { patchContent } from "../event/patch.ts";
import type { EventContent } from "../event/content.ts";
import { type EventState, occurrencesConcerned, type Undo, undoChange } from "./undo.ts";

const TEA = anEvent({ title: "Tea" });
const COFFEE = anEvent({ title: "Coffee" });
const COCOA = anEvent({ title: "Cocoa" });

const live = (content: EventContent, calendarId = "home"): EventState => ({
  content,
  deleted: false,
  calendarId,
});
const gone = (content: EventContent, calendarId = "home"): EventState => ({
  content,
  deleted: true,
  calendarId,
});

type Case = [
  name: string,
  undo: { base: EventState; yours: EventState; theirs: EventState },
  expected: EventState | readonly string[],
  resolutions?: Undo["resolutions"],
];

function outcomeOf(undo: Undo): EventState | readonly string[] {
  const result = undoChange(undo);
  return result.kind === "undone" ? result.state : result.conflicts.map(({ field }) => field);
}

describe("[V4] [V3] what taking a change back comes to", () => {
  const edit = { base: live(COFFEE), yours: live(TEA) };
  const creation = { base: live(TEA), yours: gone(TEA) };
  const deletion = { base: gone(TEA), yours: live(TEA) };
  const move = { base: live(TEA, "work"), yours: live(TEA, "home") };
  const comeback = { base: live(COFFEE), yours: gone(TEA) };
  test.each<Case>([
    ["an edit", { ...edit, theirs: live(COFFEE) }, live(TEA)],
    ["an edit that was made undone by hand", { ...edit, theirs: live(TEA) }, live(TEA)],
    ["an edit, edited since", { ...edit, theirs: live(COCOA) }, ["title"]],
    ["the same, settled", { ...edit, theirs: live(COCOA) }, live(TEA), { title: "yours" }],
    ["the same, kept", { ...edit, theirs: live(COCOA) }, live(COCOA), { title: "theirs" }],
    [
      "an edit of what was moved since",
      { ...edit, theirs: live(COFFEE, "work") },
      live(TEA, "work"),
    ],
    ["an edit of what was deleted since", { ...edit, theirs: gone(COFFEE) }, ["deleted"]],
    ["the same, edited too", { ...edit, theirs: gone(COCOA) }, ["title", "deleted"]],
    ["the same, brought back", { ...edit, theirs: gone(COFFEE) }, live(TEA), { deleted: "yours" }],
    [
      "the same, left deleted",
      { ...edit, theirs: gone(COFFEE) },
      gone(COFFEE),
      { deleted: "theirs" },
    ],
    ["an edit of what is as before, and deleted", { ...edit, theirs: gone(TEA) }, gone(TEA)],
    ["a creation", { ...creation, theirs: live(TEA) }, gone(TEA)],
    ["a creation, edited since", { ...creation, theirs: live(COFFEE) }, ["deleted"]],
    [
      "the same, deleted",
      { ...creation, theirs: live(COFFEE) },
      gone(COFFEE),
      { deleted: "yours" },
    ],
    ["the same, kept", { ...creation, theirs: live(COFFEE) }, live(COFFEE), { deleted: "theirs" }],
    ["a creation, moved since", { ...creation, theirs: live(TEA, "work") }, gone(TEA, "work")],
    ["a creation, deleted since", { ...creation, theirs: gone(COFFEE) }, gone(COFFEE)],
    ["a deletion", { ...deletion, theirs: gone(TEA) }, live(TEA)],
    ["a deletion, restored since", { ...deletion, theirs: live(COFFEE) }, live(COFFEE)],
    ["a deletion, to stay", { ...deletion, theirs: gone(TEA) }, gone(TEA), { deleted: "theirs" }],
    ["a move", { ...move, theirs: live(COFFEE, "work") }, live(COFFEE, "home")],
    ["a move, moved back since", { ...move, theirs: live(TEA, "home") }, live(TEA, "home")],
    ["a move, moved on since", { ...move, theirs: live(TEA, "club") }, ["calendarId"]],
    [
      "the same, settled",
      { ...move, theirs: live(TEA, "club") },
      live(TEA, "home"),
      { calendarId: "yours" },
    ],
    [
      "the same, kept",
      { ...move, theirs: live(TEA, "club") },
      live(TEA, "club"),
      { calendarId: "theirs" },
    ],
    ["a move of what was deleted since", { ...move, theirs: gone(TEA, "work") }, ["deleted"]],
    ["a rollback that brought back", { ...comeback, theirs: live(COFFEE) }, gone(TEA)],
    ["the same, edited since", { ...comeback, theirs: live(COCOA) }, ["deleted"]],
    [
      "the same, kept: its fields meet then",
      { ...comeback, theirs: live(COCOA) },
      ["title"],
      { deleted: "theirs" },
    ],
    ["the same, deleted", { ...comeback, theirs: live(COCOA) }, gone(COCOA), { deleted: "yours" }],
    [
      "the same, deleted as it was",
      { ...comeback, theirs: live(COCOA) },
      gone(TEA),
      { deleted: "yours", title: "yours" },
    ],
    [
      "a rollback that brought back, deleted as it is",
      { ...comeback, theirs: live(COFFEE) },
      gone(COFFEE),
      { title: "theirs" },
    ],
    [
      "a rollback among what is deleted, kept",
      { base: gone(COFFEE), yours: gone(TEA), theirs: gone(COFFEE) },
      gone(COFFEE),
      { title: "theirs" },
    ],
    [
      "names that mean nothing",
      { ...edit, theirs: live(COCOA) },
      ["title"],
      { colour: "yours", "metadata.constructor": "theirs" },
    ],
  ])("%s", (_name, undo, expected, resolutions) => {
    expect(outcomeOf({ ...undo, resolutions })).toEqual(expected);
  });

  test("what changes nothing is the present itself", () => {
    const theirs = live(TEA);
    const result = undoChange({ ...edit, theirs });
    expect(result).toEqual({ kind: "undone", state: theirs, changed: false });
    expect(result.kind === "undone" && result.state).toBe(theirs);
  });

  test("a conflict says what each side has", () => {
    expect(undoChange({ ...edit, theirs: gone(COCOA) })).toEqual({
      kind: "conflict",
      conflicts: [
        { field: "title", base: "Coffee", yours: "Tea", theirs: "Cocoa" },
        { field: "deleted", base: false, yours: false, theirs: true },
      ],
    });
  });
});

describe("[X4] the occurrences that a change is about", () => {
  const series = aSeries();
  const [SECOND, THIRD] = ["2026-03-09T09:00:00", "2026-03-16T09:00:00"] as const;
  const one = { scope: "this", occurrenceKey: SECOND } as const;
  const excluded = excludeOccurrence(series, THIRD);
  const without = excluded.deletesEvent ? expect.fail("it has others") : excluded.content;
  const cases: [string, EventState, EventState, string[] | undefined][] = [
    ["one", live(patchContent(series, { title: "x" }, one).content), live(series), [SECOND]],
    ["an exclusion", live(without), live(series), [THIRD]],
    [
      "two",
      live(without),
      live(patchContent(series, { title: "x" }, one).content),
      [THIRD, SECOND],
    ],
    [
      "the whole",
      live(patchContent(series, { title: "x" }, { scope: "all" }).content),
      live(series),
      undefined,
    ],
    ["a rule", live(aSeries("FREQ=DAILY")), live(series), undefined],
    ["a creation", live(series), gone(series), undefined],
    ["a move", live(series, "work"), live(series, "home"), undefined],
    ["none", live(series), live(series), []],
  ];
  test.each(cases)("%s", (_name, base, yours, expected) => {
    expect(occurrencesConcerned({ base, yours, theirs: base })).toEqual(expected);
  });
});
