import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { UsageError } from "../failure.ts";
import { presentChanged } from "../present/changed.ts";
import { addContentOptions, contentOf, type ContentOptions } from "./content-options.ts";
import { addTargetOptions, targetOf, type TargetOptions } from "./edit-target.ts";
import { addOverlapOption, onOverlapOf, type OverlapOptions } from "./overlap-option.ts";

interface EditOptions extends ContentOptions, TargetOptions, OverlapOptions {
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
  addTargetOptions(addOverlapOption(addContentOptions(command))).action(
    cli.action<[event: string], EditOptions>(
      async ({ daybook, zone, paint, answer }, [event], options) => {
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
        const changed = await daybook.events.update({
          ...targetOf(event, options),
          patch,
          onOverlap: onOverlapOf(options),
          orphans: dropOrphans ? "drop" : undefined,
        });
        answer(changed, () => presentChanged(changed, { verb: "Changed", zone, paint }));
      },
    ),
  );
}
