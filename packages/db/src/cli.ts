/** `npm run db -- <command>`: what is done to a database from a terminal; see {@link USAGE}. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseLoginName } from "@daybook/domain/accounts/account-names";
import { readDatabaseAddress } from "./database-address.ts";
import { openDatabase } from "./database.ts";
import type { Database } from "./database.ts";
import { newId } from "./ids.ts";
import { listMigrations, migrate, rollback } from "./migrations/migrator.ts";
import { insertAuditEntry } from "./queries/audit.queries.ts";
import { endEverySession, leavePlacesOut } from "./queries/restoration.queries.ts";
import { listZoneChanges, readZoneData, type ZoneChange } from "./queries/zone-data.queries.ts";
import { type DatabaseReport, verifyDatabase } from "./verify-database.ts";
import { findAccountByName, updateUserRole } from "./queries/users.queries.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

const USAGE = `Usage: npm run db -- <command>

  migrate                        make or update the tables, once every server of an older release
                                 on the same database is stopped
  rollback --yes                 take back the latest step, with the data of its tables;
                                 without --yes: say which step that is
  status                         list the steps and when each was applied
  backup <file>                  copy a SQLite database to a new file, while the server works
  restored --yes                 say that the database is as a backup had it: whoever follows the
                                 log begins anew, and everybody signs in again
  verify                         recompute the hashes of every version; 1 where one does not fit
  zone-changes [version]         list the occurrences that new time zone data has moved
  grant-admin <username|email>   make an account an administrator of the installation

The database is the one in DATABASE_URL, else the SQLite file in DATA_DIR (./data).
`;

interface Command {
  /** Whether the words after the command are ones that it knows. */
  readonly accepts: (args: readonly string[]) => boolean;
  /** Whether a SQLite file that is not there is made. */
  readonly makesFile: boolean;
  readonly run: (database: Database, args: readonly string[]) => Promise<Answer>;
}

interface Answer {
  readonly text: string;
  /** Of the process: 1 where something is wrong, 2 where something was missing in the command. */
  readonly code: 0 | 1 | 2;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  migrate: {
    accepts: (args) => args.length === 0,
    makesFile: true,
    run: async (database) => {
      const names = await migrate(database);
      return done(
        names.length === 0 ? "Nothing to do." : names.map((name) => `applied ${name}`).join("\n"),
      );
    },
  },
  rollback: {
    accepts: (args) => args.length === 0 || (args.length === 1 && args[0] === "--yes"),
    makesFile: false,
    run: async (database, args) => {
      const steps = await listMigrations(database);
      const latest = steps.findLast(({ appliedAt }) => appliedAt !== null);
      if (latest === undefined) return done("Nothing to take back.");
      if (args.length === 0) {
        return {
          text:
            `The latest step is ${latest.name}. Nothing was changed: to take it back, ` +
            "with the data of its tables, run this again with --yes.",
          code: 2,
        };
      }
      return done(`took back ${await rollback(database)}`);
    },
  },
  status: {
    accepts: (args) => args.length === 0,
    makesFile: false,
    run: async (database) => {
      const steps = await listMigrations(database);
      const lines = steps.map(({ name, appliedAt, known }) => {
        const state = appliedAt === null ? "pending" : new Date(appliedAt).toISOString();
        return `${name}  ${state}${known ? "" : "  (of a newer version)"}`;
      });
      return done(lines.join("\n"));
    },
  },
  backup: {
    accepts: (args) => args.length === 1 && args[0]?.startsWith("-") === false,
    makesFile: false,
    run: async (database, [name = ""]) => {
      const file = resolve(ROOT, name);
      await database.copyTo(file);
      return done(`copied to ${file}`);
    },
  },
  restored: {
    accepts: (args) => args.length === 0 || (args.length === 1 && args[0] === "--yes"),
    makesFile: false,
    run: async (database, args) => {
      if (args.length === 0) {
        return {
          text:
            "This is for a database that was put back from a backup: every cursor expires, and " +
            "every session ends. Nothing was changed: run this again with --yes.",
          code: 2,
        };
      }
      return done(await noteRestoration(database));
    },
  },
  verify: {
    accepts: (args) => args.length === 0,
    makesFile: false,
    run: async (database) => {
      const startedAt = performance.now();
      const report = await verifyDatabase(database);
      const seconds = (performance.now() - startedAt) / 1_000;
      return { text: reportText(report, seconds), code: isSound(report) ? 0 : 1 };
    },
  },
  "zone-changes": {
    accepts: (args) => args.length <= 1 && args[0]?.startsWith("-") !== true,
    makesFile: false,
    run: async (database, [version]) => {
      let count = 0;
      for await (const change of zoneChanges(database, version)) {
        process.stdout.write(`${lineOf(change)}\n`);
        count += 1;
      }
      const { version: present } = await readZoneData(database.read);
      return done(`${count} moved; the time zone data is ${present ?? "not known yet"}`);
    },
  },
  "grant-admin": {
    accepts: (args) => args.length === 1 && args[0]?.startsWith("-") === false,
    makesFile: false,
    run: async (database, [login = ""]) => done(await grantAdmin(database, login)),
  },
};

