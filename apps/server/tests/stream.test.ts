/** `sync.subscribe` over HTTP, from real processes. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { LIMITS } from "@daybook/domain/limits";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../testing/server-process.ts";
import { ask, dataOf, errorOf, get, post, register } from "./_http.ts";
import { openRawStream, type WireEvent } from "./_stream.ts";

interface Message {
  readonly type: string;
  readonly items: readonly { readonly type: string; readonly eventId?: string }[];
  readonly cursor: string;
  readonly hasMore: boolean;
}

const messagesIn = (events: readonly WireEvent[]): Message[] =>
  events.flatMap(({ type, data }) => (type === "message" ? [data as Message] : []));

const eventIdsIn = (events: readonly WireEvent[]): string[] =>
  messagesIn(events).flatMap(({ items }) => items.flatMap(({ eventId }) => eventId ?? []));

const isLevel = (events: readonly WireEvent[]): boolean =>
  messagesIn(events).at(-1)?.hasMore === false;

async function create(server: { url: string }, token: string, content: object = {}) {
  const input = { title: "Tea", start: "2026-03-02", ...content };
  return dataOf<{ id: string }>(await post(server, "events.create", input, { token })).id;
}

let server: ServerProcess;
beforeAll(async () => {
  // Far below what streams live: the time-outs of calls are not theirs.
  server = await startServer({
    env: {
      CORS_ORIGINS: "https://a.example",
      HEADERS_TIMEOUT_MS: "500",
      REQUEST_TIMEOUT_MS: "10000",
    },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

describe("a stream over HTTP", () => {
  test("[L3] is an answer that nobody keeps, changes or gathers, for pages of other origins too", async () => {
    const { accessToken: token } = await register(server);
    const controller = new AbortController();
    const response = await fetch(`${server.url}/trpc/sync.subscribe`, {
      headers: { authorization: `Bearer ${token}`, origin: "https://a.example" },
      signal: controller.signal,
    });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/event-stream",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      "access-control-allow-origin": "https://a.example",
    });
    expect(response.headers.has("content-encoding")).toBe(false);
    controller.abort();
    const preflight = await fetch(`${server.url}/trpc/sync.subscribe`, {
      method: "OPTIONS",
      headers: {
        origin: "https://a.example",
        "access-control-request-method": "GET",
        "access-control-request-headers": "authorization,last-event-id",
      },
    });
    expect(preflight.headers.get("access-control-allow-headers")).toContain("last-event-id");
  });

  test("[L3] goes on from the header Last-Event-ID, from the input, and from sync.changes", async () => {
    const { accessToken: token } = await register(server);
    using first = openRawStream(server, { token });
    const { cursor, hasMore } = messagesIn(await first.until(isLevel)).at(-1) as Message;
    expect(hasMore).toBe(false);
    expect(first.events.at(-1)?.id).toBe(cursor);
    const id = await create(server, token);
    using byHeader = openRawStream(server, { token, headers: { "last-event-id": cursor } });
    using byInput = openRawStream(server, { token, input: { cursor } });
    for (const stream of [first, byHeader, byInput]) {
      const events = await stream.until((seen) => eventIdsIn(seen).length > 0);
      expect(eventIdsIn(events)).toEqual([id]);
    }
    const { items } = dataOf<Message>(await get(server, "sync.changes", { cursor }, { token }));
    expect(items).toMatchObject([{ eventId: id, version: 1 }]);
  });

  test("[C1] what is wrong with the call is answered as with every other one", async () => {
    const { accessToken: token } = await register(server);
    const refusals = await Promise.all([
      get(server, "sync.subscribe"),
      get(server, "sync.subscribe", {}, { token: "daybook" }),
      get(server, "sync.subscribe", { cursor: "x" }, { token }),
      get(server, "sync.subscribe", { since: "x" }, { token }),
      get(server, "sync.subscribe", {}, { token, headers: { "last-event-id": "x" } }),
      ask(`${server.url}/trpc/sync.subscribe,sync.subscribe?batch=1`),
    ]);
    expect(refusals.map((answer) => [answer.status, errorOf(answer).data.reason])).toEqual([
      [401, "UNAUTHENTICATED"],
      [401, "TOKEN_INVALID"],
      [400, "INVALID_CURSOR"],
      [400, "UNKNOWN_KEY"],
      [400, "INVALID_CURSOR"],
      [400, "INVALID_INPUT"],
    ]);
    expect(refusals[0]?.headers.get("www-authenticate")).toContain("Bearer");
    // What travels in the URL lands in logs; nobody is known by it.
    const inUrl = `connectionParams=${encodeURIComponent(JSON.stringify({ token }))}`;
    expect(await ask(`${server.url}/trpc/sync.subscribe?${inUrl}`)).toMatchObject({ status: 401 });
  });

  test("[L3] more of them than the published number are refused, with the time to come again", async () => {
    const { accessToken: token } = await register(server);
    const streams = Array.from({ length: LIMITS.streamsPerSession }, () =>
      openRawStream(server, { token }),
    );
    await Promise.all(streams.map((stream) => stream.until(isLevel)));
    const refused = await get(server, "sync.subscribe", {}, { token });
    expect(refused).toMatchObject({ status: 429 });
    expect(errorOf(refused).data).toMatchObject({
      reason: "RATE_LIMITED",
      details: { limit: LIMITS.streamsPerSession },
    });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    for (const { socket } of streams) socket.destroy();
    const statusAgain = async (): Promise<number> => {
      const connection = new AbortController();
      const headers = { authorization: `Bearer ${token}` };
      const { signal } = connection;
      const { status } = await fetch(`${server.url}/trpc/sync.subscribe`, { headers, signal });
      connection.abort();
      return status;
    };
    await expect.poll(statusAgain, PATIENTLY).toBe(200);
  });

  test("[L3] outlives the time-outs of calls, and gives a sign of life when nothing changes", async () => {
    const { accessToken: token } = await register(server);
    using stream = openRawStream(server, { token });
    const events = await stream.until((seen) => seen.some(({ type }) => type === "ping"));
    expect(events.map(({ type }) => type)).toEqual(["connected", "message", "ping"]);
    const id = await create(server, token);
    expect(eventIdsIn(await stream.until((seen) => eventIdsIn(seen).length > 0))).toEqual([id]);
  });

  test("[U3] says why it ends, and is one line in the log then", async () => {
    const { accessToken: token } = await register(server);
    const requestId = randomUUID();
    using stream = openRawStream(server, { token, headers: { "x-request-id": requestId } });
    await stream.until(isLevel);
    const lines = () => server.logs().filter((line) => line["requestId"] === requestId);
    expect(lines()).toEqual([]);
    await post(server, "auth.logout", {}, { token });
    const events = await stream.until((seen) => seen.at(-1)?.type === "serialized-error");
    expect(events.at(-1)?.data).toMatchObject({
      data: { reason: "TOKEN_REVOKED", httpStatus: 401, requestId },
    });
    await expect
      .poll(lines, PATIENTLY)
      .toMatchObject([{ msg: "answered", path: "/trpc/sync.subscribe", status: 200 }]);
  });
});

/** The machine that runs the tests may be busy with others. */
const PATIENTLY = { timeout: 10_000 };

