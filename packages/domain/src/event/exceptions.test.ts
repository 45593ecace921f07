import { describe, expect, test } from "vitest";
import { all, one, refusal, starts, usedSeries } from "./_edits.ts";
import { aSeries, anEvent } from "./_event-builder.ts";
import type { EventContent } from "./content.ts";
import type { EditTarget } from "./edit-target.ts";
import { excludeOccurrence } from "./exclude.ts";
import { patchContent } from "./patch.ts";

const ALL: EditTarget = { scope: "all" };
const DROP: EditTarget = { scope: "all", orphans: "drop" };

describe("[X3] moving a series", () => {
  test("[X3] overrides, exclusions, extra dates and UNTIL move by the same distance", () => {
    const moved = all(usedSeries(), { start: "2026-03-02T10:30:00" });
    expect(moved).toMatchObject({
      start: "2026-03-02T10:30:00",
      end: "2026-03-02T11:00:00",
      recurrence: {
        rrule: "FREQ=WEEKLY;UNTIL=20260601T083000Z;BYDAY=MO",
        rdates: ["2026-03-06T16:30:00"],
        exdates: ["2026-03-09T10:30:00"],
      },
    });
    expect(Object.keys(moved.overrides)).toEqual(["2026-03-16T10:30:00", "2026-03-23T10:30:00"]);
    expect(starts(moved)).toHaveLength(starts(usedSeries()).length);
  });

  test("[X3] times that an override has of its own stay", () => {
    const moved = all(usedSeries(), { start: "2026-03-03T09:00:00" });
    expect(moved.overrides["2026-03-24T09:00:00"]).toMatchObject({
      start: "2026-03-25T11:00:00",
      end: "2026-03-25T11:30:00",
    });
  });

  test.each<[string, string, string, string, string]>([
    [
      "a weekly BYDAY",
      "2026-03-02",
      "FREQ=WEEKLY;BYDAY=MO,WE",
      "2026-03-04",
      "FREQ=WEEKLY;BYDAY=WE,FR",
    ],
    [
      "around the week",
      "2026-03-02",
      "FREQ=WEEKLY;BYDAY=MO,SU",
      "2026-03-03",
      "FREQ=WEEKLY;BYDAY=MO,TU",
    ],
    [
      "a lone BYMONTHDAY",
      "2026-03-10",
      "FREQ=MONTHLY;BYMONTHDAY=10",
      "2026-03-12",
      "FREQ=MONTHLY;BYMONTHDAY=12",
    ],
    [
      "a lone BYDAY with a number, by a week",
      "2026-03-02",
      "FREQ=MONTHLY;BYDAY=1MO",
      "2026-03-09",
      "FREQ=MONTHLY;BYDAY=2MO",
    ],
  ])("[X3] %s is shifted", (_name, start, rrule, to, expected) => {
    const series = aSeries(rrule, { start, end: null });
    const [, second] = starts(series);
    const excluded = excludeOccurrence(series, second ?? "");
    if (excluded.deletesEvent) throw new Error("More than one occurrence is expected.");
    const moved = all(excluded.content, { start: to });
    expect(moved.recurrence?.rrule).toBe(expected);
    const days = (text: string) => Date.parse(text) / 86_400_000;
    const distance = days(to) - days(start);
    expect(starts(moved).map((day) => days(day) - distance)).toEqual(
      starts(excluded.content)
        .map(days)
        .filter((day) => days("2027-01-01") > day + distance),
    );
  });

  test.each<[string, string, string, string]>([
    ["a monthly 31st to the 30th", "2026-01-31", "FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-30"],
    ["a monthly 28th to the 1st", "2026-02-28", "FREQ=MONTHLY", "2026-03-01"],
    ["a first Monday to a first Tuesday", "2026-03-02", "FREQ=MONTHLY;BYDAY=1MO", "2026-03-03"],
    ["29 February to 1 March", "2024-02-29", "FREQ=YEARLY", "2024-03-01"],
    ["working days", "2026-03-02", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "2026-03-03"],
  ])("[X3] %s: exceptions are orphaned", (_name, start, rrule, to) => {
    const plain = aSeries(rrule, { start, end: null });
    const key = starts(plain, 2028)[1] ?? starts(plain, 2028)[0] ?? "";
    const first = start;
    const series = one(
      {
        ...plain,
        recurrence: { rrule, rdates: [], exdates: [first] },
      },
      key,
      { title: "Own" },
    );
    expect(refusal(() => all(series, { start: to }))).toEqual({
      reason: "EXCEPTIONS_ORPHANED",
      field: "patch.start",
      keys: [first, key],
    });
    const dropped = patchContent(series, { start: to }, DROP);
    expect(dropped.droppedOverrides).toEqual([key]);
    expect(dropped.content).toMatchObject({
      start: to,
      overrides: {},
      recurrence: { exdates: [] },
    });
    // Without exceptions there is nothing to lose.
    expect(all(plain, { start: to }).start).toBe(to);
  });

  test("[X3] exceptions on extra dates move with them in any case", () => {
    const extra = "2026-03-14";
    const series = aSeries("FREQ=MONTHLY", {
      start: "2026-01-31",
      end: null,
      // One of them is an occurrence of the rule as well.
      recurrence: { rrule: "FREQ=MONTHLY", rdates: [extra, "2026-03-31"] },
      overrides: { [extra]: { title: "Own" }, "2026-03-31": { title: "Both" } },
    });
    const moved = all(series, { start: "2026-01-30" });
    expect(moved.recurrence?.rdates).toEqual(["2026-03-13", "2026-03-30"]);
    expect(moved.overrides).toEqual({
      "2026-03-13": { title: "Own" },
      "2026-03-30": { title: "Both" },
    });
  });

  test("[X3] [X5] exclusions that are dropped as orphans no longer leave nothing", () => {
    // Of the 29th of November and of January, 31 days on there is only the 30th of December.
    const moved = aSeries("FREQ=MONTHLY", {
      start: "2026-11-29T09:00:00",
      end: "2026-11-29T09:30:00",
      recurrence: {
        rrule: "FREQ=MONTHLY;INTERVAL=2;UNTIL=20270129T225959Z",
        exdates: ["2026-11-29T09:00:00"],
      },
    });
    const far = { start: "2026-12-30T09:00:00" };
    expect(refusal(() => all(moved, far))).toMatchObject({ reason: "EXCEPTIONS_ORPHANED" });
    const dropped = patchContent(moved, far, DROP).content;
    expect(dropped.recurrence?.exdates).toEqual([]);
  });

  test("[X3] an exclusion of what was no occurrence is no exception", () => {
    const series = aSeries("FREQ=MONTHLY", {
      start: "2026-01-31",
      end: null,
      recurrence: { rrule: "FREQ=MONTHLY", exdates: ["2026-02-28"] },
    });
    expect(all(series, { start: "2026-01-30" }).start).toBe("2026-01-30");
  });

  test("[X3] who sends the whole event back with a new start moves what it holds", () => {
    const series = usedSeries();
    const { recurrence } = series;
    const whole = {
      ...series,
      start: "2026-03-03T10:00:00",
      end: "2026-03-03T10:30:00",
      recurrence,
    };
    expect(all(series, whole)).toEqual(
      all(series, { start: "2026-03-03T10:00:00", end: "2026-03-03T10:30:00" }),
    );
  });

  test("[R3] a start that the rule does not produce is refused", () => {
    const series = aSeries("FREQ=MONTHLY;BYMONTHDAY=2,16");
    expect(refusal(() => all(series, { start: "2026-03-03T09:00:00" }))).toMatchObject({
      reason: "START_NOT_IN_RULE",
      field: "patch.recurrence.rrule",
    });
  });

  test("[R3] an imported start outside the rule does not stand in the way", () => {
    const imported: EventContent = {
      ...anEvent(),
      recurrence: { rrule: "FREQ=WEEKLY;BYDAY=TU", rdates: [], exdates: [] },
    };
    expect(all(imported, { start: "2026-03-02T10:00:00" }).start).toBe("2026-03-02T10:00:00");
    expect(
      refusal(() => all(imported, { recurrence: { rrule: "FREQ=WEEKLY;BYDAY=WE" } })),
    ).toMatchObject({
      reason: "START_NOT_IN_RULE",
    });
  });
});

