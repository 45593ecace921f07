import { newId } from "@daybook/db/ids";
import { exportJWK, generateKeyPair, importJWK, SignJWT } from "jose";
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { newPrivateJwk, type PrivateJwk } from "../../src/auth/signing-keys.ts";
import { newUser, reasonOf, startProcess, startWorld, type TestWorld } from "./_processes.ts";

interface Forgery {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly signedWith?: PrivateJwk;
}

/** A token as the server would issue it, but for what the forgery says. */
async function forge(like: string, key: PrivateJwk, forgery: Forgery = {}): Promise<string> {
  const [header, claims] = like.split(".").slice(0, 2).map(decode);
  const privateKey = await importJWK({ ...(forgery.signedWith ?? key) }, "EdDSA");
  return new SignJWT(without({ ...claims, ...forgery.claims }))
    .setProtectedHeader({ alg: "EdDSA", ...without({ ...header, ...forgery.header }) })
    .sign(privateKey);
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function without(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

async function worldWithToken(): Promise<{ world: TestWorld; key: PrivateJwk; token: string }> {
  const key = await newPrivateJwk();
  const world = await startWorld({ privateJwk: key });
  const { accessToken } = await newUser(world);
  return { world, key, token: accessToken };
}

describe("[U2] access tokens", () => {
  test("are JWTs of the right type, for 15 minutes, and say who, which session and which token", async () => {
    const { world, token } = await worldWithToken();
    await using _ = world;
    const [header, claims] = token.split(".").slice(0, 2).map(decode);
    expect(header).toEqual({ alg: "EdDSA", typ: "at+jwt", kid: expect.any(String) });
    expect(Object.keys(claims ?? {}).toSorted()).toEqual(
      ["aud", "exp", "iat", "iss", "jti", "sid", "sub"].toSorted(),
    );
    expect(Number(claims?.["exp"]) - Number(claims?.["iat"])).toBe(15 * 60);
    expect(world.auth.jwks().keys).toEqual([
      {
        kty: "OKP",
        crv: "Ed25519",
        x: expect.any(String),
        kid: header?.["kid"],
        alg: "EdDSA",
        use: "sig",
      },
    ]);
  });

  test("what the server would issue is accepted, so that the forgeries below fail for their own reason", async () => {
    const { world, key, token } = await worldWithToken();
    await using _ = world;
    const forged = await forge(token, key, { claims: { jti: newId() } });
    expect(await world.auth.authenticate(`Bearer ${forged}`)).toMatchObject({ kind: "session" });
  });

  const now = Math.floor(Date.now() / 1_000);
  test.each<[string, Forgery, string]>([
    ["another issuer", { claims: { iss: "elsewhere" } }, "TOKEN_INVALID"],
    ["another audience", { claims: { aud: "elsewhere" } }, "TOKEN_INVALID"],
    ["no audience", { claims: { aud: undefined } }, "TOKEN_INVALID"],
    ["no expiry", { claims: { exp: undefined } }, "TOKEN_INVALID"],
    ["no session", { claims: { sid: undefined } }, "TOKEN_INVALID"],
    ["no subject", { claims: { sub: undefined } }, "TOKEN_INVALID"],
    ["no token id", { claims: { jti: undefined } }, "TOKEN_INVALID"],
    ["a subject that is no id", { claims: { sub: "ada" } }, "TOKEN_INVALID"],
    ["a session that is no text", { claims: { sid: 7 } }, "TOKEN_INVALID"],
    ["another type", { header: { typ: "JWT" } }, "TOKEN_INVALID"],
    ["no type", { header: { typ: undefined } }, "TOKEN_INVALID"],
    ["no key id", { header: { kid: undefined } }, "TOKEN_INVALID"],
    ["an unknown key id", { header: { kid: "unknown" } }, "TOKEN_INVALID"],
    ["not yet valid", { claims: { nbf: now + 600 } }, "TOKEN_INVALID"],
    ["expired", { claims: { exp: now - 1 } }, "TOKEN_EXPIRED"],
  ])("with %s: refused", async (_case, forgery, reason) => {
    const { world, key, token } = await worldWithToken();
    await using _ = world;
    const forged = await forge(token, key, forgery);
    expect(await reasonOf(world.as(forged).auth.me({}))).toBe(reason);
  });

  test("signed with another key under the right key id: refused", async () => {
    const { world, key, token } = await worldWithToken();
    await using _ = world;
    const forged = await forge(token, key, { signedWith: await newPrivateJwk() });
    expect(await reasonOf(world.as(forged).auth.me({}))).toBe("TOKEN_INVALID");
  });

  test("another algorithm, or none at all: refused", async () => {
    const { world, token } = await worldWithToken();
    await using _ = world;
    const [header, claims, signature] = token.split(".");
    const none = `${encode({ ...decode(header ?? ""), alg: "none" })}.${claims}.`;
    const symmetric = `${encode({ ...decode(header ?? ""), alg: "HS256" })}.${claims}`;
    const x = world.auth.jwks().keys[0]?.x ?? "";
    const mac = createHmac("sha256", Buffer.from(x, "base64url"))
      .update(symmetric)
      .digest("base64url");
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const elliptic = await new SignJWT(decode(claims ?? ""))
      .setProtectedHeader({ ...decode(header ?? ""), alg: "ES256" })
      .sign(await importJWK(await exportJWK(privateKey), "ES256"));
    for (const forged of [none, none + signature, `${symmetric}.${mac}`, elliptic]) {
      expect(await reasonOf(world.as(forged).auth.me({}))).toBe("TOKEN_INVALID");
    }
  });

  test("cut short anywhere, or with any character changed: refused, before and after it was verified", async () => {
    const { world, token } = await worldWithToken();
    await using _ = world;
    const damaged = [];
    for (let at = 0; at < token.length; at += 7) {
      damaged.push(token.slice(0, at));
      damaged.push(token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1));
    }
    for (let round = 0; round < 2; round += 1) {
      const reasons = damaged.map((text) =>
        reasonOf(world.as(text === "" ? "." : text).auth.me({})),
      );
      expect(new Set(await Promise.all(reasons))).toEqual(new Set(["TOKEN_INVALID"]));
      await world.as(token).auth.me({});
    }
  });

  test.each([
    ["no header", undefined, "UNAUTHENTICATED"],
    ["another scheme", "Basic YWRhOnB3", "TOKEN_INVALID"],
    ["no token", "Bearer ", "TOKEN_INVALID"],
    ["two tokens", "Bearer a b", "TOKEN_INVALID"],
    ["a refresh token", `Bearer dbr_${"a".repeat(43)}`, "TOKEN_INVALID"],
    ["a made-up personal token", `Bearer dbp_${"a".repeat(43)}`, "TOKEN_INVALID"],
    ["half a personal token", "Bearer dbp_abc", "TOKEN_INVALID"],
    ["a very long text", `Bearer ${"a".repeat(100_000)}`, "TOKEN_INVALID"],
  ])("%s: %s", async (_case, header, reason) => {
    await using world = await startWorld();
    const caller = world.as(undefined, { authenticate: () => world.auth.authenticate(header) });
    expect(await reasonOf(caller.auth.me({}))).toBe(reason);
  });

  test("the scheme is read without case", async () => {
    const { world, token } = await worldWithToken();
    await using _ = world;
    expect(await world.auth.authenticate(`bearer ${token}`)).toMatchObject({ kind: "session" });
  });

  test("a token that was verified before is not accepted past its expiry", async () => {
    let ahead = 0;
    await using world = await startWorld({ now: () => Date.now() + ahead });
    const { accessToken } = await newUser(world);
    await world.as(accessToken).auth.me({});
    ahead = 15 * 60_000 - 2_000;
    await world.as(accessToken).auth.me({});
    ahead = 15 * 60_000 + 1_000;
    expect(await reasonOf(world.as(accessToken).auth.me({}))).toBe("TOKEN_EXPIRED");
    expect(await reasonOf(world.as(accessToken).auth.me({}))).toBe("TOKEN_EXPIRED");
  });
});

describe("[U2] keys", () => {
  test("a process accepts the tokens of another that started later, without a restart", async () => {
    await using first = await startWorld();
    await using second = await startProcess(first.on);
    const ofFirst = await newUser(first);
    const ofSecond = await newUser(second);
    await first.as(ofSecond.accessToken).auth.me({});
    await second.as(ofFirst.accessToken).auth.me({});
    expect(first.auth.jwks().keys).toHaveLength(2);
    expect(second.auth.jwks().keys).toHaveLength(2);
  });

  test("two processes with one key share its registration", async () => {
    const privateJwk = await newPrivateJwk();
    await using first = await startWorld({ privateJwk });
    const [second, third] = await Promise.all([
      startProcess(first.on, { privateJwk }),
      startProcess(first.on, { privateJwk }),
    ]);
    await using _second = second;
    await using _third = third;
    expect(second.auth.jwks()).toEqual(first.auth.jwks());
    expect(third.auth.jwks()).toEqual(first.auth.jwks());
    expect(first.auth.jwks().keys).toHaveLength(1);
  });

  test("made-up key ids cause one reload a second at most, and hide no key that was just registered", async () => {
    await using first = await startWorld();
    const made = await forge((await newUser(first)).accessToken, await newPrivateJwk(), {
      header: { kid: "made-up" },
    });
    const began = performance.now();
    const strangers = Array.from({ length: 50 }, () => reasonOf(first.as(made).auth.me({})));
    expect(new Set(await Promise.all(strangers))).toEqual(new Set(["TOKEN_INVALID"]));
    await using second = await startProcess(first.on);
    const { accessToken } = await newUser(second);
    await first.as(accessToken).auth.me({});
    // Two reloads with a second between them: for all strangers, and for the new key.
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  test("a registration that expired is accepted no more, and the process renews its own in time", async () => {
    let ahead = 0;
    await using first = await startWorld({ now: () => Date.now() + ahead });
    await using second = await startProcess(first.on);
    await newUser(second);
    expect(first.auth.jwks().keys).toHaveLength(1);
    ahead = 90 * 60_000;
    // Signing finds the own registration short of an hour, renews it and reads the others.
    const { accessToken } = await newUser(first);
    expect(first.auth.jwks().keys).toHaveLength(2);
    await first.as(accessToken).auth.me({});
    ahead = 90 * 60_000 + 121 * 60_000;
    expect(first.auth.jwks().keys).toHaveLength(0);
  });
});
