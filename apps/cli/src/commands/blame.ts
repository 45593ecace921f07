import type { Command } from "commander";
import { parseVersionName, type VersionName } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { presentBlame } from "../present/blame.ts";
import { findVersionNumber } from "./named-version.ts";

export function addBlame(program: Command, cli: Cli): void {
  program
    .command("blame")
    .description("Show for every field of an event, and every exception, who set it last")
    .argument("<event>", "its id")
    .argument("[version]", "as of this version, or -1 for the one before", parseVersionName)
    .action(
      cli.action<[event: string, version: VersionName | undefined]>(
        async ({ daybook, zone, paint, answer }, [event, name]) => {
          const eventId = parseEventId(event);
          const version = name && (await findVersionNumber(daybook, eventId, name));
          const blame = await daybook.versions.blame({ eventId, version });
          // What the fields hold is not part of the answer, and said for people alone.
          const content = await daybook.events.get({ id: eventId, version });
          answer(blame, () => presentBlame(blame, { content, zone, paint }));
        },
      ),
    );
}
