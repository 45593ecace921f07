import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { toStoredId } from "../src/codec.ts";
import { openDatabase } from "../src/database.ts";
import type { Database } from "../src/database.ts";
import { newId } from "../src/ids.ts";
import type { Id } from "../src/ids.ts";
import { insertScope } from "../src/queries/scopes.queries.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { describeOn } from "./_engines.ts";

test("two processes that write the same row without pause lose nothing and both get on", async () => {
  await using test = await createTestDatabase();
  const scopeId = await addScope(test.database);
  const [first, second] = await Promise.all([
    runIncrements(test.url, { scopeId, howOften: 400, inFlight: 8 }),
    runIncrements(test.url, { scopeId, howOften: 400, inFlight: 8 }),
  ]);
  expect(await seqOf(test.database, scopeId)).toBe(800);
  // Neither process stands still while the other holds the lock.
  expect(first.longestPauseMs).toBeLessThan(1_000);
  expect(second.longestPauseMs).toBeLessThan(1_000);
});

test("a process that writes seldom gets its turn beside one that never stops", async () => {
  await using test = await createTestDatabase();
  const busyScope = await addScope(test.database);
  const scopeId = await addScope(test.database);
  let running = true;
  const busy = runIncrements(test.url, { scopeId: busyScope, howOften: 1_500, inFlight: 16 }).then(
    () => {
      running = false;
    },
  );
  while (running && (await seqOf(test.database, busyScope)) === 0) await pause(5);
  let turns = 0;
  while (running) {
    await test.database.transaction((trx) =>
      trx
        .updateTable("scopes")
        .set((eb) => ({ seq: eb("seq", "+", 1) }))
        .where("id", "=", toStoredId(scopeId))
        .execute(),
    );
    turns += 1;
    await pause(20);
  }
  await busy;
  expect(turns).toBeGreaterThan(3);
  expect(await seqOf(test.database, scopeId)).toBe(turns);
  expect(await seqOf(test.database, busyScope)).toBe(1_500);
});

describeOn("sqlite", "on a file", () => {
  test("waiting for another process's lock leaves this one free to read and answer", async () => {
    await using test = await createTestDatabase();
    const scopeId = await addScope(test.database);
    // A second Database is a second connection: to SQLite the same as another process.
    const other = await openDatabase({ url: test.url });
    const order: string[] = [];
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const { promise: held, resolve: tellHeld } = Promise.withResolvers<void>();
    const holding = other.transaction(async () => {
      tellHeld();
      await mayEnd;
      order.push("held");
    });
    await held;
    const waiting = test.database.transaction(async () => {
      order.push("waited");
    });
    await pause(30);
    expect(await seqOf(test.database, scopeId)).toBe(0);
    order.push("read");
    end();
    await Promise.all([holding, waiting]);
    expect(order).toEqual(["read", "held", "waited"]);
    await other.close();
  });
});

async function addScope(database: Database): Promise<Id> {
  const id = newId();
  await database.transaction((trx) => insertScope(trx, { id, kind: "calendar" }));
  return id;
}

async function seqOf(database: Database, id: Id): Promise<number> {
  const row = await database.read
    .selectFrom("scopes")
    .select("seq")
    .where("id", "=", toStoredId(id))
    .executeTakeFirstOrThrow();
  return row.seq;
}

function runIncrements(
  url: string,
  options: { scopeId: Id; howOften: number; inFlight: number },
): Promise<{ longestPauseMs: number }> {
  const program = join(import.meta.dirname, "_increments.ts");
  const { scopeId, howOften, inFlight } = options;
  const args = [program, url, scopeId, String(howOften), String(inFlight)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let stdout = "";
    child.stdout.on("data", (data: Buffer) => {
      stdout += data.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(stdout) as { longestPauseMs: number });
      else reject(new Error(`The process ended with ${code}.`));
    });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
