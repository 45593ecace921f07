import { describe, expect, test } from "vitest";
import { expandOccurrences } from "../src/event/occurrences.ts";
import { at } from "./_content.ts";
import { readFixture, reasonsIn } from "./_calendar-file.ts";

/** Key, start and title of what a file has in a window, in time order. */
function agenda(name: string, from: string, to: string): string[][] {
  const window = { from: at(from), to: at(to), viewZone: "Europe/Berlin" };
  return readFixture(name)
    .events.flatMap(({ content }) => expandOccurrences(content, window))
    .toSorted((a, b) => a.startsAtMs - b.startsAtMs)
    .map(({ start, end, title }) => [start, end, title]);
}

describe("public holidays in Germany in 2026", () => {
  test("[F1] are all read, with their umlauts", () => {
    const { events, problems } = readFixture("public-holidays-germany-2026.ics");
    expect(problems).toEqual([]);
    expect(events).toHaveLength(19);
    expect(events.filter(({ content }) => !content.tags.includes("regional"))).toHaveLength(9);
    expect(events.map(({ content }) => content.title)).toContain("Buß- und Bettag");
    expect(new Set(events.map(({ content }) => content.transparency))).toEqual(
      new Set(["transparent"]),
    );
    expect(events[10]?.content.description).toContain("in Sachsen und Thüringen nur in einzelnen");
  });

  test("[T5] [F1] are days of the reader's zone", () => {
    const easter = agenda(
      "public-holidays-germany-2026.ics",
      "2026-04-02T22:00Z",
      "2026-04-06T22:00Z",
    );
    expect(easter).toEqual([
      ["2026-04-03", "2026-04-04", "Karfreitag"],
      ["2026-04-05", "2026-04-06", "Ostersonntag"],
      ["2026-04-06", "2026-04-07", "Ostermontag"],
    ]);
  });
});

describe("a weekly seminar in Berlin", () => {
  test("[R2] [T3] [F1] goes on over the clock change", () => {
    expect(agenda("weekly-seminar-berlin.ics", "2026-03-22T23:00Z", "2026-04-12T22:00Z")).toEqual([
      ["2026-03-23T14:15:00", "2026-03-23T15:45:00", "Seminar: Time and calendars"],
      ["2026-03-28T21:30:00", "2026-03-29T06:30:00", "Observing night"],
      ["2026-03-30T16:15:00", "2026-03-30T17:45:00", "Seminar: What a clock change does"],
      ["2026-04-08T14:15:00", "2026-04-08T15:45:00", "Seminar: Time and calendars"],
    ]);
  });

  test("[F1] has 49 occurrences in its year, of which one is cancelled", () => {
    const { events, problems } = readFixture("weekly-seminar-berlin.ics");
    expect(problems).toEqual([]);
    const [seminar] = events;
    const year = { from: at("2026-01-01T00:00:00Z"), to: at("2027-01-01T00:00:00Z") };
    const found =
      seminar === undefined
        ? []
        : expandOccurrences(seminar.content, { ...year, viewZone: "Europe/Berlin" });
    expect(found).toHaveLength(49);
    expect(found.at(-1)?.start).toBe("2026-12-21T14:15:00");
    expect(found.filter(({ status }) => status === "cancelled")).toMatchObject([
      { key: "2026-06-15T14:15:00" },
    ]);
  });
});

test("[F1] a file as Google writes it", () => {
  const { events, problems } = readFixture("from-google.ics");
  expect(problems).toEqual([]);
  expect(events.map(({ uid, line }) => [uid, line])).toEqual([
    ["0a1b2c3d4e5f@google.com", 26],
    ["single-utc@google.com", 63],
    ["yearly-allday@google.com", 73],
  ]);
  const [standUp] = events;
  expect(standUp?.content).toMatchObject({ timeZone: "America/New_York", title: "Stand-up" });
  // Its UNTIL is local midnight after the last Thursday, written in UTC.
  const june = agenda("from-google.ics", "2026-06-04T00:00Z", "2026-07-01T00:00Z");
  expect(june.map(([start]) => start)).toEqual(["2026-06-04T09:30:00"]);
  const week = agenda("from-google.ics", "2026-03-09T00:00Z", "2026-03-14T00:00Z");
  expect(week.map(([start]) => start)).toEqual([
    "2026-03-09T09:30:00",
    "2026-03-10T10:30:00",
    "2026-03-11T09:30:00",
    "2026-03-12T09:30:00",
    "2026-03-13T09:30:00",
  ]);
});

test("[F1] a file as Apple writes it, folded within characters", () => {
  const { events, problems } = readFixture("from-apple.ics");
  expect(problems).toEqual([]);
  expect(events.map(({ content }) => content)).toMatchObject([
    {
      title: "Sauerteig füttern 🥖",
      location: "Küche\nErdgeschoss",
      start: "2026-03-29T02:30:00",
    },
    { title: "Leap day", start: "1604-02-29", allDay: true },
    {
      title: "Abendlauf",
      timeZone: null,
      overrides: { "2026-01-13T18:30:00": { title: "Abendlauf (spät)" } },
    },
  ]);
  expect(agenda("from-apple.ics", "2028-02-01T00:00Z", "2028-04-01T00:00Z")).toEqual([
    ["2028-02-29", "2028-03-01", "Leap day"],
  ]);
});

test("[F1] a file as Outlook writes it: Windows zones, a custom one, one that is unknown", () => {
  const file = readFixture("from-outlook.ics");
  expect(file.events.map(({ content }) => [content.title, content.timeZone])).toEqual([
    ["Monatsrunde", "Europe/Berlin"],
    ["Call with Chicago", "America/Chicago"],
    ["Urlaub", null],
  ]);
  expect(file.problems).toMatchObject([
    { line: 73, uid: "unknown-zone@outlook.example", reason: "UNKNOWN_TIME_ZONE" },
  ]);
  const round = agenda("from-outlook.ics", "2026-01-01T00:00Z", "2027-01-01T00:00Z");
  expect(round.filter(([, , title]) => title === "Monatsrunde").map(([start]) => start)).toEqual([
    "2026-03-04T10:00:00",
    "2026-04-01T10:00:00",
    "2026-05-06T10:00:00",
    "2026-06-03T10:00:00",
    "2026-07-01T10:00:00",
    "2026-08-05T10:00:00",
  ]);
});

test("[F1] bad parts are listed with their lines and lose no good one", () => {
  const file = readFixture("broken-parts.ics");
  expect(file.events.map(({ content }) => content.title)).toEqual([
    "Good before the bad",
    "Good with a bad line",
    "Good series",
    "From here on",
    "Newer",
  ]);
  expect(reasonsIn(file)).toEqual([
    [9, "INVALID_TIME"],
    [15, "INVALID_TIME"],
    [21, "END_BEFORE_START"],
    [24, "UNSUPPORTED_COMPONENT"],
    [31, "RECURRENCE_UNSUPPORTED"],
    [34, "MALFORMED_COMPONENT"],
    [41, "MALFORMED_LINE"],
    [43, "MALFORMED_COMPONENT"],
    [64, "DUPLICATE_EVENT"],
  ]);
});