describe("a reader that does not read", () => {
  /** More than sockets and streams hold back between the two. */
  const EVENTS = 1_500;
  const DESCRIPTION = "x".repeat(10_000);

  test("[L3] holds back no more than is on its way: the rest is read when it reads", async () => {
    const { accessToken: token } = await register(server);
    using stream = openRawStream(server, { token, paused: true });
    await delay(300);
    const ids: string[] = [];
    for (let made = 0; made < EVENTS; made += 300) {
      const events = Array.from({ length: 300 }, () => ({
        title: "before",
        start: "2026-03-02",
        description: DESCRIPTION,
      }));
      const answer = await post(server, "events.createMany", { events }, { token });
      ids.push(...dataOf<{ items: { id: string }[] }>(answer).items.map(({ id }) => id));
    }
    await delay(500);
    // The present state is told (rule L1): what is read only now knows of this.
    const last = ids.at(-1) as string;
    await post(server, "events.update", { id: last, patch: { title: "after" } }, { token });
    stream.socket.resume();
    const events = await stream.until(
      (seen) => eventIdsIn(seen).length >= EVENTS + 1 && isLevel(seen),
    );
    expect(eventIdsIn(events)).toEqual([...ids, last]);
    const told = messagesIn(events).flatMap(({ items }) => items);
    expect(told.find(({ eventId }) => eventId === last)).toMatchObject({
      version: 1,
      event: { title: "after" },
    });
  });

  test("[U3] is cut off when its session ends", async () => {
    const { accessToken: token } = await register(server);
    using stream = openRawStream(server, { token, paused: true });
    await delay(300);
    const events = Array.from({ length: 300 }, () => ({
      title: "before",
      start: "2026-03-02",
      description: DESCRIPTION,
    }));
    for (let batch = 0; batch < 3; batch += 1) {
      await post(server, "events.createMany", { events }, { token });
    }
    await post(server, "auth.logout", {}, { token });
    await delay(1_500);
    stream.socket.resume();
    await stream.closed;
    expect(stream.events.map(({ type }) => type)).not.toContain("serialized-error");
  });
});
