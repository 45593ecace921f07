import { allItems, type DaybookClient, type VersionItem } from "@daybook/client";
import type { Command } from "commander";
import { collect, parseCount } from "../arguments.ts";
import type { Cli, Run } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { UsageError } from "../failure.ts";
import { findCalendarIds } from "../named-resource.ts";
import { presentChanges } from "../present/changes.ts";
import { presentPatch } from "../present/patch.ts";
import type { Paint } from "../present/paint.ts";
import { presentLog, presentLogLines } from "../present/version-log.ts";
import { optionalMoment, parseMoment } from "../when.ts";
import { addWindowOptions, daysOf, type WindowOptions, windowOf } from "./day-range.ts";

interface LogOptions extends WindowOptions {
  readonly number?: number;
  readonly oneline?: boolean;
  readonly patch?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly calendar?: readonly string[];
  readonly long?: boolean;
}

const DEFAULT_SINCE = "7 days ago";

const HELP = `
With an event: its versions, the latest first. Without one: what became, since a moment, of what
takes place on some days, this week if none are named.

Moments are times as in "2026-03-03 12:00", now, "3 days ago", or days with or without a time:
2026-03-03, yesterday, "friday 17:00". A weekday is the last one before today.

Examples:
  daybook log <event> --oneline             a line for each version
  daybook log <event> -n 1 --patch          what the last version changed
  daybook log --since friday                what changed in my week since Friday
  daybook log --since yesterday --from 2026-03-01 --days 31`;

export function addLog(program: Command, cli: Cli): void {
  const command = program
    .command("log")
    .description("Show who changed what and when: the versions of an event, or a week's changes")
    .argument("[event]", "its id; without one, what has changed in everything you see")
    .option("-n, --number <n>", "only so many", parseCount)
    .option("--oneline", "of an event: a line for each version")
    .option("-p, --patch", "of an event: show what each version changed")
    .option("--since <moment>", `without an event: since then (default: ${DEFAULT_SINCE})`)
    .option("--until <moment>", "without an event: up to then (default: now)");
  addWindowOptions(command, "without an event: what takes place")
    .option("--calendar <id or name>", "without an event: only this calendar; repeatable", collect)
    .option("-l, --long", "without an event: show event ids and occurrence keys")
    .addHelpText("after", HELP)
    .action(
      cli.action<[event: string | undefined], LogOptions>((run, [event], options) =>
        event === undefined ? logOfDays(run, options) : logOfEvent(run, event, options),
      ),
    );
}

async function logOfEvent(run: Run, event: string, options: LogOptions): Promise<void> {
  const { daybook, zone, paint, answer } = run;
  const { number, oneline = false, patch = false, ...others } = options;
  if (Object.keys(others).length > 0) {
    throw new UsageError("An event's log is of all its versions: leave out the moments and days.");
  }
  if (oneline && patch) {
    throw new UsageError("Give --oneline or --patch, not both.");
  }
  const eventId = parseEventId(event);
  const items = await firstOf(allItems(daybook.versions.list, { eventId }), number);
  const document = { items, nextCursor: null };
  if (oneline) {
    answer(document, () => presentLogLines(items, { zone, paint }));
    return;
  }
  const now = Temporal.Now.instant();
  const patches =
    patch && !run.json ? await patchesOf(daybook, { eventId, items, paint }) : new Map();
  answer(document, () => presentLog(items, { zone, paint, now, patches }));
}

async function logOfDays(run: Run, options: LogOptions): Promise<void> {
  const { daybook, zone, paint, answer } = run;
  const { number, oneline, patch, since: sinceText = DEFAULT_SINCE, from, long = false } = options;
  if (oneline || patch) {
    throw new UsageError("--oneline and --patch belong to the log of an event.");
  }
  const now = Temporal.Now.zonedDateTimeISO(zone);
  const days = daysOf({ ...options, from: from ?? "today" }, now.toPlainDate());
  const since = parseMoment(sinceText, now);
  const calendarIds = await findCalendarIds(daybook, options.calendar);
  const asked = {
    ...windowOf(days, zone),
    timeZone: zone,
    since,
    until: optionalMoment(options.until, zone),
    calendarIds,
  };
  const items = await firstOf(allItems(daybook.events.changes, asked), number);
  answer({ items, nextCursor: null }, () =>
    presentChanges(items, { ...days, since, zone, now: now.toInstant(), long, paint }),
  );
}

/** The items of a list, at most so many. */
async function firstOf<Item>(list: AsyncIterable<Item>, most: number = Infinity): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) {
    items.push(item);
    if (items.length >= most) {
      break;
    }
  }
  return items;
}

/** What each version changed of the one before. */
async function patchesOf(
  daybook: DaybookClient,
  asked: {
    readonly eventId: string;
    readonly items: readonly VersionItem[];
    readonly paint: Paint;
  },
): Promise<Map<number, string[]>> {
  const { eventId, items, paint } = asked;
  const patches = new Map<number, string[]>();
  for (const { version } of items) {
    const patch =
      version === 1
        ? await daybook.versions.get({ eventId, version })
        : await daybook.versions.diff({ eventId, from: version - 1, to: version });
    patches.set(version, presentPatch(patch, { paint }));
  }
  return patches;
}
