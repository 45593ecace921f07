import { allItems } from "@daybook/client";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { LocalFailure } from "../failure.ts";
import { findResource } from "../named-resource.ts";
import { printable } from "../present/printable.ts";

export function addUnshare(program: Command, cli: Cli): void {
  program
    .command("unshare")
    .description("Withdraw somebody's access to an event or a calendar")
    .argument("<what>", "an event's id, or a calendar's id or name")
    .argument("<who>", "username")
    .action(
      cli.action<[what: string, who: string]>(async ({ daybook, answer }, [what, who]) => {
        const resource = await findResource(daybook, what);
        const grants = await Array.fromAsync(allItems(daybook.sharing.list, { resource }));
        // An event may also be reached through its calendar; only its own grant is withdrawn here.
        const grant = grants.find(
          ({ user, via }) =>
            via.type === resource.type && user.username.toLowerCase() === who.toLowerCase(),
        );
        if (grant === undefined) {
          throw new LocalFailure(`This ${resource.type} is not shared with ${printable(who)}.`);
        }
        const revoked = await daybook.sharing.revoke({ resource, userId: grant.user.id });
        answer(revoked, () => `No longer shared with ${printable(grant.user.username)}.`);
      }),
    );
}
