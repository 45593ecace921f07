import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "../src/errors.ts";
import { readCalendarFile } from "../src/event/calendar-file.ts";
import { decodeCalendarFile } from "../src/event/calendar-file/decode.ts";
import { LIMITS } from "../src/limits.ts";
import { calendar, vevent } from "./_calendar-file.ts";

const SIZE = LIMITS.importBytes - 2_000;

/** As many pieces as a file may hold. */
function repeated(piece: string, size = SIZE): string {
  return piece.repeat(Math.floor(size / piece.length));
}

function numbered(count: number, piece: (number: number) => string): string {
  return Array.from({ length: count }, (_, number) => piece(number)).join("\r\n");
}

/** What becomes of a file: events and reasons, or the reason for which it is refused whole. */
function outcomeOf(ics: string): { events: number; reasons: string[] } | string {
  try {
    const { events, problems } = readCalendarFile(ics, { timeZone: "Europe/Berlin" });
    return { events: events.length, reasons: [...new Set(problems.map(({ reason }) => reason))] };
  } catch (error) {
    if (error instanceof DomainError) return error.reason;
    throw error;
  }
}

// Each of these took minutes, or all memory, with one quadratic step; the time limit of the test
// would show it.
describe("[F1] a hostile file is answered or refused", () => {
  test.each<[string, string, ReturnType<typeof outcomeOf>]>([
    ["of more bytes than the limit", "x".repeat(10_000_000), "LIMIT_EXCEEDED"],
    ["of zero bytes", "\0".repeat(SIZE), "INVALID_CALENDAR_FILE"],
    [
      "with one long line",
      calendar(vevent(`SUMMARY:${repeated("x")}`), vevent("UID:good")),
      { events: 1, reasons: ["LIMIT_EXCEEDED"] },
    ],
    [
      "with one long line that does not matter",
      calendar(vevent(`ATTACH;ENCODING=BASE64;VALUE=BINARY:${repeated("x")}`)),
      { events: 1, reasons: ["LIMIT_EXCEEDED"] },
    ],
    [
      "folded at every character",
      calendar(vevent(`SUMMARY:${repeated("\r\n x")}`)),
      { events: 0, reasons: ["LIMIT_EXCEEDED"] },
    ],
    ["of folds alone", calendar(vevent(`SUMMARY:x${repeated("\n ")}`)), { events: 1, reasons: [] }],
    [
      "of a hundred thousand open components",
      calendar(repeated("BEGIN:X\r\n", 900_000), vevent()),
      { events: 1, reasons: ["UNSUPPORTED_COMPONENT", "LIMIT_EXCEEDED"] },
    ],
    ["of open events", calendar(repeated("BEGIN:VEVENT\r\n")), "LIMIT_EXCEEDED"],
    [
      "of ends",
      calendar(repeated("END:VEVENT\r\n"), vevent()),
      { events: 1, reasons: ["MALFORMED_LINE", "TOO_MANY_PROBLEMS"] },
    ],
    [
      "of parameters",
      calendar(vevent(`DTEND${repeated(";A=", 250_000)}:20260302T100000Z`)),
      { events: 0, reasons: ["MALFORMED_LINE"] },
    ],
    [
      "of quoted parameters",
      calendar(vevent(`DTEND;MEMBER=${repeated('"",', 250_000)}"":20260302T100000Z`)),
      { events: 0, reasons: ["MALFORMED_LINE"] },
    ],
    [
      "of exclusions",
      calendar(vevent("RRULE:FREQ=DAILY", repeated("EXDATE:20260303T090000Z\r\n"))),
      { events: 0, reasons: ["LIMIT_EXCEEDED"] },
    ],
    [
      "of extra dates in one line",
      calendar(vevent(`RDATE:${repeated("20260303T090000Z,", 250_000)}20260303T090000Z`)),
      { events: 0, reasons: ["LIMIT_EXCEEDED"] },
    ],
    [
      "of tags that are commas",
      calendar(vevent(repeated(`CATEGORIES:${"\\,".repeat(50_000)}\r\n`))),
      { events: 0, reasons: ["LIMIT_EXCEEDED"] },
    ],
    [
      "of overrides of one event",
      calendar(
        vevent("RRULE:FREQ=DAILY"),
        numbered(LIMITS.importEvents - 1, () => vevent("RECURRENCE-ID:20260303T080000Z")),
      ),
      { events: 1, reasons: ["DUPLICATE_EVENT", "TOO_MANY_PROBLEMS"] },
    ],
    [
      "of zones that none knows",
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
  ])("%s", (_, ics, expected) => {
    expect(outcomeOf(ics)).toEqual(expected);
  });

  test("with a name that objects have", () => {
    const ics = calendar(
      vevent("constructor;toString=1:x", "SUMMARY;__proto__=x:a", "UID:__proto__"),
      vevent("UID:__proto__", "RECURRENCE-ID:20260302T080000Z"),
    );
    expect(outcomeOf(ics)).toEqual({ events: 1, reasons: [] });
  });
});

test("[F1] whatever becomes of the lines before it, a good calendar is read", () => {
  const folder = join(import.meta.dirname, "../testdata");
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith(".ics"))
    .flatMap((name) => decodeCalendarFile(readFileSync(join(folder, name))).split("\r\n"));
  const good = calendar(vevent("UID:good@example.org", "SUMMARY:Good"));

  const line = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...lines) },
    { weight: 2, arbitrary: fc.string({ unit: "binary" }) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...lines),
          fc.nat({ max: 80 }),
          fc.constantFrom("", ";", ":", "=", '"', "Z", "\r"),
        )
        .map(([text, at, middle]) => `${text.slice(0, at)}${middle}${text.slice(at)}`),
    },
  );
  const stretch = fc
    .tuple(fc.nat({ max: lines.length }), fc.nat({ max: 60 }))
    .map(([start, count]) => lines.slice(start, start + count));
  const broken = fc
    .array(
      fc.oneof(
        { weight: 1, arbitrary: stretch },
        { weight: 2, arbitrary: line.map((one) => [one]) },
      ),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.flat().join("\r\n"));

  fc.assert(
    fc.property(broken, (before) => {
      const { events } = readCalendarFile(`${before}\r\n${good}`, { timeZone: "Europe/Berlin" });
      const [found] = events.filter(({ uid }) => uid === "good@example.org");
      expect(found?.content.title).toBe("Good");
    }),
    { numRuns: 1_000 },
  );
});
