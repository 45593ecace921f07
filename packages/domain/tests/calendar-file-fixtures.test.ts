import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCalendarFile } from "../src/event/calendar-file.ts";
import { decodeCalendarFile } from "../src/event/calendar-file/decode.ts";
import { calendarFileParts } from "../src/event/calendar-file/write.ts";
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

/** What files of other programs hold from February 2026 to May 2027: start, end and title. */
const OF_OTHER_PROGRAMS: [name: string, occurrences: string[][], problems: [number, string][]][] = [
  [
    // Windows zones; a RECURRENCE-ID without its time of day.
    "from-office365.ics",
    [
      ["2026-03-03T13:00:00", "2026-03-03T14:00:00", "Abgleich"],
      ["2026-03-10T13:00:00", "2026-03-10T14:00:00", "Abgleich"],
      ["2026-03-20", "2026-03-21", "Betriebsausflug"],
      ["2026-03-24T13:00:00", "2026-03-24T14:00:00", "Abgleich"],
      ["2026-04-01T15:00:00", "2026-04-01T15:30:00", "Abgleich (verschoben)"],
      ["2026-04-14T13:00:00", "2026-04-14T14:00:00", "Abgleich"],
    ],
    [],
  ],
  [
    // Exclusions in UTC, an extra date, a task beside the event.
    "from-thunderbird.ics",
    [
      ["2026-03-04T19:30:00", "2026-03-04T21:30:00", "Chorprobe"],
      ["2026-03-11T19:30:00", "2026-03-11T21:30:00", "Chorprobe"],
      ["2026-03-21T10:00:00", "2026-03-21T12:00:00", "Chorprobe"],
      ["2026-03-25T19:30:00", "2026-03-25T21:30:00", "Chorprobe"],
      ["2026-04-01T19:30:00", "2026-04-01T21:30:00", "Chorprobe im Saal"],
      ["2026-04-08T19:30:00", "2026-04-08T21:30:00", "Chorprobe"],
    ],
    [[21, "UNSUPPORTED_COMPONENT"]],
  ],
  [
    // A series into the night that the clock skips; its zone is defined after it.
    "from-nextcloud.ics",
    [
      ["2026-03-28T02:30:00", "2026-03-28T03:30:00", "Sicherung 💾"],
      ["2026-03-29T03:30:00", "2026-03-29T04:30:00", "Sicherung 💾"],
      ["2026-03-30T02:30:00", "2026-03-30T03:30:00", "Sicherung 💾"],
    ],
    [],
  ],
  [
    // A zone that its rules alone tell, by a name in quotes.
    "from-zimbra.ics",
    [
      ["2026-02-27T16:00:00", "2026-02-27T17:00:00", "Month's end"],
      ["2026-04-24T16:00:00", "2026-04-24T17:00:00", "Month's end"],
      ["2026-05-29T16:00:00", "2026-05-29T17:00:00", "Month's end"],
    ],
    [],
  ],
  [
    // Durations, a list of extra dates, a zone without its definition, components in an alarm.
    "from-fastmail.ics",
    [
      ["2026-04-01T18:00:00", "2026-04-01T19:30:00", "Evening class"],
      ["2026-04-04", "2026-04-06", "Open days"],
      ["2026-04-08T18:00:00", "2026-04-08T19:30:00", "Evening class"],
      ["2026-04-15T18:00:00", "2026-04-15T19:30:00", "Evening class"],
    ],
    [],
  ],
  [
    // Over the hour that the clock skips; an event without length.
    "from-yahoo.ics",
    [
      ["2026-03-08T01:30:00", "2026-03-08T03:30:00", "Night walk"],
      ["2026-03-10T00:00:00", "2026-03-10T00:00:00", "A moment"],
      ["2027-03-14T01:30:00", "2027-03-14T03:30:00", "Night walk"],
    ],
    [],
  ],
  [
    "from-apple-travel.ics",
    [
      ["2026-03-12T19:00:00", "2026-03-12T20:30:00", "Concert"],
      ["2026-03-13", "2026-03-17", "Ski"],
    ],
    [],
  ],
  ["cancelled.ics", [["2026-03-05T09:00:00", "2026-03-05T10:00:00", "Called off"]], []],
  [
    // LF, a BOM, small letters, folds by tab, periods, exclusions in two zones, dates for times.
    "odd-lines.ics",
    [
      ["2026-03-02T09:00:00", "2026-03-02T10:00:00", "Zweiteilig; mit, Zeichen"],
      ["2026-03-05T09:00:00", "2026-03-05T10:00:00", "Zweiteilig; mit, Zeichen"],
      ["2026-03-10T09:00:00", "2026-03-10T12:00:00", "Zweiteilig; mit, Zeichen"],
      ["2026-03-11T09:00:00", "2026-03-11T09:15:00", "Zweiteilig; mit, Zeichen"],
      ["2026-03-16", "2026-03-17", "Ohne VALUE=DATE"],
      ["2026-03-18T17:00:00", "2026-03-18T17:00:00", "Floating"],
      ["2026-03-19T17:00:00", "2026-03-19T17:00:00", "Floating"],
      ["2026-03-20T17:00:00", "2026-03-20T17:00:00", "Floating"],
    ],
    [[5, "UNSUPPORTED_COMPONENT"]],
  ],
];

