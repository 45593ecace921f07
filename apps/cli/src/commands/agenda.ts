import { allItems } from "@daybook/client";
import type { Command } from "commander";
import { collect } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { findCalendarIds } from "../named-resource.ts";
import { presentAgenda } from "../present/agenda.ts";
import { requireZone } from "../when.ts";
import { addDayRangeOptions, type DayRangeOptions, daysOf, windowOf } from "./day-range.ts";

interface AgendaOptions extends DayRangeOptions {
  readonly zone?: string;
  readonly calendar?: readonly string[];
  readonly long?: boolean;
}

export function addAgenda(program: Command, cli: Cli): void {
  const command = program.command("agenda").description("Show what happens, day by day");
  addDayRangeOptions(command)
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
            ...windowOf({ firstDay, lastDay }, zone),
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
