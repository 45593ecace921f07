import { allItems, type Event } from "@daybook/client";
import type { Command } from "commander";
import { collect, parseCount } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { findCalendarIds } from "../named-resource.ts";
import { presentFound } from "../present/found-events.ts";

interface SearchOptions {
  readonly calendar?: readonly string[];
  readonly number?: number;
}

export function addSearch(program: Command, cli: Cli): void {
  program
    .command("search")
    .description("Find events by their words, the latest start first")
    .argument("<words...>", "all of them are found; the last may be the beginning of a word")
    .option("--calendar <id or name>", "only this calendar; may be repeated", collect)
    .option("-n, --number <n>", "only so many", parseCount)
    .action(
      cli.action<[words: string[]], SearchOptions>(
        async ({ daybook, paint, answer }, [words], { calendar, number = Infinity }) => {
          const calendarIds = await findCalendarIds(daybook, calendar);
          const items: Event[] = [];
          for await (const event of allItems(daybook.events.search, {
            query: words.join(" "),
            calendarIds,
          })) {
            items.push(event);
            if (items.length >= number) {
              break;
            }
          }
          answer({ items, nextCursor: null }, () => presentFound(items, { paint }));
        },
      ),
    );
}
