import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { runMaintenance } from "../../src/auth/maintenance.ts";
import {
  newUser,
  PASSWORD,
  reasonOf,
  refusalOf,
  startProcess,
  startWorld,
  type TestWorld,
} from "./_processes.ts";

/** Lets time pass for the refresh tokens: the database's clock cannot be moved. */
async function age(world: TestWorld, ms: number): Promise<void> {
  await world.database.transaction(async (trx) => {
    await trx
      .updateTable("refresh_tokens")
      .set({
        created_at: sql<number>`created_at - ${ms}`,
        used_at: sql<number>`used_at - ${ms}`,
        expires_at: sql<number>`expires_at - ${ms}`,
      })
      .execute();
    await trx
      .updateTable("sessions")
      .set({
        created_at: sql<number>`created_at - ${ms}`,
        last_used_at: sql<number>`last_used_at - ${ms}`,
        expires_at: sql<number>`expires_at - ${ms}`,
      })
      .execute();
  });
}

const DAY_MS = 24 * 60 * 60_000;

describe("[U2] refresh tokens", () => {
  test("each is exchanged for a successor and a new access token of the same session", async () => {
    await using world = await startWorld();
    const first = await newUser(world);
    const second = await world.as().auth.refresh({ refreshToken: first.refreshToken });
    const third = await world.as().auth.refresh({ refreshToken: second.refreshToken });
    expect(new Set([first, second, third].map((session) => session.refreshToken)).size).toBe(3);
    expect(new Set([first, second, third].map((session) => session.accessToken)).size).toBe(3);
    expect(third.user).toEqual(first.user);
    const sessions = await world.as(third.accessToken).auth.sessions.list({});
    expect(sessions.items).toHaveLength(1);
    await world.as(first.accessToken).auth.me({});
  });

  test("a second use of an old one ends the whole session", async () => {
    await using world = await startWorld();
    const first = await newUser(world);
    const second = await world.as().auth.refresh({ refreshToken: first.refreshToken });
    await age(world, 10_001);
    const other = await world.as().auth.login({ login: first.user.username, password: PASSWORD });
    const reused = world.as().auth.refresh({ refreshToken: first.refreshToken });
    expect(await reasonOf(reused)).toBe("REFRESH_TOKEN_REUSED");
    const ofThief = world.as().auth.refresh({ refreshToken: second.refreshToken });
    expect(await reasonOf(ofThief)).toBe("TOKEN_REVOKED");
    expect(await reasonOf(world.as(first.accessToken).auth.me({}))).toBe("TOKEN_REVOKED");
    expect(await reasonOf(world.as(second.accessToken).auth.me({}))).toBe("TOKEN_REVOKED");
    await world.as(other.accessToken).auth.me({});
    const entry = await world.database.read
      .selectFrom("audit_log")
      .select(["outcome", "procedure"])
      .where("reason", "=", "REFRESH_TOKEN_REUSED")
      .executeTakeFirst();
    expect(entry).toEqual({ outcome: "denied", procedure: "auth.refresh" });
  });

  test("an old one whose successor was used ends the session within the ten seconds too", async () => {
    await using world = await startWorld();
    const first = await newUser(world);
    const second = await world.as().auth.refresh({ refreshToken: first.refreshToken });
    const third = await world.as().auth.refresh({ refreshToken: second.refreshToken });
    const reused = world.as().auth.refresh({ refreshToken: first.refreshToken });
    expect(await reasonOf(reused)).toBe("REFRESH_TOKEN_REUSED");
    expect(await reasonOf(world.as().auth.refresh({ refreshToken: third.refreshToken }))).toBe(
      "TOKEN_REVOKED",
    );
  });

  test("tabs that race within ten seconds get the same successor, from any process", async () => {
    await using world = await startWorld();
    await using other = await startProcess(world.on);
    const first = await newUser(world);
    const tabs = await Promise.all(
      Array.from({ length: 8 }, (_, tab) =>
        (tab % 2 === 0 ? world : other).as().auth.refresh({ refreshToken: first.refreshToken }),
      ),
    );
    const later = await other.as().auth.refresh({ refreshToken: first.refreshToken });
    expect(new Set([...tabs, later].map((session) => session.refreshToken)).size).toBe(1);
    for (const session of tabs) {
      await world.as(session.accessToken).auth.me({});
    }
    await world.as().auth.refresh({ refreshToken: later.refreshToken });
  });

  test("races over many rounds lose no session and leave one usable token", async () => {
    await using world = await startWorld();
    await using other = await startProcess(world.on);
    let { refreshToken } = await newUser(world);
    for (let round = 0; round < 15; round += 1) {
      const tabs = await Promise.all(
        [world, other, world].map((process) => process.as().auth.refresh({ refreshToken })),
      );
      expect(new Set(tabs.map((session) => session.refreshToken)).size).toBe(1);
      refreshToken = tabs[0]?.refreshToken ?? "";
    }
    const unused = await world.database.read
      .selectFrom("refresh_tokens")
      .select("hash")
      .where("used_at", "is", null)
      .execute();
    expect(unused).toHaveLength(1);
  });

  test("the sealed successor is erased when it was used, and by maintenance", async () => {
    await using world = await startWorld();
    const sealed = async () => {
      const rows = await world.database.read
        .selectFrom("refresh_tokens")
        .select("hash")
        .where("successor_sealed", "is not", null)
        .execute();
      return rows.length;
    };
    const first = await newUser(world);
    const second = await world.as().auth.refresh({ refreshToken: first.refreshToken });
    expect(await sealed()).toBe(1);
    await world.as().auth.refresh({ refreshToken: second.refreshToken });
    expect(await sealed()).toBe(1);
    await runMaintenance(world.database);
    expect(await sealed()).toBe(1);
    await age(world, 10_001);
    await runMaintenance(world.database);
    expect(await sealed()).toBe(0);
  });

  test("a refresh that races with the end of its session opens nothing", async () => {
    await using world = await startWorld();
    await using other = await startProcess(world.on);
    for (let round = 0; round < 10; round += 1) {
      const session = await newUser(world);
      const refreshing = other.as().auth.refresh({ refreshToken: session.refreshToken });
      const [refreshed] = await Promise.allSettled([
        refreshing,
        world.as(session.accessToken).auth.logout({}),
      ]);
      const opened =
        refreshed.status === "fulfilled"
          ? [
              reasonOf(world.as(refreshed.value.accessToken).auth.me({})),
              reasonOf(other.as().auth.refresh({ refreshToken: refreshed.value.refreshToken })),
            ]
          : [reasonOf(Promise.reject(refreshed.reason))];
      expect(new Set(await Promise.all(opened))).toEqual(new Set(["TOKEN_REVOKED"]));
    }
  });

  test.each([
    ["unknown", `dbr_${"a".repeat(43)}`, "TOKEN_INVALID"],
    ["cut short", "dbr_abc", "TOKEN_INVALID"],
    ["empty", "", "TOKEN_INVALID"],
    ["a personal token", `dbp_${"a".repeat(43)}`, "TOKEN_INVALID"],
  ])("%s: %s", async (_case, refreshToken, reason) => {
    await using world = await startWorld();
    const refusal = await refusalOf(world.as().auth.refresh({ refreshToken }));
    expect(refusal.reason).toBe(reason);
    expect(refusal.fieldErrors[0]?.path).toBe("refreshToken");
  });

  test("a session ends after 30 days without use, and a year after the sign-in in any case", async () => {
    await using world = await startWorld();
    let session = await newUser(world);
    for (let month = 0; month < 12; month += 1) {
      await age(world, 29 * DAY_MS);
      session = await world.as().auth.refresh({ refreshToken: session.refreshToken });
    }
    const lastsFor = Date.parse(session.refreshTokenExpiresAt) - Date.now();
    expect(lastsFor / DAY_MS).toBeCloseTo(365 - 12 * 29, 1);
    await age(world, lastsFor + 1_000);
    const late = world.as().auth.refresh({ refreshToken: session.refreshToken });
    expect(await reasonOf(late)).toBe("TOKEN_EXPIRED");

    const idle = await newUser(world);
    await age(world, 30 * DAY_MS);
    expect(await reasonOf(world.as().auth.refresh({ refreshToken: idle.refreshToken }))).toBe(
      "TOKEN_EXPIRED",
    );
  });
});

