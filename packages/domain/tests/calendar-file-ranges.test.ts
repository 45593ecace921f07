import { describe, expect, test } from "vitest";
import { readCalendarFile } from "../src/event/calendar-file.ts";
import { calendarFileParts } from "../src/event/calendar-file/write.ts";
import { expandOccurrences } from "../src/event/occurrences.ts";
import { at } from "./_content.ts";
import { calendar, read, reasonsIn, vevent } from "./_calendar-file.ts";

const TZ = "TZID=Europe/Berlin";

/** Monday 2 March 2026, 09:00 to 10:00, weekly, with what else a test says. */
function master(...lines: string[]): string {
  return vevent(
    `DTEND;${TZ}:20260302T100000`,
    "SUMMARY:Weekly",
    ...(lines.some((line) => line.startsWith("RRULE")) ? lines : ["RRULE:FREQ=WEEKLY", ...lines]),
  );
}

/** An exception from an occurrence on. */
function fromOn(date: string, ...lines: string[]): string {
  return vevent(`RECURRENCE-ID;RANGE=THISANDFUTURE;${TZ}:${date}T090000`, ...lines);
}

function times(date: string, start: string, end: string): string[] {
  return [`DTSTART;${TZ}:${date}T${start}00`, `DTEND;${TZ}:${date}T${end}00`];
}

/** Start, end and title of all that a file has until the first of May, in time order. */
function agenda(...events: string[]): string[] {
  const file = read(...events);
  expect(file.problems).toEqual([]);
  const window = { from: at("2026-01-01T00:00Z"), to: at("2026-05-01T00:00Z") };
  return file.events
    .flatMap(({ content }) => expandOccurrences(content, { ...window, viewZone: "UTC" }))
    .toSorted((a, b) => a.startsAtMs - b.startsAtMs)
    .map(({ start, end, title }) => `${start.slice(5, 16)} ${end.slice(11, 16)} ${title}`);
}

