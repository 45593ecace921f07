import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { parseEventReference } from "../event-reference.ts";
import { changeEvent } from "./change-event.ts";
import { addPreviewOption, type PreviewOptions } from "./preview-option.ts";

interface RestoreOptions extends PreviewOptions {
  readonly message?: string;
}

export function addRestore(program: Command, cli: Cli): void {
  const command = program
    .command("restore")
    .description("Bring back a deleted event, or an occurrence as the series has it")
    .argument("<event>", "its id, or <id>@<key> for one occurrence")
    .option("-m, --message <text>", "a note for the log");
  addPreviewOption(command).action(
    cli.action<[event: string], RestoreOptions>(async (run, [event], options) => {
      const { id, key } = parseEventReference(event);
      await changeEvent(run, options, {
        id,
        deed: { verb: "Restored", would: "restore" },
        call: ({ preview }) =>
          run.daybook.events.restore({
            id,
            occurrenceKey: key,
            message: options.message,
            preview,
          }),
      });
    }),
  );
}
