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

/** The same where no window may be meant at all. */
export type WindowOptions = Partial<DayRangeOptions>;

/** @param what what happens in the window, as in `of a series: the occurrences` */
export function addWindowOptions(command: Command, what: string): Command {
  return command
    .option("--from <day>", `${what} from this day on`)
    .option("--to <day>", "up to this day and with it")
    .option("--days <n>", `how many days, instead of --to (default ${DEFAULT_DAYS})`, parseCount);
}

/** The window that the options name; undefined where they name none. */
export function windowFrom(
  { from, to, days }: WindowOptions,
  zone: string,
): { from: string; to: string; timeZone: string } | undefined {
  if (from === undefined && to === undefined && days === undefined) {
    return undefined;
  }
  const range: DayRangeOptions = {
    from: from ?? "today",
    ...(to === undefined ? {} : { to }),
    ...(days === undefined ? {} : { days }),
  };
  return { ...windowOf(daysOf(range, Temporal.Now.plainDateISO(zone)), zone), timeZone: zone };
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
