import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createDaybookClient, type DaybookClient } from "../src/client.ts";
import { isUnauthenticated } from "../src/errors.ts";
import { fileTokenStore } from "../src/file-token-store.ts";
import type { SessionChange } from "../src/session.ts";
import { memoryTokenStore, webTokenStore, type TokenStore } from "../src/token-store.ts";
import { startFakeServer, type Answering, type Reply } from "./_fake-server.ts";
import { inMs, newSession } from "./_sessions.ts";

const EXPIRED: Reply = { refusal: { reason: "TOKEN_EXPIRED", status: 401 } };

/** Refuses all access tokens but the given one; refreshing leads from session 1 to session 2. */
function admitting(admitted: string): Answering {
  return ({ path }, { token }) => {
    if (path === "auth.refresh") {
      return { data: newSession(2) };
    }
    return token === admitted ? { data: { token } } : EXPIRED;
  };
}

test("signing in keeps the session, and later calls carry its token", async () => {
  await using server = await startFakeServer(({ path }, { token }) => ({
    data: path === "auth.login" ? newSession(1) : { token },
  }));
  const daybook = createDaybookClient({ url: server.url });
  const session = await daybook.auth.login({ login: "ada", password: "correct horse" });
  expect(await daybook.session.current()).toEqual(session);
  await daybook.auth.me();
  expect(server.requests.map(({ token }) => token)).toEqual([undefined, "access-1"]);
});

test("[U2] many calls that meet an expired token cause one refresh and are all answered", async () => {
  await using server = await startFakeServer(admitting("access-2"));
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1));
  const daybook = createDaybookClient({ url: server.url, tokens });
  const id = "01890a5d-ac96-774b-bcce-b302099a8057";
  const calls = Array.from({ length: 30 }, () => daybook.events.get({ id }));
  const writes = Array.from({ length: 5 }, () => daybook.events.delete({ id }));
  const answers = await Promise.all([...calls, ...writes]);
  expect(answers).toEqual(answers.map(() => ({ token: "access-2" })));
  expect(server.timesCalled("auth.refresh")).toBe(1);
  expect(await tokens.get()).toMatchObject({ refreshToken: "refresh-2" });
});

test("a token about to expire is refreshed before the call, once for many calls", async () => {
  await using server = await startFakeServer(admitting("access-2"));
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1, { accessTokenExpiresAt: inMs(5_000) }));
  const daybook = createDaybookClient({ url: server.url, tokens });
  await Promise.all([daybook.auth.me(), daybook.calendars.list(), daybook.events.list()]);
  expect(server.timesCalled("auth.refresh")).toBe(1);
  expect(server.requests.map(({ token }) => token)).toEqual([undefined, "access-2"]);
});

test("a local clock that is far ahead causes no refresh before every call", async () => {
  const stale = { accessTokenExpiresAt: inMs(-HOUR) };
  await using server = await startFakeServer(({ path }) => ({
    data: path === "auth.login" ? newSession(1, stale) : {},
  }));
  const daybook = createDaybookClient({ url: server.url });
  await daybook.auth.login({ login: "ada", password: "correct horse" });
  await daybook.auth.me();
  await daybook.auth.me();
  expect(server.timesCalled("auth.refresh")).toBe(0);
});

const HOUR = 3_600_000;

test("a token that the server refuses again after a refresh is not refreshed for ever", async () => {
  await using server = await startFakeServer(admitting("another"));
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1));
  const daybook = createDaybookClient({ url: server.url, tokens });
  await expect(daybook.auth.me()).rejects.toMatchObject({ reason: "TOKEN_EXPIRED" });
  expect(server.timesCalled("auth.refresh")).toBe(1);
});

test("a refused refresh clears the store, tells the listeners, and surfaces its reason", async () => {
  await using server = await startFakeServer(({ path }) =>
    path === "auth.refresh"
      ? { refusal: { reason: "REFRESH_TOKEN_REUSED", status: 401 } }
      : EXPIRED,
  );
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1));
  const daybook = createDaybookClient({ url: server.url, tokens });
  const changes: SessionChange[] = [];
  daybook.session.onChange((change) => changes.push(change));
  const failures = await Promise.all([
    daybook.auth.me().catch((error: unknown) => error),
    daybook.calendars.list().catch((error: unknown) => error),
  ]);
  for (const failure of failures) {
    expect(isUnauthenticated(failure)).toBe(true);
    expect(failure).toMatchObject({ reason: "REFRESH_TOKEN_REUSED" });
  }
  expect(await tokens.get()).toBeUndefined();
  expect(changes).toEqual([{ session: undefined, cause: "ended", elsewhere: false }]);
});

test("a refresh that fails for want of a network keeps the session", async () => {
  await using server = await startFakeServer(({ path }) =>
    path === "auth.refresh" ? "hang-up" : EXPIRED,
  );
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1));
  const daybook = createDaybookClient({ url: server.url, tokens, retries: 0 });
  await expect(daybook.auth.me()).rejects.toMatchObject({ reason: "NETWORK" });
  expect(await tokens.get()).toMatchObject({ refreshToken: "refresh-1" });
});

