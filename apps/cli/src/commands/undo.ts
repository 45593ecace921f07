import type { Command } from "commander";
import { parseVersionName, type VersionName } from "../arguments.ts";
import type { Cli, Run } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { UsageError } from "../failure.ts";
import { UUID } from "../named-resource.ts";
import { presentUndoneSet, type UndoneSet } from "../present/undone-set.ts";
import { changeEvent, requireYes } from "./change-event.ts";
import { findVersionNumber } from "./named-version.ts";
import {
  addResolutionOptions,
  type ResolutionOptions,
  type Resolutions,
  resolutionsOf,
  resolving,
} from "./resolutions.ts";
import { addYesOption, type YesOptions } from "./yes-option.ts";

interface UndoOptions extends YesOptions, ResolutionOptions {
  readonly changeSet?: string;
  readonly message?: string;
}

const HELP = `
Undo takes back what one version changed, or everything that one action did (a batch, an import, a
split), and keeps what came after. Where a later version has changed the same field again, it asks
at a terminal, and elsewhere refuses until it is told:
  --take-back <field>   the field becomes what it was before the change that is undone
  --keep <field>        the field stays as it is now

Without a terminal it needs --yes, or --preview to look only. An undo is a version like any other:
undoing it brings the change back.

Examples:
  daybook undo <event>                        the last change
  daybook undo <event> 3                      what version 3 changed
  daybook undo <event> 3 --keep title --yes   but not in the title
  daybook undo --change-set <id> --preview    what an import did; daybook log <event> shows the id`;

export function addUndo(program: Command, cli: Cli): void {
  const command = program
    .command("undo")
    .description("Take back a change and keep the later ones, as a new version")
    .argument("[event]", "its id")
    .argument("[version]", "the version to take back; the last when not given", parseVersionName)
    .option("--change-set <id>", "instead of an event: all that one action did")
    .option("-m, --message <text>", "a note for the log");
  addYesOption(addResolutionOptions(command))
    .addHelpText("after", HELP)
    .action(
      cli.action<[event: string | undefined, version: VersionName | undefined], UndoOptions>(
        (run, [event, name], options) => {
          const { changeSet } = options;
          if ((event === undefined) === (changeSet === undefined)) {
            throw new UsageError("Name an event, or give --change-set.");
          }
          requireSomebody(run, options);
          return changeSet === undefined
            ? undoVersion(run, { event: event ?? "", name }, options)
            : undoChangeSet(run, changeSet, options);
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

async function undoVersion(
  run: Run,
  { event, name }: { readonly event: string; readonly name: VersionName | undefined },
  options: UndoOptions,
): Promise<void> {
  const { daybook } = run;
  const { message } = options;
  const resolutions = resolutionsOf(options);
  const eventId = parseEventId(event);
  const version = await findVersionNumber(daybook, eventId, name ?? { back: 0 });
  const asker = askerFor(run, options);
  const undo = async (preview: true | undefined) => {
    const undone = await daybook.versions.undo({ eventId, version, resolutions, message, preview });
    if ("items" in undone) {
      throw new TypeError("A version was to be undone, and a change set was.");
    }
    return undone;
  };
  await changeEvent(run, options, {
    id: eventId,
    deed: { verb: `Took back version ${version} of`, would: `take back version ${version} of` },
    call: ({ preview }) => resolving(asker, resolutions, () => undo(preview)),
    reachesFar: () => true,
  });
}

async function undoChangeSet(run: Run, changeSetId: string, options: UndoOptions): Promise<void> {
  if (!UUID.test(changeSetId)) {
    throw new UsageError(
      `${changeSetId} is not a change set's id; npx daybook log <event> shows them.`,
    );
  }
  const { daybook, zone, paint, answer } = run;
  const { message, preview = false, yes = false } = options;
  const resolutions: Resolutions = resolutionsOf(options);
  const asker = askerFor(run, options);
  const undo = (looking: boolean) =>
    resolving(asker, resolutions, async (): Promise<UndoneSet> => {
      const asked = { changeSetId, resolutions, message, preview: looking ? true : undefined };
      const undone = await daybook.versions.undo(asked);
      if (!("items" in undone)) {
        throw new TypeError("A change set was to be undone, and a version was.");
      }
      return undone;
    });
  if (!preview && !yes) {
    const shown = await undo(true);
    run.tell((palette) => presentUndoneSet(shown, { zone, asking: true, paint: palette }));
    await requireYes(run);
  }
  const undone = await undo(preview);
  answer(undone, () => presentUndoneSet(undone, { zone, asking: false, paint }));
}

function askerFor(run: Run, { yes = false, preview = false }: UndoOptions): Run | undefined {
  return run.attended && !yes && !preview ? run : undefined;
}
