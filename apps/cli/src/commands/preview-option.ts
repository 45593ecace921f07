import type { Command } from "commander";

/** The option that asks what a change would do (rule X6), for every command that changes an event. */
export interface PreviewOptions {
  readonly preview?: boolean;
}

export function addPreviewOption(command: Command): Command {
  return command.option("--preview", "show what would appear, vanish and move; write nothing");
}
