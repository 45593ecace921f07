import { type StoredId, toStoredId } from "@daybook/db/codec";
import type { Database, Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { verifyChains } from "@daybook/db/verify-chains";
import { verifyDatabase } from "@daybook/db/verify-database";
import { expect, test } from "vitest";
import { TAMPERINGS } from "./_tampering.ts";
import { type Caller, newUser, startWorld } from "./auth/_processes.ts";

const RUNS = 1_000;

interface History {
  readonly eventId: Id;
  readonly event: StoredId;
  readonly versions: number;
}

test("[V8] every one of 1,000 random tamperings is found, and the version named", async () => {
  await using world = await startWorld();
  const { database } = world;
  const ada = world.as((await newUser(world)).accessToken);
  const histories = await makeHistories(ada, 40);
  const random = seeded(20_260_302);
  const names = Object.keys(TAMPERINGS);
  const tried = new Set<string>();
  const missed: string[] = [];
  let runs = 0;
  while (runs < RUNS) {
    const name = names[Math.floor(random() * names.length)] ?? "";
    const history = histories[Math.floor(random() * histories.length)] as History;
    const version = 1 + Math.floor(random() * history.versions);
    const { expected, named } = await undone(database, async (trx) => ({
      expected: await TAMPERINGS[name]?.(trx, { ...history, version, random }),
      named: await badOf(trx, history),
    }));
    if (expected === undefined) continue;
    runs += 1;
    tried.add(name);
    if (named.length !== 1 || named[0] !== expected) {
      missed.push(`${name}, version ${version} of ${history.versions}: ${named.join()}`);
    }
  }
  expect(missed).toEqual([]);
  expect(tried.size).toBe(names.length);
  expect(await verifyDatabase(database)).toMatchObject({ bad: [], missing: [] });
}, 300_000);

/** The bad versions of one event. */
async function badOf(trx: Transaction, { eventId, event }: History): Promise<number[]> {
  const { version } = await trx
    .selectFrom("events")
    .select("version")
    .where("id", "=", event)
    .executeTakeFirstOrThrow();
  const report = await verifyChains(trx, {
    scope: { eventIds: [eventId] },
    ends: [{ eventId, version }],
  });
  return report.bad.map((bad) => bad.version);
}

class TakenBack extends Error {}

/** What some work finds in a transaction that leaves nothing. */
async function undone<T>(database: Database, work: (trx: Transaction) => Promise<T>): Promise<T> {
  let found: { readonly value: T } | undefined;
  const running = database.transaction(async (trx) => {
    found = { value: await work(trx) };
    throw new TakenBack();
  });
  await expect(running).rejects.toThrow(TakenBack);
  if (found === undefined) throw new Error("the work was not done");
  return found.value;
}

/** Events with one to five versions, some deleted, in the order of their ids. */
async function makeHistories(caller: Caller, count: number): Promise<History[]> {
  const { items } = await caller.events.createMany({
    events: Array.from({ length: count }, (_, i) => ({
      title: `Review ${i}`,
      start: "2026-03-02T09:00:00",
    })),
  });
  const histories: History[] = [];
  for (const [index, { id }] of items.entries()) {
    let versions = 1;
    for (; versions <= index % 5; versions += 1) {
      if (versions === 3) await caller.events.delete({ id });
      else if (versions === 4) await caller.events.restore({ id });
      else await caller.events.update({ id, patch: { title: `Review ${index}, ${versions}` } });
    }
    histories.push({ eventId: id, event: toStoredId(id), versions });
  }
  return histories.toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1));
}

/** Numbers from 0 to 1, the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
