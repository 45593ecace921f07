import type { Command } from "commander";
import { parseVersion } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { presentChanged } from "../present/changed.ts";

interface RollbackOptions {
  readonly baseVersion?: number;
  readonly message?: string;
}

export function addRollback(program: Command, cli: Cli): void {
  program
    .command("rollback")
    .description("Give an event the content of an old version again, as a new version")
    .argument("<event>", "its id")
    .argument("<version>", "the version whose content to take", parseVersion)
    .option("--base-version <n>", "refuse if the event has moved on from it", parseVersion)
    .option("-m, --message <text>", "a note for the log")
    .action(
      cli.action<[event: string, version: number], RollbackOptions>(
        async ({ daybook, paint, answer }, [event, version], options) => {
          const changed = await daybook.versions.rollback({
            eventId: parseEventId(event),
            version,
            baseVersion: options.baseVersion,
            message: options.message,
          });
          answer(changed, () =>
            presentChanged(changed, { verb: "Rolled back", rest: ` to version ${version}`, paint }),
          );
        },
      ),
    );
}
