import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import { aSeries, anEvent } from "./_event-builder.ts";
import type { EventContent, OccurrenceKey, Override } from "./content.ts";
import type { EditTarget } from "./edit-target.ts";
import { excludeOccurrence } from "./exclude.ts";
import { expandOccurrences } from "./occurrences.ts";
import { type EventPatch, patchContent } from "./patch.ts";
import { encodeContent } from "./stored-content.ts";
import { contentEquals, diffContent } from "../versions/diff.ts";

const ALL: EditTarget = { scope: "all" };
const DROP: EditTarget = { scope: "all", orphans: "drop" };

function all(
  content: EventContent,
  patch: EventPatch,
  occurrenceKey?: OccurrenceKey,
): EventContent {
  return patchContent(content, patch, { scope: "all", occurrenceKey }).content;
}

function one(content: EventContent, occurrenceKey: OccurrenceKey, patch: EventPatch): EventContent {
  return patchContent(content, patch, { scope: "this", occurrenceKey }).content;
}

function refusal(act: () => unknown): Record<string, unknown> | undefined {
  try {
    act();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { reason: error.reason, field: error.fieldErrors[0]?.path, ...error.details };
  }
  return undefined;
}

/** The starts that a reader in UTC sees in a year. */
function starts(content: EventContent, year = 2026): string[] {
  return expandOccurrences(content, {
    from: Date.UTC(year, 0, 1),
    to: Date.UTC(year + 1, 0, 1),
    viewZone: "UTC",
  }).map((occurrence) => occurrence.start);
}

/** Weekly on Mondays, one excluded, one with a title of its own, one moved to Wednesday. */
function usedSeries(): EventContent {
  return aSeries("FREQ=WEEKLY;BYDAY=MO", {
    recurrence: {
      rrule: "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260601T070000Z",
      rdates: ["2026-03-06T15:00:00"],
      exdates: ["2026-03-09T09:00:00"],
    },
    overrides: {
      "2026-03-16T09:00:00": { title: "Retro" },
      "2026-03-23T09:00:00": { start: "2026-03-25T11:00:00", end: "2026-03-25T11:30:00" },
    },
  });
}

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
      "this and following",
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

describe("[X1] all, seen from one occurrence", () => {
  test.each<[string, EventPatch, Partial<EventContent>]>([
    [
      "its start moves the series by the distance",
      { start: "2026-03-16T10:30:00" },
      { start: "2026-03-02T10:30:00", end: "2026-03-02T11:00:00" },
    ],
    [
      "by days too",
      { start: "2026-03-18T09:00:00" },
      { start: "2026-03-04T09:00:00", end: "2026-03-04T09:30:00" },
    ],
    [
      "its end changes the duration",
      { end: "2026-03-16T10:00:00" },
      { start: "2026-03-02T09:00:00", end: "2026-03-02T10:00:00" },
    ],
    [
      "both at once",
      { start: "2026-03-16T08:00:00", end: "2026-03-16T08:05:00" },
      { start: "2026-03-02T08:00:00", end: "2026-03-02T08:05:00" },
    ],
    [
      "a zone alone keeps the wall clock",
      { timeZone: "Europe/London" },
      { start: "2026-03-02T09:00:00", timeZone: "Europe/London" },
    ],
    [
      // New York's clocks have changed by 16 March, Berlin's have not.
      "a zone with a start at the same instant keeps the instants",
      { timeZone: "America/New_York", start: "2026-03-16T04:00:00" },
      { start: "2026-03-02T03:00:00", end: "2026-03-02T03:30:00", timeZone: "America/New_York" },
    ],
    [
      "to all-day",
      { allDay: true, start: "2026-03-17", end: "2026-03-19" },
      { allDay: true, start: "2026-03-03", end: "2026-03-05", timeZone: null },
    ],
    [
      "other fields are the series'",
      { title: "Weekly" },
      { title: "Weekly", start: "2026-03-02T09:00:00" },
    ],
  ])("[X1] %s", (_name, patch, expected) => {
    expect(all(aSeries(), patch, "2026-03-16T09:00:00")).toMatchObject(expected);
  });

  test("[X1] an all-day series seen from one day that becomes timed", () => {
    const series = aSeries("FREQ=WEEKLY", { start: "2026-03-02", end: "2026-03-04" });
    const patched = patchContent(
      series,
      { allDay: false, start: "2026-03-10T14:00:00", end: "2026-03-10T15:00:00" },
      { scope: "all", occurrenceKey: "2026-03-09", timeZone: "Europe/Berlin" },
    ).content;
    expect(patched).toMatchObject({
      start: "2026-03-03T14:00:00",
      end: "2026-03-03T15:00:00",
      timeZone: "Europe/Berlin",
    });
  });

  test("[X1] what a moved occurrence shows, sent back, moves nothing", () => {
    const series = usedSeries();
    const patch = { title: "Stand-up", start: "2026-03-25T11:00:00", end: "2026-03-25T11:30:00" };
    expect(all(series, patch, "2026-03-23T09:00:00")).toBe(series);
  });

  test("[X1] a moved occurrence takes the given times, the series the distance", () => {
    const patched = all(usedSeries(), { start: "2026-03-25T12:00:00" }, "2026-03-23T09:00:00");
    expect(patched.start).toBe("2026-03-02T10:00:00");
    expect(patched.overrides["2026-03-23T10:00:00"]).toMatchObject({
      start: "2026-03-25T12:00:00",
      end: "2026-03-25T12:30:00",
    });
  });

  test("[X1] across a clock change the distance is that of the wall clock", () => {
    const patched = all(aSeries(), { start: "2026-03-30T10:00:00" }, "2026-03-30T09:00:00");
    expect(patched.start).toBe("2026-03-02T10:00:00");
  });
});