test("[U2] a refresh whose answer was lost is repeated with the same token", async () => {
  let refreshes = 0;
  await using server = await startFakeServer((call, request) => {
    if (call.path === "auth.refresh") {
      refreshes += 1;
      return refreshes === 1 ? "hang-up" : { data: newSession(2) };
    }
    return admitting("access-2")(call, request);
  });
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1));
  await createDaybookClient({ url: server.url, tokens }).auth.me();
  const sent = server.requests
    .flatMap(({ calls }) => calls)
    .filter(({ path }) => path === "auth.refresh");
  expect(sent.map(({ input }) => input)).toEqual([
    { refreshToken: "refresh-1" },
    { refreshToken: "refresh-1" },
  ]);
});

test("a session that another tab refreshed meanwhile is used instead of ending it", async () => {
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1));
  await using server = await startFakeServer(async ({ path }, { token }) => {
    if (path === "auth.refresh") {
      await tokens.set(newSession(7));
      return { refusal: { reason: "REFRESH_TOKEN_REUSED", status: 401 } };
    }
    return token === "access-7" ? { data: { token } } : EXPIRED;
  });
  const daybook = createDaybookClient({ url: server.url, tokens });
  expect(await daybook.auth.me()).toEqual({ token: "access-7" });
  expect(await tokens.get()).toMatchObject({ refreshToken: "refresh-7" });
});

test("a refresh that was under way at sign-out does not bring the session back", async () => {
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1));
  await using server = await startFakeServer(async ({ path }) => {
    if (path !== "auth.refresh") {
      return EXPIRED;
    }
    await tokens.clear();
    return { data: newSession(2) };
  });
  const daybook = createDaybookClient({ url: server.url, tokens });
  await expect(daybook.auth.me()).rejects.toMatchObject({ reason: "TOKEN_EXPIRED" });
  expect(await tokens.get()).toBeUndefined();
});

describe("what is done while a refresh looks whether the session is still there stands", () => {
  /** A store whose first look after a refresh lasts until it is let go. */
  async function meanwhile(refreshed: Reply, act: (daybook: DaybookClient) => Promise<unknown>) {
    const kept = memoryTokenStore();
    await kept.set(newSession(1));
    const looking = Promise.withResolvers<void>();
    const going = Promise.withResolvers<void>();
    let hasRefreshed = false;
    const tokens: TokenStore = {
      ...kept,
      async get() {
        const session = await kept.get();
        if (hasRefreshed) {
          hasRefreshed = false;
          looking.resolve();
          await going.promise;
        }
        return session;
      },
    };
    await using server = await startFakeServer(({ path }) => {
      if (path === "auth.login") return { data: newSession(7) };
      if (path !== "auth.refresh") return path === "auth.logout" ? { data: {} } : EXPIRED;
      hasRefreshed = true;
      return refreshed;
    });
    const daybook = createDaybookClient({ url: server.url, tokens });
    const call = daybook.auth.me().catch(() => undefined);
    await looking.promise;
    const acting = act(daybook);
    // Time enough for what would overtake.
    await sleep(50);
    going.resolve();
    await Promise.all([call, acting]);
    return kept.get();
  }

  test("a sign-in, where the refresh was refused", async () => {
    const refusal = { reason: "REFRESH_TOKEN_REUSED", status: 401 };
    const session = await meanwhile({ refusal }, (daybook) =>
      daybook.auth.login({ login: "ada", password: "correct horse" }),
    );
    expect(session).toMatchObject({ accessToken: "access-7" });
  });

  test("a sign-out, where the refresh was granted", async () => {
    const session = await meanwhile({ data: newSession(2) }, (daybook) => daybook.auth.logout());
    expect(session).toBeUndefined();
  });
});

test("a listener that throws spoils neither the call nor what other listeners are told", async () => {
  await using server = await startFakeServer(() => ({ data: newSession(1) }));
  const daybook = createDaybookClient({ url: server.url });
  const causes: string[] = [];
  daybook.session.onChange(() => {
    throw new Error("of the listener");
  });
  daybook.session.onChange(({ cause }) => causes.push(cause));
  const uncaught = await thrownMeanwhile(() =>
    daybook.auth.login({ login: "ada", password: "correct horse" }),
  );
  expect(uncaught).toEqual(["of the listener"]);
  expect(causes).toEqual(["signed-in"]);
});

/** What nobody caught while something was done. */
async function thrownMeanwhile(act: () => Promise<unknown>): Promise<string[]> {
  const thrown: string[] = [];
  const runner = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", ({ message }) => thrown.push(message));
  try {
    await act();
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of runner) process.on("uncaughtException", listener);
  }
  return thrown;
}

test("[U3] a changed password comes with new tokens, which are kept", async () => {
  await using server = await startFakeServer(() => ({ data: newSession(2) }));
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1));
  const daybook = createDaybookClient({ url: server.url, tokens });
  await daybook.auth.changePassword({ currentPassword: "old words", newPassword: "new words" });
  expect(await tokens.get()).toMatchObject({ accessToken: "access-2" });
});

