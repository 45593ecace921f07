import { openDatabase } from "@daybook/db/database";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../testing/server-process.ts";
import { ask, dataOf, errorOf, get, post, register, sendRaw } from "./_http.ts";

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer({
    env: { HEADERS_TIMEOUT_MS: "500", REQUEST_TIMEOUT_MS: "1000" },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

test("a connection that sends its headers byte by byte is answered 408 and closed", async () => {
  const { text, ms } = await sendRaw(server, "GET /livez HTTP/1.1\r\nHost: a\r\nX-Slow: ", {
    drip: { bytes: "x", everyMs: 50 },
  });
  expect(text).toMatch(/^HTTP\/1.1 408 /);
  expect(text).toContain('"reason":"TIMEOUT"');
  // The limit, and the second between two looks at the connections.
  expect(ms).toBeLessThan(4_000);
});

test("a body that does not come to its end is answered once, and the connection closed", async () => {
  const head = "POST /trpc/auth.login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
  const { text, ms } = await sendRaw(server, `${head}Content-Length: 100000\r\n\r\n{`, {
    drip: { bytes: " ", everyMs: 50 },
  });
  expect(text.match(/HTTP\/1.1 /g)).toHaveLength(1);
  expect(text).toContain('"reason":"TIMEOUT"');
  expect(ms).toBeLessThan(6_000);
});

test("slow connections do not keep others from being answered", async () => {
  const slow = Array.from({ length: 50 }, () =>
    sendRaw(server, "POST /trpc/auth.login HTTP/1.1\r\nHost: a\r\n"),
  );
  let answered = 0;
  for (const connection of slow) void connection.then(() => (answered += 1));
  expect(await ask(`${server.url}/livez`)).toMatchObject({ status: 200 });
  // The slow ones still wait for their end: the answer did not come after them.
  expect(answered).toBe(0);
  await Promise.all(slow);
});

test("[C2] a call that takes too long is answered TIMEOUT; its key tells what became of it", async () => {
  const database = await openDatabase({ url: server.databaseUrl });
  try {
    const { accessToken: token } = await register(server);
    const { id: calendarId } = dataOf<{ id: string }>(
      await post(server, "calendars.create", { name: "Slow", timeZone: "UTC" }, { token }),
    );
    const create = () =>
      post(
        server,
        "events.create",
        { calendarId, title: "Once", start: "2026-03-02T09:00:00" },
        { token, headers: { "idempotency-key": key } },
      );
    const key = randomUUID();

    // Whoever holds the scope's row holds up every write of the calendar.
    const held = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const holding = database.transaction(async (trx) => {
      await trx
        .updateTable("scopes")
        .set((eb) => ({ access_epoch: eb("access_epoch", "+", 0) }))
        .execute();
      held.resolve();
      await release.promise;
    });
    await held.promise;
    const late = await create();
    release.resolve();
    await holding;

    expect(late.status).toBe(503);
    expect(errorOf(late)).toMatchObject({
      message: expect.stringContaining("idempotency key"),
      data: { reason: "TIMEOUT" },
    });
    expect(await create()).toMatchObject({ status: 200 });
    const list = await get(server, "events.list", { calendarIds: [calendarId] }, { token });
    expect(dataOf<{ items: unknown[] }>(list).items).toHaveLength(1);
  } finally {
    await database.close();
  }
});

test("nothing of all that keeps the server from stopping", async () => {
  const startedAt = performance.now();
  expect(await server.stop()).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(8_000);
});
