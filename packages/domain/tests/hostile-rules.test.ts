import { describe, expect, test } from "vitest";
import { DomainError } from "../src/errors.ts";
import { expandOccurrences } from "../src/event/occurrences.ts";
import { newContent } from "../src/event/new-event.ts";
import type { EventContent } from "../src/event/content.ts";
import { spansOf } from "../src/event/spans.ts";
import { LIMITS } from "../src/limits.ts";

const HOURS = [...Array(24).keys()].join();
const MINUTES = [...Array(60).keys()].join();
const START = "2026-03-02T09:00:00";

function upTo(count: number, sign = 1): string {
  return Array.from({ length: count }, (_, index) => sign * (index + 1)).join();
}

function newSeries(rrule: string, start = START): EventContent {
  return newContent(
    { title: "Hostile", start, timeZone: "Europe/Berlin", recurrence: { rrule } },
    { timeZone: "UTC" },
  );
}

function refusalOf(rrule: string, start?: string): DomainError {
  try {
    newSeries(rrule, start);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("The rule was taken.");
}

/** Rule, the part at fault, and a start other than Monday 2 March 2026 at 09:00. */
type Row = readonly [rule: string, part: string, start?: string];

/** Without any date, and one part to blame: without it there would soon be one. */
const NEVER: readonly Row[] = [
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "BYMONTHDAY"],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31,30", "BYMONTHDAY"],
  ["FREQ=MONTHLY;BYMONTH=4,6,9,11;BYMONTHDAY=31", "BYMONTHDAY"],
  ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "BYMONTHDAY"],
  ["FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=31", "RRULE"],
  ["FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", "INTERVAL", "2026-02-02T09:00:00"],
  ["FREQ=MONTHLY;INTERVAL=12;BYMONTH=3", "INTERVAL", "2026-02-02T09:00:00"],
  ["FREQ=MONTHLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=30", "BYMONTH"],
  ["FREQ=MONTHLY;BYMONTH=2;BYDAY=5MO;BYMONTHDAY=28", "BYDAY"],
  ["FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8", "BYMONTHDAY"],
  ["FREQ=MONTHLY;BYDAY=-1MO;BYMONTHDAY=1", "BYMONTHDAY"],
  ["FREQ=MONTHLY;BYDAY=6MO", "BYDAY"],
  ["FREQ=MONTHLY;BYDAY=-6SU", "BYDAY"],
  ["FREQ=MONTHLY;BYDAY=53MO", "BYDAY"],
  ["FREQ=YEARLY;BYMONTH=1;BYDAY=20MO", "BYDAY"],
  ["FREQ=YEARLY;BYMONTH=1;BYYEARDAY=32", "BYYEARDAY"],
  ["FREQ=YEARLY;BYMONTH=12;BYYEARDAY=1,-366", "BYYEARDAY"],
  ["FREQ=YEARLY;BYYEARDAY=366;BYMONTH=11", "BYYEARDAY"],
  ["FREQ=YEARLY;BYYEARDAY=366;INTERVAL=2", "INTERVAL", "2025-12-31T09:00:00"],
  ["FREQ=YEARLY;BYYEARDAY=366;INTERVAL=4", "INTERVAL", "2026-12-31T09:00:00"],
  ["FREQ=YEARLY;BYYEARDAY=-366;INTERVAL=1000", "INTERVAL", "2023-01-01T09:00:00"],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=2", "INTERVAL", "2025-02-28T09:00:00"],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=100", "INTERVAL", "2025-02-28T09:00:00"],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=400", "INTERVAL", "2100-02-28T09:00:00"],
  ["FREQ=YEARLY;BYWEEKNO=1;BYMONTH=6", "BYWEEKNO"],
  ["FREQ=YEARLY;BYWEEKNO=53;BYMONTH=3", "BYWEEKNO"],
  ["FREQ=YEARLY;BYWEEKNO=20;BYYEARDAY=1", "BYYEARDAY"],
  ["FREQ=YEARLY;BYWEEKNO=20;BYMONTHDAY=1;BYMONTH=1", "BYWEEKNO"],
  ["FREQ=YEARLY;BYYEARDAY=1;BYMONTHDAY=2", "BYMONTHDAY"],
  ["FREQ=YEARLY;BYDAY=53MO;BYMONTHDAY=1", "BYMONTHDAY"],
  ["FREQ=YEARLY;BYDAY=1MO;BYYEARDAY=8", "BYYEARDAY"],
  ["FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2", "BYSETPOS"],
  ["FREQ=WEEKLY;BYDAY=MO,TU,WE;BYSETPOS=-4", "BYSETPOS"],
  ["FREQ=DAILY;BYHOUR=9;BYSETPOS=2", "BYSETPOS"],
  ["FREQ=DAILY;BYDAY=MO;BYSETPOS=366", "BYSETPOS"],
  ["FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2", "BYSETPOS"],
  ["FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=-2", "BYSETPOS"],
  ["FREQ=MONTHLY;BYMONTHDAY=1,-31;BYSETPOS=3", "BYSETPOS"],
  ["FREQ=YEARLY;BYMONTH=1;BYSETPOS=2", "BYSETPOS"],
  ["FREQ=YEARLY;BYYEARDAY=1,2,3;BYSETPOS=-366", "BYSETPOS"],
  ["FREQ=YEARLY;BYDAY=MO;BYSETPOS=54", "BYSETPOS"],
  ["FREQ=YEARLY;BYDAY=1MO,1TU,1WE,1TH,1FR,1SA,1SU;BYMONTHDAY=31", "BYMONTHDAY"],
  ["FREQ=DAILY;INTERVAL=7;BYDAY=TU", "INTERVAL", "2026-03-02T09:00:00"],
  ["FREQ=DAILY;INTERVAL=14;BYDAY=TU,WE,TH,FR,SA,SU", "INTERVAL", "2026-03-02T09:00:00"],
  ["FREQ=WEEKLY;BYMONTH=2;BYDAY=MO;BYSETPOS=8", "BYSETPOS"],
  ["FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=1", "BYWEEKNO"],
  ["FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2;BYHOUR=0,1,2;BYMINUTE=0,1,2;BYSETPOS=1,-1", "BYMONTHDAY"],
  ["FREQ=DAILY;INTERVAL=999;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "RRULE"],
  ["FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU;BYSETPOS=-1", "INTERVAL"],
  ["FREQ=MONTHLY;INTERVAL=999;BYMONTHDAY=31;BYDAY=MO", "INTERVAL"],
  ["FREQ=YEARLY;INTERVAL=997;BYWEEKNO=53;BYDAY=SU", "INTERVAL"],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", "BYMONTHDAY"],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20260301T000000", "BYMONTHDAY"],
  [`FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYHOUR=${HOURS};BYMINUTE=0,15,30,45`, "BYMONTHDAY"],
];