describe("[U3] ending sessions", () => {
  test("logout ends its session and no other", async () => {
    await using world = await startWorld();
    const first = await newUser(world);
    const second = await world.as().auth.login({ login: first.user.username, password: PASSWORD });
    expect(await world.as(first.accessToken).auth.logout({})).toEqual({ endedSessions: 1 });
    expect(await reasonOf(world.as(first.accessToken).auth.me({}))).toBe("TOKEN_REVOKED");
    expect(await reasonOf(world.as().auth.refresh({ refreshToken: first.refreshToken }))).toBe(
      "TOKEN_REVOKED",
    );
    await world.as(second.accessToken).auth.me({});
  });

  test("logoutAll ends every session of the caller, and nobody else's", async () => {
    await using world = await startWorld();
    const first = await newUser(world);
    const second = await world.as().auth.login({ login: first.user.username, password: PASSWORD });
    const stranger = await newUser(world);
    expect(await world.as(second.accessToken).auth.logoutAll({})).toEqual({ endedSessions: 2 });
    for (const session of [first, second]) {
      expect(await reasonOf(world.as(session.accessToken).auth.me({}))).toBe("TOKEN_REVOKED");
    }
    await world.as(stranger.accessToken).auth.me({});
  });

  test("one session ends another; a stranger's is as if it did not exist", async () => {
    await using world = await startWorld();
    const first = await newUser(world);
    const second = await world.as().auth.login({ login: first.user.username, password: PASSWORD });
    const stranger = await newUser(world);
    const { items } = await world.as(second.accessToken).auth.sessions.list({});
    expect(items.map((item) => item.current)).toEqual([true, false]);
    const id = items[1]?.id ?? "";
    const byStranger = world.as(stranger.accessToken).auth.sessions.revoke({ id });
    expect(await reasonOf(byStranger)).toBe("NOT_FOUND");
    await world.as(first.accessToken).auth.me({});
    expect(await world.as(second.accessToken).auth.sessions.revoke({ id })).toEqual({
      revoked: true,
    });
    expect(await world.as(second.accessToken).auth.sessions.revoke({ id })).toEqual({
      revoked: false,
    });
    expect(await reasonOf(world.as(first.accessToken).auth.me({}))).toBe("TOKEN_REVOKED");
    const left = await world.as(second.accessToken).auth.sessions.list({});
    expect(left.items).toHaveLength(1);
  });

  test("a changed password ends all sessions and personal tokens, and answers a new session", async () => {
    await using world = await startWorld();
    const first = await newUser(world, { username: "ada", email: "ada@example.com" });
    const second = await world.as().auth.login({ login: "ada", password: PASSWORD });
    const { token } = await world
      .as(second.accessToken)
      .auth.tokens.create({ name: "script", scopes: ["read"] });
    await world.as(token).auth.me({});
    const changed = await world
      .as(first.accessToken)
      .auth.changePassword({ currentPassword: PASSWORD, newPassword: "another walrus at 9:16" });
    for (const ended of [first.accessToken, second.accessToken, token]) {
      expect(await reasonOf(world.as(ended).auth.me({}))).toBe("TOKEN_REVOKED");
    }
    for (const { refreshToken } of [first, second]) {
      expect(await reasonOf(world.as().auth.refresh({ refreshToken }))).toBe("TOKEN_REVOKED");
    }
    await world.as(changed.accessToken).auth.me({});
    expect(await reasonOf(world.as().auth.login({ login: "ada", password: PASSWORD }))).toBe(
      "INVALID_CREDENTIALS",
    );
    await world.as().auth.login({ login: "ada", password: "another walrus at 9:16" });
  });

  test.each([
    ["wrong current password", { currentPassword: "wrong" }, "WRONG_PASSWORD", "currentPassword"],
    ["common new one", { newPassword: "iloveyou" }, "PASSWORD_TOO_COMMON", "newPassword"],
    ["short new one", { newPassword: "short" }, "INVALID_INPUT", "newPassword"],
  ])("changing the password with a %s changes nothing", async (_case, change, reason, field) => {
    await using world = await startWorld();
    const { accessToken } = await newUser(world, { username: "ada" });
    const input = { currentPassword: PASSWORD, newPassword: "another walrus at 9:16", ...change };
    const refusal = await refusalOf(world.as(accessToken).auth.changePassword(input));
    expect(refusal.reason).toBe(reason);
    expect(refusal.fieldErrors[0]?.path).toBe(field);
    await world.as(accessToken).auth.me({});
    await world.as().auth.login({ login: "ada", password: PASSWORD });
  });

  test("guessing the current password with a stolen session is limited too", async () => {
    await using world = await startWorld();
    const { accessToken } = await newUser(world);
    const guess = () =>
      reasonOf(
        world
          .as(accessToken)
          .auth.changePassword({ currentPassword: "guess", newPassword: "another walrus at 9:16" }),
      );
    for (let failure = 0; failure < 10; failure += 1) {
      expect(await guess()).toBe("WRONG_PASSWORD");
    }
    expect(await guess()).toBe("RATE_LIMITED");
  });

  test("beyond the published number of sessions the one unused for longest ends", async () => {
    const { PasswordHasher } = await import("../../src/auth/password-hasher.ts");
    // Cheap hashes: the number of sessions is what is tested.
    const passwords = new PasswordHasher({ deriveKey: async () => Buffer.alloc(32) });
    await using world = await startWorld({ passwords });
    const first = await newUser(world);
    const login = first.user.username;
    const second = await world.as().auth.login({ login, password: PASSWORD });
    for (let count = 2; count < 200; count += 1) {
      await world.as().auth.login({ login, password: PASSWORD });
    }
    await world.as(first.accessToken).auth.me({});
    await world.as().auth.login({ login, password: PASSWORD });
    expect(await reasonOf(world.as(first.accessToken).auth.me({}))).toBe("TOKEN_REVOKED");
    await world.as(second.accessToken).auth.me({});
  });

  test("[C3] sessions are paged, each is shown once", async () => {
    await using world = await startWorld();
    const { user, accessToken } = await newUser(world);
    for (let count = 0; count < 4; count += 1) {
      await world.as().auth.login({ login: user.username, password: PASSWORD });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await world
        .as(accessToken)
        .auth.sessions.list(cursor === undefined ? { limit: 2 } : { limit: 2, cursor });
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
    expect(await reasonOf(world.as(accessToken).auth.sessions.list({ cursor: "made up" }))).toBe(
      "INVALID_CURSOR",
    );
  });
});
