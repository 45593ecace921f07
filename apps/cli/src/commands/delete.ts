import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import type { Deed } from "../present/changed.ts";
import { changeEvent } from "./change-event.ts";
import {
  addTargetOptions,
  type EditTarget,
  inManner,
  targetOf,
  type TargetOptions,
} from "./edit-target.ts";
import { addYesOption, type YesOptions } from "./yes-option.ts";

interface DeleteOptions extends TargetOptions, YesOptions {}

export function addDelete(program: Command, cli: Cli): void {
  const command = program
    .command("delete")
    .description("Delete an event, one occurrence of a series, or that and all after it")
    .argument("<event>", "its id, or <id>@<key> for one occurrence");
  addYesOption(addTargetOptions(command)).action(
    cli.action<[event: string], DeleteOptions>(async (run, [event], options) => {
      const target = targetOf(event, options);
      await changeEvent(run, options, {
        id: target.id,
        deed: deedOf(target),
        call: (manner) => run.daybook.events.delete(inManner(target, manner)),
        // Of a series, whatever the window of the preview shows of it.
        reachesFar: (shown) => target.scope !== "this" && shown.event.recurrence !== null,
      });
    }),
  );
}

function deedOf({ scope, occurrenceKey }: EditTarget): Deed {
  switch (scope) {
    case "this":
      return { verb: "Deleted one occurrence of", would: "delete one occurrence of" };
    case "thisAndFollowing":
      return { verb: "Deleted", would: "delete", rest: ` from ${occurrenceKey ?? "its start"} on` };
    case "all":
    case undefined:
      return { verb: "Deleted", would: "delete" };
  }
}
