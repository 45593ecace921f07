/** Several real server processes on one database. */
import { createTestDatabase } from "@daybook/db/testing/test-database";
import { type ServerProcess, startServer } from "@daybook/server/testing/server-process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type EngineName = "sqlite" | "mysql";

export interface Cluster extends AsyncDisposable {
  /** Where the servers listen; a server that is started again listens where it did. */
  readonly urls: readonly string[];
  /** Ends a server as a crash would, and starts another one in its place. */
  crash(index: number): Promise<void>;
  /** What the servers complained about in their logs. */
  complaints(): string[];
}

/** Starts servers on a fresh database of this engine; it goes with them. */
export async function startCluster(
  engine: EngineName,
  size: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Cluster> {
  await using opened = new AsyncDisposableStack();
  const databaseUrl = await freshDatabase(engine, opened);
  // The first one makes the tables.
  const first = await startServer({ databaseUrl, env });
  const servers = [
    first,
    ...(await Promise.all(
      Array.from({ length: size - 1 }, () => startServer({ databaseUrl, env })),
    )),
  ];
  const ended: ServerProcess[] = [];
  opened.defer(async () => {
    await Promise.all([...servers, ...ended].map((server) => server[Symbol.asyncDispose]()));
  });
  const resources = opened.move();
  return {
    urls: servers.map(({ url }) => url),
    async crash(index) {
      const server = servers[index];
      if (server === undefined) throw new Error(`there is no server ${index}`);
      server.kill("SIGKILL");
      await server.exited;
      ended.push(server);
      servers[index] = await startServer({
        databaseUrl,
        env: { ...env, PORT: new URL(server.url).port },
      });
    },
    complaints: () =>
      [...servers, ...ended].flatMap((server) => [
        ...server
          .logs()
          .filter(({ level }) => level === "error" || level === "fatal")
          .map((line) => `the server's log: ${JSON.stringify(line)}`),
        ...(server.output().stderr === "" ? [] : [`stderr: ${server.output().stderr}`]),
      ]),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function freshDatabase(engine: EngineName, opened: AsyncDisposableStack): Promise<string> {
  if (engine === "sqlite") {
    const folder = await mkdtemp(join(tmpdir(), "daybook-checks-"));
    opened.defer(() => rm(folder, { recursive: true, force: true }));
    return `sqlite:${join(folder, "daybook.db")}`;
  }
  const fresh = opened.use(await createTestDatabase());
  // The servers open it by its address.
  await fresh.database.close();
  return fresh.url;
}
