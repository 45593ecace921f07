import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { type Deed, presentChanged } from "../present/changed.ts";
import { addTargetOptions, type EditTarget, targetOf, type TargetOptions } from "./edit-target.ts";

export function addDelete(program: Command, cli: Cli): void {
  const command = program
    .command("delete")
    .description("Delete an event, one occurrence of a series, or that and all after it")
    .argument("<event>", "its id, or <id>@<key> for one occurrence");
  addTargetOptions(command).action(
    cli.action<[event: string], TargetOptions>(
      async ({ daybook, zone, paint, answer }, [event], options) => {
        const target = targetOf(event, options);
        const changed = await daybook.events.delete(target);
        answer(changed, () => presentChanged(changed, { ...deedOf(target), zone, paint }));
      },
    ),
  );
}

function deedOf({ scope, occurrenceKey }: EditTarget): Deed {
  switch (scope) {
    case "this":
      return { verb: "Deleted one occurrence of" };
    case "thisAndFollowing":
      return { verb: "Deleted", rest: ` from ${occurrenceKey ?? "its start"} on` };
    case "all":
    case undefined:
      return { verb: "Deleted" };
  }
}
