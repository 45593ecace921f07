import { DomainError } from "../errors.ts";
import type { ErrorReason } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { DAY_SECONDS, parseDate, parseWallTime } from "../time/wall-time.ts";
import type { Frequency, RuleParts, RuleUntil, WeekdayRule } from "./rule.ts";
import { WEEKDAY_NAMES } from "./rule-writer.ts";

const FREQUENCIES: readonly string[] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const SUB_DAILY_FREQUENCIES: readonly string[] = ["HOURLY", "MINUTELY", "SECONDLY"];

const PARTS: ReadonlySet<string> = new Set([
  "FREQ",
  "INTERVAL",
  "COUNT",
  "UNTIL",
  "BYMONTH",
  "BYWEEKNO",
  "BYYEARDAY",
  "BYMONTHDAY",
  "BYDAY",
  "BYHOUR",
  "BYMINUTE",
  "BYSETPOS",
  "WKST",
]);

/** What RFC 5545 or an extension of it knows, and why it is refused (rule R1). */
const UNSUPPORTED_PARTS: ReadonlyMap<string, string> = new Map([
  ["BYSECOND", "occurrences start at the second of the start"],
  ["RSCALE", "only the Gregorian calendar is supported (RFC 7529)"],
  ["SKIP", "dates that do not exist are left out (RFC 7529)"],
]);

const NUMBER = /^\d+$/;
const SIGNED_NUMBER = /^([+-]?)(\d{1,3})$/;
const WEEKDAY = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/;
const UNTIL = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/;

interface Range {
  readonly from: number;
  readonly to: number;
  /** Whether negative numbers count from the end. */
  readonly fromEnd?: boolean;
}

/** The parts of an RRULE, each checked, and checked together (RFC 5545 §3.3.10). */
export function readRule(text: string, field: string): RuleParts {
  const refuse = refusals(field);
  const texts = splitRule(text, refuse);

  const readNumber = (part: string, fallback: number | null, max: number): number | null => {
    const value = texts.get(part);
    if (value === undefined) return fallback;
    const number = NUMBER.test(value) ? Number(value) : 0;
    if (number < 1) throw refuse.invalid(part, `${part} is a whole number from 1`);
    if (number > max) throw refuse.tooLarge(part, `${part} is at most ${max}`, max);
    return number;
  };
  const readList = (part: string, range: Range): number[] => {
    const value = texts.get(part);
    if (value === undefined) return [];
    const numbers = value.split(",").map((item) => {
      const number = numberIn(item, range);
      if (number === undefined) throw refuse.invalid(part, `${part} holds ${describeRange(range)}`);
      return number;
    });
    return [...new Set(numbers)].toSorted((a, b) => a - b);
  };

  const rule: RuleParts = {
    frequency: readFrequency(texts.get("FREQ"), refuse),
    interval: readNumber("INTERVAL", 1, LIMITS.recurrenceInterval) ?? 1,
    count: readNumber("COUNT", null, LIMITS.recurrenceCount),
    until: readUntil(texts.get("UNTIL"), refuse),
    weekStart: readWeekStart(texts.get("WKST"), refuse),
    byMonth: readList("BYMONTH", { from: 1, to: 12 }),
    byWeekNo: readList("BYWEEKNO", { from: 1, to: 53, fromEnd: true }),
    byYearDay: readList("BYYEARDAY", { from: 1, to: 366, fromEnd: true }),
    byMonthDay: readList("BYMONTHDAY", { from: 1, to: 31, fromEnd: true }),
    byDay: readWeekdays(texts.get("BYDAY"), refuse),
    byHour: readList("BYHOUR", { from: 0, to: 23 }),
    byMinute: readList("BYMINUTE", { from: 0, to: 59 }),
    bySetPos: readList("BYSETPOS", { from: 1, to: 366, fromEnd: true }),
  };
  checkTogether(rule, refuse);
  return rule;
}

/** Makes the refusals of one rule: each names the part and says why. */
type Refusals = ReturnType<typeof refusals>;

function refusals(field: string) {
  const refusal = (reason: ErrorReason, details: { part: string; why: string; limit?: number }) =>
    new DomainError(reason, {
      field,
      message: `The recurrence rule cannot be used: ${details.why}.`,
      details,
    });
  return {
    invalid: (part: string, why: string) => refusal("INVALID_RECURRENCE", { part, why }),
    unsupported: (part: string, why: string) => refusal("RECURRENCE_UNSUPPORTED", { part, why }),
    tooLarge: (part: string, why: string, limit: number) =>
      refusal("RECURRENCE_TOO_LARGE", { part, why, limit }),
  };
}

function splitRule(text: string, refuse: Refusals): Map<string, string> {
  if (text.length > LIMITS.ruleLength) {
    const why = `a rule has at most ${LIMITS.ruleLength} characters`;
    throw refuse.tooLarge("RRULE", why, LIMITS.ruleLength);
  }
  const texts = new Map<string, string>();
  for (const item of text.toUpperCase().split(";")) {
    const equals = item.indexOf("=");
    const part = item.slice(0, Math.max(0, equals));
    const value = item.slice(equals + 1);
    if (part.startsWith("RRULE:")) {
      throw refuse.invalid("RRULE", "the value is given without its name, as in FREQ=DAILY");
    }
    const unsupported = UNSUPPORTED_PARTS.get(part);
    if (unsupported !== undefined) throw refuse.unsupported(part, unsupported);
    if (!PARTS.has(part)) {
      const shown = item.slice(0, 40);
      throw refuse.invalid(part.slice(0, 40) || "RRULE", `"${shown}" is no part of a rule`);
    }
    if (texts.has(part)) throw refuse.invalid(part, `${part} is given twice`);
    texts.set(part, value);
  }
  return texts;
}

