import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { all, one, refusal, usedSeries } from "./_edits.ts";
import { aSeries, anEvent } from "./_event-builder.ts";
import type { EventContent } from "./content.ts";
import type { EditTarget } from "./edit-target.ts";
import { type EventPatch, patchContent } from "./patch.ts";

const DROP: EditTarget = { scope: "all", orphans: "drop" };

describe("[X8] what a patch says", () => {
  const full = () =>
    anEvent({
      description: "d",
      location: "l",
      status: "tentative",
      transparency: "transparent",
      tags: ["t"],
      metadata: { m: 1 },
    });

  test.each<[EventPatch, Partial<EventContent>]>([
    [{}, {}],
    [{ title: undefined, recurrence: undefined }, {}],
    [{ description: null }, { description: "" }],
    [{ location: null }, { location: "" }],
    [{ status: null }, { status: "confirmed" }],
    [{ transparency: null }, { transparency: "opaque" }],
    [{ tags: null }, { tags: [] }],
    [{ metadata: null }, { metadata: {} }],
    [{ metadata: { n: 2 } }, { metadata: { n: 2 } }],
    [{ timeZone: null }, { timeZone: null }],
    [{ end: null }, { end: "2026-03-02T09:00:00" }],
    [
      { recurrence: { rrule: "FREQ=DAILY" } },
      { recurrence: { rrule: "FREQ=DAILY", rdates: [], exdates: [] } },
    ],
  ])("[X8] %j", (patch, expected) => {
    expect(all(full(), patch)).toEqual({ ...full(), ...expected });
  });

  test.each<EventPatch>([{ title: null }, { start: null }])("[X8] %j is refused", (patch) => {
    const [field] = Object.keys(patch);
    expect(refusal(() => all(full(), patch))).toMatchObject({
      reason: "INVALID_INPUT",
      field: `patch.${field}`,
    });
  });

  test("[X8] inside a recurrence absent members stay", () => {
    const series = usedSeries();
    const patched = all(series, { recurrence: { rdates: ["2026-03-07T09:00:00"] } });
    expect(patched.recurrence).toEqual({ ...series.recurrence, rdates: ["2026-03-07T09:00:00"] });
    expect(all(series, { recurrence: { exdates: null } }).recurrence?.exdates).toEqual([]);
  });

  test.each<EventPatch>([{ recurrence: null }, { recurrence: { rrule: null, rdates: null } }])(
    "[X8] %j makes a single event, whose overrides are orphans",
    (patch) => {
      const series = usedSeries();
      expect(refusal(() => all(series, patch))).toMatchObject({
        reason: "EXCEPTIONS_ORPHANED",
        field: "patch.recurrence",
        keys: Object.keys(series.overrides),
      });
      const single = patchContent(series, patch, DROP);
      expect(single.content).toMatchObject({
        recurrence: null,
        overrides: {},
        start: series.start,
      });
      expect(all(aSeries(), patch)).toEqual(anEvent());
    },
  );
});

describe("[V2] a patch that changes nothing", () => {
  test("[V2] gives the content itself", () => {
    const series = usedSeries();
    expect(all(series, {})).toBe(series);
    expect(all(series, { title: "Stand-up" })).toBe(series);
    expect(one(series, "2026-03-16T09:00:00", { title: "Retro" })).toBe(series);
  });

  test("[V2] the same rule in other words is the same", () => {
    const series = aSeries("FREQ=WEEKLY;BYDAY=MO;COUNT=5");
    expect(all(series, { recurrence: { rrule: "freq=weekly;count=5;interval=1;byday=MO" } })).toBe(
      series,
    );
  });

  const contents = fc.constantFrom(
    anEvent(),
    usedSeries(),
    aSeries("FREQ=MONTHLY;BYDAY=-1FR", { start: "2026-03-27", end: null }),
    aSeries("FREQ=DAILY;COUNT=9", { timeZone: null, metadata: { b: 1, a: [{ d: 1, c: 2 }] } }),
  );
  const fields = fc.subarray([
    "title",
    "description",
    "location",
    "status",
    "transparency",
    "allDay",
    "start",
    "end",
    "timeZone",
    "recurrence",
    "tags",
    "metadata",
  ] as const);

  test("[V2] whichever current values are sent back", () => {
    fc.assert(
      fc.property(contents, fields, (content, names) => {
        const patch = Object.fromEntries(names.map((name) => [name, content[name]])) as EventPatch;
        expect(all(content, patch)).toBe(content);
      }),
    );
  });
});
