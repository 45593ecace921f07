import { join, resolve } from "node:path";

/** The values of the variables that say where the data lies; an empty one counts as absent. */
export interface DatabaseSettings {
  readonly DATABASE_URL?: string | undefined;
  readonly DATA_DIR?: string | undefined;
}

export interface DatabaseAddress {
  /** As `openDatabase` takes it: a file is absolute. */
  readonly url: string;
  /** The address without user, password and options, to be shown and logged. */
  readonly shown: string;
  /** The variable that named the database. */
  readonly variable: "DATABASE_URL" | "DATA_DIR";
  /** Absolute. */
  readonly dataDir: string;
}

export const DEFAULT_DATA_DIR = "./data";

/**
 * Reads the address of the database out of the settings: DATABASE_URL, else the SQLite file in
 * DATA_DIR. Relative paths start at `root`, from wherever the program was started.
 *
 * @throws TypeError with one sentence that names the variable. The value is never quoted: it may
 *   hold a password.
 */
export function readDatabaseAddress(settings: DatabaseSettings, root: string): DatabaseAddress {
  const dataDir = resolve(root, settings.DATA_DIR?.trim() || DEFAULT_DATA_DIR);
  const text = settings.DATABASE_URL?.trim() ?? "";
  if (text === "") {
    const url = `sqlite:${join(dataDir, "daybook.db")}`;
    return { url, shown: url, variable: "DATA_DIR", dataDir };
  }
  return { ...parseDatabaseUrl(text, root), variable: "DATABASE_URL", dataDir };
}

function parseDatabaseUrl(text: string, root: string): { url: string; shown: string } {
  if (text.startsWith("sqlite:")) {
    const file = text.slice("sqlite:".length);
    if (file === "" || file.startsWith(":") || file.startsWith("//")) {
      throw new TypeError(
        "DATABASE_URL must name a file after sqlite:, as in sqlite:./data/daybook.db.",
      );
    }
    const url = `sqlite:${resolve(root, file)}`;
    return { url, shown: url };
  }
  const url = URL.parse(text);
  if (url?.protocol !== "mysql:" && url?.protocol !== "mariadb:") {
    throw new TypeError(
      "DATABASE_URL must be sqlite:<file> or mysql://<user>:<password>@<host>/<database>.",
    );
  }
  if (url.hostname === "" || !/^\/[^/]+$/.test(url.pathname)) {
    throw new TypeError(
      "DATABASE_URL must name a host and a database: mysql://<user>:<password>@<host>/<database>.",
    );
  }
  return { url: text, shown: `${url.protocol}//${url.host}${url.pathname}` };
}
