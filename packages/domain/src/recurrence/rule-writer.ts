import { formatDate, formatWallTime, DAY_SECONDS } from "../time/wall-time.ts";
import type { RuleParts, RuleUntil, WeekdayRule } from "./rule.ts";

/** The two letters of each weekday, Monday first. */
export const WEEKDAY_NAMES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

/** The canonical text of a rule: fixed order, upper case, without what is the default anyway. */
export function formatRule(rule: RuleParts): string {
  const parts = [`FREQ=${rule.frequency}`];
  const write = (name: string, values: readonly (string | number)[]): void => {
    if (values.length > 0) parts.push(`${name}=${values.join(",")}`);
  };
  if (rule.interval !== 1) write("INTERVAL", [rule.interval]);
  if (rule.count !== null) write("COUNT", [rule.count]);
  if (rule.until !== null) write("UNTIL", [formatUntil(rule.until)]);
  write("BYMONTH", rule.byMonth);
  write("BYWEEKNO", rule.byWeekNo);
  write("BYYEARDAY", rule.byYearDay);
  write("BYMONTHDAY", rule.byMonthDay);
  write("BYDAY", rule.byDay.map(formatWeekday));
  write("BYHOUR", rule.byHour);
  write("BYMINUTE", rule.byMinute);
  write("BYSETPOS", rule.bySetPos);
  if (rule.weekStart !== 0) write("WKST", [WEEKDAY_NAMES[rule.weekStart] ?? ""]);
  return parts.join(";");
}

function formatWeekday({ weekday, ordinal }: WeekdayRule): string {
  return `${ordinal === 0 ? "" : ordinal}${WEEKDAY_NAMES[weekday]}`;
}

function formatUntil(until: RuleUntil): string {
  if (until.kind === "date") return compact(formatDate(until.wall / DAY_SECONDS));
  if (until.kind === "local") return compact(formatWallTime(until.wall));
  return `${compact(formatWallTime(until.epochMs / 1000))}Z`;
}

function compact(text: string): string {
  return text.replaceAll(/[-:]/g, "");
}