describe("[X3] a new rule", () => {
  const key = "2026-03-09T09:00:00";
  const series = () => one(aSeries(), key, { title: "Retro" });

  test("[X3] overrides whose occurrence stays are kept", () => {
    const daily = all(series(), { recurrence: { rrule: "FREQ=DAILY" } });
    expect(daily.overrides).toEqual({ [key]: { title: "Retro" } });
  });

  test("[X3] overrides without an occurrence are orphans", () => {
    const patch = { recurrence: { rrule: "FREQ=MONTHLY" } };
    expect(refusal(() => all(series(), patch))).toEqual({
      reason: "EXCEPTIONS_ORPHANED",
      field: "patch.recurrence",
      keys: [key],
    });
    const dropped = patchContent(series(), patch, DROP);
    expect(dropped.droppedOverrides).toEqual([key]);
    expect(dropped.content.overrides).toEqual({});
  });

  test("[X3] with a new start, overrides are looked for after the move", () => {
    const moved = all(series(), {
      start: "2026-03-03T09:00:00",
      recurrence: { rrule: "FREQ=WEEKLY;BYDAY=TU,TH" },
    });
    expect(moved.overrides).toEqual({ "2026-03-10T09:00:00": { title: "Retro" } });
  });

  test("[X3] what was deleted stays deleted when the rule comes back", () => {
    const used = usedSeries();
    const rrule = used.recurrence?.rrule ?? null;
    const other = patchContent(used, { recurrence: { rrule: "FREQ=MONTHLY" } }, DROP).content;
    expect(other.recurrence?.exdates).toEqual(["2026-03-09T09:00:00"]);
    expect(starts(all(other, { recurrence: { rrule } }))).not.toContain("2026-03-09T09:00:00");
  });

  test("[X5] excluding through the list takes the override away", () => {
    const patched = patchContent(series(), { recurrence: { exdates: [key] } }, ALL);
    expect(patched.content.overrides).toEqual({});
    expect(patched.droppedOverrides).toEqual([key]);
  });

  test("[X3] an extra date that goes leaves its override an orphan", () => {
    const extra = "2026-03-05T09:00:00";
    const base = aSeries("FREQ=WEEKLY", { recurrence: { rrule: "FREQ=WEEKLY", rdates: [extra] } });
    const own = one(base, extra, { title: "Own" });
    expect(refusal(() => all(own, { recurrence: { rdates: null } }))).toMatchObject({
      reason: "EXCEPTIONS_ORPHANED",
      keys: [extra],
    });
  });
});

