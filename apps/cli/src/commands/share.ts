import type { Grantee } from "@daybook/client";
import { Option, type Command } from "commander";
import type { Cli } from "../cli.ts";
import { findResource } from "../named-resource.ts";
import { presentGrants } from "../present/grants.ts";
import { parseInstant } from "../when.ts";

interface ShareOptions {
  readonly role: "viewer" | "editor";
  readonly canShare?: boolean;
  readonly canDelete?: boolean;
  readonly until?: string;
}

export function addShare(program: Command, cli: Cli): void {
  program
    .command("share")
    .description("Share an event or a calendar; sharing again replaces the grant")
    .argument("<what>", "an event's id, or a calendar's id or name")
    .argument("<who...>", "usernames or e-mail addresses")
    .addOption(new Option("--role <role>").choices(["viewer", "editor"] as const).default("viewer"))
    .option("--can-share", "may share it further, up to the same role")
    .option("--can-delete", "may delete what others made")
    .option("--until <time>", "when the grant ends")
    .action(
      cli.action<[what: string, who: string[]], ShareOptions>(
        async ({ daybook, zone, answer }, [what, who], options) => {
          const { role, canShare, canDelete, until } = options;
          const grant = {
            role,
            canShare: canShare ?? false,
            canDelete: canDelete ?? false,
            expiresAt: until === undefined ? null : parseInstant(until, zone),
          };
          const users = who.map((name) => granteeOf(name, grant));
          const resource = await findResource(daybook, what);
          const shared = await daybook.sharing.share({ resource, users });
          answer(shared, () => presentGrants(shared.items, { zone }));
        },
      ),
    );
}

/** No username holds an `@` (rule U1). */
function granteeOf(name: string, grant: Omit<Grantee, "userId" | "username" | "email">): Grantee {
  return name.includes("@") ? { email: name, ...grant } : { username: name, ...grant };
}