function readFrequency(value: string | undefined, refuse: Refusals): Frequency {
  if (value === undefined) throw refuse.invalid("FREQ", "FREQ is missing");
  if (SUB_DAILY_FREQUENCIES.includes(value)) {
    throw refuse.unsupported("FREQ", "the shortest frequency is DAILY");
  }
  if (!isFrequency(value)) {
    throw refuse.invalid("FREQ", "FREQ is DAILY, WEEKLY, MONTHLY or YEARLY");
  }
  return value;
}

function isFrequency(value: string): value is Frequency {
  return FREQUENCIES.includes(value);
}

function readUntil(value: string | undefined, refuse: Refusals): RuleUntil | null {
  if (value === undefined) return null;
  const match = UNTIL.exec(value);
  const [, year, month, day, hour, minute, second, utc] = match ?? [];
  const date = parseDate(`${year}-${month}-${day}`);
  if (hour === undefined && date !== undefined) return { kind: "date", wall: date * DAY_SECONDS };
  const wall = parseWallTime(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
  if (wall === undefined) {
    const forms = "20261231, 20261231T090000 or 20261231T080000Z";
    throw refuse.invalid("UNTIL", `UNTIL is a date or time that exists, written as ${forms}`);
  }
  return utc === "Z" ? { kind: "utc", epochMs: wall * 1000 } : { kind: "local", wall };
}

function readWeekStart(value: string | undefined, refuse: Refusals): number {
  if (value === undefined) return 0;
  const weekday = weekdayNumber(value);
  if (weekday < 0) throw refuse.invalid("WKST", "WKST is a weekday, as in MO");
  return weekday;
}

function readWeekdays(value: string | undefined, refuse: Refusals): WeekdayRule[] {
  if (value === undefined) return [];
  const byText = new Map<string, WeekdayRule>();
  for (const item of value.split(",")) {
    const match = WEEKDAY.exec(item);
    const ordinal = Number(match?.[1] ?? 0);
    const isZero = match?.[1] !== undefined && ordinal === 0;
    if (match === null || isZero || Math.abs(ordinal) > 53) {
      throw refuse.invalid("BYDAY", "BYDAY holds weekdays, as in MO, 2TU or -1FR");
    }
    const weekday = weekdayNumber(match[2] ?? "");
    byText.set(`${weekday} ${ordinal}`, { weekday, ordinal });
  }
  return [...byText.values()].toSorted((a, b) => a.weekday - b.weekday || a.ordinal - b.ordinal);
}

function weekdayNumber(name: string): number {
  return WEEKDAY_NAMES.findIndex((weekday) => weekday === name);
}

function numberIn(text: string, range: Range): number | undefined {
  const match = SIGNED_NUMBER.exec(text);
  if (match === null) return undefined;
  const number = Number(match[2]);
  if (number < range.from || number > range.to) return undefined;
  if (match[1] === "") return number;
  if (range.fromEnd !== true) return undefined;
  return match[1] === "-" ? -number : number;
}

function describeRange({ from, to, fromEnd }: Range): string {
  const numbers = `numbers from ${from} to ${to}`;
  return fromEnd === true ? `${numbers} or -${to} to -${from}` : numbers;
}

/** What RFC 5545 §3.3.10 says of parts together, and the limit on times of a day. */
function checkTogether(rule: RuleParts, refuse: Refusals): void {
  const { frequency } = rule;
  if (rule.count !== null && rule.until !== null) {
    throw refuse.invalid("UNTIL", "a rule has COUNT or UNTIL, not both");
  }
  if (rule.byWeekNo.length > 0 && frequency !== "YEARLY") {
    throw refuse.invalid("BYWEEKNO", "BYWEEKNO goes with FREQ=YEARLY only");
  }
  if (rule.byYearDay.length > 0 && frequency !== "YEARLY") {
    throw refuse.invalid("BYYEARDAY", `BYYEARDAY does not go with FREQ=${frequency}`);
  }
  if (rule.byMonthDay.length > 0 && frequency === "WEEKLY") {
    throw refuse.invalid("BYMONTHDAY", "BYMONTHDAY does not go with FREQ=WEEKLY");
  }
  if (rule.byDay.some(({ ordinal }) => ordinal !== 0)) {
    if (frequency === "DAILY" || frequency === "WEEKLY") {
      throw refuse.invalid("BYDAY", `BYDAY takes no number with FREQ=${frequency}`);
    }
    if (rule.byWeekNo.length > 0) {
      throw refuse.invalid("BYDAY", "BYDAY takes no number with BYWEEKNO");
    }
  }
  if (rule.bySetPos.length > 0 && !hasOtherByPart(rule)) {
    throw refuse.invalid("BYSETPOS", "BYSETPOS needs another BY part to choose from");
  }
  const timesOfDay = Math.max(1, rule.byHour.length) * Math.max(1, rule.byMinute.length);
  if (timesOfDay > LIMITS.occurrencesPerDay) {
    const why = `BYHOUR and BYMINUTE make at most ${LIMITS.occurrencesPerDay} occurrences a day`;
    throw refuse.tooLarge(
      rule.byMinute.length > 0 ? "BYMINUTE" : "BYHOUR",
      why,
      LIMITS.occurrencesPerDay,
    );
  }
}

function hasOtherByPart(rule: RuleParts): boolean {
  return [
    rule.byMonth,
    rule.byWeekNo,
    rule.byYearDay,
    rule.byMonthDay,
    rule.byDay,
    rule.byHour,
    rule.byMinute,
  ].some((values) => values.length > 0);
}
