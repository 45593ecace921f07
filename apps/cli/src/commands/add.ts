import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { findCalendarId } from "../named-resource.ts";
import { formatWhen } from "../present/clock.ts";
import { printable } from "../present/printable.ts";
import { ruleInWords } from "../present/recurrence.ts";
import { addContentOptions, contentOf, type ContentOptions } from "./content-options.ts";
import { addOverlapOption, onOverlapOf, type OverlapOptions } from "./overlap-option.ts";

interface AddOptions extends ContentOptions, OverlapOptions {
  readonly start: string;
  readonly calendar?: string;
  readonly message?: string;
}

export function addAdd(program: Command, cli: Cli): void {
  const command = program
    .command("add")
    .description("Add an event")
    .argument("<title>")
    .requiredOption("--start <time>", 'as in "2026-03-30 09:00", or a date for all day')
    .option("--calendar <id or name>", "default: your default calendar")
    .option("-m, --message <text>", "a note for the log");
  addOverlapOption(addContentOptions(command)).action(
    cli.action<[title: string], AddOptions>(
      async ({ daybook, paint, answer }, [title], options) => {
        const { start, ...content } = contentOf(options);
        const { calendar, message } = options;
        const event = await daybook.events.create({
          ...content,
          title,
          start: start ?? options.start,
          calendarId: calendar === undefined ? undefined : await findCalendarId(daybook, calendar),
          onOverlap: onOverlapOf(options),
          message,
        });
        const rule = await ruleInWords(event.recurrence?.rrule);
        answer(event, () =>
          [
            `Added ${paint.strong(printable(event.title))}`,
            `  ${formatWhen(event)}${event.timeZone === null ? "" : ` ${event.timeZone}`}`,
            ...(rule === null ? [] : [`  repeats ${printable(rule)}`]),
            `  ${event.id}`,
          ].join("\n"),
        );
      },
    ),
  );
}
