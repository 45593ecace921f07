import { DaybookError, type Grantee } from "@daybook/client";
import { Option, type Command } from "commander";
import type { Cli } from "../cli.ts";
import { UsageError } from "../failure.ts";
import { findResource } from "../named-resource.ts";
import { listHolders } from "./holders.ts";
import { presentGrants } from "../present/grants.ts";
import { optionalMoment, parseInstant } from "../when.ts";

interface ShareOptions {
  readonly list?: boolean;
  readonly at?: string;
  readonly role: "viewer" | "editor";
  readonly canShare?: boolean;
  readonly canDelete?: boolean;
  readonly until?: string;
}

export function addShare(program: Command, cli: Cli): void {
  program
    .command("share")
    .description(
      "Share an event or a calendar, or list who sees it; sharing again replaces the grant",
    )
    .argument("<what>", "an event's id, or a calendar's id or name")
    .argument("[who...]", "usernames or e-mail addresses")
    .addOption(new Option("--role <role>").choices(["viewer", "editor"] as const).default("viewer"))
    .option("--can-share", "may share it further, up to the same role")
    .option("--can-delete", "may delete what others made")
    .option("--until <time>", "when the grant ends")
    .option("--list", "list who sees it, and share it with nobody")
    .option("--at <time>", "with --list: who saw it then, as in 2026-03-03 or friday")
    .action(
      cli.action<[what: string, who: string[]], ShareOptions>(
        async ({ daybook, zone, answer }, [what, who], options) => {
          requireFit(who, options);
          if (options.list) {
            const resource = await findResource(daybook, what);
            const at = optionalMoment(options.at, zone);
            const { items, complete } = await listHolders(daybook, resource, at);
            const more = complete ? "" : "\nWhat others hold on its calendar is not shown to you.";
            answer(
              { items, nextCursor: null, complete },
              () => `${presentGrants(items, { zone })}${more}`,
            );
            return;
          }
          const { role, canShare, canDelete, until } = options;
          const grant = {
            role,
            canShare: canShare ?? false,
            canDelete: canDelete ?? false,
            expiresAt: until === undefined ? null : parseInstant(until, zone),
          };
          const users = who.map((name) => granteeOf(name, grant));
          const resource = await findResource(daybook, what);
          const shared = await daybook.sharing
            .share({ resource, users })
            .catch((error: unknown) => {
              throw withName(error, who);
            });
          answer(shared, () => presentGrants(shared.items, { zone }));
        },
      ),
    );
}

function requireFit(who: readonly string[], { list = false, at }: ShareOptions): void {
  if (list === who.length > 0) {
    throw new UsageError(
      list ? "--list shares with nobody: leave out the names." : "Name somebody, or give --list.",
    );
  }
  if (at !== undefined && !list) {
    throw new UsageError("--at belongs to --list.");
  }
}

/** The server says whom it does not know by their place in the list. */
function withName(error: unknown, who: readonly string[]): unknown {
  if (!(error instanceof DaybookError) || error.reason !== "USER_NOT_FOUND") {
    return error;
  }
  const place = /^users\.(\d+)/.exec(error.fieldErrors[0]?.path ?? "")?.[1];
  const name = place === undefined ? undefined : who[Number(place)];
  if (name === undefined) {
    return error;
  }
  const { reason, code, httpStatus, details, requestId } = error;
  const message = `There is no user ${name}.`;
  const fieldErrors = error.fieldErrors.map((field) => ({ ...field, message }));
  return new DaybookError({
    reason,
    message,
    code,
    httpStatus,
    details,
    fieldErrors,
    requestId,
    cause: error,
  });
}

/** No username holds an `@` (rule U1). */
function granteeOf(name: string, grant: Omit<Grantee, "userId" | "username" | "email">): Grantee {
  return name.includes("@") ? { email: name, ...grant } : { username: name, ...grant };
}
