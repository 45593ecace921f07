/** Live streams of two server processes on one database, followed by the published client. */
import {
  createDaybookClient,
  type DaybookClient,
  isDaybookError,
  isUnauthenticated,
  type SyncMessage,
} from "@daybook/client";
import { createTestDatabase, type TestDatabase } from "@daybook/db/testing/test-database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../testing/server-process.ts";
import { openRawStream } from "./_stream.ts";
import { PASSWORD } from "./_http.ts";

/** `STREAM_CHANGES=10000` is what the figures ask for, and takes its time. */
const CHANGES = Number(process.env["STREAM_CHANGES"] ?? 500);
const RECONNECTS = 20;
const LONG = { timeout: 60_000 + CHANGES * 60 };
/** How long a connection lasts after its first message, on average. */
const CONNECTED_MS = 100 + CHANGES / 10;
/** The machine that runs the tests may be busy with others. */
const PATIENTLY = { timeout: 10_000 };

let fresh: TestDatabase;
let one: ServerProcess;
let other: ServerProcess;
beforeAll(async () => {
  fresh = await createTestDatabase();
  [one, other] = await Promise.all([
    startServer({ databaseUrl: fresh.url }),
    startServer({ databaseUrl: fresh.url }),
  ]);
});
afterAll(async () => {
  await one[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  await fresh[Symbol.asyncDispose]();
});

let people = 0;

/** Somebody who has an account, at one of the servers or at another. */
async function newPerson(server: { url: string }): Promise<DaybookClient> {
  people += 1;
  const client = createDaybookClient({ url: server.url });
  const username = `person${people}`;
  await client.auth.register({ username, email: `${username}@example.org`, password: PASSWORD });
  return client;
}

async function alsoAt(server: { url: string }, client: DaybookClient): Promise<DaybookClient> {
  const elsewhere = createDaybookClient({ url: server.url });
  const login = (await client.session.current())?.user.username ?? "";
  await elsewhere.auth.login({ login, password: PASSWORD });
  return elsewhere;
}

/** Each event with a version, as `id version`. */
function toldIn({ items }: SyncMessage): string[] {
  return items.flatMap((item) =>
    item.type === "event" ? [`${item.eventId} ${item.version}`] : [],
  );
}

const tea = { title: "Tea", start: "2026-03-02" };

describe("two processes on one database", () => {
  test("[L1] each tells at once, and in order, what was committed in the other", async () => {
    const here = await newPerson(one);
    const there = await alsoAt(other, here);
    const stream = here.sync.subscribe();
    await stream.next();
    for (let round = 0; round < 5; round += 1) {
      const { id } = await there.events.create(tea);
      const committedAt = performance.now();
      await there.events.update({ id, patch: { title: "Green tea" } });
      const told: string[] = [];
      while (told.length < 2) {
        const { value } = await stream.next();
        told.push(...toldIn(value as SyncMessage));
      }
      expect(told).toEqual([`${id} 1`, `${id} 2`]);
      // A second is promised.
      expect(performance.now() - committedAt).toBeLessThan(5_000);
    }
    await stream.return();
  });

  test(
    `[L1] ${CHANGES} changes over ${RECONNECTS} lost connections: none missed, none twice`,
    LONG,
    async () => {
      const writer = await newPerson(one);
      const writers = [writer, await alsoAt(other, writer)];
      const session = await writer.session.current();
      const cuts: AbortController[] = [];
      const servers = [one, other];
      const reader = createDaybookClient({
        url: one.url,
        tokens: { get: () => session, set: () => {}, clear: () => {} },
        // Each connection goes to the other server, and can be cut.
        fetch(url, init) {
          const cut = new AbortController();
          init?.signal?.addEventListener("abort", () => cut.abort());
          cuts.push(cut);
          const { pathname, search } = new URL(url);
          const target = servers[cuts.length % 2] ?? one;
          return fetch(`${target.url}${pathname}${search}`, { ...init, signal: cut.signal });
        },
      });

      let lost = 0;
      const written: string[] = [];
      async function write(client: DaybookClient): Promise<void> {
        // A connection that brings nothing new is followed by a longer and longer break.
        while (written.length < CHANGES || lost < RECONNECTS) {
          const { items } = await client.events.createMany({ events: Array(25).fill(tea) });
          written.push(...items.map(({ id }) => `${id} 1`));
          for (const { id } of items.slice(0, 5)) {
            const { event } = await client.events.update({ id, patch: { title: "Green tea" } });
            written.push(`${id} ${event.version}`);
          }
        }
      }
      let isToBeCut = false;
      function cutSoon(): void {
        if (isToBeCut || lost >= RECONNECTS) return;
        isToBeCut = true;
        setTimeout(() => cuts.at(-1)?.abort(), Math.random() * 2 * CONNECTED_MS);
      }
      function onReconnect(): void {
        lost += 1;
        isToBeCut = false;
      }
      async function writeAndCut(): Promise<void> {
        await Promise.all([...writers, ...writers].map(write));
        const { id } = await writer.events.create({ ...tea, title: "The last" });
        written.push(`${id} 1`);
      }

      const { nextCursor: cursor } = await writer.sync.changes({});
      const everything = writeAndCut();
      const told: string[] = [];
      for await (const message of reader.sync.subscribe({ cursor, limit: 50 }, { onReconnect })) {
        cutSoon();
        expect(message.type).toBe("changes");
        told.push(...toldIn(message));
        const titles = message.items.map((item) => item.type === "event" && item.event?.title);
        if (titles.includes("The last")) break;
      }
      await everything;
      expect(lost).toBeGreaterThanOrEqual(RECONNECTS);
      expect(told).toHaveLength(new Set(told).size);
      expect(told.toSorted()).toEqual(written.toSorted());
    },
  );

  test("[U3] a stream ends with its session, whichever process ends that", async () => {
    const here = await newPerson(one);
    const there = await alsoAt(other, here);
    const stream = here.sync.subscribe();
    await stream.next();
    const ended = stream.next().catch((error: unknown) => error);
    await there.auth.logoutAll();
    const endedAt = performance.now();
    expect(isUnauthenticated(await ended)).toBe(true);
    expect(performance.now() - endedAt).toBeLessThan(5_000);
    expect(await here.session.current()).toBeUndefined();
  });

  test("[L3] a stream goes on, with new tokens, when its access token is refreshed meanwhile", async () => {
    const here = await newPerson(one);
    const stream = here.sync.subscribe();
    await stream.next();
    const { refreshToken } = (await here.session.current()) ?? { refreshToken: "" };
    await here.auth.refresh({ refreshToken });
    const { id } = await here.events.create(tea);
    expect(toldIn((await stream.next()).value as SyncMessage)).toEqual([`${id} 1`]);
    await stream.return();
  });

  test("an invented cursor is refused for good", async () => {
    const here = await newPerson(one);
    const refusal = await here.sync
      .subscribe({ cursor: "invented" })
      .next()
      .catch((error: unknown) => error);
    expect(isDaybookError(refusal) && refusal.reason).toBe("INVALID_CURSOR");
  });
});

describe("a server that stops", () => {
  test("waits for no stream, and its readers go on with another one", async () => {
    const stopping = await startServer({ databaseUrl: fresh.url });
    const writer = await newPerson(one);
    const session = await writer.session.current();
    const token = session?.accessToken ?? "";
    let target = stopping.url;
    const lost: string[] = [];
    const reader = createDaybookClient({
      url: stopping.url,
      tokens: { get: () => session, set: () => {}, clear: () => {} },
      fetch: (url, init) => fetch(url.replace(stopping.url, target), init),
    });
    const stream = reader.sync.subscribe(
      {},
      {
        onReconnect: ({ reason }) => {
          lost.push(reason);
          target = other.url;
        },
      },
    );
    await stream.next();
    // One that reads nothing is in nobody's way.
    using stalled = openRawStream(stopping, { token, paused: true });
    await expect.poll(() => stalled.socket.connecting, PATIENTLY).toBe(false);
    const events = Array.from({ length: 200 }, () => ({
      ...tea,
      description: "x".repeat(20_000),
    }));
    const { items } = await writer.events.createMany({ events });
    const told: string[] = [];
    while (told.length < items.length) {
      told.push(...toldIn((await stream.next()).value as SyncMessage));
    }

    const startedAt = performance.now();
    const next = stream.next();
    expect(await stopping.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(stopping.logs().find(({ msg }) => msg === "stopping")).toMatchObject({ streams: 2 });
    expect(stopping.logs().at(-1)).toMatchObject({ answered: true, finished: true });
    expect(stopping.output().stderr).toBe("");
    expect(toldIn((await next).value as SyncMessage)).toEqual([]);
    expect(lost).toEqual(["UNAVAILABLE"]);
    const { id } = await writer.events.create(tea);
    expect(toldIn((await stream.next()).value as SyncMessage)).toEqual([`${id} 1`]);
    await stream.return();
    await stopping[Symbol.asyncDispose]();
  });

  test("holds nothing of readers that have vanished", async () => {
    await using server = await startServer({ databaseUrl: fresh.url });
    const writer = await newPerson(one);
    const token = (await writer.session.current())?.accessToken ?? "";
    const streams = Array.from({ length: 10 }, () => openRawStream(server, { token }));
    await Promise.all(streams.map((stream) => stream.until((events) => events.length > 1)));
    for (const { socket } of streams.slice(0, 9)) socket.resetAndDestroy();
    const answered = () =>
      server.logs().filter((line) => line["path"] === "/trpc/sync.subscribe").length;
    await expect.poll(answered, PATIENTLY).toBe(9);
    expect(await server.stop()).toBe(0);
    expect(server.logs().find(({ msg }) => msg === "stopping")).toMatchObject({ streams: 1 });
    expect(server.output().stderr).toBe("");
  });
});
