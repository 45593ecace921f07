/** `npm run db -- migrate | rollback | status | grant-admin <username|email>` */
import { join, resolve } from "node:path";
import { openDatabase } from "./database.ts";
import type { Database } from "./database.ts";
import { listMigrations, migrate, rollback } from "./migrations/migrator.ts";
import { findAccountByName, updateUserRole } from "./queries/users.queries.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

const USAGE = `Usage: npm run db -- <command>

  migrate                        make or update the tables
  rollback                       take back the latest step, with the data of its tables
  status                         list the steps and when each was applied
  grant-admin <username|email>   make an account an administrator of the installation

The database is the one in DATABASE_URL, else the SQLite file in DATA_DIR (./data).
`;

const COMMANDS: Record<string, (database: Database, args: readonly string[]) => Promise<string>> = {
  migrate: async (database) => {
    const names = await migrate(database);
    return names.length === 0
      ? "Nothing to do."
      : names.map((name) => `applied ${name}`).join("\n");
  },
  rollback: async (database) => {
    const name = await rollback(database);
    return name === undefined ? "Nothing to take back." : `took back ${name}`;
  },
  status: async (database) => {
    const steps = await listMigrations(database);
    return steps
      .map(({ name, appliedAt, known }) => {
        const state = appliedAt === null ? "pending" : new Date(appliedAt).toISOString();
        return `${name}  ${state}${known ? "" : "  (of a newer version)"}`;
      })
      .join("\n");
  },
  "grant-admin": async (database, [login]) => {
    if (login === undefined) throw new Error("grant-admin needs a username or an e-mail address.");
    // Sign-in compares names in the same way: no username has an @ in it.
    const account = await findAccountByName(
      database.read,
      login.includes("@")
        ? { kind: "email", key: login.normalize("NFC").toLowerCase() }
        : { kind: "username", key: login.toLowerCase() },
    );
    if (account === undefined) throw new Error(`There is no account ${JSON.stringify(login)}.`);
    await database.transaction((trx) => updateUserRole(trx, account.id, "admin"));
    return `${account.username} is an administrator now.`;
  },
};

function databaseUrl(): string {
  const dataDir = resolve(ROOT, process.env["DATA_DIR"] || "data");
  const url = process.env["DATABASE_URL"] || `sqlite:${join(dataDir, "daybook.db")}`;
  // As for the server: a relative file is meant from the root, wherever this was started.
  return url.startsWith("sqlite:") ? `sqlite:${resolve(ROOT, url.slice("sqlite:".length))}` : url;
}

async function main([name = "", ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS[name];
  if (command === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  const database = await openDatabase({ url: databaseUrl() });
  try {
    process.stdout.write(`${await command(database, args)}\n`);
    return 0;
  } finally {
    await database.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
