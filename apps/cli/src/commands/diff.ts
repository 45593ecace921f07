import type { Command } from "commander";
import { parseVersionName, type VersionName } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { presentDiff } from "../present/version-diff.ts";
import { addWindowOptions, type WindowOptions, windowFrom } from "./day-range.ts";
import { findVersionNumbers } from "./named-version.ts";

/** Occurrences of each kind that are listed where no window says which ones are of interest. */
const MOST_OCCURRENCES = 20;

const EXAMPLES = `
Examples:
  daybook diff <event>              the last change
  daybook diff <event> 3            what became of version 3 until now
  daybook diff <event> 3 5          from version 3 to version 5
  daybook diff <event> -2           the last two changes: -2 is two before the present version
  daybook diff <event> 3 5 --from 2026-03-01 --to 2026-03-31
                                    with the occurrences of March`;

export function addDiff(program: Command, cli: Cli): void {
  const command = program
    .command("diff")
    .description("Compare two versions of an event; by default the last two")
    .argument("<event>", "its id")
    .argument("[from]", "version to start from, or -1 for the one before", parseVersionName)
    .argument("[to]", "version to end at; the present one when not given", parseVersionName);
  addWindowOptions(command, "of a series: the occurrences")
    .addHelpText("after", EXAMPLES)
    .action(
      cli.action<
        [event: string, from: VersionName | undefined, to: VersionName | undefined],
        WindowOptions
      >(async ({ daybook, zone, paint, answer }, [event, from, to], options) => {
        const window = windowFrom(options, zone);
        const eventId = parseEventId(event);
        const range = await findVersionNumbers(daybook, eventId, {
          from: from ?? { back: 1 },
          to: to ?? { back: 0 },
        });
        const diff = await daybook.versions.diff({ eventId, ...range, window });
        const windowGiven = window !== undefined;
        const most = windowGiven ? Infinity : MOST_OCCURRENCES;
        answer(diff, () => presentDiff(diff, { ...range, most, windowGiven, paint }));
      }),
    );
}
