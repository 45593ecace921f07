import type { Command } from "commander";
import { parseVersion } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { presentChanged } from "../present/changed.ts";
import { addPreviewOption, type PreviewOptions } from "./preview-option.ts";

interface RollbackOptions extends PreviewOptions {
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
  addPreviewOption(command).action(
    cli.action<[event: string, version: number], RollbackOptions>(
      async ({ daybook, zone, paint, answer }, [event, version], options) => {
        const { baseVersion, message, preview } = options;
        const eventId = parseEventId(event);
        const asked = { eventId, version, baseVersion, message, preview };
        const changed = await daybook.versions.rollback(asked);
        const rest = ` to version ${version}`;
        answer(changed, () => presentChanged(changed, { verb: "Rolled back", rest, zone, paint }));
      },
    ),
  );
}
