import type { DaybookClient, Resource } from "@daybook/client";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { LocalFailure } from "../failure.ts";
import { findResource, UUID } from "../named-resource.ts";
import { presentExplanation } from "../present/explanation.ts";
import { printable } from "../present/printable.ts";
import { optionalMoment } from "../when.ts";
import { listHolders } from "./holders.ts";

interface ExplainOptions {
  readonly user?: string;
  readonly at?: string;
}

const EXAMPLES = `
Examples:
  daybook explain <event>                               why you see it
  daybook explain Team --user bea                       why bea does
  daybook explain <event> --user bea --at 2026-03-03    why she did on 3 March
  daybook share <event> --list --at 2026-03-03          who could see it then`;

export function addExplain(program: Command, cli: Cli): void {
  program
    .command("explain")
    .description("Say why you, or somebody else, may see an event or a calendar")
    .argument("<what>", "an event's id, or a calendar's id or name")
    .option("--user <who>", "username or id (default: yourself)")
    .option("--at <time>", "as it was then: a time, a date, friday, 3 days ago")
    .addHelpText("after", EXAMPLES)
    .action(
      cli.action<[what: string], ExplainOptions>(
        async ({ daybook, zone, paint, answer }, [what], { user, ...options }) => {
          const at = optionalMoment(options.at, zone);
          const resource = await findResource(daybook, what);
          const userId =
            user === undefined ? undefined : await findHolder(daybook, resource, { user, at });
          const explained = await daybook.sharing.explain({ resource, userId, at });
          const asked = { who: user ?? null, resource, at: at ?? null };
          answer(explained, () => presentExplanation(explained, { ...asked, zone, paint }));
        },
      ),
    );
}

/** Whoever has to do with a resource is among its grants, its owner too. */
async function findHolder(
  daybook: DaybookClient,
  resource: Resource,
  { user, at }: { readonly user: string; readonly at: string | undefined },
): Promise<string> {
  if (UUID.test(user)) {
    return user.toLowerCase();
  }
  const { items } = await listHolders(daybook, resource, at);
  const grant = items.find((held) => held.user.username.toLowerCase() === user.toLowerCase());
  if (grant === undefined) {
    const then = at === undefined ? "is" : "was then";
    throw new LocalFailure(`This ${resource.type} ${then} not shared with ${printable(user)}.`);
  }
  return grant.user.id;
}
