import { allItems, type VersionItem } from "@daybook/client";
import type { Command } from "commander";
import { parseCount } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { presentLog } from "../present/version-log.ts";

interface LogOptions {
  readonly number?: number;
}

export function addLog(program: Command, cli: Cli): void {
  program
    .command("log")
    .description("List the versions of an event: who changed what, and when")
    .argument("<event>", "its id")
    .option("-n, --number <n>", "only so many", parseCount)
    .action(
      cli.action<[event: string], LogOptions>(
        async ({ daybook, zone, paint, answer }, [event], { number = Infinity }) => {
          const items: VersionItem[] = [];
          for await (const item of allItems(daybook.versions.list, {
            eventId: parseEventId(event),
          })) {
            items.push(item);
            if (items.length >= number) {
              break;
            }
          }
          answer({ items, nextCursor: null }, () => presentLog(items, { zone, paint }));
        },
      ),
    );
}
