import { allItems } from "@daybook/client";
import type { Command } from "commander";
import { collect, parseCount } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { UsageError } from "../failure.ts";
import { findCalendarIds } from "../named-resource.ts";
import { presentAgenda } from "../present/agenda.ts";
import { parseDay, requireZone } from "../when.ts";

const DEFAULT_DAYS = 7;

interface AgendaOptions {
  readonly from: string;
  readonly to?: string;
  readonly days?: number;
  readonly zone?: string;
  readonly calendar?: readonly string[];
  readonly long?: boolean;
}

export function addAgenda(program: Command, cli: Cli): void {
  program
    .command("agenda")
    .description("Show what happens, day by day")
    .option("--from <day>", "first day: a date, today, tomorrow or yesterday", "today")
    .option("--to <day>", "last day")
    .option("--days <n>", `how many days, instead of --to (default ${DEFAULT_DAYS})`, parseCount)
    .option("--zone <zone>", "time zone of the days and times (default: yours)")
    .option("--calendar <id or name>", "only this calendar; may be repeated", collect)
    .option("-l, --long", "show event ids and occurrence keys, which the other commands take")
    .action(
      cli.action<[], AgendaOptions>(async ({ daybook, paint, answer, ...run }, _args, options) => {
        const zone = requireZone(options.zone ?? run.zone);
        const { firstDay, lastDay } = daysOf(options, Temporal.Now.plainDateISO(zone));
        const calendarIds = await findCalendarIds(daybook, options.calendar);
        const items = await Array.fromAsync(
          allItems(daybook.events.occurrences, {
            from: startOf(firstDay, zone),
            to: startOf(lastDay.add({ days: 1 }), zone),
            timeZone: zone,
            calendarIds,
          }),
        );
        answer({ items, nextCursor: null }, () =>
          presentAgenda(items, { zone, firstDay, lastDay, long: options.long ?? false, paint }),
        );
      }),
    );
}

function daysOf(
  { from, to, days }: AgendaOptions,
  today: Temporal.PlainDate,
): { firstDay: Temporal.PlainDate; lastDay: Temporal.PlainDate } {
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

function startOf(day: Temporal.PlainDate, zone: string): string {
  return day.toZonedDateTime(zone).toInstant().toString();
}
