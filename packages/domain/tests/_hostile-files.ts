import type { ImportReason } from "../src/event/calendar-file/problems.ts";
import { LIMITS } from "../src/limits.ts";
import { calendar, vevent } from "./_calendar-file.ts";

/** What becomes of a file: events and reasons, or the reason for which it is refused whole. */
export type Outcome =
  | { readonly events: number; readonly reasons: readonly ImportReason[] }
  | string;

/** A file that is meant to cost more than it is worth, and what becomes of it. */
export type HostileFile = readonly [name: string, ics: () => string, outcome: Outcome];

const SIZE = LIMITS.importBytes - 2_000;

/** As many pieces as a file may hold. */
function repeated(piece: string, size = SIZE): string {
  return piece.repeat(Math.floor(size / piece.length));
}

function numbered(count: number, piece: (number: number) => string): string {
  return Array.from({ length: count }, (_, number) => piece(number)).join("\r\n");
}

/** A file of as many events as one may hold. */
function full(piece: (number: number) => string): string {
  return calendar(numbered(LIMITS.importEvents, piece));
}

/** Numbers from one on. */
function range(from: number, count: number): string {
  return Array.from({ length: count }, (_, index) => from + index).join(",");
}

/** Nine o'clock in Berlin, days after 2 March 2026. */
function date(days: number): string {
  const day = Temporal.PlainDate.from("2026-03-02").add({ days });
  const instant = day
    .toZonedDateTime({ timeZone: "Europe/Berlin", plainTime: "09:00" })
    .toInstant();
  return instant.toString().replace(/[-:]/g, "");
}

function dates(count: number): string {
  return Array.from({ length: count }, (_, index) => date(index + 1)).join(",");
}

function zone(tzid: string, ...lines: string[]): string {
  return ["BEGIN:VTIMEZONE", `TZID:${tzid}`, ...lines, "END:VTIMEZONE"].join("\r\n");
}

function observance(...lines: string[]): string {
  return [
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0007",
    "TZOFFSETTO:+0013",
    ...lines,
    "END:STANDARD",
  ].join("\r\n");
}

const IN_ZONE = "DTSTART;TZID=z:20260302T090000";

