import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { parseEventId } from "../event-reference.ts";
import { LocalFailure } from "../failure.ts";

export function addVerify(program: Command, cli: Cli): void {
  program
    .command("verify")
    .description("Recompute the chain of an event's versions: has anything of it been altered?")
    .argument("<event>", "its id")
    .action(
      cli.action<[event: string]>(async ({ daybook, paint, answer }, [event]) => {
        const verified = await daybook.versions.verify({ eventId: parseEventId(event) });
        const { ok, checked, firstBad } = verified;
        const versions = checked === 1 ? "1 version" : `${checked} versions`;
        answer(verified, () =>
          ok
            ? `${paint.good("Unaltered")}: ${versions} recomputed, and all of them fit.`
            : `${paint.bad("Altered")}: ${versions} recomputed; the first that does not fit is ${firstBad}.`,
        );
        if (!ok) {
          throw new LocalFailure("The history does not fit what was recorded when it was made.");
        }
      }),
    );
}
