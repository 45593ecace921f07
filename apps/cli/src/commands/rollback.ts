import type { Command } from "commander";
import { parseVersion } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { changeEvent } from "./change-event.ts";
import { addYesOption, type YesOptions } from "./yes-option.ts";

interface RollbackOptions extends YesOptions {
  readonly baseVersion?: number;
  readonly message?: string;
}

export function addRollback(program: Command, cli: Cli): void {
  const command = program
    .command("rollback")
    .description("Give an event the content of an old version again, as a new version")
    .argument("<event>", "its id")
    .argument("<version>", "the version whose content to take", parseVersion)
    .option("--base-version <n>", "refuse if the event has moved on from it", parseVersion)
    .option("-m, --message <text>", "a note for the log");
  addYesOption(command).action(
    cli.action<[event: string, version: number], RollbackOptions>(
      async (run, [event, version], options) => {
        const { baseVersion, message } = options;
        const id = parseEventId(event);
        await changeEvent(run, options, {
          id,
          deed: { verb: "Rolled back", would: "roll back", rest: ` to version ${version}` },
          call: (manner) =>
            run.daybook.versions.rollback({
              eventId: id,
              version,
              message,
              ...manner,
              ...(baseVersion === undefined ? {} : { baseVersion }),
            }),
          // It gives up whatever was changed since.
          reachesFar: () => true,
        });
      },
    ),
  );
}
