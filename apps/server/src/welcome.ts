import type { Config } from "./environment.ts";

export interface WelcomeFacts extends Pick<Config, "database" | "publicUrl"> {
  /** Where the server listens. */
  readonly url: string;
  /** `YYYY-MM-DD`: the day of the example, which the agenda then shows. */
  readonly tomorrow: string;
}

/** What someone who has just started a server wants to know. */
export function welcome({ url, publicUrl, database, tomorrow }: WelcomeFacts): string {
  const lines = [
    `Daybook runs at ${publicUrl ?? url}`,
    "",
    `  data      ${database}`,
    `  health    ${url}/readyz`,
    "",
    "Try it, in another terminal:",
    "",
    // Unless it is told, the command line goes to the server that it signed in to last.
    `  npm run -s daybook -- register --server ${url}`,
    `  npm run -s daybook -- add "Lunch with Ada" --start "${tomorrow} 12:30"`,
    "  npm run -s daybook -- agenda",
    "  npm run demo:day        two people's day: sharing, a conflict, a rollback",
    "",
    ...(database.startsWith("sqlite:")
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
