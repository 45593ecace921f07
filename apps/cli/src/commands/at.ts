import { allItems } from "@daybook/client";
import type { Command } from "commander";
import { collect, parseCount } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { UsageError } from "../failure.ts";
import { findCalendarIds } from "../named-resource.ts";
import { presentAgenda } from "../present/agenda.ts";
import { formatInstant } from "../present/clock.ts";
import { presentEvent } from "../present/event.ts";
import { ruleInWords } from "../present/recurrence.ts";
import { parseMoment, requireZone } from "../when.ts";
import { daysOf, windowOf, type WindowOptions } from "./day-range.ts";

interface AtOptions extends WindowOptions {
  readonly zone?: string;
  readonly calendar?: readonly string[];
  readonly long?: boolean;
}

const HELP = `
A moment is a time as in "2026-03-03 12:00", now, "3 days ago", or a day with or without a time:
2026-03-03, yesterday, "friday 17:00". A weekday is the last one before today, and a day without a
time is its beginning.

Content and calendars are as of then, with what was deleted since; what you may see is as of now.

Examples:
  daybook at "2026-03-03 12:00"                       the week from that day on, as it stood then
  daybook at friday --from today                      this week, as it stood on Friday
  daybook at "3 days ago" <event>                     the event as it was`;

export function addAt(program: Command, cli: Cli): void {
  program
    .command("at")
    .description("Show the agenda, or one event, as it stood at a moment of the past")
    .argument("<moment>", 'as in "2026-03-03 12:00", yesterday, friday or "3 days ago"')
    .argument("[event]", "its id: show it as it was, instead of the agenda")
    .option("--from <day>", "first day of the agenda (default: the day of the moment)")
    .option("--to <day>", "last day")
    .option("--days <n>", "how many days, instead of --to (default 7)", parseCount)
    .option("--zone <zone>", "time zone of the days and times (default: yours)")
    .option("--calendar <id or name>", "only this calendar; may be repeated", collect)
    .option("-l, --long", "show event ids and occurrence keys")
    .addHelpText("after", HELP)
    .action(
      cli.action<[moment: string, event: string | undefined], AtOptions>(
        async ({ daybook, paint, answer, ...run }, [moment, event], options) => {
          const zone = requireZone(options.zone ?? run.zone);
          const now = Temporal.Now.zonedDateTimeISO(zone);
          const at = parseMoment(moment, now);
          const heading = paint.note(`As it stood at ${formatInstant(at, zone)}`);
          if (event !== undefined) {
            requireNoWindow(options);
            const found = await daybook.events.get({ id: parseEventId(event), at });
            const rule = await ruleInWords(found.recurrence?.rrule);
            answer(found, () => `${heading}\n\n${presentEvent(found, { zone, rule, paint })}`);
            return;
          }
          const dayThen = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate();
          const { from = dayThen.toString(), ...rest } = options;
          const days = daysOf({ from, ...rest }, now.toPlainDate());
          const calendarIds = await findCalendarIds(daybook, options.calendar);
          const items = await Array.fromAsync(
            allItems(daybook.events.occurrences, {
              ...windowOf(days, zone),
              timeZone: zone,
              calendarIds,
              at,
            }),
          );
          const view = { ...days, zone, long: options.long ?? false, paint };
          answer({ items, nextCursor: null }, () => `${heading}\n${presentAgenda(items, view)}`);
        },
      ),
    );
}

function requireNoWindow({ from, to, days, calendar, long }: AtOptions): void {
  if ((from ?? to ?? days ?? calendar ?? long) !== undefined) {
    throw new UsageError("An event is shown whole: leave out the options of the agenda.");
  }
}
