/** Stopping loses nothing that was acknowledged, and keeps nobody waiting without need. */
import { fromStoredId } from "@daybook/db/codec";
import type { Database } from "@daybook/db/database";
import { createTestDatabase } from "@daybook/db/testing/test-database";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { startServer } from "../testing/server-process.ts";
import { ask, dataOf, errorOf, get, post, register } from "./_http.ts";

/** The machine that runs the tests may be busy with others. */
const PATIENTLY = { timeout: 10_000 };

const WRITERS = 12;

describe("a stop", () => {
  test("under load finishes what is under way: every acknowledged write is there", async () => {
    await using fresh = await createTestDatabase();
    await using server = await startServer({ databaseUrl: fresh.url });
    const { accessToken: token } = await register(server);
    const acknowledged: string[] = [];
    const refused: string[] = [];

    async function writeUntilClosed(): Promise<void> {
      for (;;) {
        const key = randomUUID();
        const answer = await post(
          server,
          "events.create",
          { title: key, start: "2026-03-02T09:00:00" },
          { token, headers: { "idempotency-key": key } },
        ).catch(() => undefined);
        if (answer === undefined) {
          return;
        }
        if (answer.status === 200) {
          acknowledged.push(dataOf<{ id: string }>(answer).id);
        } else {
          refused.push(answer.text);
        }
      }
    }
    const writers = Array.from({ length: WRITERS }, writeUntilClosed);
    await delay(700);
    expect(acknowledged.length).toBeGreaterThan(WRITERS);
    expect(await server.stop()).toBe(0);
    await Promise.all(writers);

    expect(refused).toEqual([]);
    expect(server.output().stderr).toBe("");
    expect(server.logs().at(-1)).toMatchObject({ msg: "stopped", answered: true, finished: true });
    const versions = await fresh.database.read
      .selectFrom("event_versions")
      .select("event_id")
      .execute();
    const stored = new Set(versions.map(({ event_id }) => fromStoredId(event_id)));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  });

  test("[A1] writes the denials that wait to be written", async () => {
    await using fresh = await createTestDatabase();
    await using server = await startServer({ databaseUrl: fresh.url });
    const { accessToken: token } = await register(server);
    const hidden = await get(server, "events.get", { id: randomUUID() }, { token });
    expect(errorOf(hidden).data.reason).toBe("NOT_FOUND");
    expect(await server.stop()).toBe(0);
    const denied = await fresh.database.read
      .selectFrom("audit_log")
      .select("procedure")
      .where("outcome", "=", "denied")
      .execute();
    expect(denied).toEqual([expect.objectContaining({ procedure: "events.get" })]);
  });

  test("is as clean, and calls are answered until then, when nobody reads the output", async () => {
    await using server = await startServer({ env: { LOG_LEVEL: "trace" } });
    server.closeOutput();
    const { accessToken: token } = await register(server);
    for (let call = 0; call < 3; call += 1) {
      expect(await get(server, "auth.me", {}, { token })).toMatchObject({ status: 200 });
    }
    expect(await server.stop()).toBe(0);
  });

  test("says first that it is not ready, and answers as before until the delay is over", async () => {
    await using server = await startServer({ env: { SHUTDOWN_DELAY_MS: "1500" } });
    const stopped = server.stop("SIGINT");
    await expect.poll(() => ask(`${server.url}/readyz`), PATIENTLY).toMatchObject({ status: 503 });
    const readyz = await ask(`${server.url}/readyz`);
    expect(errorOf(readyz).data).toMatchObject({
      reason: "UNAVAILABLE",
      details: { checks: { server: "stopping" } },
    });
    expect(await ask(`${server.url}/livez`)).toMatchObject({ status: 200 });
    const answer = await get(server, "meta.limits");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("connection")).toBe("close");
    expect(await stopped).toBe(0);
    await expect(ask(server.url)).rejects.toThrow();
  });

  test("does not wait for connections that are idle", async () => {
    await using server = await startServer();
    const { hostname, port } = new URL(server.url);
    const idle = connect(Number(port), hostname);
    await once(idle, "connect");
    idle.write("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(idle, "data");
    const startedAt = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    idle.destroy();
  });

  test("gives up what is not finished within the grace, and says so", async () => {
    await using fresh = await createTestDatabase();
    await using server = await startServer({
      databaseUrl: fresh.url,
      env: { SHUTDOWN_GRACE_MS: "300" },
    });
    await using blocked = await blockedWrite(fresh.database, server);
    expect(await server.stop()).toBe(1);
    expect(server.logs().at(-1)).toMatchObject({ msg: "stopped", answered: false });
    await blocked.release();
  });

  test("that is asked for twice happens at once", async () => {
    await using fresh = await createTestDatabase();
    await using server = await startServer({ databaseUrl: fresh.url });
    await using blocked = await blockedWrite(fresh.database, server);
    const stopped = server.stop();
    await expect
      .poll(() => server.logs().at(-1), PATIENTLY)
      .toMatchObject({ msg: "stopping", inFlight: 1 });
    // A signal that follows sooner is taken for an echo of the first.
    await delay(300);
    const startedAt = performance.now();
    server.kill("SIGTERM");
    expect(await stopped).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await blocked.release();
  });
});

/** A write that a lock holds up, until it is released. */
async function blockedWrite(database: Database, server: { url: string }) {
  const { accessToken: token } = await register(server);
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holding = database.transaction(async (trx) => {
    await trx
      .updateTable("scopes")
      .set((eb) => ({ access_epoch: eb("access_epoch", "+", 0) }))
      .execute();
    held.resolve();
    await released.promise;
  });
  await held.promise;
  const write = post(
    server,
    "events.create",
    { title: "Blocked", start: "2026-03-02T09:00:00" },
    { token },
  ).catch(() => undefined);
  await delay(200);
  async function release(): Promise<void> {
    released.resolve();
    await Promise.all([holding, write]);
  }
  return { release, [Symbol.asyncDispose]: release };
}