describe("[X2] this writes an override that holds only what differs", () => {
  const key = "2026-03-16T09:00:00";
  const time = { allDay: false, timeZone: "Europe/Berlin" };
  test.each<[string, EventPatch, Override | undefined]>([
    ["a title", { title: "Retro" }, { title: "Retro" }],
    ["the series' own title", { title: "Stand-up" }, undefined],
    [
      "a title beside what the series has",
      { title: "Retro", location: "", tags: [] },
      { title: "Retro" },
    ],
    [
      "the time fields go together",
      { end: "2026-03-16T10:00:00" },
      { ...time, start: key, end: "2026-03-16T10:00:00" },
    ],
    [
      "a start keeps the duration",
      { start: "2026-03-17T08:00:00" },
      { ...time, start: "2026-03-17T08:00:00", end: "2026-03-17T08:30:00" },
    ],
    [
      "the series' own times",
      { start: key, end: "2026-03-16T09:30:00", allDay: false, timeZone: "Europe/Berlin" },
      undefined,
    ],
    ["the same instant in words of UTC", { start: "2026-03-16T08:00:00Z" }, undefined],
    [
      "another zone",
      { timeZone: "Europe/London" },
      { ...time, timeZone: "Europe/London", start: key, end: "2026-03-16T09:30:00" },
    ],
    [
      "all-day for once",
      { allDay: true, start: "2026-03-16", end: "2026-03-17" },
      { allDay: true, timeZone: null, start: "2026-03-16", end: "2026-03-17" },
    ],
    ["a status", { status: "cancelled" }, { status: "cancelled" }],
    ["metadata as a whole", { metadata: { room: 2 } }, { metadata: { room: 2 } }],
  ])("[X2] %s", (_name, patch, expected) => {
    expect(one(aSeries(), key, patch).overrides[key]).toEqual(expected);
  });

  test("[X2] giving a field the series' value removes it, and an empty override disappears", () => {
    const once = one(aSeries(), key, { title: "Retro", location: "Room 2" });
    const less = one(once, key, { title: "Stand-up" });
    expect(less.overrides[key]).toEqual({ location: "Room 2" });
    const none = one(less, key, { location: null });
    expect(none.overrides).toEqual({});
    expect(encodeContent(none)).toBe(encodeContent(aSeries()));
  });

  test("[X2] fields that are not given stay", () => {
    const moved = one(aSeries(), key, { start: "2026-03-17T09:00:00" });
    const titled = one(moved, key, { title: "Retro" });
    expect(titled.overrides[key]).toMatchObject({ title: "Retro", start: "2026-03-17T09:00:00" });
    const back = one(titled, key, { start: key });
    expect(back.overrides[key]).toEqual({ title: "Retro" });
  });

  test("[X2] null clears a field at the occurrence, whatever the series has", () => {
    const series = aSeries("FREQ=WEEKLY", { location: "Room 1" });
    expect(one(series, key, { location: null }).overrides[key]).toEqual({ location: "" });
  });

  test("[T3] a skipped time is the series' own, in either spelling", () => {
    const nightly = aSeries("FREQ=DAILY", {
      start: "2026-03-02T02:30:00",
      end: "2026-03-02T02:45:00",
    });
    const skipped = "2026-03-29T02:30:00";
    expect(one(nightly, skipped, { start: "2026-03-29T03:30:00" }).overrides).toEqual({});
    expect(one(nightly, skipped, { start: skipped }).overrides).toEqual({});
    expect(one(nightly, skipped, { start: "2026-03-29T03:31:00" }).overrides).toHaveProperty([
      skipped,
      "start",
    ]);
  });

  test("[T3] an end that occurs twice, sent back as it was shown, is the series' own", () => {
    const nightly = aSeries("FREQ=DAILY", {
      start: "2026-10-01T01:30:00",
      end: "2026-10-01T03:00:00",
    });
    const shown = { start: "2026-10-25T01:30:00", end: "2026-10-25T02:00:00" };
    expect(one(nightly, "2026-10-25T01:30:00", shown).overrides).toEqual({});
  });

  test.each([{ rrule: "FREQ=DAILY" }, null, {}])(
    "[X2] a recurrence is refused: %j",
    (recurrence) => {
      expect(refusal(() => one(aSeries(), key, { recurrence }))).toEqual({
        reason: "RECURRENCE_IN_OVERRIDE",
        field: "patch.recurrence",
      });
    },
  );

  test("[X2] a bad value names its field", () => {
    expect(refusal(() => one(aSeries(), key, { title: " " }))).toMatchObject({
      reason: "INVALID_INPUT",
      field: "patch.title",
    });
    expect(refusal(() => one(aSeries(), key, { end: "2026-03-15T09:00:00" }))).toMatchObject({
      reason: "END_BEFORE_START",
      field: "patch.end",
    });
  });

  test("[X2] all changes what overrides did not touch, and leaves what they did", () => {
    const series = one(aSeries(), key, { title: "Retro" });
    const changed = all(series, { title: "Daily", location: "Room 3" });
    expect(changed).toMatchObject({
      title: "Daily",
      location: "Room 3",
      overrides: { [key]: { title: "Retro" } },
    });
    expect(all(changed, { title: "Retro" }).overrides).toEqual({ [key]: { title: "Retro" } });
  });
});

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

