/** What answers say of the limits that a call was counted against, on both faces. */
import { LIMITS } from "@daybook/domain/limits";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../testing/server-process.ts";
import { type Answer, ask, dataOf, errorOf, get, PASSWORD, post, register } from "./_http.ts";

let server: ServerProcess;
beforeAll(async () => {
  // Each test is somebody else's address: failures are counted by it.
  server = await startServer({ env: { TRUST_PROXY: "1" } });
});
afterAll(() => server[Symbol.asyncDispose]());

let addresses = 0;
function fromElsewhere(): Record<string, string> {
  addresses += 1;
  return { "x-forwarded-for": `198.51.100.${addresses}` };
}

/** A list of strings with parameters, as RFC 9651 writes it. */
function listIn(field: string | null): Record<string, Record<string, number | string>> {
  const item = /^"([\w-]+)"((?:;[a-z]+=(?:\d+|"[\w-]+"))+)$/;
  const items = (field ?? expect.fail("the field is not there")).split(", ").map((text) => {
    const [, name = "", parameters = ""] = item.exec(text) ?? expect.fail(`${text} is no item`);
    const pairs = parameters.slice(1).split(";");
    return [name, Object.fromEntries(pairs.map((pair) => valueOf(pair.split("="))))] as const;
  });
  return Object.fromEntries(items);
}

function valueOf([key = "", text = ""]: string[]): [string, number | string] {
  return [key, text.startsWith('"') ? text.slice(1, -1) : Number(text)];
}

function told({ headers }: Pick<Answer, "headers">) {
  return {
    policies: listIn(headers.get("ratelimit-policy")),
    limits: listIn(headers.get("ratelimit")),
  };
}

const SIGN_IN_WINDOW = LIMITS.signInWindowMinutes * 60;

