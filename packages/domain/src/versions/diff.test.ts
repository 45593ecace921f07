import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aSeries, anEvent } from "../event/_event-builder.ts";
import type { EventContent } from "../event/content.ts";
import { patchContent } from "../event/patch.ts";
import { changedFields, contentEquals, diffContent, diffFromBase } from "./diff.ts";

const SECOND = "2026-03-09T09:00:00";
const THIRD = "2026-03-16T09:00:00";

function all(content: EventContent, patch: Parameters<typeof patchContent>[1]): EventContent {
  return patchContent(content, patch, { scope: "all", orphans: "drop" }).content;
}

function one(
  content: EventContent,
  key: string,
  patch: Parameters<typeof patchContent>[1],
): EventContent {
  return patchContent(content, patch, { scope: "this", occurrenceKey: key }).content;
}

describe("[V5] one change for each field", () => {
  test.each<[string, EventContent, EventContent, unknown[]]>([
    ["nothing", anEvent(), anEvent(), []],
    [
      "a title",
      anEvent(),
      anEvent({ title: "x" }),
      [{ field: "title", from: "Stand-up", to: "x" }],
    ],
    [
      "time fields, each by its name",
      anEvent(),
      anEvent({ start: "2026-03-02", end: "2026-03-03" }),
      [
        { field: "allDay", from: false, to: true },
        { field: "start", from: "2026-03-02T09:00:00", to: "2026-03-02" },
        { field: "end", from: "2026-03-02T09:30:00", to: "2026-03-03" },
        { field: "timeZone", from: "Europe/Berlin", to: null },
      ],
    ],
    [
      "a recurrence as a whole",
      anEvent(),
      aSeries("FREQ=DAILY"),
      [{ field: "recurrence", from: null, to: { rrule: "FREQ=DAILY", rdates: [], exdates: [] } }],
    ],
    [
      "a rule in other words",
      aSeries("FREQ=WEEKLY;BYDAY=MO;COUNT=3"),
      aSeries("FREQ=WEEKLY;COUNT=3;BYDAY=MO"),
      [],
    ],
    [
      "an override by its key",
      aSeries(),
      one(aSeries(), SECOND, { title: "x" }),
      [{ field: `overrides.${SECOND}`, from: null, to: { title: "x" } }],
    ],
    [
      "tags",
      anEvent({ tags: ["a"] }),
      anEvent({ tags: ["a", "b"] }),
      [{ field: "tags", from: ["a"], to: ["a", "b"] }],
    ],
    [
      "metadata by its keys",
      anEvent({ metadata: { a: 1, b: { c: 1, d: 2 }, gone: [] } }),
      anEvent({ metadata: { b: { d: 2, c: 1 }, a: 2, "new.one": true } }),
      [
        { field: "metadata.a", from: 1, to: 2 },
        { field: "metadata.gone", from: [], to: null },
        { field: "metadata.new.one", from: null, to: true },
      ],
    ],
  ])("[V5] %s", (_name, a, b, expected) => {
    expect(diffContent(a, b)).toEqual(expected);
    expect(changedFields(a, b)).toEqual(
      expected.map((change) => (change as { field: string }).field),
    );
  });

  test("[V1] a first version names what it sets", () => {
    expect(changedFields(null, anEvent())).toEqual(["title", "start", "end", "timeZone"]);
    const full = one(
      aSeries("FREQ=WEEKLY", {
        location: "Here",
        tags: ["t"],
        metadata: { m: 1 },
        status: "tentative",
      }),
      SECOND,
      { title: "x" },
    );
    expect(changedFields(null, full)).toEqual([
      "title",
      "location",
      "status",
      "start",
      "end",
      "timeZone",
      "recurrence",
      `overrides.${SECOND}`,
      "tags",
      "metadata.m",
    ]);
  });
});

describe("[F1] what a calendar file said besides", () => {
  const alarm = ["BEGIN:VALARM", "TRIGGER:-PT15M", "END:VALARM"];
  const plain = aSeries();
  const alarming = aSeries("FREQ=WEEKLY;BYDAY=MO", { calendarProperties: alarm });

  test("[V5] [F1] is one field", () => {
    expect(diffContent(plain, alarming)).toEqual([
      { field: "calendarProperties", from: [], to: alarm },
    ]);
    expect(changedFields(null, alarming)).toContain("calendarProperties");
    expect(changedFields(null, plain)).not.toContain("calendarProperties");
    expect(contentEquals(plain, alarming)).toBe(false);
  });

  test("[X8] [F1] stays through every edit", () => {
    const edited = one(
      all(alarming, { title: "x", start: "2026-03-02T10:00:00" }),
      SECOND.replace("09:", "10:"),
      {
        title: "y",
      },
    );
    expect(edited.calendarProperties).toEqual(alarm);
    expect(all(edited, { recurrence: null }).calendarProperties).toEqual(alarm);
  });
});

