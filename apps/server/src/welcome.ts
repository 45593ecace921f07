import type { Config } from "./environment.ts";

/** What someone who has just started a server wants to know. */
export function welcome(url: string, config: Pick<Config, "database" | "publicUrl">): string {
  const lines = [
    `Daybook runs at ${config.publicUrl ?? url}`,
    "",
    `  Data      ${config.database}`,
    `  Health    ${url}/readyz`,
    "",
    "Try it, in another terminal:",
    "",
    "  npm run daybook -- register             make an account and sign in",
    '  npm run daybook -- add "Lunch with Ada" --start 2026-03-02T12:30',
    "  npm run daybook -- agenda",
    "  npm run demo:day                        two people's day: sharing, a conflict, a rollback",
    "",
    ...(config.database.startsWith("sqlite:")
      ? [
          "To run on MySQL or MariaDB, name an empty database:",
          "",
          "  DATABASE_URL=mysql://user:password@127.0.0.1:3306/daybook npm start",
          "",
        ]
      : []),
    "All settings are in .env.example. Ctrl-C stops the server.",
  ];
  return `\n${lines.join("\n")}\n\n`;
}
