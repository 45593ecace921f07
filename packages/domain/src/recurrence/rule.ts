import { BoundedMap } from "../time/bounded-map.ts";
import { readRule } from "./rule-reader.ts";
import { formatRule } from "./rule-writer.ts";

export type Frequency = "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";

/** One value of BYDAY: `weekday` 0 is Monday; `ordinal` 0 means every one, -1 the last. */
export interface WeekdayRule {
  readonly weekday: number;
  readonly ordinal: number;
}

/** UNTIL in the form in which it was written: a date, a local time or an instant. Inclusive. */
export type RuleUntil =
  | { readonly kind: "date"; readonly wall: number }
  | { readonly kind: "local"; readonly wall: number }
  | { readonly kind: "utc"; readonly epochMs: number };

/** The parts of an RRULE. Lists are sorted, without duplicates; an absent part is an empty list. */
export interface RuleParts {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  readonly until: RuleUntil | null;
  /** WKST; 0 is Monday. */
  readonly weekStart: number;
  /** 1 to 12. */
  readonly byMonth: readonly number[];
  /** 1 to 53 or -53 to -1. */
  readonly byWeekNo: readonly number[];
  /** 1 to 366 or -366 to -1. */
  readonly byYearDay: readonly number[];
  /** 1 to 31 or -31 to -1. */
  readonly byMonthDay: readonly number[];
  readonly byDay: readonly WeekdayRule[];
  readonly byHour: readonly number[];
  readonly byMinute: readonly number[];
  /** 1 to 366 or -366 to -1. */
  readonly bySetPos: readonly number[];
}

/** A checked RRULE (rule R1). */
export interface RecurrenceRule extends RuleParts {
  /** The canonical text: rules with equal texts are equal. */
  readonly text: string;
}

/** Rules by the text that they were read from: calendars repeat the same few. */
const MAX_RULES = 2_048;
const readRules = new BoundedMap<RecurrenceRule>(MAX_RULES);

/**
 * Reads and checks an RRULE value, without the name (rule R1). Letter case does not matter.
 *
 * @param options `path` is the field that holds the rule; `recurrence.rrule` when absent.
 * @throws INVALID_RECURRENCE, RECURRENCE_UNSUPPORTED (sub-daily, BYSECOND, extensions) and
 *   RECURRENCE_TOO_LARGE (limits), each with details `part` and `why`.
 */
export function parseRule(
  text: string,
  options: { readonly path?: string | undefined } = {},
): RecurrenceRule {
  const known = readRules.get(text);
  if (known !== undefined) return known;
  const parts = readRule(text, options.path ?? "recurrence.rrule");
  const rule: RecurrenceRule = { ...parts, text: formatRule(parts) };
  readRules.set(text, rule);
  return rule;
}
