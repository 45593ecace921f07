import { setTimeout as delay } from "node:timers/promises";
import { newId } from "@daybook/db/ids";
import { updateUserRole } from "@daybook/db/queries/users.queries";
import { describe, expect, test } from "vitest";
import type { SessionView } from "../../src/auth/auth.schema.ts";
import {
  newUser,
  PASSWORD,
  reasonOf,
  refusalOf,
  startProcess,
  startWorld,
  type TestProcess,
} from "./_processes.ts";

async function newAdmin(process: TestProcess): Promise<SessionView> {
  const session = await newUser(process);
  await process.database.transaction((trx) => updateUserRole(trx, session.user.id, "admin"));
  return session;
}

describe("admin.users", () => {
  test("only administrators reach it, and only by a session or a token with the scope", async () => {
    await using world = await startWorld();
    const admin = await newAdmin(world);
    const user = await newUser(world);
    const refusal = await refusalOf(world.as(user.accessToken).admin.users.list({}));
    expect(refusal).toMatchObject({
      reason: "FORBIDDEN",
      details: { required: "admin", actual: "user" },
    });
    const calls = world.as(user.accessToken).admin.users;
    expect(await reasonOf(calls.disable({ userId: admin.user.id }))).toBe("FORBIDDEN");
    expect(await reasonOf(calls.enable({ userId: admin.user.id }))).toBe("FORBIDDEN");
    expect(await reasonOf(world.as().admin.users.list({}))).toBe("UNAUTHENTICATED");

    const { tokens } = world.as(admin.accessToken).auth;
    const reader = await tokens.create({ name: "reader", scopes: ["read", "write", "share"] });
    expect(await reasonOf(world.as(reader.token).admin.users.list({}))).toBe("INSUFFICIENT_SCOPE");
    const script = await tokens.create({ name: "script", scopes: ["admin"] });
    const { items } = await world.as(script.token).admin.users.list({});
    expect(items.map((item) => [item.username, item.role])).toEqual([
      [admin.user.username, "admin"],
      [user.user.username, "user"],
    ]);
    // A scope alone gives no right: the role counts as well.
    const ofUser = await world
      .as(user.accessToken)
      .auth.tokens.create({ name: "hopeful", scopes: ["admin"] });
    expect(await reasonOf(world.as(ofUser.token).admin.users.list({}))).toBe("FORBIDDEN");
  });

  test("the role is read from the database: who lost it acts no more with the same token", async () => {
    await using world = await startWorld();
    const admin = await newAdmin(world);
    await world.as(admin.accessToken).admin.users.list({});
    await world.database.transaction((trx) => updateUserRole(trx, admin.user.id, "user"));
    expect(await reasonOf(world.as(admin.accessToken).admin.users.list({}))).toBe("FORBIDDEN");
  });

  test("[U3] a disabled account's sessions and tokens end at once, and it cannot sign in", async () => {
    await using here = await startWorld();
    await using there = await startProcess(here.on);
    const admin = await newAdmin(here);
    const user = await newUser(here);
    const { token } = await here
      .as(user.accessToken)
      .auth.tokens.create({ name: "script", scopes: ["read"] });
    await there.as(user.accessToken).auth.me({});
    await there.as(token).auth.me({});
    const { users } = here.as(admin.accessToken).admin;
    const disabled = await users.disable({ userId: user.user.id });
    expect(disabled.disabledAt).not.toBeNull();
    for (const ended of [user.accessToken, token]) {
      expect(await reasonOf(here.as(ended).auth.me({}))).toBe("TOKEN_REVOKED");
    }
    await delay(250);
    for (const ended of [user.accessToken, token]) {
      expect(await reasonOf(there.as(ended).auth.me({}))).toBe("TOKEN_REVOKED");
    }
    const login = user.user.username;
    expect(await reasonOf(here.as().auth.refresh({ refreshToken: user.refreshToken }))).toBe(
      "TOKEN_REVOKED",
    );
    expect(await reasonOf(here.as().auth.login({ login, password: PASSWORD }))).toBe(
      "ACCOUNT_DISABLED",
    );
    // Whoever does not know the password does not learn that there is such an account.
    expect(await reasonOf(here.as().auth.login({ login, password: "wrong" }))).toBe(
      "INVALID_CREDENTIALS",
    );
    expect(await users.disable({ userId: user.user.id })).toEqual(disabled);

    expect((await users.enable({ userId: user.user.id })).disabledAt).toBeNull();
    const again = await here.as().auth.login({ login, password: PASSWORD });
    await here.as(again.accessToken).auth.me({});
    expect(await reasonOf(here.as(user.accessToken).auth.me({}))).toBe("TOKEN_REVOKED");
  });

  test("a sign-in that races with the disabling leaves no session open", async () => {
    await using here = await startWorld();
    await using there = await startProcess(here.on);
    const admin = await newAdmin(here);
    const { users } = here.as(admin.accessToken).admin;
    for (let round = 0; round < 5; round += 1) {
      const user = await newUser(here);
      const login = there.as().auth.login({ login: user.user.username, password: PASSWORD });
      const token = login.then(
        (session) => session.accessToken,
        () => "none",
      );
      await delay(20 * round);
      await users.disable({ userId: user.user.id });
      const ending = await reasonOf(here.as(await token).auth.me({}));
      expect(["TOKEN_REVOKED", "TOKEN_INVALID"]).toContain(ending);
    }
  });

  test("nobody disables the own account, or one that is not there", async () => {
    await using world = await startWorld();
    const admin = await newAdmin(world);
    const { users } = world.as(admin.accessToken).admin;
    expect(await reasonOf(users.disable({ userId: admin.user.id }))).toBe("FORBIDDEN");
    expect(await reasonOf(users.disable({ userId: newId() }))).toBe("USER_NOT_FOUND");
    expect(await reasonOf(users.enable({ userId: newId() }))).toBe("USER_NOT_FOUND");
  });

  test("[C3] accounts are paged, each is shown once, the oldest first", async () => {
    await using world = await startWorld();
    const admin = await newAdmin(world);
    for (let count = 0; count < 4; count += 1) {
      await newUser(world);
    }
    const { users } = world.as(admin.accessToken).admin;
    const first = await users.list({ limit: 2 });
    const second = await users.list({ limit: 2, cursor: first.nextCursor ?? "" });
    const third = await users.list({ limit: 2, cursor: second.nextCursor ?? "" });
    expect(third.nextCursor).toBeNull();
    const seen = [first, second, third].flatMap((page) => page.items.map((item) => item.id));
    expect(new Set(seen).size).toBe(5);
    expect(seen).toEqual(seen.toSorted());
    expect(await reasonOf(users.list({ cursor: "made up" }))).toBe("INVALID_CURSOR");
  });
});
