import { toStoredId } from "@daybook/db/codec";
import { updateUserRole } from "@daybook/db/queries/users.queries";
import { LIMITS } from "@daybook/domain/limits";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  newUser,
  PASSWORD,
  reasonOf,
  refusalOf,
  startProcess,
  startWorld,
  type TestProcess,
  type TestWorld,
} from "../auth/_processes.ts";
import { subscribe } from "./_stream.ts";

let world: TestWorld;
/** Another server process on the same database. */
let other: TestProcess;
beforeAll(async () => {
  world = await startWorld();
  other = await startProcess(world.on);
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const tea = { title: "Tea", start: "2026-03-02" };
const milk = { title: "Milk", start: "2026-03-02" };

describe("what a stream tells", () => {
  test("[L3] without a cursor all there is, and then what changes in whichever process", async () => {
    const { accessToken } = await newUser(world);
    const ada = world.as(accessToken);
    const first = await ada.events.create(tea);
    await using reader = await subscribe(world, accessToken);
    const full = await reader.nextChange();
    expect(full).toMatchObject({ type: "changes", hasMore: false });
    expect(full.items).toContainEqual(
      expect.objectContaining({ type: "event", eventId: first.id, version: 1 }),
    );

    const second = await ada.events.create(milk);
    expect(await reader.nextChange()).toMatchObject({
      items: [{ eventId: second.id, version: 1, event: { title: "Milk" } }],
    });
    await other.as(accessToken).events.update({ id: second.id, patch: { title: "Oat milk" } });
    expect(await reader.nextChange()).toMatchObject({
      items: [{ eventId: second.id, version: 2, event: { title: "Oat milk" } }],
    });
  });

  test("[L3] from a cursor of sync.changes on, and the other way round", async () => {
    const { accessToken } = await newUser(world);
    const ada = world.as(accessToken);
    const { nextCursor } = await ada.sync.changes({});
    const first = await ada.events.create(tea);
    await using reader = await subscribe(world, accessToken, { cursor: nextCursor });
    const message = await reader.next();
    expect(message).toMatchObject({ items: [{ eventId: first.id }], hasMore: false });
    const second = await ada.events.create(milk);
    expect(await ada.sync.changes({ cursor: message.cursor })).toMatchObject({
      items: [{ eventId: second.id }],
    });
  });

  test("[L3] where the reader is, at once, also when nothing has changed", async () => {
    const { accessToken } = await newUser(world);
    const { nextCursor } = await world.as(accessToken).sync.changes({});
    await using reader = await subscribe(world, accessToken, { cursor: nextCursor });
    expect(await reader.next()).toMatchObject({ type: "changes", items: [], hasMore: false });
  });

  test("[L3] from the last message on for whoever comes again, whatever it first asked for", async () => {
    const { accessToken } = await newUser(world);
    const ada = world.as(accessToken);
    const { nextCursor: cursor } = await ada.sync.changes({});
    await ada.events.create(tea);
    const { nextCursor: lastEventId } = await ada.sync.changes({ cursor });
    const second = await ada.events.create(milk);
    await using reader = await subscribe(world, accessToken, { cursor, lastEventId });
    expect(await reader.next()).toMatchObject({ items: [{ eventId: second.id }] });
  });

  test("[C3] in messages of the size that was asked for, and says when there is more", async () => {
    const { accessToken } = await newUser(world);
    const ada = world.as(accessToken);
    const { nextCursor: cursor } = await ada.sync.changes({});
    await ada.events.createMany({ events: Array.from({ length: 5 }, () => tea) });
    await using reader = await subscribe(world, accessToken, { cursor, limit: 2 });
    const messages = [await reader.next(), await reader.next(), await reader.next()];
    expect(messages.map(({ items, hasMore }) => [items.length, hasMore])).toEqual([
      [2, true],
      [2, true],
      [1, false],
    ]);
  });

  test("[L3] a resync and a full sync to a reader that has fallen too far behind", async () => {
    await using process = await startProcess(world.on, { backlogChanges: 50 });
    const { accessToken } = await newUser(world);
    const ada = process.as(accessToken);
    const { id } = await ada.events.create(tea);
    await using reader = await subscribe(process, accessToken);
    await reader.next();
    await untilLookedAt();
    for (let edit = 0; edit < 60; edit += 1) {
      await ada.events.update({ id, patch: { title: `Tea ${edit}` } });
    }
    await untilLookedAt();
    const resync = await reader.next();
    expect(resync).toMatchObject({ type: "resync", hasMore: false });
    const told = resync.items.filter(({ type }) => type === "event");
    expect(told).toMatchObject([{ eventId: id, event: { title: "Tea 59" } }]);
    await ada.events.update({ id, patch: { title: "Coffee" } });
    expect(await reader.nextChange()).toMatchObject({
      type: "changes",
      items: [{ eventId: id, event: { title: "Coffee" } }],
    });
  });
});

describe("what a stream is refused for", () => {
  test("[U4] a token without the scope `read`", async () => {
    const { accessToken } = await newUser(world);
    const tokens = world.as(accessToken).auth.tokens;
    const writer = await tokens.create({ name: "writer", scopes: ["write"] });
    expect(await reasonOf(subscribe(world, writer.token))).toBe("INSUFFICIENT_SCOPE");
    const script = await tokens.create({ name: "reader", scopes: ["read"] });
    await using reader = await subscribe(world, script.token);
    expect(await reader.next()).toMatchObject({ type: "changes" });
  });

  test("nobody who has signed in, a cursor of others, and unknown input", async () => {
    const { accessToken } = await newUser(world);
    const stranger = await newUser(world);
    const { nextCursor } = await world.as(stranger.accessToken).sync.changes({});
    expect(await reasonOf(world.as().sync.subscribe({}))).toBe("UNAUTHENTICATED");
    const refusals = [
      [{ cursor: nextCursor }, "INVALID_CURSOR"],
      [{ lastEventId: "invented" }, "INVALID_CURSOR"],
      [{ limit: 0 }, "INVALID_INPUT"],
      [{ limit: LIMITS.pageSize + 1 }, "INVALID_INPUT"],
      [{ since: "yesterday" }, "UNKNOWN_KEY"],
    ] as const;
    for (const [input, reason] of refusals) {
      // The types would refuse the last one.
      const refused = subscribe(world, accessToken, input as object);
      expect(await reasonOf(refused)).toBe(reason);
    }
    expect(world.app.streams.size).toBe(0);
  });

  test("[L3] more of a session than the published number, until one of them ends", async () => {
    const { accessToken } = await newUser(world);
    await using open = new AsyncDisposableStack();
    const readers = await Promise.all(
      Array.from({ length: LIMITS.streamsPerSession }, () => subscribe(world, accessToken)),
    );
    for (const reader of readers) open.use(reader);
    expect(await refusalOf(subscribe(world, accessToken))).toMatchObject({
      reason: "RATE_LIMITED",
      details: { limit: LIMITS.streamsPerSession, streams: LIMITS.streamsPerSession },
    });
    readers[0]?.leave();
    open.use(await subscribe(world, accessToken));
  });
});

describe("a stream that its reader leaves holds nothing any more", () => {
  test.each([
    ["before the first message", 0],
    ["while it waits for a change", 1],
  ])("%s", async (_when, taken) => {
    const { accessToken } = await newUser(world);
    const reader = await subscribe(world, accessToken);
    for (let message = 0; message < taken; message += 1) await reader.next();
    expect(world.app.streams.size).toBe(1);
    reader.leave();
    expect(world.app.streams.size).toBe(0);
    expect(world.app.scopeWatcher.size).toBe(0);
    await reader[Symbol.asyncDispose]();
  });
});

describe("a stream ends", () => {
  const endings: [string, (as: TestProcess, token: string) => Promise<unknown>][] = [
    ["auth.logout", (as, token) => as.as(token).auth.logout()],
    ["auth.logoutAll", (as, token) => as.as(token).auth.logoutAll()],
    [
      "auth.changePassword",
      (as, token) =>
        as
          .as(token)
          .auth.changePassword({ currentPassword: PASSWORD, newPassword: `${PASSWORD}!` }),
    ],
    [
      "auth.sessions.revoke",
      async (as, token) => {
        const { items } = await as.as(token).auth.sessions.list({});
        await Promise.all(items.map(({ id }) => as.as(token).auth.sessions.revoke({ id })));
      },
    ],
    [
      "auth.deleteAccount",
      (as, token) => as.as(token).auth.deleteAccount({ password: PASSWORD, dispositions: [] }),
    ],
    [
      "admin.users.disable",
      async (as, token) => {
        const { id: userId } = await as.as(token).auth.me();
        const admin = await newUser(as);
        await as.database.transaction((trx) => updateUserRole(trx, admin.user.id, "admin"));
        await as.as(admin.accessToken).admin.users.disable({ userId });
      },
    ],
  ];

  test.each(endings)(
    "[U3] with its session: %s, in this process and in others",
    async (_n, end) => {
      for (const where of [world, other]) {
        const { accessToken } = await newUser(world);
        await using reader = await subscribe(world, accessToken);
        await reader.next();
        const ended = reader.end();
        await end(where, accessToken);
        const endedAt = performance.now();
        expect(await ended).toMatchObject({ reason: "TOKEN_REVOKED" });
        // A second is promised; the machine may be busy with others.
        expect(performance.now() - endedAt).toBeLessThan(5_000);
      }
      expect(world.app.streams.size).toBe(0);
    },
  );

  test("[U3] with its personal token, and not with the session that made it", async () => {
    const { accessToken } = await newUser(world);
    const { id, token } = await world
      .as(accessToken)
      .auth.tokens.create({ name: "script", scopes: ["read"] });
    await using reader = await subscribe(world, token);
    await reader.next();
    const again = await world
      .as()
      .auth.login({ login: (await world.as(token).auth.me()).email, password: PASSWORD });
    await world.as(accessToken).auth.logout();
    await world.as(again.accessToken).events.create(tea);
    expect((await reader.nextChange()).items).toHaveLength(1);
    const ended = reader.end();
    await other.as(again.accessToken).auth.tokens.revoke({ id });
    expect(await ended).toMatchObject({ reason: "TOKEN_REVOKED" });
  });

  test("[U4] when its personal token expires", async () => {
    const { accessToken } = await newUser(world);
    const { id, token } = await world
      .as(accessToken)
      .auth.tokens.create({ name: "script", scopes: ["read"] });
    await expireIn(1_000, "access_tokens", id);
    await using reader = await subscribe(world, token);
    expect(await reader.end()).toMatchObject({ reason: "TOKEN_EXPIRED" });
  });

  test("[L3] when its session expires, unless it was prolonged meanwhile; not with its access token", async () => {
    const now = { ms: Date.now() };
    await using process = await startProcess(world.on, { now: () => now.ms });
    const { accessToken } = await newUser(process);
    const { items } = await process.as(accessToken).auth.sessions.list({});
    const sessionId = items[0]?.id ?? "";
    await expireIn(1_000, "sessions", sessionId);
    await using reader = await subscribe(process, accessToken);
    await reader.next();
    const fresh = await process.as().auth.login({
      login: (await process.as(accessToken).auth.me()).email,
      password: PASSWORD,
    });
    await expireIn(3_000, "sessions", sessionId);
    // The access token is over; the session is not.
    now.ms += 16 * 60_000;
    expect(await reasonOf(process.as(accessToken).auth.me())).toBe("TOKEN_EXPIRED");
    now.ms -= 16 * 60_000;
    const startedAt = performance.now();
    await process.as(fresh.accessToken).events.create(tea);
    expect((await reader.nextChange()).items).toHaveLength(1);
    expect(await reader.end()).toMatchObject({ reason: "TOKEN_EXPIRED" });
    expect(performance.now() - startedAt).toBeGreaterThan(1_500);
  });

  test("when the server stops, so that its reader goes on elsewhere", async () => {
    const process = await startProcess(world.on);
    const { accessToken } = await newUser(world);
    await using reader = await subscribe(process, accessToken);
    await reader.next();
    const ended = reader.end();
    process.app.streams.close();
    expect(await ended).toMatchObject({ reason: "UNAVAILABLE", details: { server: "stopping" } });
    expect(await reasonOf(subscribe(process, accessToken))).toBe("UNAVAILABLE");
    await process[Symbol.asyncDispose]();
  });

  test("and its connection is cut off, when its reader does not take what it ends by", async () => {
    const { accessToken } = await newUser(world);
    const cut = Promise.withResolvers<void>();
    await using reader = await subscribe(world, accessToken, {}, { cutOff: cut.resolve });
    await reader.next();
    await world.as(accessToken).auth.logout();
    expect(await cut.promise).toBeUndefined();
  });
});

/** In one process, SQLite leaves no time for looking at scopes between two calls. */
const untilLookedAt = () => delay(500);

/** Lets a session or a personal token expire by the database's clock. */
async function expireIn(
  ms: number,
  table: "access_tokens" | "sessions",
  id: string,
): Promise<void> {
  const { engine } = world.database;
  await world.database.transaction(async (trx) => {
    const { now } = await trx.selectNoFrom(engine.now.as("now")).executeTakeFirstOrThrow();
    await trx
      .updateTable(table)
      .set({ expires_at: now + ms })
      .where("id", "=", toStoredId(id))
      .execute();
  });
}
