import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import { parseRule } from "./rule.ts";

function refusalOf(text: string): DomainError {
  try {
    parseRule(text, { path: "patch.recurrence.rrule" });
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted.`);
}

describe("reading a rule", () => {
  test("[R1] takes every part apart", () => {
    expect(
      parseRule(
        "FREQ=YEARLY;INTERVAL=2;COUNT=5;BYMONTH=3,1;BYDAY=-1FR,MO,+2TU;BYHOUR=9;BYMINUTE=30,0;BYSETPOS=-1;WKST=SU",
      ),
    ).toEqual({
      text: "FREQ=YEARLY;INTERVAL=2;COUNT=5;BYMONTH=1,3;BYDAY=MO,2TU,-1FR;BYHOUR=9;BYMINUTE=0,30;BYSETPOS=-1;WKST=SU",
      frequency: "YEARLY",
      interval: 2,
      count: 5,
      until: null,
      weekStart: 6,
      byMonth: [1, 3],
      byWeekNo: [],
      byYearDay: [],
      byMonthDay: [],
      byDay: [
        { weekday: 0, ordinal: 0 },
        { weekday: 1, ordinal: 2 },
        { weekday: 4, ordinal: -1 },
      ],
      byHour: [9],
      byMinute: [0, 30],
      bySetPos: [-1],
    });
  });

  test.each([
    ["20261231", { kind: "date", wall: Date.UTC(2026, 11, 31) / 1000 }],
    ["20261231T090000", { kind: "local", wall: Date.UTC(2026, 11, 31, 9) / 1000 }],
    ["20261231T090000Z", { kind: "utc", epochMs: Date.UTC(2026, 11, 31, 9) }],
  ])("[R1] UNTIL=%s keeps its form", (until, expected) => {
    const rule = parseRule(`FREQ=DAILY;UNTIL=${until}`);
    expect(rule.until).toEqual(expected);
    expect(rule.text).toBe(`FREQ=DAILY;UNTIL=${until}`);
  });

  test.each([
    ["freq=weekly;byday=mo", "FREQ=WEEKLY;BYDAY=MO"],
    ["FREQ=WEEKLY;WKST=MO;INTERVAL=1;BYDAY=FR,MO,FR", "FREQ=WEEKLY;BYDAY=MO,FR"],
    ["BYMONTHDAY=05,-01;FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=-1,5"],
    ["FREQ=DAILY;UNTIL=20260101;INTERVAL=03", "FREQ=DAILY;INTERVAL=3;UNTIL=20260101"],
  ])("[R1] %s is %s", (text, canonical) => {
    expect(parseRule(text).text).toBe(canonical);
    expect(parseRule(canonical)).toEqual(parseRule(text));
  });

  test.each([
    // What is missing, malformed or given twice
    ["", "RRULE"],
    ["INTERVAL=2", "FREQ"],
    ["FREQ=", "FREQ"],
    ["FREQ=FORTNIGHTLY", "FREQ"],
    ["RRULE:FREQ=DAILY", "RRULE"],
    ["FREQ=DAILY;", "RRULE"],
    ["FREQ=DAILY;;COUNT=2", "RRULE"],
    ["FREQ=DAILY;FOO=1", "FOO"],
    ["FREQ=DAILY;X-NAME=1", "X-NAME"],
    ["FREQ=DAILY;BYEASTER=0", "BYEASTER"],
    ["FREQ=DAILY; COUNT=2", " COUNT"],
    ["FREQ=DAILY;FREQ=WEEKLY", "FREQ"],
    ["FREQ=DAILY;COUNT=2;count=3", "COUNT"],
    ["FREQ=DAILY;COUNT=2;UNTIL=20260101", "UNTIL"],
    // Numbers
    ["FREQ=DAILY;INTERVAL=0", "INTERVAL"],
    ["FREQ=DAILY;INTERVAL=-1", "INTERVAL"],
    ["FREQ=DAILY;INTERVAL=1.5", "INTERVAL"],
    ["FREQ=DAILY;COUNT=0", "COUNT"],
    ["FREQ=DAILY;COUNT=", "COUNT"],
    ["FREQ=DAILY;COUNT=1e3", "COUNT"],
    ["FREQ=DAILY;UNTIL=20260230", "UNTIL"],
    ["FREQ=DAILY;UNTIL=20260101T240000Z", "UNTIL"],
    ["FREQ=DAILY;UNTIL=20260101T0900", "UNTIL"],
    ["FREQ=DAILY;UNTIL=2026-01-01", "UNTIL"],
    ["FREQ=DAILY;UNTIL=20260101T090000+0100", "UNTIL"],
    ["FREQ=YEARLY;BYMONTH=13", "BYMONTH"],
    ["FREQ=YEARLY;BYMONTH=-1", "BYMONTH"],
    ["FREQ=YEARLY;BYMONTH=1,", "BYMONTH"],
    ["FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"],
    ["FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY"],
    ["FREQ=MONTHLY;BYMONTHDAY=-32", "BYMONTHDAY"],
    ["FREQ=YEARLY;BYYEARDAY=367", "BYYEARDAY"],
    ["FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO"],
    ["FREQ=DAILY;BYHOUR=24", "BYHOUR"],
    ["FREQ=DAILY;BYMINUTE=60", "BYMINUTE"],
    ["FREQ=DAILY;BYHOUR=-1", "BYHOUR"],
    ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "BYSETPOS"],
    ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367", "BYSETPOS"],
    ["FREQ=MONTHLY;BYDAY=0MO", "BYDAY"],
    ["FREQ=YEARLY;BYDAY=54MO", "BYDAY"],
    ["FREQ=WEEKLY;BYDAY=XX", "BYDAY"],
    ["FREQ=WEEKLY;BYDAY=", "BYDAY"],
    ["FREQ=WEEKLY;WKST=1", "WKST"],
    // Parts that do not go together (RFC 5545 §3.3.10)
    ["FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"],
    ["FREQ=WEEKLY;BYDAY=1MO", "BYDAY"],
    ["FREQ=DAILY;BYDAY=-1MO", "BYDAY"],
    ["FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "BYDAY"],
    ["FREQ=MONTHLY;BYWEEKNO=20", "BYWEEKNO"],
    ["FREQ=DAILY;BYWEEKNO=20", "BYWEEKNO"],
    ["FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY"],
    ["FREQ=WEEKLY;BYYEARDAY=1", "BYYEARDAY"],
    ["FREQ=DAILY;BYYEARDAY=1", "BYYEARDAY"],
    ["FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY"],
  ])("[R1] %j is invalid, because of %s", (text, part) => {
    const error = refusalOf(text);
    expect(error.reason).toBe("INVALID_RECURRENCE");
    expect(error.details).toEqual({ part, why: expect.stringMatching(/\w/) });
    expect(error.fieldErrors[0]?.path).toBe("patch.recurrence.rrule");
  });

  test.each([
    ["FREQ=HOURLY", "FREQ"],
    ["FREQ=MINUTELY;INTERVAL=90", "FREQ"],
    ["FREQ=SECONDLY", "FREQ"],
    ["FREQ=DAILY;BYSECOND=0", "BYSECOND"],
    ["RSCALE=CHINESE;FREQ=YEARLY", "RSCALE"],
    ["FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD", "SKIP"],
  ])("[R1] %s is not supported, because of %s", (text, part) => {
    const error = refusalOf(text);
    expect(error.reason).toBe("RECURRENCE_UNSUPPORTED");
    expect(error.details["part"]).toBe(part);
  });

  test.each([
    ["FREQ=DAILY;COUNT=10001", "COUNT", 10_000],
    ["FREQ=DAILY;COUNT=99999999999999999999999", "COUNT", 10_000],
    ["FREQ=DAILY;INTERVAL=1001", "INTERVAL", 1_000],
    [`FREQ=DAILY;BYHOUR=0,1,2,3,4;BYMINUTE=${[...Array(20).keys()].join(",")}`, "BYMINUTE", 96],
    [`FREQ=DAILY;BYDAY=${"MO,".repeat(400)}MO`, "RRULE", 1_000],
  ])("[R4] a rule beyond a limit is refused: %#", (text, part, limit) => {
    const error = refusalOf(text);
    expect(error.reason).toBe("RECURRENCE_TOO_LARGE");
    expect(error.details).toMatchObject({ part, limit });
  });

  test("[R1] a limit itself is allowed", () => {
    expect(parseRule("FREQ=DAILY;COUNT=10000;INTERVAL=1000").count).toBe(10_000);
    const quarters = `FREQ=DAILY;BYHOUR=${[...Array(24).keys()].join(",")};BYMINUTE=0,15,30,45`;
    expect(parseRule(quarters).byHour.length).toBe(24);
  });

  test("[R4] any text is read or refused, and what was read reads as itself", () => {
    const words = fc.constantFrom(
      ..."FREQ = ; , DAILY YEARLY BYDAY MO -1 2 UNTIL 20260101 COUNT BYMONTH WKST BYSETPOS Z T".split(
        " ",
      ),
    );
    const anyText = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.array(words, { maxLength: 16 }).map((parts) => parts.join("")),
      fc.array(words, { maxLength: 12 }).map((parts) => `FREQ=YEARLY;BYDAY=${parts.join("")}`),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        let canonical: string;
        try {
          canonical = parseRule(text).text;
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
          return;
        }
        expect(parseRule(canonical).text).toBe(canonical);
      }),
      { numRuns: 3000 },
    );
  });
});