test("signing out clears the store after the server agreed, and listeners hear of each change", async () => {
  await using server = await startFakeServer(({ path }) => ({
    data: path === "auth.login" ? newSession(1) : {},
  }));
  const tokens = memoryTokenStore();
  const daybook = createDaybookClient({ url: server.url, tokens });
  const causes: string[] = [];
  const stop = daybook.session.onChange(({ cause }) => causes.push(cause));
  await daybook.auth.login({ login: "ada", password: "correct horse" });
  await daybook.auth.logout();
  stop();
  await daybook.auth.login({ login: "ada", password: "correct horse" });
  expect(causes).toEqual(["signed-in", "signed-out"]);
  expect(await tokens.get()).toMatchObject({ accessToken: "access-1" });
});

test("[U4] a personal token is sent with every call and is never refreshed", async () => {
  await using server = await startFakeServer(() => EXPIRED);
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1));
  const daybook = createDaybookClient({ url: server.url, tokens, personalToken: "pat" });
  await expect(daybook.auth.me()).rejects.toMatchObject({ reason: "TOKEN_EXPIRED" });
  expect(server.requests.map(({ token }) => token)).toEqual(["pat"]);
  expect(await tokens.get()).toMatchObject({ accessToken: "access-1" });
});

test("public procedures are sent without a token and do not wait for a refresh", async () => {
  await using server = await startFakeServer(() => ({ data: {} }));
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1, { accessTokenExpiresAt: inMs(-HOUR) }));
  await createDaybookClient({ url: server.url, tokens }).meta.limits();
  expect(server.requests.map(({ token }) => token)).toEqual([undefined]);
});

test("a call that needs a session has its token beside one that needs none, whichever came first", async () => {
  await using server = await startFakeServer((_call, { token }) => ({ data: { token } }));
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1));
  const daybook = createDaybookClient({ url: server.url, tokens });
  const me = daybook.auth.me();
  // Long enough for the first call to stand in the queue, and not for the queue to be sent.
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  const limits = daybook.meta.limits();
  expect(await Promise.all([me, limits])).toEqual([{ token: "access-1" }, { token: "access-1" }]);
  expect(server.requests).toHaveLength(1);
});

test("a web token store keeps the session as JSON under its key", async () => {
  const items = new Map<string, string>();
  const store = webTokenStore({
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  });
  expect(store.get()).toBeUndefined();
  await store.set(newSession(1));
  expect([...items.keys()]).toEqual(["daybook.session"]);
  expect(store.get()).toMatchObject({ accessToken: "access-1" });
  await store.clear();
  expect(items.size).toBe(0);
});

test("[U2] tabs that share a store refresh its session once, all at the same moment", async () => {
  await using server = await startFakeServer(admitting("access-2"));
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  await webTokenStore(storage).set(newSession(1));
  const tabs = Array.from({ length: 5 }, () =>
    createDaybookClient({ url: server.url, tokens: webTokenStore(storage) }),
  );
  const answers = await Promise.all(tabs.map((tab) => tab.auth.me()));
  expect(answers).toEqual(tabs.map(() => ({ token: "access-2" })));
  expect(server.timesCalled("auth.refresh")).toBe(1);
});

test("a tab that never ends its refresh keeps no other from its own", async () => {
  await using server = await startFakeServer(admitting("access-2"));
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  const tokens = webTokenStore(storage, "daybook.asleep");
  await tokens.set(newSession(1));
  const { promise: asleep, resolve: wake } = Promise.withResolvers<void>();
  const held = tokens.alone?.(() => asleep);
  const daybook = createDaybookClient({ url: server.url, tokens });
  expect(await daybook.auth.me()).toEqual({ token: "access-2" });
  wake();
  await held;
});

test("a store that holds something else than a session says where", async () => {
  const folder = await mkdtemp(join(tmpdir(), "daybook-session-"));
  const path = join(folder, "session.json");
  await writeFile(path, "{");
  await expect(fileTokenStore(path).get()).rejects.toThrow(`${path} holds something else`);
  await rm(folder, { recursive: true });
  const storage = { getItem: () => "[", setItem: () => {}, removeItem: () => {} };
  expect(() => webTokenStore(storage).get()).toThrow("daybook.session holds something else");
});

test.each(["", "localhost:3000", "/api", "https://", "ftp://127.0.0.1"])(
  "a client of %j is refused at once, with what is expected",
  (url) => {
    expect(() => createDaybookClient({ url })).toThrow(
      new TypeError(`url: expected an absolute http(s) URL, not "${url}"`),
    );
  },
);

test("a session in a file outlives its process, for its user's eyes alone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "daybook-session-"));
  const path = join(folder, "kept", "session.json");
  const tokens = fileTokenStore(path);
  expect(await tokens.get()).toBeUndefined();
  const later = newSession(2);
  await tokens.set(newSession(1));
  await tokens.set(later);
  expect(await fileTokenStore(path).get()).toEqual(later);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, "kept"))).toEqual(["session.json"]);
  await tokens.clear();
  expect(await tokens.get()).toBeUndefined();
  await rm(folder, { recursive: true });
});
