import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { createDaybookClient, type DaybookClientOptions } from "../src/client.ts";
import { memoryTokenStore } from "../src/token-store.ts";
import { type FakeStream, startFakeStream } from "./_fake-stream.ts";
import { startFakeServer } from "./_fake-server.ts";
import { newSession } from "./_sessions.ts";

const clientOf = (server: { url: string }, options: Partial<DaybookClientOptions> = {}) =>
  createDaybookClient({ url: server.url, personalToken: "script", ...options });

/** The cursors of the next messages. */
async function take(stream: AsyncIterator<{ cursor: string }>, count: number): Promise<string[]> {
  const cursors = [];
  while (cursors.length < count) {
    const { value, done } = await stream.next();
    if (done === true) throw new Error("the stream is over");
    cursors.push(value.cursor);
  }
  return cursors;
}

describe("following a stream", () => {
  test("asks by header, and hands out each message as it comes", async () => {
    await using server = await startFakeStream((subscriber) => {
      subscriber.greet();
      subscriber.say("1");
      subscriber.write(": a comment\n\nevent: ping\ndata: \n\n");
      subscriber.say("2", [{ type: "event" }]);
    });
    const stream = clientOf(server).sync.subscribe({ cursor: "0", limit: 7 });
    expect((await stream.next()).value).toMatchObject({ type: "changes", cursor: "1" });
    expect((await stream.next()).value).toMatchObject({ cursor: "2", items: [{ type: "event" }] });
    await stream.return();
    expect(server.subscribers).toMatchObject([
      {
        path: "/trpc/sync.subscribe",
        token: "script",
        input: { cursor: "0", limit: 7 },
        headers: { accept: "text/event-stream" },
      },
    ]);
  });

  test("connects when the first message is asked for, and not before", async () => {
    await using server = await startFakeStream((subscriber) => subscriber.greet());
    const stream = clientOf(server).sync.subscribe();
    await stream.return();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(server.subscribers).toEqual([]);
  });

  test("goes on from the last message that was handed out, over any number of connections", async () => {
    await using server = await startFakeStream((subscriber) => {
      const from = Number(subscriber.input.lastEventId ?? subscriber.input.cursor);
      subscriber.greet();
      for (let next = from + 1; next <= from + 3; next += 1) subscriber.say(`${next}`);
      // Half a message is none.
      subscriber.write(`data: {"type":"changes","items":[],"cursor":"${from + 4}"`);
      if (subscriber.number % 2 === 0) return subscriber.end();
      return void setTimeout(() => subscriber.breakOff(), 50);
    });
    const reconnects: string[] = [];
    const stream = clientOf(server).sync.subscribe(
      { cursor: "0" },
      { onReconnect: ({ reason }, delayMs) => reconnects.push(`${reason} ${delayMs < 10_000}`) },
    );
    expect(await take(stream, 12)).toEqual(Array.from({ length: 12 }, (_, i) => `${i + 1}`));
    await stream.return();
    expect(reconnects).toEqual(Array(3).fill("NETWORK true"));
    expect(server.subscribers[1]?.input).toEqual({ cursor: "0", lastEventId: "3" });
  });

  test.each([
    ["a server that stops", "UNAVAILABLE", 503],
    ["a busy database", "BUSY", 503],
    ["a fault that passes", "INTERNAL", 500],
    ["too many streams", "RATE_LIMITED", 429],
  ])("connects again after %s", async (_what, reason, status) => {
    await using server = await startFakeStream((subscriber) => {
      if (subscriber.number === 1) return subscriber.refuse(reason, status);
      subscriber.greet();
      if (subscriber.number === 2) return subscriber.fail(reason, status);
      return subscriber.say("1");
    });
    const stream = clientOf(server).sync.subscribe();
    expect(await take(stream, 1)).toEqual(["1"]);
    await stream.return();
    expect(server.subscribers).toHaveLength(3);
  });

  test("waits as long as it is asked to", async () => {
    await using server = await startFakeStream((subscriber) => {
      if (subscriber.number === 1) {
        return subscriber.refuse("RATE_LIMITED", 429, { "retry-after": "1" });
      }
      subscriber.greet();
      return subscriber.say("1");
    });
    const delays: number[] = [];
    const stream = clientOf(server).sync.subscribe(
      {},
      { onReconnect: (_error, delayMs) => delays.push(delayMs) },
    );
    await take(stream, 1);
    await stream.return();
    expect(delays).toHaveLength(1);
    expect(delays[0]).toBeGreaterThanOrEqual(1_000);
  });

  test("takes longer and longer breaks from a server that breaks off at each beginning", async () => {
    await using server = await startFakeStream((subscriber) => {
      subscriber.greet();
      subscriber.say(`${subscriber.number}`);
      subscriber.end();
    });
    const delays: number[] = [];
    const stream = clientOf(server).sync.subscribe(
      {},
      { onReconnect: (_error, delayMs) => delays.push(delayMs) },
    );
    await take(stream, 4);
    await stream.return();
    // Each is between half and all of a step that doubles.
    expect(delays[2]).toBeGreaterThan(400 - 1);
  });

  test("counts a connection as dead that gives no sign of life for as long as the server says", async () => {
    await using server = await startFakeStream(async (subscriber) => {
      subscriber.greet({ reconnectAfterInactivityMs: 200 });
      if (subscriber.number > 1) subscriber.say("1");
    });
    const reasons: string[] = [];
    const stream = clientOf(server).sync.subscribe(
      {},
      { onReconnect: (error) => reasons.push(error.message) },
    );
    expect(await take(stream, 1)).toEqual(["1"]);
    await stream.return();
    expect(reasons).toEqual(["The stream gave no sign of life within 200 ms."]);
    await server.subscribers[0]?.closed;
  });

  test("gives up waiting for a beginning that does not come", async () => {
    await using server = await startFakeStream((subscriber) => {
      if (subscriber.number === 1) return;
      subscriber.greet();
      subscriber.say("1");
    });
    const stream = clientOf(server, { timeoutMs: 200 }).sync.subscribe();
    expect(await take(stream, 1)).toEqual(["1"]);
    await stream.return();
  });
});

