import { Option, type Command } from "commander";
import { parseVersion } from "../arguments.ts";
import { parseEventReference } from "../event-reference.ts";
import { UsageError } from "../failure.ts";
import { completeTime } from "../when.ts";

/** The options that say which part of a series is meant, for `edit` and `delete` alike. */
export interface TargetOptions {
  readonly scope?: "all" | "this";
  readonly at?: string;
  readonly baseVersion?: number;
  readonly message?: string;
}

export interface EditTarget {
  readonly id: string;
  readonly scope: "all" | "this" | undefined;
  readonly occurrenceKey: string | undefined;
  readonly baseVersion: number | undefined;
  readonly message: string | undefined;
}

export function addTargetOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--scope <scope>",
        "which part of a series; this is meant when a key is given",
      ).choices(["all", "this"] as const),
    )
    .option("--at <key>", "the occurrence, as npx daybook agenda --long shows it after the @")
    .option("--base-version <n>", "the version you started from", parseVersion)
    .option("-m, --message <text>", "a note for the log");
}

export function targetOf(reference: string, options: TargetOptions): EditTarget {
  const { id, key } = parseEventReference(reference);
  if (key !== undefined && options.at !== undefined) {
    throw new UsageError("The occurrence is named twice: leave out --at or what follows the @.");
  }
  const occurrenceKey = options.at === undefined ? key : completeTime(options.at);
  return {
    id,
    scope: options.scope ?? (occurrenceKey === undefined ? undefined : "this"),
    occurrenceKey,
    baseVersion: options.baseVersion,
    message: options.message,
  };
}