describe("[F1] an exception for an occurrence and all following", () => {
  test("[F1] gives what follows another title and room", () => {
    const { events, problems } = read(
      master("RRULE:FREQ=WEEKLY;COUNT=5"),
      fromOn("20260316", ...times("20260316", "0900", "1000"), "SUMMARY:New", "LOCATION:Room 2"),
    );
    expect(problems).toEqual([]);
    expect(events).toMatchObject([
      {
        uid: "a@example.org",
        recurrenceId: null,
        line: 3,
        content: { title: "Weekly", recurrence: { rrule: "FREQ=WEEKLY;COUNT=2" } },
      },
      {
        uid: "a@example.org",
        recurrenceId: "2026-03-16T08:00:00Z",
        content: {
          title: "New",
          location: "Room 2",
          start: "2026-03-16T09:00:00",
          recurrence: { rrule: "FREQ=WEEKLY;COUNT=3" },
        },
      },
    ]);
  });

  test("[F1] moves what follows by as much, and makes it as long", () => {
    expect(
      agenda(
        master("RRULE:FREQ=WEEKLY;COUNT=5"),
        fromOn("20260323", ...times("20260324", "1400", "1445"), "SUMMARY:Tuesday"),
      ),
    ).toEqual([
      "03-02T09:00 10:00 Weekly",
      "03-09T09:00 10:00 Weekly",
      "03-16T09:00 10:00 Weekly",
      "03-24T14:00 14:45 Tuesday",
      "03-31T14:00 14:45 Tuesday",
    ]);
  });

  test("[F1] takes exclusions along, and leaves later exceptions where they say", () => {
    expect(
      agenda(
        master("RRULE:FREQ=WEEKLY;COUNT=6", `EXDATE;${TZ}:20260323T090000`),
        vevent(
          `RECURRENCE-ID;${TZ}:20260330T090000`,
          ...times("20260330", "0900", "1000"),
          "SUMMARY:As before",
        ),
        fromOn("20260316", ...times("20260316", "1100", "1200"), "SUMMARY:Later"),
      ),
    ).toEqual([
      "03-02T09:00 10:00 Weekly",
      "03-09T09:00 10:00 Weekly",
      "03-16T11:00 12:00 Later",
      "03-30T09:00 10:00 As before",
      "04-06T11:00 12:00 Later",
    ]);
  });

  test("[F1] several divide the series several times, in whatever order they stand", () => {
    expect(
      agenda(
        fromOn("20260330", ...times("20260330", "0700", "0730"), "SUMMARY:C"),
        fromOn("20260316", ...times("20260316", "0800", "0830"), "SUMMARY:B"),
        master("RRULE:FREQ=WEEKLY;UNTIL=20260413T070000Z"),
      ),
    ).toEqual([
      "03-02T09:00 10:00 Weekly",
      "03-09T09:00 10:00 Weekly",
      "03-16T08:00 08:30 B",
      "03-23T08:00 08:30 B",
      "03-30T07:00 07:30 C",
      "04-06T07:00 07:30 C",
      "04-13T07:00 07:30 C",
    ]);
  });

  test("[F1] at the first occurrence changes the series itself", () => {
    const { events } = read(master(), fromOn("20260302", ...times("20260302", "1000", "1100")));
    expect(events).toMatchObject([
      { recurrenceId: null, content: { start: "2026-03-02T10:00:00" } },
    ]);
  });

  test("[F1] at the last occurrence is one for that alone", () => {
    const { events } = read(
      master("RRULE:FREQ=WEEKLY;COUNT=2"),
      fromOn("20260309", ...times("20260309", "0900", "1000"), "SUMMARY:Last"),
    );
    expect(events).toMatchObject([
      { content: { overrides: { "2026-03-09T09:00:00": { title: "Last" } } } },
    ]);
  });

  test("[F1] keeps its own alarms and unknown properties", () => {
    const alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M", "END:VALARM"];
    const { events } = read(
      master("X-A:1"),
      fromOn("20260309", ...times("20260309", "0900", "1000"), ...alarm),
    );
    expect(events.map(({ content }) => content.calendarProperties)).toEqual([["X-A:1"], alarm]);
  });

  test.each([
    ["for no occurrence", "20260310", times("20260310", "0900", "1000")],
    ["that its rule cannot follow", "20260406", times("20260407", "0900", "1000")],
  ])("[F1] %s is listed, and the series read without it", (_, date, lines) => {
    const rule = "RRULE:FREQ=MONTHLY;BYDAY=MO,TH;BYSETPOS=1";
    const file = read(master(rule), fromOn(date, ...lines));
    expect(file.events).toMatchObject([{ content: { title: "Weekly" } }]);
    expect(reasonsIn(file)).toEqual([[12, "RANGE_UNSUPPORTED"]]);
  });

  test("[F1] of two for the same occurrence the later revision stands", () => {
    const file = read(
      master(),
      fromOn("20260309", ...times("20260309", "0900", "1000"), "SEQUENCE:1", "SUMMARY:Old"),
      fromOn("20260309", ...times("20260309", "0900", "1000"), "SEQUENCE:2", "SUMMARY:New"),
    );
    expect(file.events.map(({ content }) => content.title)).toEqual(["Weekly", "New"]);
    expect(reasonsIn(file)).toEqual([[10, "DUPLICATE_EVENT"]]);
  });

  test("[F1] without its series is a single event, and that is listed", () => {
    const file = read(fromOn("20260309", ...times("20260309", "0900", "1000"), "SUMMARY:Alone"));
    expect(file.events).toMatchObject([
      { recurrenceId: "2026-03-09T08:00:00Z", content: { title: "Alone", recurrence: null } },
    ]);
    expect(reasonsIn(file)).toEqual([[5, "RANGE_UNSUPPORTED"]]);
  });

  test("[F1] is written as an event of its own, and known again when it is read", () => {
    const { events } = read(
      master(),
      vevent(`RECURRENCE-ID;${TZ}:20260330T090000`, ...times("20260330", "0900", "1000")),
      fromOn("20260316", ...times("20260317", "1100", "1200"), "SUMMARY:Later"),
    );
    const written = events.map(({ uid, ...event }) => ({
      ...event,
      uid: uid ?? "",
      createdAt: 0,
      updatedAt: 0,
    }));
    const text = [...calendarFileParts(written, { timeZone: "Europe/Berlin" })].join("");
    const uids = text.match(/^UID:.*$/gm)?.map((line) => line.trim());
    expect(new Set(uids)).toEqual(
      new Set(["UID:a@example.org", "UID:a@example.org/2026-03-16T08:00:00Z"]),
    );
    const again = readCalendarFile(text, { timeZone: "Europe/Berlin" });
    expect(again.problems).toEqual([]);
    const identity = ({ uid, recurrenceId, content }: (typeof events)[number]) => ({
      uid,
      recurrenceId,
      content,
    });
    expect(again.events.map(identity)).toEqual(events.map(identity));
  });
});

test("[F1] RANGE=THISANDPRIOR, which RFC 5545 took back, is listed", () => {
  const file = readCalendarFile(
    calendar(master(), vevent(`RECURRENCE-ID;RANGE=THISANDPRIOR;${TZ}:20260309T090000`)),
    { timeZone: "Europe/Berlin" },
  );
  expect(reasonsIn(file)).toEqual([[13, "RANGE_UNSUPPORTED"]]);
  expect(file.events).toHaveLength(1);
});
