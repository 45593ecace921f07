import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { newUser, reasonOf, refusalOf, startProcess, startWorld } from "./_processes.ts";

const DAY_MS = 24 * 60 * 60_000;

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}

describe("[U4] personal tokens", () => {
  test("are shown once, and listed without the token", async () => {
    await using world = await startWorld();
    const { user, accessToken } = await newUser(world);
    const owner = world.as(accessToken);
    const made = await owner.auth.tokens.create({
      name: "nightly export",
      scopes: ["write", "read"],
    });
    expect(made.token).toMatch(/^dbp_[A-Za-z0-9_-]{43}$/);
    expect(made.scopes).toEqual(["read", "write"]);
    expect(Date.parse(made.expiresAt) / DAY_MS).toBeCloseTo(Date.now() / DAY_MS + 90, 2);
    const { token: _token, ...listed } = made;
    expect(await owner.auth.tokens.list({})).toEqual({ items: [listed], nextCursor: null });
    const me = await world.as(made.token).auth.me({});
    expect(me).toMatchObject({
      id: user.id,
      credential: { type: "token", id: made.id, scopes: ["read", "write"] },
    });
  });

  test("reach nothing of auth but me, and me only with the scope to read", async () => {
    await using world = await startWorld();
    const { accessToken } = await newUser(world);
    const scopes = ["read", "write", "share", "admin"] as const;
    const all = await world
      .as(accessToken)
      .auth.tokens.create({ name: "all", scopes: [...scopes] });
    const { auth } = world.as(all.token);
    const reasons = await Promise.all([
      reasonOf(auth.logout({})),
      reasonOf(auth.logoutAll({})),
      reasonOf(auth.changePassword({ currentPassword: "any", newPassword: "another walrus" })),
      reasonOf(auth.sessions.list({})),
      reasonOf(auth.sessions.revoke({ id: all.id })),
      reasonOf(auth.tokens.create({ name: "more", scopes: ["read"] })),
      reasonOf(auth.tokens.list({})),
      reasonOf(auth.tokens.revoke({ id: all.id })),
    ]);
    expect(new Set(reasons)).toEqual(new Set(["SESSION_REQUIRED"]));
    const writer = await world
      .as(accessToken)
      .auth.tokens.create({ name: "writer", scopes: ["write"] });
    const refusal = await refusalOf(world.as(writer.token).auth.me({}));
    expect(refusal).toMatchObject({ reason: "INSUFFICIENT_SCOPE", details: { required: "read" } });
  });

  test.each([
    ["an expiry in the past", { expiresAt: inDays(-1) }, "EXPIRY_IN_PAST", "expiresAt"],
    ["more than a year", { expiresAt: inDays(366) }, "LIMIT_EXCEEDED", "expiresAt"],
    ["no scope", { scopes: [] }, "INVALID_INPUT", "scopes"],
    ["an unknown scope", { scopes: ["everything"] }, "INVALID_INPUT", "scopes.0"],
    ["no name", { name: " " }, "INVALID_INPUT", "name"],
  ])("with %s: refused", async (_case, change, reason, field) => {
    await using world = await startWorld();
    const { accessToken } = await newUser(world);
    const input = { name: "script", scopes: ["read"], ...change };
    const refusal = await refusalOf(
      // Some inputs are wrong on purpose.
      world.as(accessToken).auth.tokens.create(input as never),
    );
    expect(refusal.reason).toBe(reason);
    expect(refusal.fieldErrors[0]?.path).toBe(field);
    expect(await world.as(accessToken).auth.tokens.list({})).toMatchObject({ items: [] });
  });

  test("no more than the published number of live ones", async () => {
    await using world = await startWorld();
    const { accessToken } = await newUser(world);
    const { tokens } = world.as(accessToken).auth;
    let last = "";
    for (let count = 0; count < 100; count += 1) {
      last = (await tokens.create({ name: `script ${count}`, scopes: ["read"] })).id;
    }
    expect(await reasonOf(tokens.create({ name: "one more", scopes: ["read"] }))).toBe(
      "LIMIT_EXCEEDED",
    );
    await tokens.revoke({ id: last });
    await tokens.create({ name: "one more", scopes: ["read"] });
  });

  test("[U3] a revoked one ends here at once, elsewhere within 250 ms", async () => {
    await using here = await startWorld();
    await using there = await startProcess(here.on);
    const { accessToken } = await newUser(here);
    const { id, token } = await here
      .as(accessToken)
      .auth.tokens.create({ name: "script", scopes: ["read"] });
    await there.as(token).auth.me({});
    await here.as(token).auth.me({});
    expect(await here.as(accessToken).auth.tokens.revoke({ id })).toEqual({ revoked: true });
    expect(await reasonOf(here.as(token).auth.me({}))).toBe("TOKEN_REVOKED");
    await delay(250);
    expect(await reasonOf(there.as(token).auth.me({}))).toBe("TOKEN_REVOKED");
    expect(await here.as(accessToken).auth.tokens.revoke({ id })).toEqual({ revoked: false });
    expect(await here.as(accessToken).auth.tokens.list({})).toMatchObject({ items: [] });
    await using later = await startProcess(here.on);
    expect(await reasonOf(later.as(token).auth.me({}))).toBe("TOKEN_REVOKED");
  });

  test("somebody else's token is as if it did not exist", async () => {
    await using world = await startWorld();
    const ada = await newUser(world);
    const eve = await newUser(world);
    const { id, token } = await world
      .as(ada.accessToken)
      .auth.tokens.create({ name: "script", scopes: ["read"] });
    expect(await reasonOf(world.as(eve.accessToken).auth.tokens.revoke({ id }))).toBe("NOT_FOUND");
    await world.as(token).auth.me({});
  });

  test("one that was verified before is not accepted past its expiry", async () => {
    let ahead = 0;
    await using world = await startWorld({ now: () => Date.now() + ahead });
    const { accessToken } = await newUser(world);
    const { token } = await world
      .as(accessToken)
      .auth.tokens.create({ name: "script", scopes: ["read"], expiresAt: inDays(1) });
    await world.as(token).auth.me({});
    ahead = DAY_MS + 1_000;
    expect(await reasonOf(world.as(token).auth.me({}))).toBe("TOKEN_EXPIRED");
  });

  test("the last use is noted after the answer, once a minute at most", async () => {
    let ahead = 0;
    await using world = await startWorld({ now: () => Date.now() + ahead });
    const { accessToken } = await newUser(world);
    const { id, token } = await world
      .as(accessToken)
      .auth.tokens.create({ name: "script", scopes: ["read"] });
    const lastUsed = async () => {
      await world.auth.afterAnswer.settle();
      const { items } = await world.as(accessToken).auth.tokens.list({});
      return items.find((item) => item.id === id)?.lastUsedAt;
    };
    expect(await lastUsed()).toBeNull();
    await world.as(token).auth.me({});
    const first = await lastUsed();
    expect(first).not.toBeNull();
    await delay(5);
    ahead = 59_000;
    await world.as(token).auth.me({});
    expect(await lastUsed()).toBe(first);
    // Another process that noted nothing yet does not write within the minute either.
    await using other = await startProcess(world.on);
    await other.as(token).auth.me({});
    await other.auth.afterAnswer.settle();
    expect(await lastUsed()).toBe(first);
  });
});
