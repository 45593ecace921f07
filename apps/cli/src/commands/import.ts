import { decodeCalendarFile } from "@daybook/domain/event/calendar-file/decode";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { LocalFailure } from "../failure.ts";
import { findCalendarId } from "../named-resource.ts";
import { requireYes } from "./change-event.ts";
import { presentImport } from "../present/import-report.ts";

interface ImportOptions {
  readonly calendar?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function addImport(program: Command, cli: Cli): void {
  program
    .command("import")
    .description("Import an iCalendar file; importing it again changes nothing")
    .argument("<file>", "an .ics file, or - for standard input")
    .option("--calendar <id or name>", "default: your default calendar")
    .option("--dry-run", "say what would happen, and write nothing")
    .option("-y, --yes", "do not show and ask first, as happens at a terminal")
    .action(
      cli.action<[file: string], ImportOptions>(async (run, [file], options) => {
        const { daybook, stdin, paint, answer } = run;
        const { calendar, dryRun = false, yes = false } = options;
        const ics = file === "-" ? await text(stdin) : await readCalendarFile(file);
        const calendarId =
          calendar === undefined ? undefined : await findCalendarId(daybook, calendar);
        if (run.attended && !dryRun && !yes && file !== "-") {
          const shown = await daybook.events.import({ calendarId, ics, dryRun: true });
          // What is new harms nothing that is there.
          if (shown.updated > 0) {
            run.tell((palette) => presentImport(shown, { dryRun: true, paint: palette }));
            await requireYes(run);
          }
        }
        const report = await daybook.events.import({ calendarId, ics, dryRun });
        answer(report, () => presentImport(report, { dryRun, paint }));
        const { created, updated, unchanged, skipped } = report;
        if (created + updated + unchanged === 0 && skipped.length > 0) {
          throw new LocalFailure("Nothing was imported: every part of the file was skipped.");
        }
      }),
    );
}

async function readCalendarFile(file: string): Promise<string> {
  try {
    return decodeCalendarFile(await readFile(file));
  } catch (cause) {
    throw new LocalFailure(`${file} cannot be read.`, { cause });
  }
}
