/** The one file that reads the environment. */
import { homedir } from "node:os";
import { join } from "node:path";

export interface Environment {
  /** DAYBOOK_URL: the server to talk to. */
  readonly serverUrl: string | undefined;
  /** DAYBOOK_TOKEN: a personal access token, used instead of a session. */
  readonly personalToken: string | undefined;
  /** Where the session file lies: `$XDG_CONFIG_HOME/daybook`, else `~/.config/daybook`. */
  readonly configFolder: string;
  /** NO_COLOR, or a terminal that can show none. */
  readonly coloursUnwanted: boolean;
}

/** An empty variable counts as one that is not set. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const read = (name: string): string | undefined => variables[name] || undefined;
  // The XDG specification has relative paths ignored.
  const xdg = read("XDG_CONFIG_HOME");
  const configHome = xdg?.startsWith("/") ? xdg : join(homedir(), ".config");
  return {
    serverUrl: read("DAYBOOK_URL"),
    personalToken: read("DAYBOOK_TOKEN"),
    configFolder: join(configHome, "daybook"),
    coloursUnwanted: read("NO_COLOR") !== undefined || read("TERM") === "dumb",
  };
}
