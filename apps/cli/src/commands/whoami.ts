import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { formatTable } from "../present/columns.ts";
import { printable } from "../present/printable.ts";

export function addWhoami(program: Command, cli: Cli): void {
  program
    .command("whoami")
    .description("Show who is signed in, and where")
    .action(
      cli.action<[]>(async ({ daybook, serverUrl, paint, answer }) => {
        const me = await daybook.auth.me();
        const { type, scopes } = me.credential;
        const rows = [
          ["user", printable(me.username)],
          ["e-mail", printable(me.email)],
          ["role", me.role],
          ["by", type === "token" ? `personal token (${scopes.join(", ")})` : "session"],
          ["server", serverUrl],
        ];
        answer(me, () =>
          formatTable(rows, (cell, index) => (index === 0 ? paint.faint(cell) : cell)),
        );
      }),
    );
}