describe("[X7] to all-day and back, and other zones", () => {
  test("[X7] keys, extra dates and UNTIL become dates", () => {
    const allDay = all(usedSeries(), { allDay: true, start: "2026-03-03", end: "2026-03-04" });
    expect(allDay).toMatchObject({
      allDay: true,
      timeZone: null,
      recurrence: {
        rrule: "FREQ=WEEKLY;UNTIL=20260602;BYDAY=TU",
        rdates: ["2026-03-07"],
        exdates: ["2026-03-10"],
      },
    });
    expect(Object.keys(allDay.overrides)).toEqual(["2026-03-17", "2026-03-24"]);
    expect(allDay.overrides["2026-03-24"]).toMatchObject({
      start: "2026-03-25T11:00:00",
      allDay: false,
    });
  });

  test("[X7] to timed, they take the start's time", () => {
    const series = aSeries("FREQ=DAILY;UNTIL=20260310", {
      start: "2026-03-02",
      end: null,
      recurrence: { rrule: "FREQ=DAILY;UNTIL=20260310", exdates: ["2026-03-04"] },
      overrides: { "2026-03-05": { title: "Own" } },
    });
    const timed = all(series, {
      allDay: false,
      start: "2026-03-02T08:15:00",
      timeZone: "Europe/Berlin",
    });
    expect(timed.recurrence).toEqual({
      rrule: "FREQ=DAILY;UNTIL=20260310T071500Z",
      rdates: [],
      exdates: ["2026-03-04T08:15:00"],
    });
    expect(timed.overrides).toEqual({ "2026-03-05T08:15:00": { title: "Own" } });
    expect(starts(timed)).toHaveLength(8);
  });

  test.each<[string, Parameters<typeof aSeries>[1]]>([
    [
      "an override and an exclusion",
      {
        recurrence: { rrule: "FREQ=DAILY;BYHOUR=9,17", exdates: ["2026-03-05T09:00:00"] },
        overrides: { "2026-03-05T17:00:00": { title: "x" } },
      },
    ],
    ["two extra dates", { recurrence: { rdates: ["2026-03-05T09:00:00", "2026-03-05T17:00:00"] } }],
    [
      "an extra date and an exclusion",
      {
        recurrence: {
          rrule: "FREQ=DAILY",
          exdates: ["2026-03-05T09:00:00"],
          rdates: ["2026-03-05T17:00:00"],
        },
      },
    ],
    [
      "an extra date and one of the rule",
      { recurrence: { rrule: "FREQ=DAILY", rdates: ["2026-03-05T17:00:00"] } },
    ],
  ])("[X7] two on one date are refused: %s", (_name, input) => {
    expect(refusal(() => all(aSeries("", input), { allDay: true }))).toMatchObject({
      reason: "INVALID_RECURRENCE",
    });
  });

  test("[X7] so are two overrides, also where their extra date goes in the same edit", () => {
    const rdates = ["2026-03-05T17:00:00"];
    const series = aSeries("", {
      recurrence: { rrule: "FREQ=DAILY", rdates },
      overrides: { "2026-03-05T17:00:00": { title: "x" }, "2026-03-05T09:00:00": { title: "y" } },
    });
    expect(refusal(() => all(series, { allDay: true, recurrence: { rdates: null } }))).toEqual({
      reason: "INVALID_RECURRENCE",
      field: "patch.allDay",
      part: "allDay",
      why: "two occurrences on one date",
      keys: ["2026-03-05T09:00:00", "2026-03-05T17:00:00"],
    });
  });

  test("[X7] an exclusion that excluded nothing does not begin to", () => {
    const series = aSeries("", {
      recurrence: { rrule: "FREQ=DAILY", exdates: ["2026-03-05T09:00:00", "2026-03-06T17:00:00"] },
    });
    expect(all(series, { allDay: true }).recurrence?.exdates).toEqual(["2026-03-05"]);
  });

  test("[X7] a zone alone keeps the wall clock of every occurrence", () => {
    const moved = all(usedSeries(), { timeZone: "America/New_York" });
    expect(starts(moved)).toEqual(starts(usedSeries()));
    expect(Object.keys(moved.overrides)).toEqual(Object.keys(usedSeries().overrides));
  });

  test("[X7] with a start at the same instant it keeps the instants", () => {
    const moved = all(aSeries("FREQ=DAILY;COUNT=3"), {
      timeZone: "Europe/London",
      start: "2026-03-02T08:00:00",
    });
    expect(moved).toMatchObject({ start: "2026-03-02T08:00:00", end: "2026-03-02T08:30:00" });
  });

  test("[X7] an all-day event that becomes timed takes the calendar's zone", () => {
    const event = anEvent({ start: "2026-03-02", end: null });
    const timed = patchContent(
      event,
      { allDay: false, start: "2026-03-02T10:00:00" },
      { timeZone: "Asia/Tokyo" },
    );
    expect(timed.content).toMatchObject({ allDay: false, timeZone: "Asia/Tokyo" });
  });
});

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

