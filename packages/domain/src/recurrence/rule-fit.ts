import { DomainError } from "../errors.ts";
import type { ErrorReason } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { DAY_SECONDS, formatKey } from "../time/wall-time.ts";
import { nextRuleKey, previousRuleKey } from "./expand.ts";
import type { RecurrenceRule } from "./rule.ts";
import { isPastEnd } from "./rule-end.ts";
import { stepperOf } from "./rule-stepper.ts";
import type { Series } from "./series.ts";

/** 400 Gregorian years, in which dates and weekdays come back. */
const CALENDAR_CYCLE_SECONDS = 146_097 * DAY_SECONDS;
/** Nine years, which have a leap day and every weekday on most dates. */
const SOON_SECONDS = 9 * 366 * DAY_SECONDS;
/** What a window is widened by, on both sides, when keys are looked for. */
const WINDOW_MARGIN_DAYS = 4;

/** The refusal of a rule that its series cannot have: which part, and why. */
export function unfitRule(
  { field, part, why }: { readonly field: string; readonly part: string; readonly why: string },
  reason: ErrorReason = "INVALID_RECURRENCE",
): DomainError {
  const message = `The recurrence rule cannot be used: ${why}.`;
  return new DomainError(reason, { field, message, details: { part, why } });
}

/**
 * Throws unless the parts of a rule go with the kind of series: UNTIL has the form of the start
 * (RFC 5545 §3.3.10; in a zone an instant or a local time, and a date means all of that day), and
 * an all-day series has no times of day.
 */
export function requireFittingParts(series: Series, rule: RecurrenceRule, field: string): void {
  const { allDay, timeZone } = series;
  const { until, byHour, byMinute } = rule;
  if (allDay && byHour.length + byMinute.length > 0) {
    const part = byHour.length > 0 ? "BYHOUR" : "BYMINUTE";
    const why = `${part} does not go with an all-day event`;
    throw unfitRule({ field, part, why });
  }
  if (allDay && until !== null && until.kind !== "date") {
    const why = "UNTIL of an all-day event is a date, as in 20261231";
    throw unfitRule({ field, part: "UNTIL", why });
  }
  if (!allDay && timeZone === null && until?.kind === "utc") {
    const why = "UNTIL of a floating event is a local time, as in 20261231T090000";
    throw unfitRule({ field, part: "UNTIL", why });
  }
}

/**
 * Throws when occurrences are so many a day, and last so long, that the widest window could not
 * be answered: each window also meets those that began before it and still run.
 */
export function requireAnswerable(series: Series, rule: RecurrenceRule, field: string): void {
  const perDay = Math.max(1, rule.byHour.length) * Math.max(1, rule.byMinute.length);
  const days = LIMITS.windowDays + WINDOW_MARGIN_DAYS + series.durationSeconds / DAY_SECONDS;
  if (perDay * days > LIMITS.occurrencesPerSeriesInWindow) {
    const why = "too many occurrences overlap: shorten the event or have fewer a day";
    throw unfitRule({ field, part: "BYHOUR", why }, "RECURRENCE_TOO_LARGE");
  }
}

/** What a rule is without one of its parts; the likeliest mistake first. */
const WITHOUT_PART: readonly (readonly [part: string, without: Partial<RecurrenceRule>])[] = [
  ["BYSETPOS", { bySetPos: [] }],
  ["INTERVAL", { interval: 1 }],
  ["BYMONTHDAY", { byMonthDay: [] }],
  ["BYYEARDAY", { byYearDay: [] }],
  ["BYWEEKNO", { byWeekNo: [] }],
  ["BYDAY", { byDay: [] }],
  ["BYMONTH", { byMonth: [] }],
];

/**
 * The refusal of a rule without any date: its part is the one without which there would soon be
 * one, and RRULE where no single part is at fault.
 */
export function neverMatching(series: Series, rule: RecurrenceRule, field: string): DomainError {
  const { startWall } = series;
  const atFault = WITHOUT_PART.find(([name, without]) => {
    if (!rule.text.includes(`${name}=`)) return false;
    const stepper = stepperOf({ ...rule, ...without }, startWall);
    return stepper.keysBetween(startWall, startWall + SOON_SECONDS, 1).length > 0;
  });
  const part = atFault?.[0] ?? "RRULE";
  const fits = part === "RRULE" ? "fits all parts" : `fits ${part} and all other parts`;
  const why = `no date from the start to the year ${LIMITS.maxYear} ${fits}`;
  return unfitRule({ field, part, why }, "RECURRENCE_NEVER_MATCHES");
}

/** The refusal of a start that the rule does not produce, with the nearest ones that it would. */
export function startNotInRule(series: Series, rule: RecurrenceRule, field: string): DomainError {
  const { startWall, timeZone, allDay } = series;
  // Wherever the start is, it makes its own period the first one, so the interval plays no part.
  const open: RecurrenceRule = { ...rule, interval: 1, count: null };
  // The same day of another calendar cycle: what the rule takes from its start stays the same.
  const anchor = startWall - CALENDAR_CYCLE_SECONDS;
  const after = nextRuleKey(open, anchor, startWall);
  const before = previousRuleKey(open, anchor, startWall);
  const isPossible = (key: number | undefined): key is number =>
    key !== undefined && !isPastEnd({ rule: open, startWall, timeZone }, key);
  const keyOf = (key: number | undefined): string | null =>
    isPossible(key) ? formatKey(key, allDay) : null;
  return new DomainError("START_NOT_IN_RULE", {
    field,
    details: {
      start: formatKey(startWall, allDay),
      nearest: keyOf(after) ?? keyOf(before),
      before: keyOf(before),
    },
  });
}
