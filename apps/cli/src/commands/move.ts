import type { Command } from "commander";
import { parseVersion } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { findCalendarId } from "../named-resource.ts";
import { printable } from "../present/printable.ts";
import { changeEvent } from "./change-event.ts";
import { addOverlapOption, onOverlapOf, type OverlapOptions } from "./overlap-option.ts";
import { addPreviewOption, type PreviewOptions } from "./preview-option.ts";

interface MoveOptions extends PreviewOptions, OverlapOptions {
  readonly baseVersion?: number;
  readonly message?: string;
}

export function addMove(program: Command, cli: Cli): void {
  const command = program
    .command("move")
    .description("Move an event to another calendar")
    .argument("<event>", "its id")
    .argument("<calendar>", "id or name")
    .option("--base-version <n>", "the version you started from", parseVersion)
    .option("-m, --message <text>", "a note for the log");
  addPreviewOption(addOverlapOption(command)).action(
    cli.action<[event: string, calendar: string], MoveOptions>(
      async (run, [event, calendar], options) => {
        const { baseVersion, message } = options;
        const id = parseEventId(event);
        const calendarId = await findCalendarId(run.daybook, calendar);
        await changeEvent(run, options, {
          id,
          deed: { verb: "Moved", would: "move", rest: ` to ${printable(calendar)}` },
          call: ({ preview }) =>
            run.daybook.events.move({
              id,
              calendarId,
              baseVersion,
              onOverlap: onOverlapOf(options),
              message,
              preview,
            }),
        });
      },
    ),
  );
}
