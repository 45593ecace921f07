import { allItems, type DaybookClient, type VersionItem } from "@daybook/client";
import type { Command } from "commander";
import { parseCount } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { UsageError } from "../failure.ts";
import { presentPatch } from "../present/patch.ts";
import type { Paint } from "../present/paint.ts";
import { presentLog, presentLogLines } from "../present/version-log.ts";

interface LogOptions {
  readonly number?: number;
  readonly oneline?: boolean;
  readonly patch?: boolean;
}

export function addLog(program: Command, cli: Cli): void {
  program
    .command("log")
    .description("List the versions of an event, the latest first: who changed what, and when")
    .argument("<event>", "its id")
    .option("-n, --number <n>", "only so many", parseCount)
    .option("--oneline", "a line for each")
    .option("-p, --patch", "show what each changed")
    .action(
      cli.action<[event: string], LogOptions>(
        async ({ daybook, zone, paint, answer }, [event], options) => {
          const { number, oneline = false, patch = false } = options;
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
          const patches = patch ? await patchesOf(daybook, { eventId, items, paint }) : new Map();
          answer(document, () => presentLog(items, { zone, paint, now, patches }));
        },
      ),
    );
}

/** The items of a list, at most so many. */
export async function firstOf<Item>(
  list: AsyncIterable<Item>,
  most: number = Infinity,
): Promise<Item[]> {
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
