import type { EventPatch } from "@daybook/client";
import { Option, type Command } from "commander";
import { collect } from "../arguments.ts";
import { parseTime } from "../when.ts";

/** The options that say what an event is, for `add` and `edit` alike. */
export interface ContentOptions {
  readonly start?: string;
  readonly end?: string;
  readonly zone?: string;
  readonly allDay?: boolean;
  readonly repeat?: string;
  readonly location?: string;
  readonly description?: string;
  readonly status?: "confirmed" | "tentative" | "cancelled";
  readonly showAs?: "busy" | "free";
  readonly tag?: readonly string[];
}

/** The members that `add` and `edit` both send, none of them `null` but for the zone and the rule. */
export type ContentInput = Pick<EventPatch, "start" | "timeZone" | "allDay" | "recurrence"> & {
  end?: string;
  location?: string;
  description?: string;
  status?: "confirmed" | "tentative" | "cancelled";
  transparency?: "opaque" | "transparent";
  tags?: string[];
};

export function addContentOptions(command: Command): Command {
  return command
    .option("--end <time>", "as in --start; the end of all-day events is exclusive")
    .option("--zone <zone>", "as in Europe/Berlin; floating for none (default: the calendar's)")
    .option("--all-day", "make it last whole days")
    .option("--repeat <rule>", 'as in "FREQ=WEEKLY;BYDAY=MO"; none to stop repeating')
    .option("--location <text>")
    .option("--description <text>")
    .addOption(
      new Option("--status <status>").choices(["confirmed", "tentative", "cancelled"] as const),
    )
    .addOption(new Option("--show-as <what>").choices(["busy", "free"] as const))
    .option("--tag <tag>", "may be repeated; replaces all tags", collect);
}

/** What the options say, as the API takes it; what was not given is absent. */
export function contentOf(options: ContentOptions): ContentInput {
  const { start, end, zone, allDay, repeat, location, description, status, showAs, tag } = options;
  return {
    ...(start === undefined ? {} : { start: parseTime(start) }),
    ...(end === undefined ? {} : { end: parseTime(end) }),
    ...(zone === undefined ? {} : { timeZone: zone === "floating" ? null : zone }),
    ...(allDay === undefined ? {} : { allDay }),
    ...(repeat === undefined
      ? {}
      : { recurrence: repeat === "none" ? null : { rrule: withoutName(repeat) } }),
    ...(location === undefined ? {} : { location }),
    ...(description === undefined ? {} : { description }),
    ...(status === undefined ? {} : { status }),
    ...(showAs === undefined ? {} : { transparency: TRANSPARENCY[showAs] }),
    ...(tag === undefined ? {} : { tags: [...tag] }),
  };
}

const TRANSPARENCY = { busy: "opaque", free: "transparent" } as const;

/** Rules are often copied with their property name. */
function withoutName(rule: string): string {
  return rule.replace(/^RRULE:/i, "");
}