describe("[X3] [C3] what a move would carry out of the published years", () => {
  const far = "2900-03-04T15:00:00";
  const listed = aSeries(undefined, { recurrence: { rrule: null, rdates: [far] } });
  const daily = aSeries("FREQ=DAILY");
  const on = (content: EventContent, key: string): EventContent =>
    patchContent(content, { title: "Far" }, { scope: "this", occurrenceKey: key }).content;
  const without = (content: EventContent, key: string): EventContent => {
    const exclusion = excludeOccurrence(content, key);
    return exclusion.deletesEvent ? content : exclusion.content;
  };

  test.each<[string, EventContent]>([
    ["an extra date", listed],
    ["an exclusion", without(daily, "2900-03-04T09:00:00")],
    ["an override", on(daily, "2900-03-04T09:00:00")],
  ])("[X3] [C3] %s is refused with the start that carries it there", (_name, content) => {
    const error = refusal(() => patchContent(content, { start: "2126-03-02T09:00:00" }, ALL));
    expect(error).toEqual({
      reason: "LIMIT_EXCEEDED",
      field: "patch.start",
      limitName: "maxYear",
      limit: 2999,
    });
    const near = all(content, { start: "2030-03-02T09:00:00" });
    expect(JSON.stringify(near)).toContain("2904-03-0");
  });

  test("[X3] [C3] an extra date before the first of them too", () => {
    const early = aSeries(undefined, {
      recurrence: { rrule: null, rdates: ["1700-03-04T15:00:00"] },
    });
    const error = refusal(() => patchContent(early, { start: "1800-03-02T09:00:00" }, ALL));
    expect(error).toEqual({
      reason: "LIMIT_EXCEEDED",
      field: "patch.start",
      limitName: "minYear",
      limit: 1600,
    });
  });

  test("[X3] [C3] an override may be dropped instead", () => {
    const content = on(daily, "2900-03-04T09:00:00");
    const moved = patchContent(content, { start: "2226-03-02T09:00:00" }, DROP);
    expect(moved.droppedOverrides).toEqual(["2900-03-04T09:00:00"]);
    expect(moved.content.overrides).toEqual({});
  });
});
