import type { Command } from "commander";

/** The option that keeps a calendar free of overlaps (rule C6). */
export interface OverlapOptions {
  readonly rejectOverlap?: boolean;
}

export function addOverlapOption(command: Command): Command {
  return command.option("--reject-overlap", "refuse where another busy event takes the time");
}

export function onOverlapOf({ rejectOverlap }: OverlapOptions): "reject" | undefined {
  return rejectOverlap ? "reject" : undefined;
}