const CHANGES_AT_ONCE = 1_000;

/** The whole report, or that of one version of the data, page by page. */
async function* zoneChanges(
  database: Database,
  version: string | undefined,
): AsyncGenerator<ZoneChange> {
  let after: ZoneChange | null = null;
  for (;;) {
    const page: ZoneChange[] = await listZoneChanges(database.read, {
      after,
      limit: CHANGES_AT_ONCE,
    });
    yield* page.filter(({ toVersion }) => version === undefined || toVersion === version);
    after = page.at(-1) ?? null;
    if (page.length < CHANGES_AT_ONCE) return;
  }
}

/** `2026b → 2026c  Europe/Berlin  <event>  <key>  <start>/<end> → <start>/<end>`; `none` for no place. */
function lineOf(change: ZoneChange): string {
  const { fromVersion, toVersion, timeZone, eventId, key } = change;
  const span = (starts: number | null, ends: number | null): string =>
    starts === null || ends === null
      ? "none"
      : `${new Date(starts).toISOString()}/${new Date(ends).toISOString()}`;
  const before = span(change.startsBefore, change.endsBefore);
  const after = span(change.startsAfter, change.endsAfter);
  return `${fromVersion} → ${toVersion}  ${timeZone}  ${eventId}  ${key}  ${before} → ${after}`;
}

function isSound({ bad, missing }: DatabaseReport): boolean {
  return bad.length === 0 && missing.length === 0;
}

/** A line for each event that is not as it was written, and what was looked at. */
function reportText(report: DatabaseReport, seconds: number): string {
  const { events, versions, bad, missing } = report;
  const rate = Math.round(versions / seconds).toLocaleString("en");
  return [
    ...bad.map(({ eventId, version }) => `${eventId}  version ${version} is not as it was written`),
    ...missing.map(({ eventId, version, present }) =>
      present === null
        ? `${eventId}  is gone; there was a version ${version}`
        : `${eventId}  is at version ${present}; there was a version ${version}`,
    ),
    `checked ${versions} versions of ${events} events in ${seconds.toFixed(1)} s, ${rate} a second`,
    isSound(report)
      ? "All is as it was written."
      : `Events that are not as they were written: ${countOf(report)}`,
  ].join("\n");
}

function countOf({ bad, missing }: DatabaseReport): number {
  return new Set([...bad, ...missing].map(({ eventId }) => eventId)).size;
}

function done(text: string): Answer {
  return { text, code: 0 };
}

/** Nobody goes on from what came after the backup and is gone (rule L3). */
function noteRestoration(database: Database): Promise<string> {
  return database.transaction(async (trx) => {
    const logs = await leavePlacesOut(trx);
    const sessions = await endEverySession(trx);
    await insertAuditEntry(trx, {
      ...fromTheTerminal("db.restored"),
      resourceType: null,
      resourceId: null,
    });
    return `every cursor of ${logs} logs has expired, and ${sessions} sessions have ended`;
  });
}

/** Whoever can open the database has no account to name. */
function fromTheTerminal(procedure: string) {
  return {
    id: newId(),
    at: Date.now(),
    actorId: null,
    sessionId: null,
    tokenId: null,
    channel: "cli",
    procedure,
    requestId: newId(),
    calendarId: null,
    eventId: null,
    version: null,
    outcome: "allowed",
    reason: null,
  } as const;
}

/** The role and its entry in the trail come together or not at all (A1). */
function grantAdmin(database: Database, login: string): Promise<string> {
  return database.transaction(async (trx) => {
    const account = await findAccountByName(trx, parseLoginName(login));
    if (account === undefined) throw new Error(`There is no account ${JSON.stringify(login)}.`);
    if (account.role === "admin") return `${account.username} was an administrator already.`;
    await updateUserRole(trx, account.id, "admin");
    await insertAuditEntry(trx, {
      ...fromTheTerminal("db.grant-admin"),
      resourceType: "user",
      resourceId: account.id,
    });
    return `${account.username} is an administrator now.`;
  });
}

async function main([name = "", ...args]: readonly string[]): Promise<number> {
  if ([name, ...args].some((arg) => arg === "--help" || arg === "-h")) {
    process.stdout.write(USAGE);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined || !command.accepts(args)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const { DATABASE_URL, DATA_DIR } = process.env;
  const { url, shown } = readDatabaseAddress({ DATABASE_URL, DATA_DIR }, ROOT);
  process.stdout.write(`database ${shown}\n`);
  if (!command.makesFile && url.startsWith("sqlite:") && !existsSync(url.slice("sqlite:".length))) {
    throw new Error("There is no such file yet: npm run db -- migrate makes it.");
  }
  const database = await openDatabase({ url });
  try {
    const { text, code } = await command.run(database, args);
    process.stdout.write(`${text}\n`);
    return code;
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
