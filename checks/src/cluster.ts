/** Several real server processes on one database. */
import { createDatabaseOn, createTestDatabase } from "@daybook/db/testing/test-database";
import { type ServerProcess, startServer } from "@daybook/server/testing/server-process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startGalera } from "./galera.ts";

/** On Galera each server works on a node of its own. */
export type EngineName = "sqlite" | "mysql" | "galera";

export interface Cluster extends AsyncDisposable {
  /** Where the servers listen; a server that is started again listens where it did. */
  readonly urls: readonly string[];
  /**
   * Ends a server as a crash would, and starts another one in its place; on Galera the node that
   * the server works on, which is without a database until that is back.
   */
  crash(index: number): Promise<void>;
  /** What the servers complained about in their logs. */
  complaints(): string[];
}

/** How long a node of Galera is gone. */
const NODE_AWAY_MS = 4_000;
/** What a server says that has lost its database, and is right to say. */
const WITHOUT_DATABASE: ReadonlySet<string> = new Set([
  "the token blocklist could not be read",
  "the scopes of live streams could not be looked at",
]);

/** Starts servers on a fresh database of this engine; it goes with them. */
export async function startCluster(
  engine: EngineName,
  size: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Cluster> {
  await using opened = new AsyncDisposableStack();
  const { urlOf, crashNode } = await freshDatabase(engine, opened);
  const start = (index: number, more: Readonly<Record<string, string>> = {}) =>
    startServer({ databaseUrl: urlOf(index), env: { ...env, ...more } });
  // The first one makes the tables.
  const first = await start(0);
  const servers = [
    first,
    ...(await Promise.all(Array.from({ length: size - 1 }, (_, index) => start(index + 1)))),
  ];
  const ended: ServerProcess[] = [];
  opened.defer(async () => {
    await Promise.all([...servers, ...ended].map((server) => server[Symbol.asyncDispose]()));
  });
  const resources = opened.move();
  return {
    urls: servers.map(({ url }) => url),
    async crash(index) {
      if (crashNode !== undefined) return crashNode(index);
      const server = servers[index];
      if (server === undefined) throw new Error(`there is no server ${index}`);
      server.kill("SIGKILL");
      await server.exited;
      ended.push(server);
      servers[index] = await start(index, { PORT: new URL(server.url).port });
    },
    complaints: () =>
      [...servers, ...ended].flatMap((server) => [
        ...server
          .logs()
          .filter(({ level }) => level === "error" || level === "fatal")
          .filter(({ msg }) => crashNode === undefined || !WITHOUT_DATABASE.has(msg))
          .map((line) => `the server's log: ${JSON.stringify(line)}`),
        ...(server.output().stderr === "" ? [] : [`stderr: ${server.output().stderr}`]),
      ]),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

interface FreshDatabase {
  /** The address that a server opens it by. */
  readonly urlOf: (index: number) => string;
  /** Ends what the database of a server runs on, and brings it back. */
  readonly crashNode?: (index: number) => Promise<void>;
}

async function freshDatabase(
  engine: EngineName,
  opened: AsyncDisposableStack,
): Promise<FreshDatabase> {
  switch (engine) {
    case "sqlite": {
      const folder = await mkdtemp(join(tmpdir(), "daybook-checks-"));
      opened.defer(() => rm(folder, { recursive: true, force: true }));
      return { urlOf: () => `sqlite:${join(folder, "daybook.db")}` };
    }
    case "mysql": {
      const fresh = opened.use(await createTestDatabase());
      // The servers open it by its address.
      await fresh.database.close();
      return { urlOf: () => fresh.url };
    }
    case "galera": {
      const galera = opened.use(await startGalera());
      const [first = ""] = galera.urls;
      const { pathname } = new URL(await createDatabaseOn(first));
      return {
        urlOf: (index) => `${galera.urls[index % galera.urls.length]}${pathname}`,
        async crashNode(index) {
          await galera.kill(index);
          await delay(NODE_AWAY_MS);
          await galera.start(index);
        },
      };
    }
  }
}
