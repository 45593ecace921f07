/** Whatever is sent to the server, it answers with a reason, and nothing has changed. */
import { type Database, openDatabase } from "@daybook/db/database";
import { LIMITS } from "@daybook/domain/limits";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../testing/server-process.ts";
import { databaseState } from "../testing/database-state.ts";
import { ask, dataOf, errorOf, get, post, register, sendRaw, type Session } from "./_http.ts";

/** Traces of the inside: stack frames, file names, statements, drivers' codes. */
const INSIDE =
  /\n\s+at |node_modules|\.ts\b|node:internal|sqlite|mysql|\bER_[A-Z]|select .* from |insert into /i;

const JSON_TYPE = { "content-type": "application/json" };
const TEN_MEGABYTES = 10_000_000;

let server: ServerProcess;
let database: Database;
let ada: Session;

beforeAll(async () => {
  server = await startServer();
  database = await openDatabase({ url: server.databaseUrl });
  ada = await register(server);
  await zonesFollowed();
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

interface ZoneData {
  readonly timeZoneData: string | null;
  readonly storedTimeZoneData: string | null;
}

/** A new server writes down in the background which time zone data it has (rule T1). */
async function zonesFollowed(): Promise<void> {
  for (;;) {
    const health = dataOf<ZoneData>(await get(server, "meta.health"));
    if (health.storedTimeZoneData === health.timeZoneData) return;
    await delay(20);
  }
}

interface Case {
  readonly name: string;
  /** Path and query, below the server's address. */
  readonly path: string;
  readonly init?: () => RequestInit;
  readonly status: number;
  readonly reason: string;
  /** A part of the sentence or of the fields at fault. */
  readonly says?: string;
}

const json = (body: string, headers: Record<string, string> = {}) => ({
  method: "POST",
  headers: { ...JSON_TYPE, ...headers },
  body,
});

const signedIn = (headers: Record<string, string> = {}) => ({
  authorization: `Bearer ${ada.accessToken}`,
  ...headers,
});

const events = (count: number) => Array.from({ length: count }, () => "meta.limits").join(",");

const PATHS_AND_METHODS: Case[] = [
  { name: "an unknown path", path: "/nope", status: 404, reason: "NOT_FOUND" },
  { name: "a path above", path: "/../../etc/passwd", status: 404, reason: "NOT_FOUND" },
  { name: "no procedure", path: "/trpc", status: 404, reason: "NOT_FOUND" },
  { name: "an unknown procedure", path: "/trpc/events.nope", status: 404, reason: "NOT_FOUND" },
  { name: "a router", path: "/trpc/events", status: 404, reason: "NOT_FOUND" },
  { name: "a prototype's name", path: "/trpc/__proto__", status: 404, reason: "NOT_FOUND" },
  { name: "a constructor", path: "/trpc/constructor", status: 404, reason: "NOT_FOUND" },
  { name: "a function's name", path: "/trpc/auth.login.call", status: 404, reason: "NOT_FOUND" },
  { name: "a definition", path: "/trpc/_def.procedures", status: 404, reason: "NOT_FOUND" },
  {
    name: "a path that cannot be decoded",
    path: "/trpc/%E0%A4%A",
    status: 400,
    reason: "INVALID_INPUT",
  },
  {
    name: "a mutation by GET",
    path: "/trpc/auth.logout",
    init: () => ({ headers: signedIn() }),
    status: 405,
    reason: "METHOD_NOT_ALLOWED",
  },
  ...["PUT", "DELETE", "PATCH", "OPTIONS"].map((method) => ({
    name: `${method} to a procedure`,
    path: "/trpc/meta.limits",
    init: () => ({ method }),
    status: 405,
    reason: "METHOD_NOT_ALLOWED",
  })),
  ...["/livez", "/readyz", "/", "/.well-known/jwks.json"].map((path) => ({
    name: `POST to ${path}`,
    path,
    init: () => json("{}"),
    status: 405,
    reason: "METHOD_NOT_ALLOWED",
  })),
];

const BODIES: Case[] = [
  {
    name: "JSON that is none",
    path: "/trpc/auth.login",
    init: () => json('{"login": "ada", '),
    status: 400,
    reason: "INVALID_INPUT",
    says: "JSON",
  },
  {
    name: "a question whose input is no JSON",
    path: "/trpc/events.get?input=%7B",
    init: () => ({ headers: signedIn() }),
    status: 400,
    reason: "INVALID_INPUT",
    says: "JSON",
  },
  ...["null", "[]", '"text"', "42", "true", ""].map((body) => ({
    name: `the body ${body || "that is empty"}`,
    path: "/trpc/auth.login",
    init: () => json(body),
    status: 400,
    reason: "INVALID_INPUT",
  })),
  {
    name: "a key that is not known",
    path: "/trpc/auth.login",
    init: () => json('{"login":"ada","password":"x","admin":true}'),
    status: 400,
    reason: "UNKNOWN_KEY",
    says: '"path":"admin"',
  },
  {
    name: "the key __proto__",
    path: "/trpc/auth.login",
    init: () => json('{"login":"ada","password":"x","__proto__":{"role":"admin"}}'),
    status: 400,
    reason: "UNKNOWN_KEY",
    says: "__proto__",
  },
  {
    name: "the key constructor",
    path: "/trpc/auth.login",
    init: () => json('{"login":"ada","password":"x","constructor":{"prototype":{}}}'),
    status: 400,
    reason: "UNKNOWN_KEY",
    says: "constructor",
  },
  {
    name: "an array ten thousand deep",
    path: "/trpc/auth.login",
    init: () => json(`{"login":${"[".repeat(10_000)}${"]".repeat(10_000)}}`),
    status: 400,
    reason: "INVALID_INPUT",
  },
  {
    name: "text that is not UTF-8",
    path: "/trpc/auth.login",
    init: () => ({
      method: "POST",
      headers: JSON_TYPE,
      body: Buffer.concat([
        Buffer.from('{"login":"'),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('"}'),
      ]),
    }),
    status: 400,
    reason: "INVALID_INPUT",
    says: "UTF-8",
  },
  ...["text/plain", "application/x-www-form-urlencoded", "application/octet-stream"].map(
    (type) => ({
      name: `a body of the type ${type}`,
      path: "/trpc/auth.login",
      init: () => ({ method: "POST", headers: { "content-type": type }, body: "{}" }),
      status: 415,
      reason: "INVALID_INPUT",
      says: "application/json",
    }),
  ),
  {
    name: "a form with a file",
    path: "/trpc/auth.login",
    init: () => {
      const form = new FormData();
      form.set("login", new Blob(["ada"]), "login.txt");
      return { method: "POST", body: form };
    },
    status: 415,
    reason: "INVALID_INPUT",
  },
  {
    name: "a body that says it is compressed",
    path: "/trpc/auth.login",
    init: () => json("{}", { "content-encoding": "gzip" }),
    status: 400,
    reason: "INVALID_INPUT",
    says: "compressed",
  },
  {
    name: "a body of 10 MB",
    path: "/trpc/auth.login",
    init: () => json(`{"login":"${"x".repeat(TEN_MEGABYTES)}"}`),
    status: 413,
    reason: "BODY_TOO_LARGE",
    says: String(LIMITS.bodyBytes),
  },
  {
    name: "a body of 10 MB whose length is not announced",
    path: "/trpc/auth.login",
    init: () => ({
      method: "POST",
      headers: JSON_TYPE,
      body: ReadableStream.from(Array.from({ length: 10 }, () => Buffer.alloc(1_000_000, "x"))),
      duplex: "half",
    }),
    status: 413,
    reason: "BODY_TOO_LARGE",
  },
  {
    name: "an address of 13,000 characters",
    path: `/trpc/meta.health?input=${"x".repeat(13_000)}`,
    status: 400,
    reason: "LIMIT_EXCEEDED",
    says: `"limitName":"urlLength","limit":${LIMITS.urlLength}`,
  },
  {
    name: "an address of 20,000 characters",
    path: `/trpc/meta.health?input=${"x".repeat(20_000)}`,
    status: 431,
    reason: "LIMIT_EXCEEDED",
    says: `"limitName":"headerBytes","limit":${LIMITS.headerBytes}`,
  },
  {
    name: "connection parameters that are no JSON",
    path: "/trpc/meta.health?connectionParams=%7B",
    status: 400,
    reason: "INVALID_INPUT",
  },
];

const BATCHES: Case[] = [
  {
    name: "a batch of one call too many",
    path: `/trpc/${events(LIMITS.batchCalls + 1)}?batch=1`,
    status: 400,
    reason: "BATCH_TOO_LARGE",
    says: `"given":${LIMITS.batchCalls + 1}`,
  },
  {
    name: "a batch of commas",
    path: `/trpc/${",".repeat(5_000)}?batch=1`,
    status: 400,
    reason: "BATCH_TOO_LARGE",
  },
  {
    name: "a batch of commas that are encoded",
    path: `/trpc/${"%2C".repeat(3_000)}?batch=1`,
    status: 400,
    reason: "BATCH_TOO_LARGE",
  },
  {
    name: "a batch whose input is an array",
    path: "/trpc/auth.login?batch=1",
    init: () => json('"x"'),
    status: 400,
    reason: "INVALID_INPUT",
  },
  {
    name: "[C2] an idempotency key on a batch of several",
    path: "/trpc/calendars.create,calendars.create?batch=1",
    init: () => json("{}", signedIn({ "idempotency-key": randomUUID() })),
    status: 400,
    reason: "KEY_NOT_ALLOWED",
  },
  ...["", "two words", "x".repeat(LIMITS.idempotencyKeyLength + 1), "schlüssel"].map((key) => ({
    name: `[C2] the idempotency key "${key.slice(0, 20)}"`,
    path: "/trpc/calendars.create",
    init: () => json('{"name":"x","timeZone":"UTC"}', signedIn({ "idempotency-key": key })),
    status: 400,
    reason: "INVALID_INPUT",
    says: "idempotency-key",
  })),
];

/** The parts of a token. */
const partsOf = (token: string) => token.split(".") as [string, string, string];
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

const TOKENS: { name: string; authorization: () => Promise<string> | string; reason: string }[] = [
  { name: "no scheme", authorization: () => ada.accessToken, reason: "TOKEN_INVALID" },
  {
    name: "another scheme",
    authorization: () => `Basic ${btoa("ada:sesame")}`,
    reason: "TOKEN_INVALID",
  },
  { name: "no token", authorization: () => "Bearer ", reason: "TOKEN_INVALID" },
  { name: "a word", authorization: () => "Bearer sesame", reason: "TOKEN_INVALID" },
  ...[1, 10, 43, 100].map((cut) => ({
    name: `a token that lacks its last ${cut} characters`,
    authorization: () => `Bearer ${ada.accessToken.slice(0, -cut)}`,
    reason: "TOKEN_INVALID",
  })),
  {
    name: "a token without its signature",
    authorization: () => `Bearer ${partsOf(ada.accessToken).slice(0, 2).join(".")}.`,
    reason: "TOKEN_INVALID",
  },
  {
    name: "a token that needs no signature",
    authorization: () =>
      `Bearer ${encode({ alg: "none", typ: "at+jwt" })}.${partsOf(ada.accessToken)[1]}.`,
    reason: "TOKEN_INVALID",
  },
  {
    name: "a token with another payload",
    authorization: () => {
      const [header, payload, signature] = partsOf(ada.accessToken);
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
      return `Bearer ${header}.${encode({ ...claims, sub: randomUUID() })}.${signature}`;
    },
    reason: "TOKEN_INVALID",
  },
  {
    name: "a token that another server signed with its own key",
    authorization: async () => {
      await using stranger = await startServer();
      return `Bearer ${(await register(stranger)).accessToken}`;
    },
    reason: "TOKEN_INVALID",
  },
  {
    name: "a refresh token",
    authorization: () => `Bearer ${ada.refreshToken}`,
    reason: "TOKEN_INVALID",
  },
  {
    name: "a personal token that nobody has",
    authorization: () => `Bearer dbp_${"x".repeat(43)}`,
    reason: "TOKEN_INVALID",
  },
  {
    name: "a token of 10,000 characters",
    authorization: () => `Bearer ${"x".repeat(10_000)}`,
    reason: "TOKEN_INVALID",
  },
];

describe("what cannot be answered is refused with a reason, and nothing changes", () => {
  test.each([...PATHS_AND_METHODS, ...BODIES, ...BATCHES])(
    "[C1] $name: $status $reason",
    async ({ path, init, status, reason, says }) => {
      const before = await databaseState(database);
      const answer = await ask(`${server.url}${path}`, init?.() ?? {});

      expect(answer).toMatchObject({ status });
      expect(answer.headers.get("content-type")).toContain("application/json");
      // tRPC answers a batch by a list when the calls failed one by one.
      const first = Array.isArray(answer.json) ? { ...answer, json: answer.json[0] } : answer;
      const { message, data } = errorOf(first);
      expect(data).toMatchObject({ reason, httpStatus: status === 431 ? 400 : status });
      expect(data.requestId).toBe(answer.headers.get("x-request-id"));
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(answer.text).toContain(says ?? reason);
      expect(answer.text).not.toMatch(INSIDE);
      expect(await databaseState(database)).toEqual(before);
    },
  );

  test.each(TOKENS)("[U2] $name: 401 $reason", async ({ authorization, reason }) => {
    const before = await databaseState(database);
    const answer = await get(
      server,
      "auth.me",
      {},
      {
        headers: { authorization: await authorization() },
      },
    );
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="daybook"');
    expect(errorOf(answer).data).toMatchObject({ reason, code: "UNAUTHORIZED" });
    expect(answer.text).not.toMatch(INSIDE);
    expect(await databaseState(database)).toEqual(before);
  });

  test.each([
    ["bytes that are no HTTP", "sesame\r\n\r\n", 400],
    ["a request without a host", "GET /livez HTTP/1.1\r\n\r\n", 400],
    ["a host that is none", "GET /livez HTTP/1.1\r\nHost: a b\r\n\r\n", 400],
    ["an address that is none", "GET http:// HTTP/1.1\r\nHost: a\r\n\r\n", 400],
    [
      "two lengths of one body",
      "POST /trpc/auth.login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
    ],
    [
      "an expectation that nobody meets",
      "POST /trpc/auth.login HTTP/1.1\r\nHost: a\r\nExpect: sesame\r\nContent-Length: 2\r\n\r\n{}",
      415,
    ],
    [
      "a chunk without a length",
      "POST /trpc/auth.login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
      400,
    ],
    ["headers of 20 kB", `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`, 431],
  ])("[C1] %s", async (_name, bytes, status) => {
    const { text } = await sendRaw(server, bytes.replace("\r\n", "\r\nConnection: close\r\n"));
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text.match(/^HTTP/gm)).toHaveLength(1);
    expect(text).toMatch(/\r\nx-request-id: [0-9a-f-]{36}\r\n/);
    const body: unknown = JSON.parse(text.slice(text.indexOf("\r\n\r\n")));
    expect(body).toMatchObject({
      error: { data: { reason: expect.any(String), requestId: expect.any(String) } },
    });
    expect(text).not.toMatch(INSIDE);
  });

  test("after all of that the server still answers", async () => {
    expect(await ask(`${server.url}/readyz`)).toMatchObject({ status: 200 });
    const { stderr } = server.output();
    expect(stderr).toBe("");
  });
});

describe("what is at the edge is answered", () => {
  test("a batch of as many calls as are allowed", async () => {
    const answer = await ask(`${server.url}/trpc/${events(LIMITS.batchCalls)}?batch=1`);
    expect(answer.status).toBe(200);
    expect(answer.json).toHaveLength(LIMITS.batchCalls);
  });

  test("[C2] an idempotency key on a batch of one", async () => {
    const answer = await ask(
      `${server.url}/trpc/calendars.create?batch=1`,
      json('{"0":{"name":"One","timeZone":"UTC"}}', signedIn({ "idempotency-key": randomUUID() })),
    );
    expect(answer).toMatchObject({ status: 200 });
  });

  test("a question in a body, for one that is too long for an address", async () => {
    expect(await post(server, "auth.me", {}, { token: ada.accessToken })).toMatchObject({
      status: 200,
    });
  });

  test("a body just below the limit is read to its end", async () => {
    const padding = " ".repeat(LIMITS.bodyBytes - 100);
    const answer = await ask(
      `${server.url}/trpc/auth.login`,
      json(`{"login":"nobody","password":"sesame"}${padding}`),
    );
    expect(errorOf(answer).data.reason).toBe("INVALID_CREDENTIALS");
  });
});