const INVALID: readonly Row[] = [
  ["FREQ=DAILY;UNTIL=00000101", "UNTIL"],
  ["FREQ=DAILY;UNTIL=00010101T000000Z", "UNTIL"],
  ["FREQ=DAILY;UNTIL=20260301", "UNTIL"],
  ["FREQ=DAILY;COUNT=1e3", "COUNT"],
  ["FREQ=DAILY;COUNT=0x10", "COUNT"],
  ["FREQ=DAILY;COUNT=1.5", "COUNT"],
  ["FREQ=DAILY;COUNT=0", "COUNT"],
  ["FREQ=DAILY;COUNT=-1", "COUNT"],
  ["FREQ=DAILY;COUNT=+1", "COUNT"],
  ["FREQ=DAILY;COUNT=", "COUNT"],
  ["FREQ=DAILY;COUNT=NaN", "COUNT"],
  ["FREQ=DAILY;COUNT=Infinity", "COUNT"],
  ["FREQ=DAILY;INTERVAL=0", "INTERVAL"],
  ["FREQ=DAILY;INTERVAL=-1", "INTERVAL"],
  ["FREQ=DAILY;INTERVAL=1,2", "INTERVAL"],
  ["FREQ=DAILY;INTERVAL=\uff11", "INTERVAL"],
  ["FREQ=DAILY;INTERVAL=\u0663", "INTERVAL"],
  ["FREQ=YEARLY;BYMONTH=99999999999999999999", "BYMONTH"],
  ["FREQ=YEARLY;BYYEARDAY=367", "BYYEARDAY"],
  ["FREQ=YEARLY;BYYEARDAY=-367", "BYYEARDAY"],
  ["FREQ=YEARLY;BYYEARDAY=0", "BYYEARDAY"],
  ["FREQ=YEARLY;BYYEARDAY=-0", "BYYEARDAY"],
  ["FREQ=YEARLY;BYYEARDAY=+0", "BYYEARDAY"],
  ["FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY"],
  ["FREQ=MONTHLY;BYMONTHDAY=-0", "BYMONTHDAY"],
  ["FREQ=MONTHLY;BYMONTHDAY=--1", "BYMONTHDAY"],
  ["FREQ=MONTHLY;BYMONTHDAY=-+1", "BYMONTHDAY"],
  ["FREQ=MONTHLY;BYMONTHDAY=1-1", "BYMONTHDAY"],
  ["FREQ=MONTHLY;BYMONTHDAY=2.0", "BYMONTHDAY"],
  ["FREQ=MONTHLY;BYMONTHDAY=0002", "BYMONTHDAY"],
  ["FREQ=MONTHLY;BYMONTHDAY=\u22121", "BYMONTHDAY"],
  ["FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO"],
  ["FREQ=YEARLY;BYWEEKNO=0", "BYWEEKNO"],
  ["FREQ=YEARLY;BYWEEKNO=-54", "BYWEEKNO"],
  ["FREQ=MONTHLY;BYDAY=0MO", "BYDAY"],
  ["FREQ=MONTHLY;BYDAY=-0MO", "BYDAY"],
  ["FREQ=MONTHLY;BYDAY=54MO", "BYDAY"],
  ["FREQ=MONTHLY;BYDAY=100MO", "BYDAY"],
  ["FREQ=MONTHLY;BYDAY=MONDAY", "BYDAY"],
  ["FREQ=MONTHLY;BYDAY=1", "BYDAY"],
  ["FREQ=MONTHLY;BYDAY=MO1", "BYDAY"],
  ["FREQ=WEEKLY;BYDAY=MO TU", "BYDAY"],
  ["FREQ=WEEKLY;BYDAY=MO,,TU", "BYDAY"],
  ["FREQ=WEEKLY;BYDAY=,", "BYDAY"],
  ["FREQ=WEEKLY;BYDAY=MO;TU", "RRULE"],
  ["FREQ=WEEKLY;BYDAY=(MO)", "BYDAY"],
  ["FREQ=WEEKLY;BYDAY=\u041c\u041e", "BYDAY"],
  ["FREQ=DAILY;BYHOUR=24", "BYHOUR"],
  ["FREQ=DAILY;BYHOUR=-0", "BYHOUR"],
  ["FREQ=DAILY;BYHOUR=-1", "BYHOUR"],
  ["FREQ=DAILY;BYMINUTE=60", "BYMINUTE"],
  ["FREQ=DAILY;BYMINUTE=+1", "BYMINUTE"],
  ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "BYSETPOS"],
  ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367", "BYSETPOS"],
  ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-0", "BYSETPOS"],
  ["FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"],
  ["FREQ=MONTHLY;BYSETPOS=-1;WKST=SU", "BYSETPOS"],
  [`${";".repeat(900)}`, "RRULE"],
  [`${"=".repeat(900)}`, "RRULE"],
  [`${",".repeat(900)}`, "RRULE"],
  [`${"\0".repeat(500)}`, "RRULE"],
  ["FREQ=DAILY;COUNT=3;UNTIL=20261231", "UNTIL"],
  ["COUNT=3", "FREQ"],
  ["", "RRULE"],
  ["FREQ", "RRULE"],
  ["FREQ=", "FREQ"],
  ["FREQ=FORTNIGHTLY", "FREQ"],
  ["FREQ=DAILY;", "RRULE"],
  [";FREQ=DAILY", "RRULE"],
  ["FREQ=DAILY;;COUNT=3", "RRULE"],
  ["FREQ=DAILY;FREQ=WEEKLY", "FREQ"],
  ["FREQ=DAILY;freq=daily", "FREQ"],
  ["FREQ=DAILY;COUNT=3;COUNT=4", "COUNT"],
  ["FREQ=DAILY;BYMONTH=1;BYMONTH=2", "BYMONTH"],
  ["FREQ = DAILY", "FREQ "],
  [" FREQ=DAILY", " FREQ"],
  ["FREQ=DAILY ", "FREQ"],
  ["FREQ=DAILY;\r\n COUNT=3", "\r\n COUNT"],
  ["FREQ=DAILY\nRRULE:FREQ=WEEKLY", "FREQ"],
  ["RRULE:FREQ=DAILY", "RRULE"],
  ["rrule:freq=daily", "RRULE"],
  ["FREQ=DAILY;X-EVERY=2", "X-EVERY"],
  ["FREQ=DAILY;BYEASTER=0", "BYEASTER"],
  ["FREQ=DAILY;DTSTART=20260302T090000", "DTSTART"],
  ["FREQ=DAILY;TZID=Europe/Berlin", "TZID"],
  ["FREQ=DAILY;__PROTO__=1", "__PROTO__"],
  ["FREQ=DAILY;CONSTRUCTOR=1", "CONSTRUCTOR"],
  ["FREQ=DA\u0130LY", "FREQ"],
  ["\uff26\uff32\uff25\uff31=DAILY", "\uff26\uff32\uff25\uff31"],
  ["FREQ=WEEKLY;WKST=XX", "WKST"],
  ["FREQ=WEEKLY;WKST=MO,TU", "WKST"],
  ["FREQ=WEEKLY;WKST=", "WKST"],
  ["FREQ=WEEKLY;WKST=1MO", "WKST"],
  ["FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY"],
  ["FREQ=WEEKLY;BYYEARDAY=1", "BYYEARDAY"],
  ["FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY"],
  ["FREQ=DAILY;BYYEARDAY=1", "BYYEARDAY"],
  ["FREQ=MONTHLY;BYWEEKNO=1", "BYWEEKNO"],
  ["FREQ=WEEKLY;BYWEEKNO=1", "BYWEEKNO"],
  ["FREQ=DAILY;BYWEEKNO=1", "BYWEEKNO"],
  ["FREQ=WEEKLY;BYDAY=1MO", "BYDAY"],
  ["FREQ=DAILY;BYDAY=-1FR", "BYDAY"],
  ["FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO", "BYDAY"],
  ["FREQ=YEARLY;BYMONTH=5L", "BYMONTH"],
  ["FREQ=DAILY;UNTIL=", "UNTIL"],
  ["FREQ=DAILY;UNTIL=tomorrow", "UNTIL"],
  ["FREQ=DAILY;UNTIL=2026-12-31", "UNTIL"],
  ["FREQ=DAILY;UNTIL=20261231T090000+0100", "UNTIL"],
  ["FREQ=DAILY;UNTIL=20260230", "UNTIL"],
  ["FREQ=DAILY;UNTIL=20261331", "UNTIL"],
  ["FREQ=DAILY;UNTIL=20261231T240000", "UNTIL"],
  ["FREQ=DAILY;UNTIL=20261231T096000Z", "UNTIL"],
  ["FREQ=DAILY;UNTIL=20261231T090060", "UNTIL"],
  ["FREQ=DAILY;UNTIL=20261231Z", "UNTIL"],
  ["FREQ=DAILY;UNTIL=120261231", "UNTIL"],
  ["FREQ=DAILY;UNTIL=-0011231", "UNTIL"],
  ["FREQ=DAILY;UNTIL=20261231T0900", "UNTIL"],
  ["FREQ=DAILY;UNTIL=20261231,20271231", "UNTIL"],
  ["FREQ=DAILY;UNTIL=\uff12\uff10\uff12\uff16\uff11\uff12\uff13\uff11", "UNTIL"],
];

