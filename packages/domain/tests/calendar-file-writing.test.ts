import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCalendarFile } from "../src/event/calendar-file.ts";
import { calendarFileParts } from "../src/event/calendar-file/write.ts";
import type { ExportedEvent } from "../src/event/calendar-file/write.ts";
import { DomainError } from "../src/errors.ts";
import { checkPlainFields } from "../src/event/plain-fields.ts";
import type { PlainFieldsInput } from "../src/event/plain-fields.ts";
import type { EventContent, Override } from "../src/event/content.ts";
import { firstKey, seriesOf } from "../src/recurrence/series.ts";
import { contentEquals, diffContent } from "../src/versions/diff.ts";
import { arbitraryContent } from "./_arbitrary-content.ts";
import { at, eventContent, movedTo, series } from "./_content.ts";

const exported = (content: EventContent, fields: Partial<ExportedEvent> = {}): ExportedEvent => ({
  uid: "a@example.org",
  sequence: 3,
  recurrenceId: null,
  createdAt: at("2026-01-01T08:00:00Z"),
  updatedAt: at("2026-02-01T08:30:15Z"),
  content,
  ...fields,
});

function write(...events: ExportedEvent[]): string {
  return [...calendarFileParts(events, { name: "Work", timeZone: "Europe/Berlin" })].join("");
}

function readBack(event: ExportedEvent) {
  const { events, problems } = readCalendarFile(write(event), { timeZone: "America/New_York" });
  expect(problems).toEqual([]);
  expect(events).toHaveLength(1);
  return events[0];
}

/** As a write would have it: a recurrence recurs, and something is left of it. */
function isValid({ recurrence, overrides, ...time }: EventContent): boolean {
  if (![time, ...Object.values(overrides)].every(endsAfterStart)) return false;
  if (recurrence === null) return true;
  if (recurrence.rrule === null && recurrence.rdates.length === 0) return false;
  return firstKey(seriesOf(time, recurrence)) !== undefined;
}

/** A clock change may put the end of a skipped start before it, which no write allows (rule T2). */
function endsAfterStart({ start, end, timeZone }: Override): boolean {
  if (start === undefined || end === undefined || typeof timeZone !== "string") return true;
  return (
    Temporal.PlainDateTime.from(start).toZonedDateTime(timeZone).epochMilliseconds <=
    Temporal.PlainDateTime.from(end).toZonedDateTime(timeZone).epochMilliseconds
  );
}

/** An override's fields that say what the series says show nothing in a file. */
function withoutRepetitions(content: EventContent): boolean {
  return Object.values(content.overrides).every(
    (override: Override) =>
      override.start === undefined ||
      override.start !== content.start ||
      override.timeZone !== content.timeZone,
  );
}

