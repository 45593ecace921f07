import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { LocalFailure, UsageError } from "../failure.ts";
import { findResource } from "../named-resource.ts";
import { parseDay } from "../when.ts";
import { startOf } from "./day-range.ts";

interface ExportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly output?: string;
}

export function addExport(program: Command, cli: Cli): void {
  program
    .command("export")
    .description("Write an event or a calendar as an iCalendar file")
    .argument("<what>", "an event's id, or a calendar's id or name")
    .option("--from <day>", "of a calendar: what takes place from this day on")
    .option("--to <day>", "of a calendar: up to this day and with it")
    .option("-o, --output <file>", "write to this file instead of standard output")
    .action(
      cli.action<[what: string], ExportOptions>(
        async ({ daybook, zone, answer, write }, [what], { from, to, output }) => {
          const window = windowOf({ from, to }, zone);
          const { type, id } = await findResource(daybook, what);
          if (type === "event" && (from ?? to) !== undefined) {
            throw new UsageError("An event is exported whole: leave out --from and --to.");
          }
          const exported = await daybook.events.export(
            type === "event" ? { eventId: id } : { calendarId: id, ...window },
          );
          if (output === undefined) {
            write(exported, exported.ics);
            return;
          }
          await save(output, exported.ics);
          answer({ file: output }, () => `Exported to ${output}.`);
        },
      ),
    );
}

function windowOf(
  { from, to }: { from: string | undefined; to: string | undefined },
  zone: string,
): { from?: string; to?: string } {
  const today = Temporal.Now.plainDateISO(zone);
  return {
    ...(from === undefined ? {} : { from: startOf(parseDay(from, today), zone) }),
    ...(to === undefined ? {} : { to: startOf(parseDay(to, today).add({ days: 1 }), zone) }),
  };
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new LocalFailure(`${file} cannot be written.`, { cause });
  }
}
