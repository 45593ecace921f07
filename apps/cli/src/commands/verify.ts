import type { DaybookApi, DaybookClient, Resource } from "@daybook/client";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { LocalFailure } from "../failure.ts";
import { findResource } from "../named-resource.ts";

type Verified = Awaited<ReturnType<DaybookApi["versions"]["verify"]>>;

export function addVerify(program: Command, cli: Cli): void {
  program
    .command("verify")
    .description("Recompute the chains of versions: has anything of the past been altered?")
    .argument("<what>", "an event's id, or a calendar's id or name for all its events")
    .action(
      cli.action<[what: string]>(async ({ daybook, paint, answer }, [what]) => {
        const verified = await verify(daybook, await findResource(daybook, what));
        const { ok, checked, firstBad, firstBadEventId } = verified;
        const versions = checked === 1 ? "1 version" : `${checked} versions`;
        answer(verified, () =>
          ok
            ? `${paint.good("Unaltered")}: ${versions} recomputed, and all of them fit.`
            : `${paint.bad("Altered")}: the first that does not fit is version ${firstBad} of ${firstBadEventId}.`,
        );
        if (!ok) {
          throw new LocalFailure("The history does not fit what was recorded when it was made.");
        }
      }),
    );
}

/** A calendar is verified stretch by stretch, up to the first version that does not fit. */
async function verify(daybook: DaybookClient, { type, id }: Resource): Promise<Verified> {
  if (type === "event") {
    return daybook.versions.verify({ eventId: id });
  }
  let checked = 0;
  let cursor: string | undefined;
  for (;;) {
    const verified = await daybook.versions.verify({ calendarId: id, cursor });
    checked += verified.checked;
    if (!verified.ok || verified.nextCursor === null) {
      return { ...verified, checked };
    }
    cursor = verified.nextCursor;
  }
}