const UNSUPPORTED: readonly Row[] = [
  ["FREQ=SECONDLY", "FREQ"],
  ["FREQ=MINUTELY;COUNT=3", "FREQ"],
  ["FREQ=HOURLY;INTERVAL=24", "FREQ"],
  ["FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ"],
  ["FREQ=DAILY;BYSECOND=0", "BYSECOND"],
  ["FREQ=DAILY;BYSECOND=0,15,30,45,60", "BYSECOND"],
  ["RSCALE=GREGORIAN;FREQ=YEARLY", "RSCALE"],
  ["RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L", "RSCALE"],
  ["FREQ=MONTHLY;SKIP=OMIT", "SKIP"],
];

const TOO_LARGE: readonly Row[] = [
  ["FREQ=DAILY;COUNT=10001", "COUNT"],
  ["FREQ=DAILY;COUNT=4294967297", "COUNT"],
  [`FREQ=DAILY;COUNT=${"9".repeat(900)}`, "COUNT"],
  ["FREQ=DAILY;INTERVAL=1001", "INTERVAL"],
  ["FREQ=DAILY;INTERVAL=9007199254740993", "INTERVAL"],
  [`FREQ=DAILY;BYHOUR=${HOURS};BYMINUTE=${MINUTES}`, "BYMINUTE"],
  [
    `FREQ=YEARLY;BYMINUTE=${HOURS},24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59;BYHOUR=1,2`,
    "BYMINUTE",
  ],
  [`FREQ=DAILY;BYDAY=${"MO,".repeat(400)}MO`, "RRULE"],
  [`FREQ=DAILY${";WKST=MO".repeat(200)}`, "RRULE"],
  [`FREQ=DAILY;${"X".repeat(2000)}=1`, "RRULE"],
  [`${"A".repeat(1_000_000)}`, "RRULE"],
];

