import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { aSeries, anEvent } from "./_event-builder.ts";
import type { JsonValue } from "./content.ts";
import { type NewEventInput, newContent } from "./new-event.ts";
import { encodeContent } from "./stored-content.ts";

function refusal(act: () => unknown): { reason: string; field: string | undefined } | undefined {
  try {
    act();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { reason: error.reason, field: error.fieldErrors[0]?.path };
  }
  return undefined;
}

function nested(depth: number): JsonValue {
  return depth === 0 ? "deep" : { in: nested(depth - 1) };
}

describe("[T2] defaults", () => {
  test("[T2] an event with a title and a start", () => {
    const content = newContent(
      { title: "Lunch", start: "2026-03-02T12:00:00" },
      { timeZone: "Europe/Berlin" },
    );
    expect(content).toEqual({
      title: "Lunch",
      description: "",
      location: "",
      status: "confirmed",
      transparency: "opaque",
      allDay: false,
      start: "2026-03-02T12:00:00",
      end: "2026-03-02T12:00:00",
      timeZone: "Europe/Berlin",
      recurrence: null,
      overrides: {},
      tags: [],
      metadata: {},
    });
  });

  test.each<[string, Partial<NewEventInput>, object]>([
    [
      "a date makes it all-day",
      { start: "2026-03-02", end: null },
      { allDay: true, end: "2026-03-03", timeZone: null },
    ],
    ["null is floating", { timeZone: null }, { timeZone: null }],
    ["a repeated tag counts once", { tags: ["b", "a", "b"] }, { tags: ["b", "a"] }],
    [
      "metadata that is null is none",
      { metadata: { a: null, b: [null] } },
      { metadata: { b: [null] } },
    ],
    ["a recurrence without anything is none", { recurrence: {} }, { recurrence: null }],
    [
      "extra dates alone recur, sorted, each once",
      {
        recurrence: {
          rdates: ["2026-03-05T09:00:00", "2026-03-03T09:00:00", "2026-03-05T09:00:00"],
        },
      },
      {
        recurrence: {
          rrule: null,
          rdates: ["2026-03-03T09:00:00", "2026-03-05T09:00:00"],
          exdates: [],
        },
      },
    ],
    [
      "a rule is kept as it was written, in upper case",
      { recurrence: { rrule: "freq=weekly;byday=mo;count=3;interval=1" } },
      { recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO;COUNT=3;INTERVAL=1", rdates: [], exdates: [] } },
    ],
  ])("[T2] %s", (_name, input, expected) => {
    expect(anEvent(input)).toMatchObject(expected);
  });
});

describe("what is refused, and which field it names", () => {
  const long = (length: number) => "x".repeat(length);
  test.each<[string, Partial<NewEventInput>, string, string]>([
    ["a blank title", { title: " \t " }, "INVALID_INPUT", "title"],
    ["a long title", { title: long(LIMITS.titleLength + 1) }, "LIMIT_EXCEEDED", "title"],
    ["a line break in the title", { title: "a\nb" }, "INVALID_INPUT", "title"],
    ["an escape sequence", { title: "a\u001b[2Jb" }, "INVALID_INPUT", "title"],
    ["a C1 control", { location: "a\u009b2Jb" }, "INVALID_INPUT", "location"],
    ["a NUL in the description", { description: "a\u0000" }, "INVALID_INPUT", "description"],
    ["half a surrogate pair", { description: "a\ud83d" }, "INVALID_INPUT", "description"],
    [
      "a long description",
      { description: long(LIMITS.descriptionLength + 1) },
      "LIMIT_EXCEEDED",
      "description",
    ],
    [
      "a long location",
      { location: long(LIMITS.locationLength + 1) },
      "LIMIT_EXCEEDED",
      "location",
    ],
    [
      "too many tags",
      { tags: Array.from({ length: LIMITS.tags + 1 }, (_, i) => `t${i}`) },
      "LIMIT_EXCEEDED",
      "tags",
    ],
    ["an empty tag", { tags: ["a", ""] }, "INVALID_INPUT", "tags.1"],
    ["a long tag", { tags: [long(LIMITS.tagLength + 1)] }, "LIMIT_EXCEEDED", "tags.0"],
    [
      "large metadata",
      { metadata: { a: "é".repeat(LIMITS.metadataBytes / 2) } },
      "LIMIT_EXCEEDED",
      "metadata",
    ],
    [
      "deep metadata",
      { metadata: { a: nested(LIMITS.metadataDepth) } },
      "LIMIT_EXCEEDED",
      "metadata.a.in.in.in.in.in.in.in",
    ],
    ["a number that is none", { metadata: { a: Number.NaN } }, "INVALID_INPUT", "metadata.a"],
    ["half a character in a key", { metadata: { "\udc00": 1 } }, "INVALID_INPUT", "metadata"],
    [
      "a key that is an object's prototype",
      { metadata: JSON.parse('{"a":{"__proto__":{"x":1}}}') as { a: JsonValue } },
      "INVALID_INPUT",
      "metadata.a",
    ],
    ["an impossible date", { start: "2026-02-30T09:00:00" }, "INVALID_TIME", "start"],
    ["an end before the start", { end: "2026-03-02T08:59:59" }, "END_BEFORE_START", "end"],
    ["an unknown zone", { timeZone: "Europe/Atlantis" }, "UNKNOWN_TIME_ZONE", "timeZone"],
    [
      "a broken rule",
      { recurrence: { rrule: "FREQ=SOMETIMES" } },
      "INVALID_RECURRENCE",
      "recurrence.rrule",
    ],
    [
      "a start outside the rule",
      { recurrence: { rrule: "FREQ=WEEKLY;BYDAY=TU" } },
      "START_NOT_IN_RULE",
      "recurrence.rrule",
    ],
    [
      "a date among a timed series' extra dates",
      { recurrence: { rdates: ["2026-03-05"] } },
      "INVALID_TIME",
      "recurrence.rdates.0",
    ],
    [
      "exclusions that leave nothing",
      {
        recurrence: {
          rrule: "FREQ=DAILY;COUNT=2",
          exdates: ["2026-03-02T09:00:00", "2026-03-03T09:00:00"],
        },
      },
      "INVALID_RECURRENCE",
      "recurrence.exdates",
    ],
    [
      "too many exclusions",
      {
        recurrence: {
          rrule: "FREQ=DAILY",
          exdates: Array.from({ length: LIMITS.exdates + 1 }, (_, index) =>
            new Date(Date.UTC(2026, 2, 3 + index, 9)).toISOString().slice(0, 19),
          ),
        },
      },
      "LIMIT_EXCEEDED",
      "recurrence.exdates",
    ],
    [
      "overrides of a single event",
      { overrides: { "2026-03-02T09:00:00": { title: "x" } } },
      "INVALID_INPUT",
      "overrides",
    ],
    [
      "an override of what is no occurrence",
      {
        recurrence: { rrule: "FREQ=WEEKLY" },
        overrides: { "2026-03-03T09:00:00": { title: "x" } },
      },
      "OCCURRENCE_NOT_FOUND",
      "overrides.2026-03-03T09:00:00",
    ],
    [
      "an override of what is excluded",
      {
        recurrence: { rrule: "FREQ=WEEKLY", exdates: ["2026-03-09T09:00:00"] },
        overrides: { "2026-03-09T09:00:00": { title: "x" } },
      },
      "OCCURRENCE_NOT_FOUND",
      "overrides.2026-03-09T09:00:00",
    ],
    [
      "an override that is not valid itself",
      {
        recurrence: { rrule: "FREQ=WEEKLY" },
        overrides: { "2026-03-09T09:00:00": { end: "2026-03-08T09:00:00" } },
      },
      "END_BEFORE_START",
      "overrides.2026-03-09T09:00:00.end",
    ],
  ])("%s", (_name, input, reason, field) => {
    expect(refusal(() => anEvent(input))).toEqual({ reason, field });
  });

  test("the field is named from the root of the call", () => {
    const act = () =>
      newContent({ title: "", start: "2026-03-02" }, { timeZone: "UTC", path: "events.3" });
    expect(refusal(act)).toEqual({ reason: "INVALID_INPUT", field: "events.3.title" });
    const rule = () =>
      newContent(
        { title: "x", start: "2026-03-02", recurrence: { rrule: "FREQ=WEEKLY;BYDAY=TU" } },
        { timeZone: "UTC", path: "events.3" },
      );
    expect(refusal(rule)).toEqual({
      reason: "START_NOT_IN_RULE",
      field: "events.3.recurrence.rrule",
    });
  });

  test("a content as a whole has a limit of its own", () => {
    const overrides = Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [
        new Date(Date.UTC(2026, 2, 2 + index, 9)).toISOString().slice(0, 19),
        { description: "é".repeat(2_000) },
      ]),
    );
    expect(refusal(() => aSeries("FREQ=DAILY", { overrides }))).toEqual({
      reason: "LIMIT_EXCEEDED",
      field: "overrides",
    });
  });
});

