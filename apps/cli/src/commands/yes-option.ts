import type { Command } from "commander";
import { addPreviewOption, type PreviewOptions } from "./preview-option.ts";

/** The options of commands whose effect reaches further than what they name. */
export interface YesOptions extends PreviewOptions {
  readonly yes?: boolean;
}

export function addYesOption(command: Command): Command {
  return addPreviewOption(command).option(
    "-y, --yes",
    "do not show and ask first, as happens at a terminal",
  );
}