/** Each in its own words, as the sentence "a file … is answered or refused" would go on. */
export const HOSTILE_FILES: readonly HostileFile[] = [
  ["of more bytes than the limit", () => "x".repeat(10_000_000), "LIMIT_EXCEEDED"],
  ["of zero bytes", () => "\0".repeat(SIZE), "INVALID_CALENDAR_FILE"],
  [
    "with one long line",
    () => calendar(vevent(`SUMMARY:${repeated("x")}`), vevent("UID:good")),
    { events: 1, reasons: ["LIMIT_EXCEEDED"] },
  ],
  [
    "with one long line that does not matter",
    () => calendar(vevent(`ATTACH;ENCODING=BASE64;VALUE=BINARY:${repeated("x")}`)),
    { events: 1, reasons: ["LIMIT_EXCEEDED"] },
  ],
  [
    "folded at every character",
    () => calendar(vevent(`SUMMARY:${repeated("\r\n x")}`)),
    { events: 0, reasons: ["LIMIT_EXCEEDED"] },
  ],
  [
    "of folds alone",
    () => calendar(vevent(`SUMMARY:x${repeated("\n ")}`)),
    { events: 1, reasons: [] },
  ],
  [
    "of a hundred thousand open components",
    () => calendar(repeated("BEGIN:X\r\n", 900_000), vevent()),
    { events: 1, reasons: ["UNSUPPORTED_COMPONENT", "LIMIT_EXCEEDED"] },
  ],
  ["of open events", () => calendar(repeated("BEGIN:VEVENT\r\n")), "LIMIT_EXCEEDED"],
  [
    "of ends",
    () => calendar(repeated("END:VEVENT\r\n"), vevent()),
    { events: 1, reasons: ["MALFORMED_LINE", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of parameters",
    () => calendar(vevent(`DTEND${repeated(";A=", 250_000)}:20260302T100000Z`)),
    { events: 0, reasons: ["MALFORMED_LINE"] },
  ],
  [
    "of quoted parameters",
    () => calendar(vevent(`DTEND;MEMBER=${repeated('"",', 250_000)}"":20260302T100000Z`)),
    { events: 0, reasons: ["MALFORMED_LINE"] },
  ],
  [
    "of exclusions",
    () => calendar(vevent("RRULE:FREQ=DAILY", repeated("EXDATE:20260303T090000Z\r\n"))),
    { events: 0, reasons: ["LIMIT_EXCEEDED"] },
  ],
  [
    "of extra dates in one line",
    () => calendar(vevent(`RDATE:${repeated("20260303T090000Z,", 250_000)}20260303T090000Z`)),
    { events: 0, reasons: ["LIMIT_EXCEEDED"] },
  ],
  [
    "of tags that are commas",
    () => calendar(vevent(repeated(`CATEGORIES:${"\\,".repeat(50_000)}\r\n`))),
    { events: 0, reasons: ["LIMIT_EXCEEDED"] },
  ],
  [
    "of overrides of one event",
    () =>
      calendar(
        vevent("RRULE:FREQ=DAILY"),
        numbered(LIMITS.importEvents - 1, () => vevent("RECURRENCE-ID:20260303T080000Z")),
      ),
    { events: 1, reasons: ["DUPLICATE_EVENT", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of zones that none knows",
    () =>
      calendar(
        numbered(1_000, (number) =>
          [
            "BEGIN:VTIMEZONE",
            `TZID:z${number}`,
            "BEGIN:STANDARD",
            "DTSTART:19700101T000000",
            "TZOFFSETFROM:+0007",
            "TZOFFSETTO:+0013",
            `RRULE:FREQ=YEARLY;BYMONTH=${1 + (number % 12)};BYMONTHDAY=${1 + (number % 28)}`,
            "END:STANDARD",
            "END:VTIMEZONE",
            vevent(`UID:${number}`, `DTSTART;TZID=z${number}:20260302T090000`),
          ].join("\r\n"),
        ),
      ),
    { events: 0, reasons: ["UNKNOWN_TIME_ZONE"] },
  ],
  [
    "of rules that never match",
    () =>
      calendar(
        numbered(LIMITS.importEvents, (number) =>
          vevent(
            `UID:${number}`,
            `RRULE:FREQ=YEARLY;INTERVAL=${1 + (number % 999)};BYMONTH=2;BYMONTHDAY=30`,
          ),
        ),
      ),
    "LIMIT_EXCEEDED",
  ],
  [
    "of rules that count far",
    () =>
      calendar(
        numbered(LIMITS.importEvents, (number) =>
          vevent(
            `UID:${number}`,
            `RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=${1 + (number % 200)}`,
          ),
        ),
      ),
    { events: LIMITS.importEvents, reasons: [] },
  ],
  // Lines and bytes
  [
    "of a million short lines",
    () => calendar(vevent(repeated("X:\r\n"))),
    { events: 1, reasons: ["LIMIT_EXCEEDED", "TOO_MANY_PROBLEMS"] },
  ],
  ["of line ends", () => repeated("\r"), "INVALID_CALENDAR_FILE"],
  ["of one line without an end", () => repeated("BEGIN:VCALENDAR"), "INVALID_CALENDAR_FILE"],
  [
    "of folded names",
    () => calendar(vevent(repeated("S\r\n U\r\n M\r\n M\r\n A\r\n R\r\n Y:x\r\n"))),
    { events: 1, reasons: [] },
  ],
  [
    "folded with tabs and nothing else",
    () => calendar(vevent(`X-A:${repeated("\r\n\t")}`)),
    { events: 1, reasons: [] },
  ],
  [
    "of quotes that do not end",
    () => calendar(vevent(`X-A;B="${repeated("x:;,")}`)),
    { events: 1, reasons: ["LIMIT_EXCEEDED"] },
  ],
  [
    "of many quotes that do not end",
    () => calendar(vevent(repeated('X-A;B="x:y\r\n'))),
    { events: 1, reasons: ["MALFORMED_LINE", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of half characters",
    () => calendar(vevent(repeated("DESCRIPTION:\uD800\r\n", 1_000_000))),
    { events: 1, reasons: [] },
  ],
  [
    "of NULs in a title",
    () => calendar(vevent(`SUMMARY:a${"\0".repeat(100_000)}b`)),
    { events: 1, reasons: [] },
  ],
  [
    "of backslashes",
    () => calendar(vevent(`DESCRIPTION:${"\\".repeat(200_000)}`)),
    { events: 0, reasons: ["LIMIT_EXCEEDED"] },
  ],
  [
    "of escaped line breaks",
    () => calendar(vevent(`SUMMARY:${"\\n".repeat(120_000)}x`)),
    { events: 1, reasons: [] },
  ],
  ["of colons", () => calendar(vevent(repeated(":"))), { events: 1, reasons: ["MALFORMED_LINE"] }],
  [
    "of semicolons",
    () =>
      calendar(
        vevent(`DTEND${";".repeat(1_500)}:20260302T100000Z`, `X-A${repeated(";", 200_000)}:x`),
      ),
    { events: 0, reasons: ["MALFORMED_LINE"] },
  ],
  // Components
  [
    "of components in components",
    () => calendar(vevent(repeated("BEGIN:VALARM\r\n"))),
    { events: 1, reasons: ["MALFORMED_COMPONENT", "LIMIT_EXCEEDED"] },
  ],
  [
    "of calendars in calendars",
    () => repeated("BEGIN:VCALENDAR\r\n"),
    { events: 0, reasons: ["MALFORMED_COMPONENT", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of an event that begins within itself",
    () => calendar(numbered(2_000, () => "BEGIN:VEVENT\r\nBEGIN:VEVENT")),
    { events: 0, reasons: ["MALFORMED_COMPONENT", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of alarms",
    () => calendar(vevent(repeated("BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n"))),
    { events: 1, reasons: ["LIMIT_EXCEEDED", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of ends of what is not open",
    () => calendar(vevent(repeated("END:X\r\n"))),
    { events: 1, reasons: ["MALFORMED_LINE", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of tasks",
    () => calendar(repeated("BEGIN:VTODO\r\nEND:VTODO\r\n")),
    { events: 0, reasons: ["UNSUPPORTED_COMPONENT", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "with a component's name of a megabyte",
    () => calendar(`BEGIN:${"X".repeat(1_000_000)}`, vevent()),
    { events: 1, reasons: [] },
  ],
  // Numbers
  [
    "of endless numbers",
    () =>
      full((number) =>
        vevent(`UID:${number}`, `DURATION:P${"9".repeat(400)}D`, `SEQUENCE:${"9".repeat(400)}`),
      ),
    { events: 0, reasons: ["INVALID_TIME", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of the longest durations that can be written",
    () => full((number) => vevent(`UID:${number}`, "DURATION:P999999W")),
    { events: 0, reasons: ["INVALID_TIME", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of negative durations",
    () => full((number) => vevent(`UID:${number}`, "DURATION:-P1D")),
    { events: 0, reasons: ["END_BEFORE_START", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of years that are not kept",
    () =>
      full((number) =>
        vevent(
          `UID:${number}`,
          `DTSTART:${["0000", "9999", "1599", "3000"][number % 4]}0101T000000Z`,
        ),
      ),
    { events: 0, reasons: ["LIMIT_EXCEEDED", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of years before the first",
    () => full((number) => vevent(`UID:${number}`, "DTSTART:-00010101T000000Z")),
    { events: 0, reasons: ["INVALID_TIME", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of intervals without end",
    () =>
      full((number) => vevent(`UID:${number}`, "RRULE:FREQ=DAILY;INTERVAL=99999999999999999999")),
    { events: 0, reasons: ["RECURRENCE_TOO_LARGE", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of counts without end",
    () => full((number) => vevent(`UID:${number}`, "RRULE:FREQ=DAILY;COUNT=99999999999999999999")),
    { events: 0, reasons: ["RECURRENCE_TOO_LARGE", "TOO_MANY_PROBLEMS"] },
  ],
  // Rules
  [
    "of rules by the second",
    () => full((number) => vevent(`UID:${number}`, "RRULE:FREQ=SECONDLY")),
    { events: 0, reasons: ["RECURRENCE_UNSUPPORTED", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of rules in every form",
    () =>
      full((number) =>
        vevent(
          `UID:${number}`,
          `RRULE:FREQ=YEARLY;BYYEARDAY=${range(1 + (number % 300), 60)};BYDAY=MO,TU;BYMONTH=${range(1, 12)};BYSETPOS=-1`,
        ),
      ),
    { events: LIMITS.importEvents, reasons: [] },
  ],
  [
    "of rules of a megabyte",
    () => calendar(vevent(`RRULE:FREQ=YEARLY;BYYEARDAY=${"1,".repeat(120_000)}1`)),
    { events: 0, reasons: ["RECURRENCE_TOO_LARGE"] },
  ],
  [
    "of rules with a thousand parts",
    () => full((number) => vevent(`UID:${number}`, `RRULE:${"FREQ=DAILY;".repeat(50)}`)),
    { events: 0, reasons: ["INVALID_RECURRENCE", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of rules that match once in decades",
    () =>
      full((number) =>
        vevent(
          `UID:${number}`,
          `DTSTART;TZID=Europe/Berlin:2026030${1 + (number % 9)}T090000`,
          `RRULE:FREQ=YEARLY;INTERVAL=${1 + (number % 40)};BYMONTH=2;BYMONTHDAY=29;BYDAY=MO`,
        ),
      ),
    "LIMIT_EXCEEDED",
  ],
  [
    "of rules that leave out almost all",
    () =>
      full((number) =>
        vevent(
          `UID:${number}`,
          `RRULE:FREQ=DAILY;INTERVAL=${900 + (number % 100)};BYMONTH=2;BYMONTHDAY=29`,
        ),
      ),
    "LIMIT_EXCEEDED",
  ],
  [
    "of rules that count as far as they may",
    () =>
      full((number) =>
        vevent(
          `UID:${number}`,
          `RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=${1 + (number % 53)}MO;COUNT=${9_000 + (number % 1_000)}`,
        ),
      ),
    { events: LIMITS.importEvents, reasons: [] },
  ],
  [
    "of rules by set position",
    () =>
      full((number) =>
        vevent(
          `UID:${number}`,
          `RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=${1 + (number % 366)};COUNT=${500 + (number % 400)}`,
        ),
      ),
    { events: LIMITS.importEvents, reasons: [] },
  ],
  [
    "of rules that end before they begin",
    () =>
      full((number) =>
        vevent(`UID:${number}`, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;UNTIL=16000101"),
      ),
    { events: LIMITS.importEvents, reasons: [] },
  ],
  // Lists and exceptions
  [
    "of extra dates that are periods",
    () =>
      full((number) =>
        vevent(
          `UID:${number}`,
          `RDATE;VALUE=PERIOD:${"20260303T090000Z/PT1H,".repeat(40)}20260304T090000Z/PT1H`,
        ),
      ),
    { events: LIMITS.importEvents, reasons: [] },
  ],
  [
    "of as many exclusions as an event may have",
    () => {
      const exclusions = `EXDATE:${dates(LIMITS.exdates)}`;
      return calendar(
        numbered(100, (number) => vevent(`UID:${number}`, "RRULE:FREQ=DAILY", exclusions)),
      );
    },
    { events: 100, reasons: [] },
  ],
  [
    "of exclusions in zones by the name of a date each",
    () =>
      calendar(
        vevent(
          "RRULE:FREQ=DAILY",
          numbered(2_000, (number) => `EXDATE;TZID=z${number}:20260303T090000`),
        ),
      ),
    { events: 0, reasons: ["UNKNOWN_TIME_ZONE"] },
  ],
  [
    "of exceptions for everything",
    () =>
      calendar(
        vevent("RRULE:FREQ=DAILY"),
        numbered(LIMITS.overrides, (number) =>
          vevent(`RECURRENCE-ID:${date(number)}`, `DTSTART:${date(number)}`, "SUMMARY:x"),
        ),
      ),
    { events: 1, reasons: [] },
  ],
  [
    "of more exceptions than a series may have",
    () =>
      calendar(
        vevent("RRULE:FREQ=DAILY"),
        numbered(LIMITS.overrides + 1, (number) =>
          vevent(`RECURRENCE-ID:${date(number)}`, `DTSTART:${date(number)}`, "SUMMARY:x"),
        ),
      ),
    { events: LIMITS.overrides + 1, reasons: ["LIMIT_EXCEEDED"] },
  ],
  [
    "of exceptions from an occurrence on",
    () =>
      calendar(
        vevent("RRULE:FREQ=DAILY"),
        numbered(LIMITS.importEvents - 1, (number) =>
          vevent(
            `RECURRENCE-ID;RANGE=THISANDFUTURE:${date(number + 1)}`,
            `DTSTART:${date(number + 1)}`,
            "SUMMARY:x",
          ),
        ),
      ),
    { events: LIMITS.importEvents, reasons: [] },
  ],
  [
    "of exceptions from an occurrence on, of a counted series with exceptions",
    () =>
      calendar(
        vevent("RRULE:FREQ=DAILY;COUNT=9000"),
        numbered(LIMITS.overrides, (number) =>
          vevent(`RECURRENCE-ID:${date(number)}`, `DTSTART:${date(number)}`, "SUMMARY:x"),
        ),
        numbered(100, (number) =>
          vevent(
            `RECURRENCE-ID;RANGE=THISANDFUTURE:${date(15 * (number + 1))}`,
            `DTSTART:${date(15 * (number + 1))}`,
            "SUMMARY:y",
          ),
        ),
      ),
    { events: 101, reasons: [] },
  ],
  [
    "of large exceptions",
    () =>
      calendar(
        vevent("RRULE:FREQ=DAILY"),
        numbered(100, (number) =>
          vevent(
            `RECURRENCE-ID:${date(number)}`,
            `DTSTART:${date(number)}`,
            `DESCRIPTION:${"x".repeat(40_000)}`,
          ),
        ),
      ),
    { events: 100, reasons: ["LIMIT_EXCEEDED"] },
  ],
  [
    "of properties in exceptions",
    () =>
      calendar(
        vevent("RRULE:FREQ=DAILY"),
        numbered(100, (number) =>
          vevent(
            `RECURRENCE-ID:${date(number)}`,
            `DTSTART:${date(number)}`,
            `X-A:${"x".repeat(40_000)}`,
          ),
        ),
      ),
    { events: 1, reasons: ["LIMIT_EXCEEDED"] },
  ],
  [
    "of one event again and again",
    () => full(() => vevent("UID:same")),
    { events: 1, reasons: ["DUPLICATE_EVENT", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of exceptions without their series",
    () => full((number) => vevent("UID:same", `RECURRENCE-ID:${date(number)}`)),
    { events: LIMITS.importEvents, reasons: [] },
  ],
  [
    "of events without a name",
    () =>
      calendar(
        numbered(
          LIMITS.importEvents,
          () => "BEGIN:VEVENT\r\nDTSTART:20260302T090000Z\r\nEND:VEVENT",
        ),
      ),
    { events: LIMITS.importEvents, reasons: [] },
  ],
  [
    "of exceptions that clock changes shift",
    () =>
      calendar(
        vevent(
          "DTSTART;TZID=Europe/Berlin:20000101T023000",
          "RRULE:FREQ=DAILY;BYHOUR=2;BYMINUTE=0,15,30,45",
        ),
        numbered(4_000, (number) =>
          vevent(`RECURRENCE-ID:${["20260329T013000Z", "20270328T011500Z"][number % 2]}`),
        ),
      ),
    { events: 1, reasons: ["DUPLICATE_EVENT", "TOO_MANY_PROBLEMS"] },
  ],
  // Zones
  [
    "with a zone of thousands of observances",
    () =>
      calendar(
        zone(
          "z",
          numbered(20_000, () => observance()),
        ),
        vevent(IN_ZONE),
      ),
    { events: 0, reasons: ["UNKNOWN_TIME_ZONE"] },
  ],
  [
    "with a zone of rules by the second",
    () => calendar(zone("z", observance("RRULE:FREQ=SECONDLY")), vevent(IN_ZONE)),
    { events: 0, reasons: ["UNKNOWN_TIME_ZONE"] },
  ],
  [
    "with a zone of rules that never match",
    () =>
      calendar(
        zone(
          "z",
          numbered(32, () => observance("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),
        ),
        numbered(LIMITS.importEvents, (number) =>
          vevent(`UID:${number}`, `DTSTART;TZID=z:${1_700 + (number % 1_000)}0302T090000`),
        ),
      ),
    { events: 0, reasons: ["UNKNOWN_TIME_ZONE", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "with a zone of extra dates",
    () =>
      calendar(
        zone("z", observance(`RDATE:${"19700101T000000,".repeat(14_000)}19700101T000000`)),
        vevent(IN_ZONE),
      ),
    { events: 0, reasons: ["UNKNOWN_TIME_ZONE"] },
  ],
  [
    "with a zone in each year",
    () =>
      calendar(
        zone(
          "z",
          numbered(16, (number) =>
            observance(`RRULE:FREQ=YEARLY;BYMONTH=${1 + (number % 12)};BYDAY=1SU`),
          ),
        ),
        numbered(LIMITS.importEvents, (number) =>
          vevent(`UID:${number}`, `DTSTART;TZID=z:${1_700 + (number % 1_200)}0302T090000`),
        ),
      ),
    { events: 0, reasons: ["UNKNOWN_TIME_ZONE", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of zone names",
    () =>
      full((number) =>
        vevent(`UID:${number}`, `DTSTART;TZID=${"/x".repeat(400)}${number}:20260302T090000`),
      ),
    { events: 0, reasons: ["UNKNOWN_TIME_ZONE", "TOO_MANY_PROBLEMS"] },
  ],
  [
    "of calendars with a zone each",
    () =>
      numbered(3_000, (number) =>
        calendar(
          zone("z", observance(`RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=${1 + (number % 28)}`)),
          vevent(`UID:${number}`, IN_ZONE),
        ),
      ),
    { events: 0, reasons: ["UNKNOWN_TIME_ZONE", "TOO_MANY_PROBLEMS"] },
  ],
  // What is ours
  [
    "of our own properties that are not",
    () =>
      full((number) =>
        vevent(
          `UID:${number}`,
          `X-DAYBOOK-FIELDS:${"[".repeat(800)}`,
          "X-DAYBOOK-SERIES:a/b/c",
          "RRULE:FREQ=DAILY",
        ),
      ),
    { events: LIMITS.importEvents, reasons: [] },
  ],
  [
    "of metadata nested without end",
    () =>
      calendar(
        vevent(`X-DAYBOOK-FIELDS:{"metadata":{"a":${"[".repeat(60_000)}${"]".repeat(60_000)}}}`),
      ),
    { events: 0, reasons: ["LIMIT_EXCEEDED"] },
  ],
  [
    "of series of ours that never match",
    () =>
      full((number) =>
        vevent(
          `UID:${number}`,
          "RRULE:FREQ=DAILY",
          `X-DAYBOOK-SERIES:2026-03-02T09:00:00/2026-03-02T09:00:00/FREQ=YEARLY\\;BYMONTH=2\\;BYMONTHDAY=30\\;INTERVAL=${1 + (number % 999)}`,
        ),
      ),
    { events: LIMITS.importEvents, reasons: [] },
  ],
];
