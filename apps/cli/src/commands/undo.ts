import { type Changed, type DaybookApi, isVersionConflict } from "@daybook/client";
import type { Command } from "commander";
import { collect, parseVersionName, type VersionName } from "../arguments.ts";
import type { Cli, Run } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { UndoConflict, UsageError } from "../failure.ts";
import { printable } from "../present/printable.ts";
import { undoConflictLines } from "../present/undo-conflict.ts";
import { changeEvent } from "./change-event.ts";
import { findVersionNumber } from "./named-version.ts";
import { addYesOption, type YesOptions } from "./yes-option.ts";

interface UndoOptions extends YesOptions {
  readonly takeBack?: readonly string[];
  readonly keep?: readonly string[];
  readonly message?: string;
}

type Resolutions = NonNullable<Parameters<DaybookApi["versions"]["undo"]>[0]["resolutions"]>;

const HELP = `
Undo takes back what one version changed and keeps what came after it. Where a later version has
changed the same field again, it asks at a terminal, and elsewhere refuses until it is told:
  --take-back <field>   the field becomes what it was before the version that is undone
  --keep <field>        the field stays as it is now

Without a terminal it needs --yes, or --preview to look only.

Examples:
  daybook undo <event>                        the last change
  daybook undo <event> 3                      what version 3 changed
  daybook undo <event> 3 --keep title --yes   but not in the title`;

export function addUndo(program: Command, cli: Cli): void {
  const command = program
    .command("undo")
    .description("Take back one change of an event and keep the later ones, as a new version")
    .argument("<event>", "its id")
    .argument(
      "[version]",
      "the version to take back; the last one when not given",
      parseVersionName,
    )
    .option("--take-back <field>", "where both changed it: have it as before; repeatable", collect)
    .option("--keep <field>", "where both changed it: leave it as it is now; repeatable", collect)
    .option("-m, --message <text>", "a note for the log");
  addYesOption(command)
    .addHelpText("after", HELP)
    .action(
      cli.action<[event: string, version: VersionName | undefined], UndoOptions>(
        async (run, [event, name], options) => {
          requireSomebody(run, options);
          const { daybook } = run;
          const resolutions = resolutionsOf(options);
          const eventId = parseEventId(event);
          const version = await findVersionNumber(daybook, eventId, name ?? { back: 0 });
          const { message } = options;
          const asker = run.attended && !options.yes && !options.preview ? run : undefined;
          await changeEvent(run, options, {
            id: eventId,
            deed: { verb: `Took back version ${version} of` },
            call: ({ preview }) =>
              resolving(asker, resolutions, () =>
                daybook.versions.undo({ eventId, version, resolutions, message, preview }),
              ),
            reachesFar: () => true,
          });
        },
      ),
    );
}

/** What an undo reaches cannot be read off the command: a script says that it means it. */
function requireSomebody({ attended }: Run, { yes, preview }: UndoOptions): void {
  if (!attended && !yes && !preview) {
    throw new UsageError("Nobody to ask here: give --yes, or --preview to see what it would do.");
  }
}

function resolutionsOf({ takeBack = [], keep = [] }: UndoOptions): Resolutions {
  const both = takeBack.find((field) => keep.includes(field));
  if (both !== undefined) {
    throw new UsageError(`${both}: give --take-back or --keep, not both.`);
  }
  return Object.fromEntries([
    ...takeBack.map((field) => [field, "yours"] as const),
    ...keep.map((field) => [field, "theirs"] as const),
  ]);
}

/**
 * Calls again after each conflict that somebody resolved, and refuses where nobody can.
 *
 * @param asker absent where nobody is to be asked
 */
async function resolving(
  asker: Run | undefined,
  resolutions: Resolutions,
  call: () => Promise<Changed>,
): Promise<Changed> {
  try {
    return await call();
  } catch (error) {
    if (!isVersionConflict(error)) {
      throw error;
    }
    const conflict = new UndoConflict(error);
    const open = conflict.details.conflicts.filter(({ field }) => !(field in resolutions));
    if (asker === undefined || open.length === 0) {
      throw conflict;
    }
    asker.tell((paint) => undoConflictLines(conflict, paint).join("\n"));
    for (const { field } of open) {
      const answer = await asker.prompts.choose(`${printable(field)}:`, ["take back", "keep"]);
      resolutions[field] = answer === "keep" ? "theirs" : "yours";
    }
    return resolving(asker, resolutions, call);
  }
}
