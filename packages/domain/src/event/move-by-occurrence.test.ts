import { describe, expect, test } from "vitest";
import { all, usedSeries } from "./_edits.ts";
import { aSeries } from "./_event-builder.ts";
import type { EventContent } from "./content.ts";
import { type EventPatch, patchContent } from "./patch.ts";

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
      "a zone with a start at the same instant keeps that occurrence's instants",
      { timeZone: "America/New_York", start: "2026-03-16T04:00:00" },
      { start: "2026-03-02T04:00:00", end: "2026-03-02T04:30:00", timeZone: "America/New_York" },
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

  test("[X1] [X7] a zone alone keeps the wall clock, also where the two zones agree for a while", () => {
    const series = aSeries("FREQ=MONTHLY", {
      start: "2026-07-01T09:00:00",
      end: "2026-07-01T10:00:00",
    });
    const patched = all(series, { timeZone: "Africa/Lagos" }, "2027-01-01T09:00:00");
    expect(patched).toMatchObject({ start: "2026-07-01T09:00:00", timeZone: "Africa/Lagos" });
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

  test("[X1] a moved occurrence takes the given end, also where the series lasts as long already", () => {
    const series = aSeries("FREQ=WEEKLY", {
      overrides: {
        "2026-03-16T09:00:00": { start: "2026-03-16T11:00:00", end: "2026-03-16T11:10:00" },
      },
    });
    const patched = all(series, { end: "2026-03-16T11:30:00" }, "2026-03-16T09:00:00");
    expect(patched).toMatchObject({ start: series.start, end: series.end });
    expect(patched.overrides["2026-03-16T09:00:00"]).toMatchObject({
      start: "2026-03-16T11:00:00",
      end: "2026-03-16T11:30:00",
    });
  });

  test("[X1] [T3] an occurrence whose start the clock skips takes the given one, and so do the others", () => {
    const series = aSeries("FREQ=DAILY", {
      start: "2026-03-27T02:30:00",
      end: "2026-03-27T02:45:00",
    });
    const key = "2026-03-29T02:30:00";
    const patched = all(series, { start: "2026-03-29T04:00:00" }, key);
    expect(patched).toMatchObject({ start: "2026-03-27T04:00:00", end: "2026-03-27T04:15:00" });
    expect(all(series, { start: "2026-03-29T03:30:00" }, key)).toBe(series);
    expect(all(series, { end: "2026-03-29T04:00:00" }, key)).toMatchObject({
      start: "2026-03-27T02:30:00",
      end: "2026-03-27T03:00:00",
    });
    expect(all(series, { timeZone: "Europe/Athens" }, key).start).toBe("2026-03-27T02:30:00");
  });

  test("[X1] across a clock change the distance is that of the wall clock", () => {
    const patched = all(aSeries(), { start: "2026-03-30T10:00:00" }, "2026-03-30T09:00:00");
    expect(patched.start).toBe("2026-03-02T10:00:00");
  });
});
