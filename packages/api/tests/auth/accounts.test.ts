import { toStoredId } from "@daybook/db/codec";
import { describe, expect, test } from "vitest";
import { PasswordHasher } from "../../src/auth/password-hasher.ts";
import { newUser, PASSWORD, reasonOf, refusalOf, startProcess, startWorld } from "./_processes.ts";

describe("[U1] signing up", () => {
  test("an account comes with a default calendar, and both have a log", async () => {
    await using world = await startWorld();
    const session = await world.as().auth.register({
      username: "Ada.Lovelace",
      email: "Ada@Example.com",
      password: PASSWORD,
      timeZone: "Europe/London",
    });
    expect(session.user).toEqual({
      id: expect.any(String),
      username: "Ada.Lovelace",
      email: "Ada@Example.com",
      role: "user",
    });
    expect(session.accessTokenExpiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(session.refreshToken).toMatch(/^dbr_/);
    const me = await world.as(session.accessToken).auth.me({});
    expect(me).toMatchObject({ id: session.user.id, credential: { type: "session" } });

    const { read } = world.database;
    const calendar = await read
      .selectFrom("calendars")
      .select(["owner_id", "time_zone", "id"])
      .executeTakeFirstOrThrow();
    expect(calendar.time_zone).toBe("Europe/London");
    expect(Buffer.from(calendar.owner_id)).toEqual(toStoredId(session.user.id));
    expect(Buffer.from(calendar.id)).toEqual(toStoredId(me.defaultCalendarId ?? ""));
    const scopes = await read.selectFrom("scopes").select(["kind"]).orderBy("kind").execute();
    expect(scopes.map((scope) => scope.kind)).toEqual(["calendar", "shelf"]);
  });

  test("the database holds neither the password nor any token", async () => {
    await using world = await startWorld();
    const session = await newUser(world);
    const token = await world
      .as(session.accessToken)
      .auth.tokens.create({ name: "script", scopes: ["read"] });
    const { read } = world.database;
    const tables = ["users", "sessions", "refresh_tokens", "access_tokens", "audit_log"] as const;
    for (const table of tables) {
      const rows = await read.selectFrom(table).selectAll().execute();
      expect(rows.length).toBeGreaterThan(0);
      const stored = rows
        .flatMap((row) => Object.values(row))
        .map((value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
        )
        .join("\n");
      for (const secret of [PASSWORD, session.accessToken, session.refreshToken, token.token]) {
        expect(stored).not.toContain(secret);
      }
    }
  });

  test.each([
    ["taken username", { username: "ADA" }, "USERNAME_TAKEN", "username"],
    ["taken address", { email: "ADA@example.COM" }, "EMAIL_TAKEN", "email"],
    ["an @ in the username", { username: "a@example.com" }, "INVALID_INPUT", "username"],
    ["username too short", { username: "ab" }, "INVALID_INPUT", "username"],
    ["username too long", { username: "a".repeat(33) }, "INVALID_INPUT", "username"],
    ["a space in the username", { username: "ada lovelace" }, "INVALID_INPUT", "username"],
    ["no address", { email: "ada" }, "INVALID_INPUT", "email"],
    ["password too short", { password: "abcdefg" }, "INVALID_INPUT", "password"],
    ["password too long", { password: "a".repeat(129) }, "INVALID_INPUT", "password"],
    ["common password", { password: "Password1" }, "PASSWORD_TOO_COMMON", "password"],
    [
      "the address as password",
      { password: "grace@example.com" },
      "PASSWORD_TOO_COMMON",
      "password",
    ],
    ["unknown zone", { timeZone: "Europe/Lundon" }, "UNKNOWN_TIME_ZONE", "timeZone"],
    ["unknown key", { admin: true }, "UNKNOWN_KEY", "admin"],
  ])("%s: refused, the field named, nothing written", async (_case, change, reason, field) => {
    await using world = await startWorld();
    await newUser(world, { username: "ada", email: "ada@example.com" });
    const before = await rowCounts(world.database);
    const refusal = await refusalOf(
      world.as().auth.register({
        username: "grace",
        email: "grace@example.com",
        password: PASSWORD,
        ...change,
      }),
    );
    expect(refusal.reason).toBe(reason);
    expect(refusal.fieldErrors.map((error) => error.path)).toContain(field);
    expect(await rowCounts(world.database)).toEqual(before);
  });

  test("of many who register one name at the same time one gets it", async () => {
    await using world = await startWorld();
    await using other = await startProcess(world.on);
    const attempts = Array.from({ length: 8 }, (_, index) =>
      (index % 2 === 0 ? world : other).as().auth.register({
        username: index % 3 === 0 ? "ada" : "Ada",
        email: `ada${index}@example.com`,
        password: PASSWORD,
      }),
    );
    const outcomes = await Promise.all(
      attempts.map((attempt) =>
        attempt.then(
          () => "signed up",
          () => reasonOf(attempt),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "signed up")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "USERNAME_TAKEN")).toHaveLength(7);
  });
});

describe("[U1] signing in", () => {
  test.each(["ada", "ADA", "ada@example.com", "Ada@Example.COM"])("as %s", async (login) => {
    await using world = await startWorld();
    const registered = await newUser(world, { username: "Ada", email: "ada@example.com" });
    const session = await world.as().auth.login({ login, password: PASSWORD });
    expect(session.user).toEqual(registered.user);
    expect(session.refreshToken).not.toBe(registered.refreshToken);
    await world.as(session.accessToken).auth.me({});
  });

  test("an unknown name costs the same hash work and gives the same answer as a wrong password", async () => {
    const work: number[] = [];
    const { argon2Sync } = await import("node:crypto");
    const passwords = new PasswordHasher({
      deriveKey: async (_algorithm, parameters) => {
        work.push(parameters.memory * parameters.passes);
        return argon2Sync("argon2id", parameters);
      },
    });
    await using world = await startWorld({ passwords });
    await newUser(world, { username: "ada", email: "ada@example.com" });
    const refusals = [];
    const costs = [];
    for (const login of ["ada", "ada@example.com", "nobody", "nobody@example.com", ""]) {
      work.length = 0;
      refusals.push(await refusalOf(world.as().auth.login({ login, password: "wrong password" })));
      costs.push([...work]);
    }
    expect(new Set(costs.map((cost) => cost.join()))).toEqual(new Set([`${19_456 * 2}`]));
    for (const refusal of refusals) {
      expect(refusal).toEqual(refusals[0]);
    }
    expect(refusals[0]?.reason).toBe("INVALID_CREDENTIALS");
  });

  test("[A1] sign-ins and refused sign-ins are in the trail, without names", async () => {
    await using world = await startWorld();
    const { user } = await newUser(world, { username: "ada", email: "ada@example.com" });
    await world.as().auth.login({ login: "ada", password: PASSWORD });
    await reasonOf(world.as().auth.login({ login: "ada", password: "wrong password" }));
    await reasonOf(world.as().auth.login({ login: "nobody", password: "wrong password" }));
    await world.auth.afterAnswer.settle();
    const entries = await world.database.read
      .selectFrom("audit_log")
      .select(["procedure", "outcome", "reason", "actor_id", "resource_type"])
      .orderBy("id")
      .execute();
    const ada = toStoredId(user.id);
    expect(
      entries.map(({ actor_id: actor, ...entry }) => ({
        ...entry,
        actor: actor === null ? null : Buffer.from(actor).equals(ada) ? "ada" : "other",
      })),
    ).toEqual([
      {
        procedure: "auth.register",
        outcome: "allowed",
        reason: null,
        actor: "ada",
        resource_type: "user",
      },
      {
        procedure: "auth.login",
        outcome: "allowed",
        reason: null,
        actor: "ada",
        resource_type: "session",
      },
      {
        procedure: "auth.login",
        outcome: "denied",
        reason: "INVALID_CREDENTIALS",
        actor: "ada",
        resource_type: "user",
      },
      {
        procedure: "auth.login",
        outcome: "denied",
        reason: "INVALID_CREDENTIALS",
        actor: null,
        resource_type: null,
      },
    ]);
  });
});

describe("[U5] failed sign-ins are limited", () => {
  test("per name and address; the right password from elsewhere still works", async () => {
    await using world = await startWorld();
    await newUser(world, { username: "ada", email: "ada@example.com" });
    const fromThere = world.as(undefined, { address: "198.51.100.1" });
    for (let failure = 0; failure < 10; failure += 1) {
      expect(await reasonOf(fromThere.auth.login({ login: "ada", password: "wrong" }))).toBe(
        "INVALID_CREDENTIALS",
      );
    }
    const refusal = await refusalOf(fromThere.auth.login({ login: "ada", password: PASSWORD }));
    expect(refusal.reason).toBe("RATE_LIMITED");
    const wait = refusal.details["retryAfterSeconds"];
    expect(wait).toBeGreaterThan(14 * 60);
    expect(wait).toBeLessThanOrEqual(15 * 60);
    await world
      .as(undefined, { address: "198.51.100.2" })
      .auth.login({ login: "ada", password: PASSWORD });
    expect(await reasonOf(fromThere.auth.login({ login: "grace", password: "wrong" }))).toBe(
      "INVALID_CREDENTIALS",
    );
  });

  test("a name that does not exist is limited like one that does", async () => {
    await using world = await startWorld();
    const reasons = [];
    for (let failure = 0; failure < 11; failure += 1) {
      reasons.push(await reasonOf(world.as().auth.login({ login: "nobody", password: "wrong" })));
    }
    expect(reasons).toEqual([...Array(10).fill("INVALID_CREDENTIALS"), "RATE_LIMITED"]);
  });

  test("a success forgets the failures of that name from that address", async () => {
    await using world = await startWorld();
    await newUser(world, { username: "ada", email: "ada@example.com" });
    for (let round = 0; round < 2; round += 1) {
      for (let failure = 0; failure < 9; failure += 1) {
        await reasonOf(world.as().auth.login({ login: "ada", password: "wrong" }));
      }
      const session = await world.as().auth.login({ login: "ada", password: PASSWORD });
      expect(session.user.username).toBe("ada");
    }
  });

  test("per address, whatever the names, and over the whole /64 of IPv6", async () => {
    // The work of 100 hashes is not what is tested here.
    const passwords = new PasswordHasher({ deriveKey: async () => Buffer.alloc(32) });
    await using world = await startWorld({ passwords });
    const from = (host: number) => world.as(undefined, { address: `2001:db8::${host}` }).auth;
    for (let failure = 0; failure < 100; failure += 1) {
      const login = `nobody${failure}`;
      expect(await reasonOf(from(failure).login({ login, password: "wrong" }))).toBe(
        "INVALID_CREDENTIALS",
      );
    }
    expect(await reasonOf(from(5_000).login({ login: "somebody", password: "wrong" }))).toBe(
      "RATE_LIMITED",
    );
    const elsewhere = world.as(undefined, { address: "2001:db8:0:1::1" }).auth;
    expect(await reasonOf(elsewhere.login({ login: "somebody", password: "wrong" }))).toBe(
      "INVALID_CREDENTIALS",
    );
  });

  test("many guesses at once get no more tries than one after the other, but for the places", async () => {
    let hashes = 0;
    const passwords = new PasswordHasher({
      maxConcurrent: 2,
      maxQueued: 100,
      deriveKey: async () => {
        hashes += 1;
        return Buffer.alloc(32);
      },
    });
    await using world = await startWorld({ passwords });
    const guesses = Array.from({ length: 60 }, (_, index) =>
      reasonOf(world.as().auth.login({ login: "nobody", password: `guess ${index}` })),
    );
    const reasons = await Promise.all(guesses);
    expect(hashes).toBeGreaterThanOrEqual(10);
    expect(hashes).toBeLessThanOrEqual(11);
    expect(reasons.filter((reason) => reason === "RATE_LIMITED")).toHaveLength(60 - hashes);
  });

  test("a full queue of hashes answers BUSY, and reads go on", async () => {
    const passwords = new PasswordHasher({ maxConcurrent: 1, maxQueued: 1 });
    await using world = await startWorld({ passwords });
    const { accessToken } = await newUser(world, { username: "ada" });
    const attempts = Promise.allSettled(
      ["a", "b", "c", "d"].map((address) =>
        world.as(undefined, { address }).auth.login({ login: "ada", password: PASSWORD }),
      ),
    );
    await world.as(accessToken).auth.me({});
    const outcomes = await attempts;
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused).toHaveLength(2);
    const reasons = refused.map(({ reason }) => reasonOf(Promise.reject(reason)));
    expect(await Promise.all(reasons)).toEqual(["BUSY", "BUSY"]);
  });
});

type World = Awaited<ReturnType<typeof startWorld>>;

/** How many rows each table has, but for the audit trail and the limits. */
async function rowCounts(database: World["database"]): Promise<Record<string, number>> {
  const tables = [
    "users",
    "sessions",
    "refresh_tokens",
    "access_tokens",
    "calendars",
    "scopes",
    "log",
  ] as const;
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const rows = await database.read
      .selectFrom(table)
      .select(database.engine.now.as("now"))
      .execute();
    counts[table] = rows.length;
  }
  return counts;
}
