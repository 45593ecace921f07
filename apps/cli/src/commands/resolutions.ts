import { type DaybookApi, isVersionConflict } from "@daybook/client";
import type { Command } from "commander";
import { collect } from "../arguments.ts";
import type { Run } from "../cli.ts";
import { UndoConflict, UsageError } from "../failure.ts";
import { printable } from "../present/printable.ts";
import { conflictNames, undoConflictLines } from "../present/undo-conflict.ts";

/** The options that say what is to stay where an undo meets what came after (rule V4). */
export interface ResolutionOptions {
  readonly takeBack?: readonly string[];
  readonly keep?: readonly string[];
}

export type Resolutions = NonNullable<
  NonNullable<Parameters<DaybookApi["versions"]["undo"]>[0]>["resolutions"]
>;

export function addResolutionOptions(command: Command): Command {
  return command
    .option("--take-back <field>", "where both changed it: have it as before; repeatable", collect)
    .option("--keep <field>", "leave it as it is now; repeatable", collect);
}

export function resolutionsOf({ takeBack = [], keep = [] }: ResolutionOptions): Resolutions {
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
 * @param resolutions gets what is answered
 */
export async function resolving<Answer>(
  asker: Run | undefined,
  resolutions: Resolutions,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (!isVersionConflict(error)) {
      throw error;
    }
    const conflict = new UndoConflict(error);
    const open = conflictNames(conflict.details).filter((name) => !(name in resolutions));
    if (asker === undefined || open.length === 0) {
      throw conflict;
    }
    asker.tell((paint) => undoConflictLines(conflict, paint).join("\n"));
    for (const name of open) {
      const answer = await asker.prompts.choose(`${printable(name)}:`, ["take back", "keep"]);
      resolutions[name] = answer === "keep" ? "theirs" : "yours";
    }
    return resolving(asker, resolutions, call);
  }
}
