import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { UsageError } from "../failure.ts";

interface LogoutOptions {
  readonly everywhere?: boolean;
}

export function addLogout(program: Command, cli: Cli): void {
  program
    .command("logout")
    .description("End the session, here and on the server")
    .option("--everywhere", "end all sessions of the account, on every device")
    .action(
      cli.action<[], LogoutOptions>(
        async ({ daybook, serverUrl, forgetServer, byPersonalToken, answer }, _args, options) => {
          if (byPersonalToken) {
            throw new UsageError("DAYBOOK_TOKEN is set: it is not a session. Unset it first.");
          }
          const ended = options.everywhere
            ? await daybook.auth.logoutAll()
            : await daybook.auth.logout();
          await forgetServer();
          answer(
            ended,
            () => `Signed out of ${serverUrl}${options.everywhere ? ", everywhere" : ""}.`,
          );
        },
      ),
    );
}