describe("[X3] there and back is nothing", () => {
  const rules = fc.constantFrom(
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;COUNT=200",
    "FREQ=WEEKLY;BYDAY=MO",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=100",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA",
    "FREQ=WEEKLY;UNTIL=20261231T080000Z",
  );
  const someKeys = fc.uniqueArray(fc.nat({ max: 20 }), { maxLength: 6 });

  test("[X3] for every series of days or weeks, its exceptions included", () => {
    fc.assert(
      fc.property(
        rules,
        someKeys,
        someKeys,
        fc.integer({ min: -40 * 96, max: 40 * 96 }),
        (rrule, excluded, titled, quarters) => {
          let series = aSeries(rrule);
          const keys = starts(series);
          for (const index of titled)
            series = one(series, keys[index] ?? "", { title: `${index}` });
          for (const index of excluded) {
            const exclusion = excludeOccurrence(series, keys[index] ?? "");
            if (!exclusion.deletesEvent) series = exclusion.content;
          }
          const start = new Date(Date.parse(`${series.start}Z`) + quarters * 900_000)
            .toISOString()
            .slice(0, 19);
          const there = all(series, { start });
          expect(there.recurrence?.exdates).toHaveLength(excluded.length);
          const back = all(there, { start: series.start, end: series.end });
          expect(diffContent(series, back)).toEqual([]);
          expect(contentEquals(series, back)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("[X3] every occurrence of a moved series is the old one, moved", () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: -96 * 9, max: 96 * 9 }), (rrule, quarters) => {
        const series = aSeries(rrule.replace("Z", ""), { timeZone: null });
        const shift = (text: string) =>
          new Date(Date.parse(`${text}Z`) + quarters * 900_000).toISOString().slice(0, 19);
        const moved = all(series, { start: shift(series.start) });
        const before = starts(series).map(shift).slice(0, 30);
        expect(starts(moved).slice(0, 30)).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });
});
