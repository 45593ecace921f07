import { expect, test } from "vitest";
import { clockChangeOf } from "./clock-change.ts";
import { formatAgo, formatInstant, formatWhen } from "./clock.ts";

test.each([
  [
    "a meeting",
    { allDay: false, start: "2026-03-02T09:00:00", end: "2026-03-02T09:30:00" },
    "Monday 2 March 2026, 09:00–09:30",
  ],
  [
    "a moment",
    { allDay: false, start: "2026-03-02T09:00:00", end: "2026-03-02T09:00:00" },
    "Monday 2 March 2026, 09:00",
  ],
  [
    "a night",
    { allDay: false, start: "2026-03-02T22:00:00", end: "2026-03-03T06:00:30" },
    "Monday 2 March 2026, 22:00 – Tuesday 3 March 2026, 06:00:30",
  ],
  [
    "a day",
    { allDay: true, start: "2026-12-25", end: "2026-12-26" },
    "Friday 25 December 2026, all day",
  ],
  [
    "several days",
    { allDay: true, start: "2026-12-24", end: "2026-12-27" },
    "Thursday 24 December 2026 – Saturday 26 December 2026",
  ],
])("%s", (_name, time, shown) => {
  expect(formatWhen(time)).toBe(shown);
});

test("an instant is shown in the reader's zone", () => {
  expect(formatInstant("2026-03-30T07:00:00Z", "Europe/Berlin")).toBe("2026-03-30 09:00");
  expect(formatInstant("2026-03-30T07:00:00.250Z", "America/New_York")).toBe("2026-03-30 03:00");
});

test.each([
  ["2026-03-29", "Europe/Berlin", "clocks go forward, 02:00 → 03:00"],
  ["2026-10-25", "Europe/Berlin", "clocks go back, 03:00 → 02:00"],
  ["2026-03-28", "Europe/Berlin", undefined],
  ["2026-03-30", "Europe/Berlin", undefined],
  ["2026-10-04", "Australia/Lord_Howe", "clocks go forward, 02:00 → 02:30"],
  ["2026-03-08", "America/Havana", "clocks go forward, 00:00 → 01:00"],
  ["2026-03-29", "Etc/UTC", undefined],
])("clocks on %s in %s: %s", (day, zone, note) => {
  expect(clockChangeOf(Temporal.PlainDate.from(day), zone)).toBe(note);
});

test.each([
  ["2026-03-30T12:00:30Z", "just now"],
  ["2026-03-30T11:59:31Z", "just now"],
  ["2026-03-30T11:59:00Z", "1 minute ago"],
  ["2026-03-30T09:00:00Z", "3 hours ago"],
  ["2026-03-28T12:00:00Z", "2 days ago"],
  ["2026-03-16T12:00:00Z", "2 weeks ago"],
  ["2025-12-30T12:00:00Z", "2 months ago"],
  ["2024-04-01T00:00:00Z", "1 year ago"],
])("%s was %s", (instant, words) => {
  expect(formatAgo(instant, Temporal.Instant.from("2026-03-30T12:00:00Z"))).toBe(words);
});
