import { describe, expect, test } from "vitest";
import { all, one, refusal } from "./_edits.ts";
import { aSeries } from "./_event-builder.ts";
import type { Override } from "./content.ts";
import type { EventPatch } from "./patch.ts";
import { encodeContent } from "./stored-content.ts";

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

  test("[X2] [T3] an end that is shown before its start, at a time that occurs twice, can be edited", () => {
    // On 25 October 2026 half an hour from 02:30 ends at the second 02:00.
    const series = aSeries("FREQ=DAILY", {
      start: "2026-10-24T02:30:00",
      end: "2026-10-24T03:00:00",
    });
    const night = "2026-10-25T02:30:00";
    expect(one(series, night, { start: "2026-10-25T08:00:00" }).overrides[night]).toMatchObject({
      start: "2026-10-25T08:00:00",
      end: "2026-10-25T08:30:00",
    });
    const shown = { start: night, end: "2026-10-25T02:00:00", timeZone: "Europe/Berlin" };
    expect(one(series, night, { title: "Night", ...shown }).overrides[night]).toEqual({
      title: "Night",
    });
    expect(all(series, { start: "2026-10-25T08:00:00" }, night)).toMatchObject({
      start: "2026-10-24T08:00:00",
      end: "2026-10-24T08:30:00",
    });
  });

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