describe("[X3] overrides are compared after a move", () => {
  const series = one(one(aSeries(), SECOND, { title: "x" }), THIRD, { location: "y" });

  test("[X3] one that only followed has not changed", () => {
    const moved = all(series, { start: "2026-03-03T10:00:00" });
    expect(Object.keys(moved.overrides)).toEqual(["2026-03-10T10:00:00", "2026-03-17T10:00:00"]);
    expect(changedFields(series, moved)).toEqual(["start", "end", "recurrence"]);
  });

  test("[X3] nor when keys become dates, or a week later another's", () => {
    expect(
      changedFields(series, all(series, { allDay: true, start: "2026-03-02" })),
    ).not.toContainEqual(expect.stringContaining("overrides"));
    const later = all(series, { start: "2026-03-09T09:00:00" });
    expect(changedFields(series, later)).toEqual(["start", "end"]);
  });

  test("[X3] one that changed besides goes by its key in the content that starts earlier", () => {
    const moved = all(series, { start: "2026-03-03T10:00:00" });
    const edited = one(moved, "2026-03-10T10:00:00", { title: "z" });
    const change = { field: `overrides.${SECOND}`, from: { title: "x" }, to: { title: "z" } };
    expect(diffContent(series, edited)).toContainEqual(change);
    expect(diffContent(edited, series)).toContainEqual({
      ...change,
      from: change.to,
      to: change.from,
    });
  });

  test("[X3] or, on request, by its key in the base", () => {
    const moved = all(series, { start: "2026-03-03T10:00:00" });
    const edited = one(moved, "2026-03-24T10:00:00", { title: "new" });
    expect(diffFromBase(series, edited).at(-1)?.field).toBe("overrides.2026-03-23T09:00:00");
    expect(diffFromBase(edited, series).at(-1)?.field).toBe("overrides.2026-03-24T10:00:00");
  });
});

/** Contents that edits lead to from one series, moved and not. */
const contents: fc.Arbitrary<EventContent> = fc
  .array(
    fc.oneof(
      fc.record({ title: fc.constantFrom("a", "b") }),
      fc.record({
        start: fc.constantFrom("2026-03-02T10:00:00", "2026-03-04T09:00:00", "2026-03-09T09:00:00"),
      }),
      fc.constant({ allDay: true, start: "2026-03-03" }),
      fc.record({ tags: fc.subarray(["x", "y", "z"]) }),
      fc.record({
        metadata: fc.dictionary(fc.constantFrom("m", "n"), fc.integer({ min: 1, max: 2 })),
      }),
      fc.record({ recurrence: fc.constantFrom({ rrule: "FREQ=DAILY" }, { exdates: null }, null) }),
      fc.record({ key: fc.nat({ max: 3 }), title: fc.constantFrom("own", "other") }),
    ),
    { maxLength: 6 },
  )
  .map((edits) => {
    let content = aSeries();
    for (const edit of edits) {
      try {
        if ("key" in edit) {
          const week = content.allDay ? content.start : content.start.slice(0, 10);
          const day = new Date(Date.parse(week) + edit.key * 7 * 86_400_000)
            .toISOString()
            .slice(0, 10);
          content = one(content, day + content.start.slice(10), { title: edit.title });
        } else {
          content = all(content, edit);
        }
      } catch {
        // Not every edit fits every content; those that do are enough.
      }
    }
    return content;
  });

test("[V5] the diff of b to a mirrors that of a to b", () => {
  fc.assert(
    fc.property(contents, contents, (a, b) => {
      const mirrored = diffContent(b, a).map(({ field, from, to }) => ({
        field,
        from: to,
        to: from,
      }));
      expect(mirrored).toEqual(diffContent(a, b));
      expect(new Set(mirrored.map((change) => change.field)).size).toBe(mirrored.length);
    }),
    { numRuns: 300 },
  );
});

test("[V2] contents are equal exactly when nothing differs", () => {
  fc.assert(
    fc.property(contents, contents, (a, b) => {
      expect(contentEquals(a, b)).toBe(diffContent(a, b).length === 0);
      expect(contentEquals(a, structuredClone(a))).toBe(true);
    }),
    { numRuns: 300 },
  );
});
