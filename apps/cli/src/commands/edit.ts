import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { UsageError } from "../failure.ts";
import { changeEvent, losesExceptions } from "./change-event.ts";
import { addContentOptions, contentOf, type ContentOptions } from "./content-options.ts";
import { addTargetOptions, inManner, targetOf, type TargetOptions } from "./edit-target.ts";
import { addOverlapOption, onOverlapOf, type OverlapOptions } from "./overlap-option.ts";
import { addYesOption, type YesOptions } from "./yes-option.ts";

interface EditOptions extends ContentOptions, TargetOptions, OverlapOptions, YesOptions {
  readonly title?: string;
  readonly timed?: boolean;
  readonly dropOrphans?: boolean;
}

export function addEdit(program: Command, cli: Cli): void {
  const command = program
    .command("edit")
    .description("Change an event, one occurrence of a series, or that and all after it")
    .argument("<event>", "its id, or <id>@<key> for one occurrence")
    .option("--title <text>")
    .option("--start <time>", "alone, it keeps the duration")
    .option("--timed", "make an all-day event one with times")
    .option("--drop-orphans", "lose the exceptions that no longer have an occurrence");
  addYesOption(addTargetOptions(addOverlapOption(addContentOptions(command)))).action(
    cli.action<[event: string], EditOptions>(async (run, [event], options) => {
      const { title, timed, dropOrphans } = options;
      if (timed && options.allDay) {
        throw new UsageError("Give --all-day or --timed, not both.");
      }
      const patch = {
        ...contentOf(timed ? { ...options, allDay: false } : options),
        ...(title === undefined ? {} : { title }),
      };
      if (Object.keys(patch).length === 0) {
        throw new UsageError("Nothing to change: give --title, --start or another option.");
      }
      const target = targetOf(event, options);
      await changeEvent(run, options, {
        id: target.id,
        deed: { verb: "Changed", would: "change" },
        call: (manner) =>
          run.daybook.events.update({
            ...inManner(target, manner),
            patch,
            onOverlap: onOverlapOf(options),
            orphans: dropOrphans ? "drop" : undefined,
          }),
        // What an edit moves is what it says; which exceptions that costs is not.
        reachesFar: dropOrphans ? losesExceptions : undefined,
      });
    }),
  );
}