describe("the end of a stream", () => {
  /** Follows a stream of one message, and hands over the second `next`. */
  async function waiting(server: FakeStream, signal?: AbortSignal) {
    const stream = clientOf(server).sync.subscribe({}, { signal });
    await take(stream, 1);
    return { stream, next: stream.next() };
  }
  const oneMessage = () =>
    startFakeStream((subscriber) => {
      subscriber.greet();
      subscriber.say("1");
    });

  test("leaving the loop closes the connection", async () => {
    await using server = await oneMessage();
    for await (const message of clientOf(server).sync.subscribe()) {
      expect(message.cursor).toBe("1");
      break;
    }
    await server.subscribers[0]?.closed;
    expect(server.subscribers).toHaveLength(1);
  });

  test("return() closes it too, and ends the message that is waited for", async () => {
    await using server = await oneMessage();
    const { stream, next } = await waiting(server);
    await stream.return();
    expect(await next).toEqual({ done: true, value: undefined });
    await server.subscribers[0]?.closed;
  });

  test("an aborted signal rejects with its reason", async () => {
    await using server = await oneMessage();
    const controller = new AbortController();
    const { next } = await waiting(server, controller.signal);
    const reason = new Error("seen enough");
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    await server.subscribers[0]?.closed;
    const never = clientOf(server).sync.subscribe({}, { signal: controller.signal });
    await expect(never.next()).rejects.toBe(reason);
    expect(server.subscribers).toHaveLength(1);
  });

  test("also while it waits to connect again", async () => {
    await using server = await startFakeStream((subscriber) =>
      subscriber.refuse("UNAVAILABLE", 503, { "retry-after": "60" }),
    );
    const lost = Promise.withResolvers<void>();
    const stream = clientOf(server).sync.subscribe({}, { onReconnect: () => lost.resolve() });
    const next = stream.next();
    await lost.promise;
    await stream.return();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  test.each([
    ["CURSOR_EXPIRED", 410],
    ["INVALID_CURSOR", 400],
    ["INSUFFICIENT_SCOPE", 403],
  ])("a refusal that stays one is thrown: %s", async (reason, status) => {
    await using atOnce = await startFakeStream((subscriber) => subscriber.refuse(reason, status));
    await using later = await startFakeStream((subscriber) => {
      subscriber.greet();
      subscriber.fail(reason, status, { days: 30 });
    });
    await expect(clientOf(atOnce).sync.subscribe().next()).rejects.toMatchObject({
      name: "DaybookError",
      reason,
      httpStatus: status,
    });
    await expect(clientOf(later).sync.subscribe().next()).rejects.toMatchObject({
      name: "DaybookError",
      reason,
      httpStatus: status,
      details: { days: 30 },
    });
    expect(atOnce.subscribers).toHaveLength(1);
    expect(later.subscribers).toHaveLength(1);
  });

  test("leaves nothing behind at the caller's signal, however it ends", async () => {
    const { signal } = new AbortController();
    await using refusing = await startFakeStream((subscriber) =>
      subscriber.refuse("CURSOR_EXPIRED", 410),
    );
    const refused = clientOf(refusing).sync.subscribe({}, { signal });
    await expect(refused.next()).rejects.toMatchObject({ reason: "CURSOR_EXPIRED" });
    await using server = await oneMessage();
    const { stream, next } = await waiting(server, signal);
    expect(getEventListeners(signal, "abort")).not.toEqual([]);
    await stream.return();
    await next;
    await clientOf(server).sync.subscribe({}, { signal }).return();
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("a fault that does not pass is thrown after the retries", async () => {
    await using server = await startFakeStream((subscriber) => {
      subscriber.greet();
      subscriber.fail("INTERNAL", 500);
    });
    const stream = clientOf(server, { retries: 1 }).sync.subscribe();
    await expect(stream.next()).rejects.toMatchObject({ reason: "INTERNAL" });
    expect(server.subscribers).toHaveLength(2);
  });

  test("what is no stream of a Daybook server is thrown", async () => {
    await using page = await startFakeServer(() => ({ data: "a page" }));
    await expect(clientOf(page).sync.subscribe().next()).rejects.toMatchObject({
      reason: "BAD_RESPONSE",
    });
    await using babble = await startFakeStream((subscriber) => {
      subscriber.greet();
      subscriber.write("data: hello\n\n");
    });
    await expect(clientOf(babble).sync.subscribe().next()).rejects.toMatchObject({
      reason: "BAD_RESPONSE",
    });
  });
});

describe("the session of a stream", () => {
  test("[L3] an access token that has expired is replaced, at the beginning and between", async () => {
    await using server = await startFakeStream((subscriber) => {
      if (subscriber.path === "/trpc/auth.refresh") return;
      if (subscriber.token === "access-1") return subscriber.refuse("TOKEN_EXPIRED", 401);
      subscriber.greet();
      subscriber.say("1");
      if (subscriber.token === "access-2") return subscriber.fail("TOKEN_EXPIRED", 401);
      return subscriber.say("2");
    });
    let issued = 1;
    const tokens = memoryTokenStore();
    await tokens.set(newSession(1));
    const client = createDaybookClient({
      url: server.url,
      tokens,
      fetch: async (url, init) => {
        if (!url.endsWith("auth.refresh")) return fetch(url, init);
        issued += 1;
        return Response.json({ result: { data: newSession(issued) } });
      },
    });
    const stream = client.sync.subscribe();
    expect(await take(stream, 3)).toEqual(["1", "1", "2"]);
    await stream.return();
    expect(server.subscribers.map(({ token }) => token)).toEqual([
      "access-1",
      "access-2",
      "access-3",
    ]);
  });

  test("[U3] a session that is over ends the stream, and is dropped", async () => {
    await using server = await startFakeStream((subscriber) => {
      subscriber.greet();
      subscriber.fail("TOKEN_REVOKED", 401);
    });
    const tokens = memoryTokenStore();
    await tokens.set(newSession(1));
    const refusal = {
      error: {
        message: "Revoked",
        code: -32_001,
        data: { reason: "TOKEN_REVOKED", httpStatus: 401 },
      },
    };
    const client = createDaybookClient({
      url: server.url,
      tokens,
      fetch: async (url, init) =>
        url.endsWith("auth.refresh") ? Response.json(refusal, { status: 401 }) : fetch(url, init),
    });
    await expect(client.sync.subscribe().next()).rejects.toMatchObject({
      reason: "TOKEN_REVOKED",
      httpStatus: 401,
    });
    expect(await client.session.current()).toBeUndefined();
    expect(server.subscribers).toHaveLength(1);
  });

  test("a server that refuses each new access token is not asked for ever", async () => {
    await using server = await startFakeStream((subscriber) => {
      subscriber.refuse("TOKEN_INVALID", 401);
    });
    let issued = 1;
    const tokens = memoryTokenStore();
    await tokens.set(newSession(1));
    const client = createDaybookClient({
      url: server.url,
      tokens,
      fetch: async (url, init) => {
        if (!url.endsWith("auth.refresh")) return fetch(url, init);
        issued += 1;
        return Response.json({ result: { data: newSession(issued) } });
      },
    });
    await expect(client.sync.subscribe().next()).rejects.toMatchObject({ reason: "TOKEN_INVALID" });
    expect(server.subscribers.map(({ token }) => token)).toEqual(["access-1", "access-2"]);
  });

  test("[U4] a personal token that is over ends the stream at once", async () => {
    await using server = await startFakeStream((subscriber) => {
      subscriber.greet();
      subscriber.say("1");
      subscriber.fail("TOKEN_REVOKED", 401);
    });
    const stream = clientOf(server).sync.subscribe();
    await take(stream, 1);
    await expect(stream.next()).rejects.toMatchObject({ reason: "TOKEN_REVOKED" });
    expect(server.subscribers).toHaveLength(1);
  });
});
