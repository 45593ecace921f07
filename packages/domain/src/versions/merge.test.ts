import { describe, expect, test } from "vitest";
import { anEvent } from "../event/_event-builder.ts";
import type { EventContent } from "../event/content.ts";
import type { Resolutions } from "./merge-fields.ts";
import { mergeContents, mergeKeepingTheirs } from "./merge.ts";

const SECOND = "2026-03-09T09:00:00";

function merged(base: EventContent, yours: EventContent, theirs: EventContent): EventContent {
  const result = mergeContents({ base, yours, theirs });
  if (result.kind === "conflict") {
    throw new Error(`Conflicts: ${result.conflicts.map(({ field }) => field).join(", ")}`);
  }
  return result.content;
}

/** The names of what conflicts, whichever of the two came first. */
function clashes(
  base: EventContent,
  yours: EventContent,
  theirs: EventContent,
  resolutions: Resolutions = {},
): string[] {
  const result = mergeContents({ base, yours, theirs, resolutions });
  return result.kind === "merged" ? [] : result.conflicts.map(({ field }) => field);
}

describe("[V3] single events merge by field group", () => {
  const event = anEvent({
    description: "agenda\nnotes\nlinks",
    tags: ["a", "b"],
    metadata: { room: 1, colour: "red" },
  });

  test.each<[string, Partial<EventContent>, Partial<EventContent>, Partial<EventContent>]>([
    [
      "different fields",
      { title: "x", status: "tentative" },
      { location: "l", transparency: "transparent" },
      { title: "x", status: "tentative", location: "l", transparency: "transparent" },
    ],
    [
      "the same change twice",
      { title: "x" },
      { title: "x", location: "l" },
      { title: "x", location: "l" },
    ],
    [
      "a time and a title",
      { start: SECOND, end: "2026-03-09T10:00:00" },
      { title: "x" },
      { start: SECOND, end: "2026-03-09T10:00:00", title: "x" },
    ],
    [
      "different lines of the description",
      { description: "AGENDA\nnotes\nlinks" },
      { description: "agenda\nnotes\nlinks\nmore" },
      { description: "AGENDA\nnotes\nlinks\nmore" },
    ],
    [
      "tags that come and go, in their order",
      { tags: ["a", "mine"] },
      { tags: ["theirs", "a", "b"] },
      { tags: ["theirs", "a", "mine"] },
    ],
    [
      "different members of metadata",
      { metadata: { room: 2, colour: "red" } },
      { metadata: { room: 1, size: [3] } },
      { metadata: { room: 2, size: [3] } },
    ],
    [
      "what a calendar file said",
      { calendarProperties: ["X-A:1"] },
      { title: "x" },
      { calendarProperties: ["X-A:1"], title: "x" },
    ],
  ])("[V3] %s", (_name, yours, theirs, expected) => {
    expect(merged(event, { ...event, ...yours }, { ...event, ...theirs })).toEqual({
      ...event,
      ...expected,
    });
  });

  test.each<[string, Partial<EventContent>, Partial<EventContent>, string[]]>([
    ["two titles", { title: "x" }, { title: "y", location: "l" }, ["title"]],
    [
      "half a time and half another",
      { end: "2026-03-02T11:00:00" },
      { timeZone: "Europe/London" },
      ["end", "timeZone"],
    ],
    [
      "the same line",
      { description: "agenda\nmine\nlinks" },
      { description: "agenda\ntheirs\nlinks" },
      ["description"],
    ],
    [
      "one member of metadata, changed and gone",
      { metadata: { room: 2, colour: "red" } },
      { metadata: { colour: "blue" } },
      ["metadata.room"],
    ],
    [
      "what two files said",
      { calendarProperties: ["X-A:1"] },
      { calendarProperties: ["X-A:2"] },
      ["calendarProperties"],
    ],
    [
      "several at once, in the order of a diff",
      { tags: ["c"], metadata: { room: 5, colour: "red" }, title: "x", location: "l" },
      { metadata: { room: 6, colour: "red" }, title: "y", location: "m" },
      ["title", "location", "metadata.room"],
    ],
  ])("[V3] a conflict: %s", (_name, mine, others, expected) => {
    const [yours, theirs] = [
      { ...event, ...mine },
      { ...event, ...others },
    ];
    expect(clashes(event, yours, theirs)).toEqual(expected);
    expect(clashes(event, theirs, yours)).toEqual(expected);
  });
});