test("what is at a limit is allowed", () => {
  const content = anEvent({
    title: "x".repeat(LIMITS.titleLength),
    description: `a\tb\r\n${"é".repeat(LIMITS.descriptionLength - 5)}`,
    tags: Array.from({ length: LIMITS.tags }, (_, index) =>
      `${index}`.padStart(LIMITS.tagLength, "0"),
    ),
    metadata: { a: nested(LIMITS.metadataDepth - 1) },
  });
  expect(encodeContent(content).length).toBeGreaterThan(LIMITS.descriptionLength);
});

test("[R3] an import keeps a start that the rule does not produce", () => {
  const input = {
    title: "x",
    start: "2026-03-02T09:00:00",
    recurrence: { rrule: "FREQ=WEEKLY;BYDAY=TU" },
  };
  const content = newContent(input, { timeZone: "UTC", startOutsideRule: true });
  expect(content.recurrence?.rrule).toBe("FREQ=WEEKLY;BYDAY=TU");
});

test("[X2] an override given on create holds only what differs", () => {
  const content = aSeries("FREQ=WEEKLY", {
    location: "Room 1",
    overrides: {
      "2026-03-09T09:00:00": { location: "Room 1", title: "Retro" },
      "2026-03-16T09:00:00": { location: "Room 1", start: "2026-03-16T09:00:00" },
      "2026-03-23T09:00:00": { start: "2026-03-24T10:00:00" },
    },
  });
  expect(content.overrides).toEqual({
    "2026-03-09T09:00:00": { title: "Retro" },
    "2026-03-23T09:00:00": {
      allDay: false,
      start: "2026-03-24T10:00:00",
      end: "2026-03-24T10:30:00",
      timeZone: "Europe/Berlin",
    },
  });
});

test("the order of keys in metadata means nothing", () => {
  const members = fc.dictionary(
    fc.string().filter((key) => key !== "__proto__"),
    fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes("__proto__")),
    { noNullPrototype: true, maxKeys: 5 },
  ) as fc.Arbitrary<Record<string, JsonValue>>;
  fc.assert(
    fc.property(members, (metadata) => {
      const reversed = Object.fromEntries(Object.entries(metadata).reverse());
      expect(encodeContent(anEvent({ metadata: reversed }))).toBe(
        encodeContent(anEvent({ metadata })),
      );
    }),
  );
});
