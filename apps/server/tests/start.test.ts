/** What the one sees who starts a server. */
import { createEmptyTestDatabase } from "@daybook/db/testing/test-database";
import { openDatabase } from "@daybook/db/database";
import { listMigrations } from "@daybook/db/migrations/migrator";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runServer, startServer } from "../testing/server-process.ts";
import { ask, get, register } from "./_http.ts";

/** The machine that runs the tests may be busy with others. */
const PATIENTLY = { timeout: 10_000 };

describe("a start that fails ends with code 1 and one sentence", () => {
  test.each([
    [{ PORT: "http" }, /^PORT must be a whole number/],
    [{ DATABASE_URL: "postgres://localhost/daybook" }, /^DATABASE_URL must be sqlite:/],
    [{ DATABASE_URL: "sqlite:/dev/null/x.db" }, /\(DATABASE_URL\) cannot be used: /],
    [{ DATABASE_URL: "mysql://root@127.0.0.1:1/daybook" }, /\(DATABASE_URL\) cannot be used: /],
    [{ DATA_DIR: "/dev/null" }, /\(DATA_DIR\) cannot be used: /],
    [{ DATA_DIR: "/proc/daybook" }, /\(DATA_DIR\) cannot be used: /],
    [{ AUTH_PRIVATE_KEY: "{}" }, /^AUTH_PRIVATE_KEY cannot be used: /],
    [{ HOST: "192.0.2.1" }, /^HOST names no address of this machine: 192\.0\.2\.1\.\n$/],
    [
      { DATA_DIR: "/dev/null/data", DATABASE_URL: `sqlite:${join(tmpdir(), "daybook-start.db")}` },
      /\(DATA_DIR\)/,
    ],
  ])("%j", async (env, sentence) => {
    await using run = await runServer({ env });
    expect(await run.exited).toBe(1);
    const { stdout, stderr } = run.output();
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stdout + stderr).not.toMatch(/\n\s+at /);
  });

  test("a port that is taken", async () => {
    await using first = await startServer();
    const { port } = new URL(first.url);
    await using second = await runServer({
      env: { PORT: port, DATABASE_URL: first.databaseUrl },
    });
    expect(await second.exited).toBe(1);
    expect(second.output().stderr).toBe(
      `Port ${port} on 127.0.0.1 is taken by another program; choose another one with PORT.\n`,
    );
  });
});

describe("a first start", () => {
  test("makes the tables, also when several processes start on one database at once", async () => {
    await using empty = await createEmptyTestDatabase();
    const servers = await Promise.all(
      Array.from({ length: 3 }, () => startServer({ databaseUrl: empty.url })),
    );
    try {
      for (const server of servers) {
        expect(await ask(`${server.url}/readyz`)).toMatchObject({ status: 200 });
        expect((await register(server)).user.username).toMatch(/^u/);
      }
      const steps = await listMigrations(empty.database);
      expect(steps.length).toBeGreaterThan(0);
      expect(steps.every(({ appliedAt }) => appliedAt !== null)).toBe(true);
      const migrated = servers.flatMap((server) =>
        server.logs().filter(({ msg }) => msg === "the database was migrated"),
      );
      expect(migrated.flatMap(({ migrations }) => migrations)).toHaveLength(steps.length);
    } finally {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    }
  });

  test("[U2] makes a signing key that only its user can read, and the next start uses it", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "daybook-data-"));
    try {
      await using first = await startServer({ env: { DATA_DIR: dataDir } });
      const { accessToken } = await register(first);
      const file = join(dataDir, "signing-key.json");
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const key = await readFile(file, "utf8");

      expect(await first.stop()).toBe(0);
      await using again = await startServer({
        databaseUrl: first.databaseUrl,
        env: { DATA_DIR: dataDir },
      });
      expect(await get(again, "auth.me", {}, { token: accessToken })).toMatchObject({
        status: 200,
      });
      expect(await readFile(file, "utf8")).toBe(key);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  test("greets a newcomer: where it runs, what to try, how to switch to MySQL", async () => {
    await using run = await runServer({ env: { LOG_FORMAT: "auto" } });
    await expect.poll(() => run.output().stdout, PATIENTLY).toContain("Ctrl-C");
    const { stdout } = run.output();
    expect(stdout).toMatch(/Daybook runs at http:\/\/127\.0\.0\.1:\d+\n/);
    expect(stdout).toContain("npm run -s daybook -- register --server http");
    expect(stdout).toContain("npm run demo:day");
    expect(stdout).toContain("DATABASE_URL=mysql://");
  });

  test("writes lines for people where they are asked for", async () => {
    await using run = await runServer({ env: { LOG_FORMAT: "pretty", LOG_LEVEL: "info" } });
    await expect
      .poll(() => run.output().stdout, PATIENTLY)
      .toMatch(/^\d\d:\d\d:\d\d info {2}listening {2}url=http/m);
  });
});

test("a server whose tables are missing a step is not ready", async () => {
  await using server = await startServer();
  const database = await openDatabase({ url: server.databaseUrl });
  try {
    const steps = await listMigrations(database);
    await database.transaction((trx) =>
      trx
        // The migrator's own table is not in the schema of the application.
        .deleteFrom("schema_migrations" as "events")
        .where("name" as "uid", "=", steps.at(-1)?.name ?? "")
        .execute(),
    );
    const answer = await ask(`${server.url}/readyz`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(answer.text).toContain("migrations are missing");
  } finally {
    await database.close();
  }
});
