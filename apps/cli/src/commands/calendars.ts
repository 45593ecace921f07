import { allItems } from "@daybook/client";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { presentCalendars } from "../present/calendars.ts";

export function addCalendars(program: Command, cli: Cli): void {
  program
    .command("calendars")
    .description("List the calendars you can see")
    .action(
      cli.action<[]>(async ({ daybook, paint, answer }) => {
        const items = await Array.fromAsync(allItems(daybook.calendars.list, {}));
        answer({ items, nextCursor: null }, () => presentCalendars(items, { paint }));
      }),
    );
}