/** Refused, but with the nearest start that would do. */
const NOT_AT_THE_START: readonly (readonly [rule: string, start?: string])[] = [
  ["FREQ=YEARLY;BYWEEKNO=-53;BYMONTH=12"],
  ["FREQ=WEEKLY;INTERVAL=1000;BYMONTH=2;BYDAY=MO"],
  ["FREQ=YEARLY;COUNT=10000;BYWEEKNO=53;BYDAY=SU", "2026-01-04T09:00:00"],
  [
    `FREQ=YEARLY;BYMONTHDAY=${upTo(31)};BYDAY=MO,TU,WE,TH,FR,SA,SU,${Array.from({ length: 20 }, (_, index) => `${index + 1}MO`).join()};BYSETPOS=-366`,
    "2026-03-02T09:00:00",
  ],
  ["FREQ=WEEKLY;BYDAY=TU"],
  ["FREQ=DAILY;BYHOUR=10"],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO"],
];

/** Odd, rare or dense, and answered all the same. */
const ANSWERED: readonly (readonly [rule: string, start?: string])[] = [
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "2044-02-29T09:00:00"],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;INTERVAL=28", "2044-02-29T09:00:00"],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=1000", "2000-02-29T09:00:00"],
  ["FREQ=YEARLY;BYYEARDAY=366;INTERVAL=1", "2024-12-31T09:00:00"],
  ["FREQ=YEARLY;COUNT=10000;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "2044-02-29T09:00:00"],
  ["FREQ=DAILY;INTERVAL=1000;COUNT=10000"],
  ["FREQ=DAILY;COUNT=10000;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "2044-02-29T09:00:00"],
  ["FREQ=MONTHLY;COUNT=10000;BYMONTHDAY=31;BYDAY=MO", "2026-08-31T09:00:00"],
  ["FREQ=YEARLY;COUNT=10000;BYDAY=53TH;BYSETPOS=-1", "2026-12-31T09:00:00"],
  ["FREQ=YEARLY;UNTIL=99991231T235959Z"],
  ["FREQ=DAILY", "2999-12-31T23:59:59"],
  ["FREQ=YEARLY;INTERVAL=1000", "2999-12-31T23:59:59"],
  ["FREQ=DAILY", "1600-01-01T00:00:00"],
  ["FREQ=DAILY;COUNT=00000000000000000003"],
  ["FREQ=MONTHLY;BYMONTHDAY=+2"],
  ["FREQ=MONTHLY;BYDAY=+1MO"],
  [`FREQ=DAILY;BYHOUR=${HOURS};BYMINUTE=0,15,30,45`, "2026-03-02T00:00:00"],
  [`FREQ=YEARLY;BYYEARDAY=${upTo(200)}`, "2026-01-01T09:00:00"],
  [
    `FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=${HOURS};BYMINUTE=0,15,30,45;BYSETPOS=${upTo(150)}`,
    "2026-01-01T00:00:00",
  ],
  [
    `FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=${HOURS};BYMINUTE=0,15,30,45;BYSETPOS=${upTo(150, -1)}`,
    "2026-12-31T23:45:00",
  ],
  [
    `FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=${HOURS};BYMINUTE=0,15,30,45;BYSETPOS=${upTo(150)};COUNT=10000`,
    "2026-01-01T00:00:00",
  ],
  [`FREQ=DAILY;BYMONTH=${"1,".repeat(450)}1`, "2026-01-01T09:00:00"],
];

/** Long rules and odd characters as a title can show them. */
function shown<R extends readonly [string, ...unknown[]]>(rows: readonly R[]) {
  return rows.map((row) => ({ title: JSON.stringify(row[0].slice(0, 80)), row }));
}

describe("hostile rules", () => {
  test("[R4] there are enough of them", () => {
    const refused = [...NEVER, ...INVALID, ...UNSUPPORTED, ...TOO_LARGE, ...NOT_AT_THE_START];
    const rules = [...refused, ...ANSWERED].map(([rule, ...rest]) => `${rule} ${rest.at(-1)}`);
    expect(new Set(rules).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThanOrEqual(200);
  });

  describe.each([
    { reason: "RECURRENCE_NEVER_MATCHES", rows: NEVER },
    { reason: "INVALID_RECURRENCE", rows: INVALID },
    { reason: "RECURRENCE_UNSUPPORTED", rows: UNSUPPORTED },
    { reason: "RECURRENCE_TOO_LARGE", rows: TOO_LARGE },
  ])("are refused as $reason", ({ reason, rows }) => {
    test.each(shown(rows))(
      "[R1] [R4] $title, with its part and why",
      ({ row: [rule, part, start] }) => {
        const error = refusalOf(rule, start);
        expect(error.reason).toBe(reason);
        expect(error.details).toMatchObject({ part, why: expect.stringMatching(/\w{3}/) });
        expect(error.fieldErrors[0]?.path).toBe("recurrence.rrule");
        expect(JSON.stringify(error.details).length).toBeLessThan(400);
      },
    );
  });

  test.each(shown(NOT_AT_THE_START))("[R3] $title names a start that would do", ({ row }) => {
    const error = refusalOf(...row);
    expect(error.reason).toBe("START_NOT_IN_RULE");
    const { nearest } = error.details;
    expect(nearest).toEqual(expect.any(String));
    expect(newSeries(row[0], String(nearest)).start).toBe(nearest);
  });

  test.each(shown(ANSWERED))("[R4] $title is answered, near and far", ({ row }) => {
    const content = newSeries(...row);
    expect(spansOf(content).length).toBe(1);
    for (const year of [1600, 2026, 2500, 2998]) {
      const from = Date.UTC(year, 0, 1);
      const to = from + LIMITS.windowDays * 86_400_000;
      const found = expandOccurrences(content, { from, to, viewZone: "UTC" });
      expect(found.length).toBeLessThanOrEqual(LIMITS.occurrencesPerSeriesInWindow);
    }
  });
});
