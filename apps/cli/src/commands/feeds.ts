import { allItems } from "@daybook/client";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { UsageError } from "../failure.ts";
import { findCalendarId, UUID } from "../named-resource.ts";
import { presentFeeds } from "../present/feeds.ts";
import { printable } from "../present/printable.ts";

export function addFeeds(program: Command, cli: Cli): void {
  const feeds = program
    .command("feeds")
    .description("Secret addresses at which calendar programs read a calendar");
  feeds
    .command("list", { isDefault: true })
    .description("List the feeds of the calendars you may share")
    .option("--calendar <id or name>", "only of this calendar")
    .action(
      cli.action<[], { readonly calendar?: string }>(
        async ({ daybook, zone, paint, answer }, _args, { calendar }) => {
          const calendarId =
            calendar === undefined ? undefined : await findCalendarId(daybook, calendar);
          const items = await Array.fromAsync(allItems(daybook.feeds.list, { calendarId }));
          answer({ items, nextCursor: null }, () => presentFeeds(items, { zone, paint }));
        },
      ),
    );
  feeds
    .command("create")
    .description("Make a feed of a calendar; its address is shown this once")
    .argument("<calendar>", "id or name")
    .option("--name <text>", "which program or person it is for (default: the calendar's name)")
    .action(
      cli.action<[calendar: string], { readonly name?: string }>(
        async ({ daybook, paint, answer }, [calendar], { name }) => {
          const calendarId = await findCalendarId(daybook, calendar);
          const feed = await daybook.feeds.create({ calendarId, name });
          answer(feed, () =>
            [
              `Made the feed ${paint.strong(printable(feed.name))}. Whoever has this address can read the calendar:`,
              `  ${feed.url}`,
              `  ${paint.faint(feed.id)}`,
            ].join("\n"),
          );
        },
      ),
    );
  feeds
    .command("revoke")
    .description("End a feed: its address answers nothing any more")
    .argument("<feed>", "its id, as npx daybook feeds shows it")
    .action(
      cli.action<[feed: string]>(async ({ daybook, answer }, [feed]) => {
        if (!UUID.test(feed)) {
          throw new UsageError(`${feed} is not a feed's id; npx daybook feeds shows them.`);
        }
        const revoked = await daybook.feeds.revoke({ feedId: feed });
        answer(revoked, () => "Revoked: the address answers nothing any more.");
      }),
    );
}
