import { Option, type Command } from "commander";
import { parseVersion } from "../arguments.ts";
import { parseEventReference } from "../event-reference.ts";
import { UsageError } from "../failure.ts";
import { completeTime } from "../when.ts";
import type { Manner } from "./change-event.ts";

/** The options that say which part of a series is meant, for `edit` and `delete` alike. */
export interface TargetOptions {
  readonly scope?: EditScope;
  readonly following?: boolean;
  readonly at?: string;
  readonly baseVersion?: number;
  /** False where `--no-merge` was given. */
  readonly merge?: boolean;
  readonly message?: string;
}

type EditScope = "all" | "this" | "thisAndFollowing";

export interface EditTarget {
  readonly id: string;
  readonly scope: EditScope | undefined;
  readonly occurrenceKey: string | undefined;
  readonly baseVersion: number | undefined;
  readonly onConflict: "fail" | undefined;
  readonly message: string | undefined;
}

export function addTargetOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--scope <scope>",
        "which part of a series; this is meant when a key is given",
      ).choices(["all", "this", "thisAndFollowing"] as const),
    )
    .option("--following", "short for --scope thisAndFollowing: the occurrence and all after it")
    .option("--at <key>", "the occurrence, as npx daybook agenda --long shows it after the @")
    .option("--base-version <n>", "the version you started from", parseVersion)
    .option("--no-merge", "refuse if the event has moved on from it, whatever was changed since")
    .option("-m, --message <text>", "a note for the log");
}

export function targetOf(reference: string, options: TargetOptions): EditTarget {
  const { id, key } = parseEventReference(reference);
  if (key !== undefined && options.at !== undefined) {
    throw new UsageError("The occurrence is named twice: leave out --at or what follows the @.");
  }
  if (options.following && options.scope !== undefined && options.scope !== "thisAndFollowing") {
    throw new UsageError("Give --following or --scope, not both.");
  }
  const occurrenceKey = options.at === undefined ? key : completeTime(options.at);
  return {
    id,
    scope: options.following
      ? "thisAndFollowing"
      : (options.scope ?? (occurrenceKey === undefined ? undefined : "this")),
    occurrenceKey,
    baseVersion: options.baseVersion,
    onConflict: options.merge === false ? "fail" : undefined,
    message: options.message,
  };
}

/** The target as a call takes it; the version that the person names goes before the one shown. */
export function inManner(
  target: EditTarget,
  { preview, baseVersion }: Manner,
): EditTarget & { preview: true | undefined } {
  return { ...target, baseVersion: target.baseVersion ?? baseVersion, preview };
}