describe("files as other programs write them", () => {
  test.each(OF_OTHER_PROGRAMS)("[F1] %s has these occurrences", (name, occurrences, problems) => {
    expect(agenda(name, "2026-02-01T00:00Z", "2027-06-01T00:00Z")).toEqual(occurrences);
    expect(reasonsIn(readFixture(name))).toEqual(problems);
  });

  test.each(readdirSync(join(import.meta.dirname, "../testdata")).filter(isCalendar))(
    "[F1] %s comes back as it was when it is written",
    (name) => {
      const { events } = readFixture(name);
      const exported = events.map(({ uid, ...event }, index) => ({
        ...event,
        uid: uid ?? `${index}`,
        createdAt: 0,
        updatedAt: 0,
      }));
      const text = [...calendarFileParts(exported, { timeZone: "Europe/Berlin" })].join("");
      const again = readCalendarFile(text, { timeZone: "America/New_York" });
      expect(again.problems).toEqual([]);
      expect(again.events.map(({ line: _line, ...event }) => event)).toEqual(
        exported.map(
          ({ line: _line, createdAt: _created, updatedAt: _updated, ...event }) => event,
        ),
      );
    },
  );

  test.each([
    ["LF", "\n"],
    ["CR", "\r"],
  ])("[F1] lines may end with %s", (_, end) => {
    const bytes = readFileSync(join(import.meta.dirname, "../testdata/from-office365.ics"));
    const ics = decodeCalendarFile(bytes);
    const options = { timeZone: "Europe/Berlin" };
    expect(readCalendarFile(ics.replaceAll("\r\n", end), options)).toEqual(
      readCalendarFile(ics, options),
    );
  });

  test("[F1] what a file cancels is cancelled, though it does not say so of each event", () => {
    expect(readFixture("cancelled.ics").events).toMatchObject([
      { content: { status: "cancelled" } },
    ]);
  });

  test("[F1] alarms and what else they say is kept, as it was written", () => {
    const [concert] = readFixture("from-apple-travel.ics").events;
    expect(concert?.content.calendarProperties).toEqual([
      "URL;VALUE=URI:https://theatre.example/concert?id=1;2,3",
      "X-APPLE-CREATOR-IDENTITY:com.apple.calendar",
      'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="1 Place du Théâtre, Paris";' +
        'X-APPLE-RADIUS=141.1;X-TITLE="Théâtre: Grande Salle":geo:48.85,2.35',
      "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
      "X-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT30M",
      "BEGIN:VALARM",
      "ACTION:DISPLAY",
      "DESCRIPTION:Reminder",
      "TRIGGER;X-APPLE-RELATED-TRAVEL=-PT15M:-PT45M",
      "UID:BBBBBBBB-0000-4000-8000-000000000005",
      "X-WR-ALARMUID:BBBBBBBB-0000-4000-8000-000000000005",
      "END:VALARM",
      "BEGIN:VALARM",
      "ACKNOWLEDGED:20260301T100000Z",
      "ACTION:AUDIO",
      "ATTACH;VALUE=URI:Chord",
      "TRIGGER;VALUE=DATE-TIME:19760401T005545Z",
      "X-APPLE-DEFAULT-ALARM:TRUE",
      "END:VALARM",
    ]);
    const [periods] = readFixture("odd-lines.ics").events;
    expect(periods?.content.calendarProperties).toEqual([
      'x-unknown;quoted="one:two;three,four":kept; as, it\\n is',
      "BEGIN:X-NESTED",
      "x-a:1",
      "BEGIN:X-DEEPER",
      "x-b:2",
      "END:X-DEEPER",
      "END:X-NESTED",
    ]);
  });

  test("[F1] an exception's own properties are its own", () => {
    const [meeting] = readFixture("from-office365.ics").events;
    expect(meeting?.content.overrides["2026-03-31T13:00:00"]?.calendarProperties).toEqual([
      "CLASS:PUBLIC",
      "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
      "X-MICROSOFT-CDO-INSTTYPE:3",
    ]);
  });
});

function isCalendar(name: string): boolean {
  return name.endsWith(".ics");
}
