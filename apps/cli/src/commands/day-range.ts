import type { Command } from "commander";
import { parseCount } from "../arguments.ts";
import { UsageError } from "../failure.ts";
import { parseDay } from "../when.ts";

const DEFAULT_DAYS = 7;

/** The options that say which days are meant. */
export interface DayRangeOptions {
  readonly from: string;
  readonly to?: string;
  readonly days?: number;
}

export interface DayRange {
  readonly firstDay: Temporal.PlainDate;
  readonly lastDay: Temporal.PlainDate;
}

export function addDayRangeOptions(command: Command): Command {
  return command
    .option("--from <day>", "first day: a date, today, tomorrow or yesterday", "today")
    .option("--to <day>", "last day")
    .option("--days <n>", `how many days, instead of --to (default ${DEFAULT_DAYS})`, parseCount);
}

export function daysOf({ from, to, days }: DayRangeOptions, today: Temporal.PlainDate): DayRange {
  const firstDay = parseDay(from, today);
  if (to === undefined) {
    return { firstDay, lastDay: firstDay.add({ days: (days ?? DEFAULT_DAYS) - 1 }) };
  }
  if (days !== undefined) {
    throw new UsageError("Give --to or --days, not both.");
  }
  const lastDay = parseDay(to, today);
  if (Temporal.PlainDate.compare(lastDay, firstDay) < 0) {
    throw new UsageError(`--to ${to} lies before --from ${from}.`);
  }
  return { firstDay, lastDay };
}

/** The days as a window for the API: from the first one's beginning to the last one's end. */
export function windowOf(
  { firstDay, lastDay }: DayRange,
  zone: string,
): { from: string; to: string } {
  return { from: startOf(firstDay, zone), to: startOf(lastDay.add({ days: 1 }), zone) };
}

export function startOf(day: Temporal.PlainDate, zone: string): string {
  return day.toZonedDateTime(zone).toInstant().toString();
}
