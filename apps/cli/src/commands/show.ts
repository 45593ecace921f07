import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { presentEvent } from "../present/event.ts";
import { ruleInWords } from "../present/recurrence.ts";

export function addShow(program: Command, cli: Cli): void {
  program
    .command("show")
    .description("Show an event with its recurrence and exceptions")
    .argument("<event>", "its id")
    .action(
      cli.action<[event: string]>(async ({ daybook, zone, paint, answer }, [event]) => {
        const found = await daybook.events.get({ id: parseEventId(event) });
        const rule = await ruleInWords(found.recurrence?.rrule);
        answer(found, () => presentEvent(found, { zone, rule, paint }));
      }),
    );
}
