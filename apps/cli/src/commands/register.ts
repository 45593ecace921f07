import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { withoutTokens } from "./login.ts";

interface RegisterOptions {
  readonly username?: string;
  readonly email?: string;
  readonly passwordStdin?: boolean;
}

export function addRegister(program: Command, cli: Cli): void {
  program
    .command("register")
    .description("Make an account and sign in with it")
    .option("--username <name>", "asked for when not given")
    .option("--email <address>", "asked for when not given")
    .option("--password-stdin", "read the password from standard input")
    .action(
      cli.action<[], RegisterOptions>(
        async ({ daybook, prompts, serverUrl, zone, answer }, _args, options) => {
          const username =
            options.username ??
            (await prompts.line("Username", { what: "the username", give: "--username" }));
          const email =
            options.email ??
            (await prompts.line("E-mail", { what: "the e-mail address", give: "--email" }));
          const password = await prompts.password({
            fromStdin: options.passwordStdin ?? false,
            confirm: true,
          });
          const session = await daybook.auth.register({
            username,
            email,
            password,
            timeZone: zone,
          });
          answer(
            withoutTokens(session),
            () => `Welcome, ${session.user.username}. You are signed in to ${serverUrl}.`,
          );
        },
      ),
    );
}
