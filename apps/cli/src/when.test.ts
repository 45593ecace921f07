import { expect, test } from "vitest";
import { UsageError } from "./failure.ts";
import {
  completeTime,
  parseDay,
  parseInstant,
  parseMoment,
  parseTime,
  requireZone,
} from "./when.ts";

test.each([
  ["2026-03-02 09:00", "2026-03-02T09:00:00"],
  ["2026-03-02T09:00", "2026-03-02T09:00:00"],
  [" 2026-03-02 09:00:30 ", "2026-03-02T09:00:30"],
  ["2026-03-02 09:00+01:00", "2026-03-02T09:00:00+01:00"],
  ["2026-03-02T09:00Z", "2026-03-02T09:00:00Z"],
  ["2026-03-02", "2026-03-02"],
  ["next Monday", "next Monday"],
])("%j is sent as %j", (typed, sent) => {
  expect(completeTime(typed)).toBe(sent);
});

test.each([
  ["today", "2026-03-31"],
  ["tomorrow", "2026-04-01"],
  ["yesterday", "2026-03-30"],
  ["2028-02-29", "2028-02-29"],
])("the day %j is %s", (typed, day) => {
  expect(parseDay(typed, Temporal.PlainDate.from("2026-03-31")).toString()).toBe(day);
});

test.each(["2026-02-30", "2026-13-01", "31.3.2026", "2026-3-1", "", "2026-03-01T09:00"])(
  "%j is no day",
  (typed) => {
    expect(() => parseDay(typed, Temporal.PlainDate.from("2026-03-31"))).toThrow(UsageError);
  },
);

test("a time without an offset is the reader's", () => {
  expect(parseInstant("2026-07-01 09:00", "Europe/Berlin")).toBe("2026-07-01T07:00:00Z");
  expect(parseInstant("2026-07-01 09:00-04:00", "Europe/Berlin")).toBe("2026-07-01T13:00:00Z");
  expect(() => parseInstant("soon", "Europe/Berlin")).toThrow(UsageError);
});

test("[T2] what does not begin with a date is no time, and the forms that are get shown", () => {
  expect(parseTime("2026-02-30 09:00")).toBe("2026-02-30T09:00:00");
  expect(() => parseTime("tomorrow")).toThrow('as in "2026-03-30 09:00", or a date');
});

test("a zone must exist", () => {
  expect(requireZone("Europe/Berlin")).toBe("Europe/Berlin");
  expect(() => requireZone("Europe/Berlinn")).toThrow(UsageError);
});

// A Thursday, four days after the clocks of Berlin went forward.
const NOW = Temporal.ZonedDateTime.from("2026-04-02T15:30:00[Europe/Berlin]");

test.each([
  ["now", "2026-04-02T13:30:00Z"],
  ["2026-03-03T12:00", "2026-03-03T11:00:00Z"],
  ["2026-03-03 12:00", "2026-03-03T11:00:00Z"],
  ["2026-03-03T12:00:00Z", "2026-03-03T12:00:00Z"],
  ["2026-03-03 12:00-04:00", "2026-03-03T16:00:00Z"],
  ["2026-03-03", "2026-03-02T23:00:00Z"],
  ["today", "2026-04-01T22:00:00Z"],
  ["yesterday", "2026-03-31T22:00:00Z"],
  ["Yesterday 09:00", "2026-04-01T07:00:00Z"],
  ["friday", "2026-03-26T23:00:00Z"],
  ["fri 17:30", "2026-03-27T16:30:00Z"],
  ["thursday", "2026-03-25T23:00:00Z"],
  ["wednesday", "2026-03-31T22:00:00Z"],
  ["90 minutes ago", "2026-04-02T12:00:00Z"],
  ["5 days ago", "2026-03-28T14:30:00Z"],
  ["1 week ago", "2026-03-26T14:30:00Z"],
])("the moment %j is %s", (typed, instant) => {
  expect(parseMoment(typed, NOW)).toBe(instant);
});

test.each(["soon", "next friday", "days ago", "1.5 hours ago", "2026-02-30", "friday 25:00", ""])(
  "%j is no moment",
  (typed) => {
    expect(() => parseMoment(typed, NOW)).toThrow(UsageError);
  },
);
