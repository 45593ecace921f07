import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { presentConflicts } from "../present/conflicts.ts";
import { parseDay } from "../when.ts";
import { startOf } from "./day-range.ts";

interface ConflictsOptions {
  readonly from?: string;
  readonly to?: string;
}

export function addConflicts(program: Command, cli: Cli): void {
  program
    .command("conflicts")
    .description("List what else takes the time of an event, its recurrence included")
    .argument("<event>", "its id")
    .option("--from <day>", "first day")
    .option("--to <day>", "last day")
    .action(
      cli.action<[event: string], ConflictsOptions>(
        async ({ daybook, zone, paint, answer }, [event], { from, to }) => {
          const today = Temporal.Now.plainDateISO(zone);
          const found = await daybook.events.conflicts({
            eventId: parseEventId(event),
            ...(from === undefined ? {} : { from: startOf(parseDay(from, today), zone) }),
            ...(to === undefined
              ? {}
              : { until: startOf(parseDay(to, today).add({ days: 1 }), zone) }),
          });
          answer(found, () => presentConflicts(found, { zone, paint }));
        },
      ),
    );
}
