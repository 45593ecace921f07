/** A database that is copied while the server writes, and put back later (V8, L3). */
import { createDaybookClient, type DaybookClient, isDaybookError } from "@daybook/client";
import { testEngine } from "@daybook/db/testing/test-database";
import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { startServer } from "../testing/server-process.ts";
import { PASSWORD } from "./_http.ts";

const CLI = join(import.meta.dirname, "../../../packages/db/src/cli.ts");

/** What `npm run db -- …` does. */
async function db(databaseUrl: string, ...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = Promise.withResolvers<number | null>();
  child.on("close", ended.resolve);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended.promise,
  ]);
  return { stdout, stderr, code };
}

async function signedUp(url: string): Promise<DaybookClient> {
  const client = createDaybookClient({ url });
  await client.auth.register({ username: "ada", email: "ada@example.org", password: PASSWORD });
  return client;
}

async function reasonOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (refusal: unknown) => refusal,
  );
  return isDaybookError(error) ? error.reason : `not refused: ${String(error)}`;
}

async function titles(client: DaybookClient): Promise<Set<string>> {
  const found = new Set<string>();
  for (let cursor: string | undefined; ;) {
    const page = await client.sync.changes(cursor === undefined ? {} : { cursor });
    for (const item of page.items) if (item.type === "event") found.add(item.event?.title ?? "");
    if (!page.hasMore) return found;
    cursor = page.nextCursor;
  }
}

/** Creates events one after the other until it is told to stop; answers those acknowledged. */
function keepWriting(client: DaybookClient) {
  const acknowledged: string[] = [];
  let going = true;
  const done = (async () => {
    for (let n = 1; going; n += 1) {
      await client.events.create({ title: `Event ${n}`, start: "2026-03-02" });
      acknowledged.push(`Event ${n}`);
    }
  })();
  return {
    acknowledged,
    async stop() {
      going = false;
      await done;
    },
  };
}

/** What one kind of engine alone can show. */
function describeOn(engine: "sqlite" | "mysql", name: string, tests: () => void): void {
  if (testEngine() !== engine) return;
  // oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- passed on.
  describe(name, tests);
}

describeOn("sqlite", "a file", () => {
  test("[V8] [L3] a copy made under writes has all that was acknowledged before, verifies and serves, and nobody goes on from what it has lost", async () => {
    const folder = await mkdtemp(join(tmpdir(), "daybook-backup-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [file, copy] = [join(folder, "daybook.db"), join(folder, "backups", "copy.db")];
    const databaseUrl = `sqlite:${file}`;
    const server = await startServer({ databaseUrl });
    const ada = await signedUp(server.url);
    const writing = keepWriting(ada);
    await expect.poll(() => writing.acknowledged.length).toBeGreaterThan(20);

    const before = writing.acknowledged.length;
    expect(await db(databaseUrl, "backup", copy)).toMatchObject({ code: 0, stderr: "" });
    const after = writing.acknowledged.length;
    expect(after).toBeGreaterThan(before);
    const again = await db(databaseUrl, "backup", copy);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("EEXIST") });
    await writing.stop();
    const { nextCursor: cursor } = await ada.sync.changes({ limit: 200 });
    expect(await server.stop()).toBe(0);
    await server[Symbol.asyncDispose]();

    expect(await db(`sqlite:${copy}`, "verify")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("All is as it was written."),
    });
    for (const end of ["-wal", "-shm"]) await rm(`${file}${end}`, { force: true });
    await copyFile(copy, file);
    expect(await db(databaseUrl, "restored")).toMatchObject({ code: 2 });
    expect(await db(databaseUrl, "restored", "--yes")).toMatchObject({ code: 0, stderr: "" });

    await using restored = await startServer({ databaseUrl });
    const client = createDaybookClient({ url: restored.url });
    await client.auth.login({ login: "ada", password: PASSWORD });
    const kept = await titles(client);
    expect([...kept]).toEqual(expect.arrayContaining(writing.acknowledged.slice(0, before)));
    expect(kept.size).toBeLessThan(writing.acknowledged.length);
    // Under the numbers of what was lost other things are written.
    const lost = writing.acknowledged.length - kept.size;
    for (let n = 0; n <= lost; n += 1) {
      await client.events.create({ title: `Anew ${n}`, start: "2026-03-02" });
    }
    expect(await reasonOf(client.sync.changes({ cursor }))).toBe("CURSOR_EXPIRED");
    expect((await titles(client)).size).toBe(kept.size + lost + 1);
  });
});

describeOn("mysql", "a server's database", () => {
  test("[L3] a database that was put back is told so, and one that is no file is copied by its own programs", async () => {
    await using server = await startServer();
    const ada = await signedUp(server.url);
    const { nextCursor: cursor } = await ada.sync.changes({});
    const copied = await db(server.databaseUrl, "backup", join(tmpdir(), "never.db"));
    expect(copied).toMatchObject({ code: 1, stderr: expect.stringContaining("mariadb-dump") });
    expect(await db(server.databaseUrl, "restored", "--yes")).toMatchObject({ code: 0 });
    await ada.auth.login({ login: "ada", password: PASSWORD });
    expect(await reasonOf(ada.sync.changes({ cursor }))).toBe("CURSOR_EXPIRED");
  });
});
