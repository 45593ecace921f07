/** Clients of several tabs or processes that share one store, and learn what the others do. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { createDaybookClient, type DaybookClient } from "../src/client.ts";
import { fileTokenStore } from "../src/file-token-store.ts";
import type { SessionChange } from "../src/session.ts";
import { memoryTokenStore, webTokenStore, type TokenStore } from "../src/token-store.ts";
import { startFakeServer } from "./_fake-server.ts";
import { newSession } from "./_sessions.ts";

const PASSWORD = { login: "ada", password: "correct horse" };

/** Makes stores that share what they keep, as those of several tabs or processes do. */
interface Shared extends AsyncDisposable {
  store(): TokenStore;
}

async function tabs(): Promise<Shared> {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  const key = `daybook.${crypto.randomUUID()}`;
  return { store: () => webTokenStore(storage, key), [Symbol.asyncDispose]: async () => undefined };
}

async function processes(): Promise<Shared> {
  const folder = await mkdtemp(join(tmpdir(), "daybook-shared-"));
  const path = join(folder, "kept/session.json");
  return {
    store: () => fileTokenStore(path),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Signing in leads to session 1, refreshing from one to the next. */
async function startServer() {
  let number = 0;
  return startFakeServer(({ path }) => {
    if (path !== "auth.login" && path !== "auth.refresh") return { data: {} };
    number += 1;
    return { data: newSession(number) };
  });
}

function listenedTo(daybook: DaybookClient): { told: unknown[]; stop: () => void } {
  const told: unknown[] = [];
  const stop = daybook.session.onChange(({ cause, elsewhere, session }: SessionChange) =>
    told.push([cause, elsewhere, session?.accessToken]),
  );
  return { told, stop };
}

describe.each([
  ["tabs", tabs],
  ["processes", processes],
] as const)("of several %s", (_name, share) => {
  test("a client is told of what another one does to their session, and of its own doings once", async () => {
    await using server = await startServer();
    await using shared = await share();
    const here = createDaybookClient({ url: server.url, tokens: shared.store() });
    const there = createDaybookClient({ url: server.url, tokens: shared.store() });
    const heard = [listenedTo(here), listenedTo(there)];
    const expectTold = (...expected: [unknown[], unknown[]]) =>
      vi.waitFor(() => expect(heard.map(({ told }) => told.at(-1))).toEqual(expected));

    await there.auth.login(PASSWORD);
    await expectTold(["signed-in", true, "access-1"], ["signed-in", false, "access-1"]);
    await here.auth.refresh({ refreshToken: "refresh-1" });
    await expectTold(["refreshed", false, "access-2"], ["refreshed", true, "access-2"]);
    await there.auth.logout();
    await expectTold(["signed-out", true, undefined], ["signed-out", false, undefined]);
    // What comes late would be told by now: a further change arrives after it.
    await here.auth.login(PASSWORD);
    await expectTold(["signed-in", false, "access-3"], ["signed-in", true, "access-3"]);
    expect(heard.map(({ told }) => told.length)).toEqual([4, 4]);
    for (const { stop } of heard) stop();
  });

  test("who does not listen any more is told nothing, and holds nothing open", async () => {
    await using server = await startServer();
    await using shared = await share();
    const store = shared.store();
    const stopped = vi.fn<() => void>();
    const watched: TokenStore = {
      ...store,
      watch(listener) {
        const stop = store.watch?.(listener);
        return () => {
          stopped();
          stop?.();
        };
      },
    };
    const here = createDaybookClient({ url: server.url, tokens: watched });
    const there = createDaybookClient({ url: server.url, tokens: shared.store() });
    const first = listenedTo(here);
    const second = listenedTo(here);
    first.stop();
    first.stop();
    expect(stopped).not.toHaveBeenCalled();
    await there.auth.login(PASSWORD);
    await vi.waitFor(() => expect(second.told).toHaveLength(1));
    second.stop();
    expect(stopped).toHaveBeenCalledOnce();
    expect(first.told).toEqual([]);
    // And begins anew with what there is by then.
    await there.auth.logout();
    const third = listenedTo(here);
    await there.auth.login(PASSWORD);
    await vi.waitFor(() => expect(third.told).toEqual([["signed-in", true, "access-2"]]));
    third.stop();
    expect(second.told).toHaveLength(1);
  });
});

test("a listener that was given twice is told twice, and leaves twice", async () => {
  let watchers = 0;
  const tokens: TokenStore = {
    ...memoryTokenStore(),
    watch() {
      watchers += 1;
      return () => void (watchers -= 1);
    },
  };
  await using server = await startServer();
  const daybook = createDaybookClient({ url: server.url, tokens });
  const listener = vi.fn<() => void>();
  const stops = [daybook.session.onChange(listener), daybook.session.onChange(listener)];
  expect(watchers).toBe(1);
  await daybook.auth.login(PASSWORD);
  expect(listener).toHaveBeenCalledTimes(2);
  stops[0]?.();
  await daybook.auth.logout();
  expect(listener).toHaveBeenCalledTimes(3);
  stops[1]?.();
  expect(watchers).toBe(0);
});

test("another user in the same store has signed in, even where nobody signed out before", async () => {
  await using shared = await tabs();
  const [here, there] = [shared.store(), shared.store()];
  await there.set(newSession(1));
  const daybook = createDaybookClient({ url: "http://127.0.0.1:9", tokens: here });
  const { told, stop } = listenedTo(daybook);
  await daybook.session.current();
  await sleep(0);
  const session = newSession(2);
  await there.set({ ...session, user: { ...session.user, id: crypto.randomUUID() } });
  await vi.waitFor(() => expect(told).toEqual([["signed-in", true, "access-2"]]));
  stop();
});

test("a store of one's own needs not tell of others", async () => {
  await using server = await startServer();
  const daybook = createDaybookClient({ url: server.url, tokens: memoryTokenStore() });
  const { told, stop } = listenedTo(daybook);
  await daybook.auth.login(PASSWORD);
  stop();
  expect(told).toEqual([["signed-in", false, "access-1"]]);
});
