import type { DaybookClient } from "@daybook/client";
import type { Command } from "commander";
import { parseVersion } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { LocalFailure } from "../failure.ts";
import { presentDiff } from "../present/version-diff.ts";

export function addDiff(program: Command, cli: Cli): void {
  program
    .command("diff")
    .description("Compare two versions of an event; by default the last two")
    .argument("<event>", "its id")
    .argument("[from]", "version to start from", parseVersion)
    .argument("[to]", "version to end at; the present one when not given", parseVersion)
    .action(
      cli.action<[event: string, from: number | undefined, to: number | undefined]>(
        async ({ daybook, paint, answer }, [event, from, to]) => {
          const eventId = parseEventId(event);
          const range = await rangeOf(daybook, eventId, { from, to });
          const diff = await daybook.versions.diff({ eventId, ...range });
          answer(diff, () => presentDiff(diff, { ...range, paint }));
        },
      ),
    );
}

async function rangeOf(
  daybook: DaybookClient,
  eventId: string,
  { from, to }: { from: number | undefined; to: number | undefined },
): Promise<{ from: number; to: number }> {
  const end = to ?? (await daybook.events.get({ id: eventId })).version;
  const start = from ?? end - 1;
  if (start < 1) {
    throw new LocalFailure("There is only one version so far; nothing to compare it with.");
  }
  return { from: start, to: end };
}
