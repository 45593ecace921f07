/** What every answer has, and what the few paths beside the procedures say. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../testing/server-process.ts";
import { ask, errorOf, get, post, register, sendRaw } from "./_http.ts";

const ORIGIN = "https://app.example.org";

let server: ServerProcess;
let open: ServerProcess;
beforeAll(async () => {
  server = await startServer();
  open = await startServer({
    env: {
      CORS_ORIGINS: `${ORIGIN},http://localhost:5173`,
      PUBLIC_URL: "https://daybook.example.org",
      TRUST_PROXY: "1",
    },
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await open[Symbol.asyncDispose]();
});

describe("every answer", () => {
  test.each(["/", "/trpc/meta.limits", "/trpc/nope", "/nope", "/livez"])(
    "of %s carries the security headers",
    async (path) => {
      const { headers } = await ask(`${server.url}${path}`);
      expect(Object.fromEntries(headers)).toMatchObject({
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cache-control": "no-store",
      });
      expect(headers.has("x-powered-by")).toBe(false);
      expect(headers.has("server")).toBe(false);
    },
  );

  test("asks for HTTPS from now on only where the public address has it", async () => {
    const without = await ask(`${server.url}/`);
    const withHttps = await ask(`${open.url}/`);
    expect(without.headers.has("strict-transport-security")).toBe(false);
    expect(withHttps.headers.get("strict-transport-security")).toMatch(/^max-age=\d+/);
  });

  test("names its request by the id that the caller gave, in headers and refusals", async () => {
    const answer = await ask(`${server.url}/nope`, { headers: { "x-request-id": "edge-42" } });
    expect(answer.headers.get("x-request-id")).toBe("edge-42");
    expect(errorOf(answer).data.requestId).toBe("edge-42");
  });

  test.each(["x".repeat(65), "two words", '"quoted"'])(
    "names its request by a new id instead of %j",
    async (id) => {
      const { headers } = await ask(`${server.url}/livez`, { headers: { "x-request-id": id } });
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test("names the request in the audit trail and the log by the same id", async () => {
    const requestId = "trail-1";
    const { accessToken } = await register(server);
    await post(
      server,
      "calendars.create",
      { name: "Trail", timeZone: "UTC" },
      { token: accessToken, headers: { "x-request-id": requestId } },
    );
    const trail = await get(server, "audit.list", {}, { token: accessToken });
    expect(trail.text).toContain(`"requestId":"${requestId}"`);
    expect(server.logs()).toContainEqual(
      expect.objectContaining({ requestId, path: "/trpc/calendars.create", status: 200 }),
    );
  });
});

describe("other origins", () => {
  const preflight = (url: string, origin: string) =>
    ask(`${url}/trpc/events.create`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,idempotency-key",
      },
    });

  test("are not allowed anything unless the configuration names them", async () => {
    const answer = await preflight(server.url, ORIGIN);
    expect(answer.status).toBe(405);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual(
      [],
    );
  });

  test("that are named may send what the client sends", async () => {
    const { status, headers } = await preflight(open.url, ORIGIN);
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    const sent = ["authorization", "content-type", "idempotency-key", "daybook-client"];
    for (const name of [...sent, "traceparent"]) {
      expect(headers.get("access-control-allow-headers")).toContain(name);
    }
  });

  test("that are named may read answers and refusals, the request id, and when to come again", async () => {
    for (const path of ["/trpc/meta.limits", "/trpc/auth.me"]) {
      const { headers } = await ask(`${open.url}${path}`, { headers: { origin: ORIGIN } });
      expect(headers.get("access-control-allow-origin")).toBe(ORIGIN);
      expect(headers.get("access-control-expose-headers")).toBe(
        "allow,etag,link,location,ratelimit,ratelimit-policy,retry-after,www-authenticate,x-request-id",
      );
      expect(headers.get("vary")).toMatch(/origin/i);
    }
  });

  test("that are not named may read nothing", async () => {
    const { headers } = await ask(`${open.url}/trpc/meta.limits`, {
      headers: { origin: "https://evil.example" },
    });
    expect(headers.has("access-control-allow-origin")).toBe(false);
  });
});

describe("the paths beside the procedures", () => {
  test("/livez says that the process lives", async () => {
    const answer = await ask(`${server.url}/livez`);
    expect(answer).toMatchObject({ status: 200, json: { status: "alive" } });
  });

  test("/readyz says that calls can be answered", async () => {
    const answer = await ask(`${server.url}/readyz`);
    expect(answer).toMatchObject({ status: 200, json: { status: "ready" } });
  });

  test("[U2] the key set holds public keys only, and may be kept for a minute", async () => {
    const answer = await ask(`${server.url}/.well-known/jwks.json`);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=60");
    const { keys } = answer.json as { keys: Record<string, string>[] };
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(key).toMatchObject({ kty: "OKP", crv: "Ed25519", use: "sig" });
      expect(key).not.toHaveProperty("d");
    }
  });

  test("the root says what this is and where to go on", async () => {
    const answer = await ask(`${server.url}/`);
    expect(answer.json).toMatchObject({ name: "Daybook", version: "0.1.0", api: "/trpc" });
  });

  test("HEAD is answered like GET, without a body", async () => {
    for (const path of ["/livez", "/readyz", "/"]) {
      const answer = await ask(`${server.url}${path}`, { method: "HEAD" });
      expect(answer).toMatchObject({ status: 200, text: "" });
    }
  });

  test("HEAD is no way to ask a procedure", async () => {
    const answer = await ask(`${server.url}/trpc/meta.limits`, { method: "HEAD" });
    expect(answer).toMatchObject({ status: 405, text: "" });
    expect(answer.headers.get("allow")).toBe("GET, POST");
  });
});

describe("the caller's address", () => {
  const signInAs = (target: ServerProcess, name: string, forwardedFor: string) =>
    post(
      target,
      "auth.login",
      { login: name, password: "wrong password" },
      { headers: { "x-forwarded-for": forwardedFor } },
    );

  test("[U5] is not taken from a header that anyone can write", async () => {
    const { user } = await register(server);
    const reasons: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      const answer = await signInAs(server, user.username, `203.0.113.${index}`);
      reasons.push(errorOf(answer).data.reason);
    }
    expect(reasons.at(-1)).toBe("RATE_LIMITED");
  });

  test("[U5] is taken from a trusted proxy's header, and a limit says when to come again", async () => {
    const { user } = await register(open);
    for (let index = 0; index < 12; index += 1) {
      await signInAs(open, user.username, `6.6.6.${index}, 203.0.113.7`);
    }
    const limited = await signInAs(open, user.username, "203.0.113.7");
    expect(errorOf(limited).data.reason).toBe("RATE_LIMITED");
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    const elsewhere = await signInAs(open, user.username, "203.0.113.8");
    expect(errorOf(elsewhere).data.reason).toBe("INVALID_CREDENTIALS");
  });
});

test("[A1] the channel is what the caller's client says, and service for a personal token", async () => {
  const { accessToken } = await register(server);
  const personal = await post(
    server,
    "auth.tokens.create",
    { name: "script", scopes: ["read", "write"] },
    { token: accessToken },
  );
  const { token } = (personal.json as { result: { data: { token: string } } }).result.data;
  const create = (options: Parameters<typeof post>[3]) =>
    post(server, "calendars.create", { name: "Channel", timeZone: "UTC" }, options);
  await create({ token: accessToken, headers: { "daybook-client": "cli/0.1.0" } });
  await create({ token, headers: { "daybook-client": "cli/0.1.0" } });

  const trail = await get(server, "audit.list", {}, { token: accessToken });
  const items = (
    trail.json as { result: { data: { items: { procedure: string; channel: string }[] } } }
  ).result.data.items.filter(({ procedure }) => procedure === "calendars.create");
  expect(items.map(({ channel }) => channel).toSorted()).toEqual(["cli", "service"]);
});

test("a connection is kept for the next request", async () => {
  const request = "GET /livez HTTP/1.1\r\nHost: a\r\n";
  const { text } = await sendRaw(server, `${request}\r\n${request}Connection: close\r\n\r\n`);
  expect(text.match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
});

test("a probe that speaks HTTP/1.0 names no host, and is answered", async () => {
  const { text } = await sendRaw(server, "GET /readyz HTTP/1.0\r\n\r\n");
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(text).toMatch(/\r\n\r\n\{"status":"ready"\}$/);
});