test("[F1] whatever is written is read back as it was", () => {
  fc.assert(
    fc.property(arbitraryContent.filter(isValid).filter(withoutRepetitions), (content) => {
      const found = readBack(exported(content));
      expect(diffContent(content, found?.content ?? eventContent())).toEqual([]);
      expect(contentEquals(content, found?.content ?? eventContent())).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

/** Texts with all that iCalendar gives a meaning to, as a write lets them be. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom("\\", ";", ",", ":", '"', "\n", "\t", "\r", " ", "n", "N", "^", "=", "\u00a0"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  ),
});
const line = text.map((value) => value.replaceAll(/[\r\n\t]/g, ""));
const fields = fc
  .record({
    title: line,
    description: text,
    location: text,
    tags: fc.array(line, { maxLength: 4 }),
    metadata: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true }),
  })
  .map((given) => {
    try {
      return checkPlainFields(given as PlainFieldsInput, "");
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  })
  .filter((checked) => checked !== null);

test("[F1] whatever texts, tags and metadata an event has come back to the letter", () => {
  fc.assert(
    fc.property(fields, fields, (own, override) => {
      const key = "2026-03-03T09:00:00";
      const content = series("FREQ=DAILY;COUNT=3", own);
      const differing = Object.entries(override).filter(
        ([field, value]) =>
          JSON.stringify(value) !== JSON.stringify(content[field as keyof EventContent]),
      );
      const whole = { ...content, overrides: { [key]: Object.fromEntries(differing) } };
      const written = differing.length === 0 ? content : whole;
      const found = readBack(exported(written));
      expect(diffContent(written, found?.content ?? eventContent())).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

/** The unfolded lines of what an event is written as, from the first BEGIN:VEVENT on. */
function linesOf(event: ExportedEvent): string[] {
  const text = write(event).replaceAll("\r\n ", "");
  return text.slice(text.indexOf("BEGIN:VEVENT")).split("\r\n");
}

describe("[F1] what is written", () => {
  test("[F1] is folded at 75 octets, never within a character, and ends its lines with CRLF", () => {
    const text = write(exported(eventContent({ description: "äöü€𝄞\n;,\\".repeat(500) })));
    const lines = text.split("\r\n");
    expect(lines.at(-1)).toBe("");
    expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    expect(lines.every((line) => line.isWellFormed() && !/[\r\n]/.test(line))).toBe(true);
    expect(lines.filter((line) => Buffer.byteLength(line) >= 71).length).toBeGreaterThan(100);
  });

  test("[F1] says who wrote it, the calendar's name and zone, and what is revised when", () => {
    const text = write(exported(eventContent()));
    expect(text.split("\r\n").slice(0, 7)).toEqual([
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Daybook//Daybook//EN",
      "CALSCALE:GREGORIAN",
      "NAME:Work",
      "X-WR-CALNAME:Work",
      "X-WR-TIMEZONE:Europe/Berlin",
    ]);
    expect(linesOf(exported(eventContent())).slice(0, 8)).toEqual([
      "BEGIN:VEVENT",
      "UID:a@example.org",
      "DTSTAMP:20260201T083015Z",
      "CREATED:20260101T080000Z",
      "LAST-MODIFIED:20260201T083015Z",
      "SEQUENCE:3",
      "DTSTART;TZID=Europe/Berlin:20260302T090000",
      "DTEND;TZID=Europe/Berlin:20260302T100000",
    ]);
  });

  test.each<[string, EventContent, string[]]>([
    [
      "in UTC",
      eventContent({ timeZone: "UTC" }),
      ["DTSTART:20260302T090000Z", "DTEND:20260302T100000Z"],
    ],
    [
      "floating",
      eventContent({ timeZone: null }),
      ["DTSTART:20260302T090000", "DTEND:20260302T100000"],
    ],
    [
      "all-day",
      eventContent({ allDay: true, start: "2026-03-02", end: "2026-03-05", timeZone: null }),
      ["DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260305"],
    ],
    [
      "without a length",
      eventContent({ end: "2026-03-02T09:00:00" }),
      ["DTSTART;TZID=Europe/Berlin:20260302T090000"],
    ],
    [
      "by an alias of its zone",
      eventContent({ timeZone: "Europe/Kiev", end: "2026-03-02T09:00:00" }),
      ["DTSTART;TZID=Europe/Kiev:20260302T090000"],
    ],
  ])("[T1] [F1] an event %s has the form of its kind", (_, content, expected) => {
    const times = linesOf(exported(content)).filter((line) => /^(?:DTSTART|DTEND)/.test(line));
    expect(times).toEqual(expected);
    expect(readBack(exported(content))?.content).toEqual(content);
  });

  test.each([
    ["a local time", "UNTIL=20260601T120000", "UNTIL=20260601T100000Z"],
    ["a date", "UNTIL=20260601", "UNTIL=20260601T215959Z"],
    ["an instant", "UNTIL=20260601T070000Z", "UNTIL=20260601T070000Z"],
  ])("[R1] [F1] an UNTIL that is %s is an instant beside a zone", (_, until, written) => {
    const content = series(`FREQ=WEEKLY;BYDAY=MO;${until}`);
    expect(linesOf(exported(content))).toContain(`RRULE:FREQ=WEEKLY;BYDAY=MO;${written}`);
    expect(readBack(exported(content))?.content).toEqual(content);
  });

  test.each([
    [
      "with COUNT",
      "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=5",
      [
        "DTSTART;TZID=Europe/Berlin:20260303T090000",
        "COUNT=4",
        "RDATE;TZID=Europe/Berlin:20260302T090000",
      ],
    ],
    ["that has ended", "FREQ=DAILY;UNTIL=20260301", ["DTSTART;TZID=Europe/Berlin:20260302T090000"]],
  ])("[R3] [F1] a start outside a rule %s is written as others show it", (_, rule, parts) => {
    const content = series(rule);
    const text = linesOf(exported(content)).join("\n");
    for (const part of parts) expect(text).toContain(part);
    expect(text.includes("RRULE")).toBe(parts.length > 1);
    expect(readBack(exported(content))?.content).toEqual(content);
  });

  test("[F1] what another program changed counts, and not what we kept beside it", () => {
    const content = series("FREQ=WEEKLY;BYDAY=TU;COUNT=5", { title: " Edge ", tags: ["a "] });
    const text = write(exported(content))
      .replace("COUNT=4\r\n", "COUNT=7\r\n")
      .replace("SUMMARY: Edge ", "SUMMARY:Other");
    const { events } = readCalendarFile(text, { timeZone: "Europe/Berlin" });
    expect(events).toMatchObject([
      {
        content: {
          title: "Other",
          tags: ["a "],
          start: "2026-03-03T09:00:00",
          recurrence: { rrule: "FREQ=WEEKLY;BYDAY=TU;COUNT=7", rdates: ["2026-03-02T09:00:00"] },
        },
      },
    ]);
  });

  test("[F1] keeps texts, tags and metadata to the letter", () => {
    const content = series("FREQ=DAILY;COUNT=3", {
      title: " a, b; \\n c ",
      description: "one\r\ntwo\n\tthree\\n \u00a0",
      location: " here\nthere ",
      tags: ["x,y", " z ", "\\"],
      metadata: { a: { b: [1, null, 'q"\\,;\n'] }, "c:d": "é" },
      overrides: { "2026-03-03T09:00:00": { metadata: {}, title: "t ", tags: [] } },
    });
    expect(readBack(exported(content))?.content).toEqual(content);
  });

  test("[F1] keeps unknown properties and alarms, in their order and as they were written", () => {
    const lines = [
      'ATTENDEE;CN="Doe; Jane";ROLE=REQ-PARTICIPANT:mailto:jane@example.org',
      "ORGANIZER;CN=x:mailto:x@example.org",
      `X-LONG:${"äöü ".repeat(300)}`,
      "X-COMMA:a,b;c\\n",
      "BEGIN:VALARM",
      "ACTION:DISPLAY",
      "TRIGGER;RELATED=END:-PT15M",
      "BEGIN:X-INNER",
      "X-A:1",
      "END:X-INNER",
      "END:VALARM",
      "BEGIN:VALARM",
      "TRIGGER;VALUE=DATE-TIME:20260302T070000Z",
      "END:VALARM",
    ];
    const content = series("FREQ=DAILY;COUNT=4", {
      calendarProperties: lines,
      overrides: {
        "2026-03-03T09:00:00": { calendarProperties: lines.slice(0, 2) },
        "2026-03-04T09:00:00": { calendarProperties: [] },
        "2026-03-05T09:00:00": { title: "As the series" },
      },
    });
    expect(readBack(exported(content))?.content).toEqual(content);
  });

  test("[F1] defines the zones that kept properties name", () => {
    const content = eventContent({
      calendarProperties: ['X-A;TZID="W. Europe Standard Time":20260302T090000'],
      timeZone: "UTC",
    });
    expect(write(exported(content))).toContain("TZID:W. Europe Standard Time\r\n");
  });

  test("[T3] [F1] an end that the clock shows twice is told by its distance", () => {
    const content = series("FREQ=DAILY;COUNT=3", {
      start: "2026-10-24T02:45:00",
      end: "2026-10-24T03:15:00",
      overrides: { "2026-10-25T02:45:00": { title: "That night" } },
    });
    expect(linesOf(exported(content))).toContain("DURATION:PT1800S");
    expect(readBack(exported(content))?.content).toEqual(content);
  });

  test.each([
    ["Europe/London", "2026-03-29T00:30:00", "2026-03-29T01:30:00", 3_600],
    ["Europe/London", "2026-03-29T01:00:00", "2026-03-29T01:30:00", 1_800],
    ["America/New_York", "2026-03-07T02:30:00", "2026-03-08T02:30:00", 86_400],
  ])("[T3] [F1] an end that the clock skips is told by its distance: %s %s", (...given) => {
    const [timeZone, start, end, seconds] = given;
    const content = eventContent({ timeZone, start, end });
    expect(linesOf(exported(content))).toContain(`DURATION:PT${seconds}S`);
    expect(linesOf(exported(content)).join()).not.toContain("DTEND");
    expect(readBack(exported(content))?.content).toEqual(content);
    const repeated = series("FREQ=DAILY;COUNT=3", { timeZone, start, end });
    expect(readBack(exported(repeated))?.content).toEqual(repeated);
  });

  test("[T3] [F1] an end that the clock skips in an override comes back", () => {
    const content = series("FREQ=DAILY;COUNT=3", {
      timeZone: "Europe/London",
      start: "2026-03-28T09:00:00",
      end: "2026-03-28T10:00:00",
      overrides: {
        "2026-03-29T09:00:00": movedTo("2026-03-29T00:30:00", "2026-03-29T01:30:00", {
          timeZone: "Europe/London",
        }),
      },
    });
    expect(linesOf(exported(content))).toContain("DURATION:PT3600S");
    const override = readBack(exported(content))?.content.overrides["2026-03-29T09:00:00"];
    expect(override).toMatchObject({ start: "2026-03-29T00:30:00", end: "2026-03-29T01:30:00" });
  });

  test("[X2] [F1] an override that shows nothing is not written", () => {
    const content = series("FREQ=DAILY;COUNT=3", {
      overrides: { "2026-04-01T09:00:00": { title: "Nowhere" } },
    });
    expect(linesOf(exported(content)).join()).not.toContain("RECURRENCE-ID");
  });

  test("[X2] [F1] overrides in other zones and of other kinds come back", () => {
    const content = series("FREQ=DAILY;COUNT=6", {
      overrides: {
        "2026-03-03T09:00:00": movedTo("2026-03-03T08:00:00", "2026-03-03T09:00:00", {
          timeZone: "UTC",
        }),
        "2026-03-04T09:00:00": {
          allDay: true,
          start: "2026-03-04",
          end: "2026-03-06",
          timeZone: null,
        },
        "2026-03-05T09:00:00": movedTo("2026-03-05T09:00:00", "2026-03-05T10:00:00", {
          timeZone: null,
        }),
        "2026-03-06T09:00:00": movedTo("2026-03-06T09:00:00", "2026-03-06T09:00:00", {
          timeZone: "Asia/Tokyo",
        }),
      },
    });
    expect(readBack(exported(content))?.content).toEqual(content);
    expect(write(exported(content))).toContain("TZID:Asia/Tokyo\r\n");
  });

  test("[F1] a part that a file gave alone keeps its RECURRENCE-ID", () => {
    const found = readBack(exported(eventContent(), { recurrenceId: "2026-03-02T08:00:00Z" }));
    expect(found).toMatchObject({ uid: "a@example.org", recurrenceId: "2026-03-02T08:00:00Z" });
  });

  test("[F1] no event makes a calendar without events", () => {
    const text = [...calendarFileParts([], { timeZone: "UTC" })].join("");
    expect(readCalendarFile(text, { timeZone: "UTC" })).toEqual({ events: [], problems: [] });
  });

  test("[F1] many events come in parts", () => {
    const events = Array.from({ length: 2_000 }, (_, number) =>
      exported(eventContent(), { uid: `${number}` }),
    );
    const parts = [...calendarFileParts(events, { timeZone: "UTC" })];
    expect(parts.length).toBeGreaterThan(3);
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(100_000);
    expect(readCalendarFile(parts.join(""), { timeZone: "UTC" }).events).toHaveLength(2_000);
  });
});