describe("[V4] conflicts are settled by name", () => {
  const event = anEvent({ description: "d", metadata: { room: 1 } });
  const yours = anEvent({
    title: "yours",
    description: "yours",
    start: "2026-03-02T10:00:00",
    end: "2026-03-02T11:00:00",
    metadata: { room: 2 },
    location: "yours alone",
  });
  const theirs = anEvent({
    title: "theirs",
    description: "theirs",
    start: "2026-03-02T12:00:00",
    end: "2026-03-02T13:00:00",
    metadata: { room: 3 },
    tags: ["theirs alone"],
  });
  const fields = ["title", "description", "start", "end", "metadata.room"];

  test("[V4] all that clashes is told, and what is settled is not", () => {
    expect(clashes(event, yours, theirs)).toEqual(fields);
    expect(clashes(event, yours, theirs, { title: "yours", "metadata.room": "theirs" })).toEqual([
      "description",
      "start",
      "end",
    ]);
  });

  test.each(["yours", "theirs"] as const)("[V4] for %s, with what nobody else changed", (side) => {
    const resolutions = Object.fromEntries(fields.map((field) => [field, side]));
    expect(mergeContents({ base: event, yours, theirs, resolutions })).toEqual({
      kind: "merged",
      changed: true,
      content: {
        ...(side === "yours" ? yours : theirs),
        location: "yours alone",
        tags: ["theirs alone"],
      },
    });
  });

  test("[V4] one time field settles them all, two at odds settle none", () => {
    const rest = { title: "yours", description: "yours", "metadata.room": "yours" } as const;
    expect(clashes(event, yours, theirs, { ...rest, end: "yours" })).toEqual([]);
    expect(clashes(event, yours, theirs, { ...rest, end: "yours", start: "theirs" })).toEqual([
      "start",
      "end",
    ]);
  });

  test("[V4] what only somebody else changed stays, whatever is said of its field", () => {
    const edited = { ...event, title: "mine" };
    const later = {
      ...event,
      location: "later",
      description: "later",
      start: "2026-03-02T12:00:00",
      end: "2026-03-02T13:00:00",
      tags: ["later"],
      metadata: { room: 3 },
      recurrence: { rrule: "FREQ=WEEKLY", rdates: [], exdates: [] },
      overrides: { "2026-03-09T12:00:00": { title: "later" } },
    };
    const fields = [
      "location",
      "description",
      "start",
      "end",
      "tags",
      "metadata.room",
      "recurrence",
      "overrides.2026-03-09T12:00:00",
    ];
    const resolutions = Object.fromEntries(fields.map((field) => [field, "yours" as const]));
    const merge = { base: event, yours: edited, resolutions };
    const kept = { ...later, title: "mine" };
    expect(mergeContents({ ...merge, theirs: later })).toMatchObject({ content: kept });
    // Also where another field is in conflict, and settled.
    const both = { ...merge, theirs: { ...later, title: "later" } };
    expect(clashes(event, edited, both.theirs, resolutions)).toEqual(["title"]);
    expect(
      mergeContents({ ...both, resolutions: { ...resolutions, title: "yours" } }),
    ).toMatchObject({ content: kept });
  });

  test("[V4] theirs keeps what is there, also where nothing came after", () => {
    const edited = { ...event, title: "edited", location: "edited" };
    const merge = { base: edited, yours: event, resolutions: { title: "theirs" } } as const;
    const kept = { ...event, title: "edited" };
    expect(mergeContents({ ...merge, theirs: edited })).toMatchObject({ content: kept });
    const later = { ...edited, tags: ["later"] };
    expect(mergeContents({ ...merge, theirs: later })).toMatchObject({
      content: { ...kept, tags: ["later"] },
    });
  });

  test("[F1] an import keeps what is at home and names what clashed", () => {
    expect(mergeKeepingTheirs({ base: event, yours, theirs })).toEqual({
      content: { ...theirs, location: "yours alone" },
      clashes: fields,
    });
  });
});

describe("[V3] a merged result is validated like any other", () => {
  test.each<[string, Partial<EventContent>, Partial<EventContent>, string[]]>([
    [
      "too many tags",
      { tags: Array.from({ length: 30 }, (_, index) => `mine ${index}`) },
      { tags: Array.from({ length: 30 }, (_, index) => `theirs ${index}`) },
      ["tags"],
    ],
    [
      "too long a description",
      { description: `${"x".repeat(40_000)}\nb\nc` },
      { description: `a\nb\n${"x".repeat(40_000)}` },
      ["description"],
    ],
    [
      "too much metadata",
      { metadata: { room: 1, mine: "x".repeat(9_000) } },
      { metadata: { room: 1, theirs: "x".repeat(9_000) } },
      ["metadata.mine", "metadata.theirs"],
    ],
  ])("[V3] %s", (_name, mine, others, expected) => {
    const event = anEvent({ description: "a\nb\nc", metadata: { room: 1 } });
    const [yours, theirs] = [
      { ...event, ...mine },
      { ...event, ...others },
    ];
    expect(clashes(event, yours, theirs)).toEqual(expected);
    expect(mergeKeepingTheirs({ base: event, yours, theirs })).toEqual({
      content: theirs,
      clashes: expected,
    });
  });
});
