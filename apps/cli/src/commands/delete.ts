import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { presentChanged } from "../present/changed.ts";
import { addTargetOptions, targetOf, type TargetOptions } from "./edit-target.ts";

export function addDelete(program: Command, cli: Cli): void {
  const command = program
    .command("delete")
    .description("Delete an event, or one occurrence of a series")
    .argument("<event>", "its id, or <id>@<key> for one occurrence");
  addTargetOptions(command).action(
    cli.action<[event: string], TargetOptions>(
      async ({ daybook, paint, answer }, [event], options) => {
        const target = targetOf(event, options);
        const changed = await daybook.events.delete(target);
        const verb = target.occurrenceKey === undefined ? "Deleted" : "Deleted one occurrence of";
        answer(changed, () => presentChanged(changed, { verb, paint }));
      },
    ),
  );
}