describe("[U5] sign-in", () => {
  const overTrpc = (input: object, headers: Record<string, string>) =>
    post(server, "auth.login", input, { headers });
  const overRest = (input: object, headers: Record<string, string>) =>
    ask(`${server.url}/api/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(input),
    });

  test.each([
    ["tRPC", overTrpc],
    ["REST", overRest],
  ])(
    "tells over %s how many failures are left, and with 429 when to come again",
    async (_, call) => {
      const headers = fromElsewhere();
      const wrong = { login: `u${randomUUID().slice(0, 12)}`, password: "not the password" };
      for (let failures = 1; failures <= LIMITS.signInFailures; failures += 1) {
        const refused = await call(wrong, headers);
        expect(refused.status).toBe(401);
        const { policies, limits } = told(refused);
        expect(policies).toEqual({
          "sign-in-failures": { q: LIMITS.signInFailures, w: SIGN_IN_WINDOW },
          "sign-in-failures-of-address": { q: LIMITS.signInFailuresPerAddress, w: SIGN_IN_WINDOW },
        });
        expect(limits).toMatchObject({
          "sign-in-failures": { r: LIMITS.signInFailures - failures },
          "sign-in-failures-of-address": { r: LIMITS.signInFailuresPerAddress - failures },
        });
      }
      const shut = await call(wrong, headers);
      expect(shut.status).toBe(429);
      const limit = told(shut).limits["sign-in-failures"];
      expect(limit).toMatchObject({ r: 0 });
      // Section 6 of the draft: no earlier than the end of the effective window.
      expect(shut.headers.get("retry-after")).toBe(String(limit?.["t"]));
      expect(limit?.["t"]).toBeLessThanOrEqual(SIGN_IN_WINDOW);
    },
  );

  test("a success gives back what its name had lost, and nothing of the address's", async () => {
    const { user } = await register(server);
    const headers = fromElsewhere();
    await overRest({ login: user.username, password: "not the password" }, headers);
    const { limits } = told(await overRest({ login: user.username, password: PASSWORD }, headers));
    expect(limits).toMatchObject({
      "sign-in-failures": { r: LIMITS.signInFailures },
      "sign-in-failures-of-address": { r: LIMITS.signInFailuresPerAddress - 1 },
    });
    expect(limits["sign-in-failures"]).not.toHaveProperty("t");
  });
});

describe("other limits", () => {
  test("[S9] unknown users: what is left before one was named, and after", async () => {
    const [{ accessToken: token }, bea] = [await register(server), await register(server)];
    const calendar = { name: "Team", timeZone: "UTC" };
    const { id } = dataOf<{ id: string }>(
      await post(server, "calendars.create", calendar, { token }),
    );
    const share = (username: string) => {
      const users = [{ username, role: "viewer" }];
      return post(
        server,
        "sharing.share",
        { resource: { type: "calendar", id }, users },
        { token },
      );
    };
    expect(told(await share(bea.user.username)).limits).toEqual({
      "unknown-users": { r: LIMITS.unknownUsers },
    });
    const unknown = await share("nobody-at-all");
    expect(errorOf(unknown).data.reason).toBe("USER_NOT_FOUND");
    expect(told(unknown).limits).toMatchObject({
      "unknown-users": { r: LIMITS.unknownUsers - 1 },
    });
  });

  test("[Q1] unknown people", async () => {
    const { accessToken: token } = await register(server);
    const window = { from: "2026-03-02T00:00:00Z", to: "2026-03-03T00:00:00Z" };
    const asked = { users: ["nobody-at-all"], ...window };
    const { policies, limits } = told(await get(server, "schedule.freeBusy", asked, { token }));
    expect(policies).toMatchObject({ "unknown-people": { q: LIMITS.unknownPeople } });
    expect(limits).toMatchObject({ "unknown-people": { r: LIMITS.unknownPeople - 1 } });
  });

  test("[F1] unknown feeds", async () => {
    const headers = fromElsewhere();
    const feed = await ask(`${server.url}/feeds/nothing.ics`, { headers });
    expect(feed.status).toBe(404);
    expect(told(feed).limits).toMatchObject({ "unknown-feeds": { r: LIMITS.unknownFeeds - 1 } });
  });

  test("[L3] live streams, which are counted at once and in no window", async () => {
    const { accessToken } = await register(server);
    const leaving = new AbortController();
    const stream = await fetch(`${server.url}/api/sync/stream`, {
      headers: { authorization: `Bearer ${accessToken}` },
      signal: leaving.signal,
    });
    leaving.abort();
    expect(told(stream)).toEqual({
      policies: {
        "streams-of-user": { q: LIMITS.streamsPerUser, qu: "concurrent-requests" },
        "streams-of-session": { q: LIMITS.streamsPerSession, qu: "concurrent-requests" },
      },
      limits: {
        "streams-of-user": { r: LIMITS.streamsPerUser - 1 },
        "streams-of-session": { r: LIMITS.streamsPerSession - 1 },
      },
    });
  });

  test("what is counted against nothing says nothing", async () => {
    const { headers } = await get(server, "meta.limits");
    expect([...headers.keys()].filter((name) => name.startsWith("ratelimit"))).toEqual([]);
  });
});

describe("[C3] CALLS_PER_MINUTE", () => {
  const CALLS = 5;

  test("limits each session by itself, counts the calls of a batch, and says when to go on", async () => {
    await using limited = await startServer({ env: { CALLS_PER_MINUTE: String(CALLS) } });
    const [ada, bea] = [await register(limited), await register(limited)];
    const headers = { authorization: `Bearer ${ada.accessToken}` };
    const left = (answer: Answer) => told(answer).limits["calls"]?.["r"];
    const me = (token: string) => get(limited, "auth.me", {}, { token });
    expect(left(await me(ada.accessToken))).toBe(CALLS - 1);
    const names = ["meta.limits", "auth.me", "auth.me"].join(",");
    const batch = await ask(`${limited.url}/trpc/${names}?batch=1&input=%7B%7D`, { headers });
    expect([batch.status, left(batch)]).toEqual([200, CALLS - 4]);
    const last = await ask(`${limited.url}/api/auth/me`, { headers });
    expect([last.status, left(last)]).toEqual([200, 0]);
    const refused = await ask(`${limited.url}/api/auth/me`, { headers });
    expect(refused.json).toMatchObject({ status: 429, reason: "RATE_LIMITED" });
    const { policies, limits } = told(refused);
    expect(policies).toEqual({ calls: { q: CALLS, w: 60 } });
    expect(limits["calls"]).toEqual({ r: 0, t: Number(refused.headers.get("retry-after")) });
    expect(errorOf(await me(ada.accessToken)).data).toMatchObject({
      httpStatus: 429,
      reason: "RATE_LIMITED",
    });
    expect(left(await me(bea.accessToken))).toBe(CALLS - 1);
  });
});
