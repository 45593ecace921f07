import type { Session } from "@daybook/client";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { printable } from "../present/printable.ts";

interface LoginOptions {
  readonly passwordStdin?: boolean;
}

export function addLogin(program: Command, cli: Cli): void {
  program
    .command("login")
    .description("Sign in; later commands use this server and session")
    .argument("[name]", "username or e-mail address; asked for when not given")
    .option("--password-stdin", "read the password from standard input")
    .action(
      cli.action<[name: string | undefined], LoginOptions>(
        async ({ daybook, prompts, serverUrl, answer }, [name], options) => {
          const login =
            name ??
            (await prompts.line("Username or e-mail", { what: "the name", give: "login <name>" }));
          const password = await prompts.password({
            fromStdin: options.passwordStdin ?? false,
            confirm: false,
          });
          const session = await daybook.auth.login({ login, password });
          answer(
            withoutTokens(session),
            () => `Signed in to ${serverUrl} as ${printable(session.user.username)}.`,
          );
        },
      ),
    );
}

/** The session as it is shown: what opens it stays in the session file. */
export function withoutTokens({
  user,
  accessTokenExpiresAt,
  refreshTokenExpiresAt,
}: Session): Omit<Session, "accessToken" | "refreshToken"> {
  return { user, accessTokenExpiresAt, refreshTokenExpiresAt };
}
