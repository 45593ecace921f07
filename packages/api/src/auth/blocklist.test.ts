import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { Blocklist, type BlocklistOptions } from "./blocklist.ts";

const SESSION = "0199aaaa-0000-7000-8000-000000000001";
const OTHER = "0199aaaa-0000-7000-8000-000000000002";
const FAR = Number.MAX_SAFE_INTEGER;

/** A table of revocations that can hang or fail, and counts how it was read. */
function fakeTable() {
  const table = {
    rows: [] as { id: string; at: number; expiresAt: number }[],
    since: [] as (number | undefined)[],
    state: "answers" as "answers" | "hangs" | "fails",
    atOnce: 0,
    mostAtOnce: 0,
    now: 1_000_000,
    logged: [] as string[],
  };
  const read: BlocklistOptions["read"] = async (since) => {
    table.since.push(since);
    table.atOnce += 1;
    table.mostAtOnce = Math.max(table.mostAtOnce, table.atOnce);
    try {
      if (table.state === "hangs") {
        await new Promise(() => {});
      }
      if (table.state === "fails") {
        throw new Error("no connection");
      }
      await delay(1);
      return {
        databaseTime: table.now,
        revocations: table.rows.filter(({ at, expiresAt }) =>
          since === undefined ? expiresAt > table.now : at >= since,
        ),
      };
    } finally {
      table.atOnce -= 1;
    }
  };
  const record = (_fields: object, message: string) => {
    table.logged.push(message);
  };
  const log = { info: () => {}, warn: record, error: record };
  return { table, options: { read, log } };
}

test("[U3] everything unexpired is loaded at the start; then the last 30 seconds are re-read", async () => {
  const { table, options } = fakeTable();
  table.rows.push({ id: SESSION, at: 1, expiresAt: FAR });
  const blocklist = await Blocklist.open(options);
  await expect(blocklist.refuseBlocked(SESSION)).rejects.toMatchObject({ reason: "TOKEN_REVOKED" });
  await blocklist.refuseBlocked(OTHER);
  for (let read = 2; read <= 3; read += 1) {
    table.now += 100;
    await expect.poll(() => table.since.length, { interval: 10 }).toBeGreaterThanOrEqual(read);
  }
  blocklist.stop();
  expect(table.since[0]).toBeUndefined();
  expect(table.since[1]).toBe(1_000_000 - 30_000);
  expect(table.since.at(-1)).toBeGreaterThan(1_000_000 - 30_000);
});

test("[U3] after a gap without reads the next one covers the whole gap", async () => {
  const { table, options } = fakeTable();
  const blocklist = await Blocklist.open(options);
  table.state = "fails";
  await delay(250);
  table.now += 3_600_000;
  table.rows.push({ id: SESSION, at: 1_000_000 + 60_000, expiresAt: FAR });
  table.state = "answers";
  await expect(blocklist.refuseBlocked(SESSION)).rejects.toMatchObject({ reason: "TOKEN_REVOKED" });
  blocklist.stop();
});

test("[U3] one id among several is enough, and what this process revoked holds at once", async () => {
  const { options } = fakeTable();
  const blocklist = await Blocklist.open(options);
  blocklist.apply([{ id: SESSION, expiresAt: FAR }]);
  await expect(blocklist.refuseBlocked(OTHER, SESSION)).rejects.toMatchObject({
    reason: "TOKEN_REVOKED",
  });
  blocklist.stop();
});

test("[U3] a request that finds the list old waits for a fresh read", async () => {
  const { table, options } = fakeTable();
  const blocklist = await Blocklist.open(options);
  blocklist.stop();
  await delay(250);
  table.rows.push({ id: SESSION, at: table.now, expiresAt: FAR });
  const reads = table.since.length;
  await expect(blocklist.refuseBlocked(SESSION)).rejects.toMatchObject({ reason: "TOKEN_REVOKED" });
  expect(table.since.length).toBe(reads + 1);
});

test("[U3] a read that began too long ago does not count as fresh", async () => {
  const { table, options } = fakeTable();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let calls = 0;
  const blocklist = await Blocklist.open({
    ...options,
    read: async (since) => {
      calls += 1;
      const answer = await options.read(since);
      if (calls === 2) {
        await held;
      }
      return answer;
    },
  });
  // The second read saw the table before the revocation, and hangs on its way back.
  await delay(150);
  table.rows.push({ id: SESSION, at: table.now, expiresAt: FAR });
  await delay(450);
  const asked = blocklist.refuseBlocked(SESSION);
  release();
  await expect(asked).rejects.toMatchObject({ reason: "TOKEN_REVOKED" });
  blocklist.stop();
});

test.each(["hangs", "fails"] as const)(
  "[U3] a database that %s: UNAVAILABLE after a second, and right again when it answers",
  async (state) => {
    const { table, options } = fakeTable();
    const blocklist = await Blocklist.open(options);
    expect(blocklist.isFresh()).toBe(true);
    table.state = state;
    await delay(250);
    const began = performance.now();
    const asked = await Promise.allSettled([
      blocklist.refuseBlocked(OTHER),
      blocklist.refuseBlocked(SESSION),
    ]);
    expect(performance.now() - began).toBeGreaterThan(900);
    expect(asked).toEqual([
      { status: "rejected", reason: expect.objectContaining({ reason: "UNAVAILABLE" }) },
      { status: "rejected", reason: expect.objectContaining({ reason: "UNAVAILABLE" }) },
    ]);
    expect(blocklist.isFresh()).toBe(false);
    await delay(1_500);
    expect(table.mostAtOnce).toBeLessThanOrEqual(3);
    expect(table.logged.length).toBeLessThanOrEqual(1);
    table.state = "answers";
    await expect.poll(() => blocklist.isFresh(), { timeout: 4_000 }).toBe(true);
    await blocklist.refuseBlocked(OTHER);
    blocklist.stop();
  },
);

test("[U3] listeners hear of each end once, wherever it came from", async () => {
  const { table, options } = fakeTable();
  const blocklist = await Blocklist.open(options);
  const heard: string[] = [];
  const unsubscribe = blocklist.onRevoked((id) => heard.push(id));
  blocklist.apply([{ id: SESSION, expiresAt: FAR }]);
  table.rows.push({ id: SESSION, at: table.now, expiresAt: FAR });
  table.rows.push({ id: OTHER, at: table.now, expiresAt: FAR });
  await expect.poll(() => heard).toEqual([SESSION, OTHER]);
  unsubscribe();
  blocklist.apply([{ id: "0199aaaa-0000-7000-8000-000000000003", expiresAt: FAR }]);
  expect(heard).toHaveLength(2);
  blocklist.stop();
});

test("[U3] expired entries are forgotten", async () => {
  const { table, options } = fakeTable();
  const blocklist = await Blocklist.open(options);
  blocklist.apply([{ id: SESSION, expiresAt: table.now + 1_000 }]);
  table.now += 61_000;
  const outcome = () =>
    blocklist.refuseBlocked(SESSION).then(
      () => "forgotten",
      () => "blocked",
    );
  await expect.poll(outcome).toBe("forgotten");
  blocklist.stop();
});
