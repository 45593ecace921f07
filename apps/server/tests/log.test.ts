import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../testing/server-process.ts";
import { ask, get, PASSWORD, post, register } from "./_http.ts";

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: "trace" } });
});
afterAll(() => server[Symbol.asyncDispose]());

const written = (): string => {
  const { stdout, stderr } = server.output();
  return stdout + stderr;
};

test("passwords, tokens, keys, cookies and what people write never reach the log", async () => {
  const session = await register(server);
  const token = session.accessToken;
  const title = `Title ${randomUUID()}`;
  const key = `key-${randomUUID()}`;
  const personal = await post(
    server,
    "auth.tokens.create",
    { name: "script", scopes: ["read"] },
    { token },
  );
  const secret = /"token":"([^"]+)"/.exec(personal.text)?.[1];
  await post(server, "auth.login", { login: session.user.username, password: `${PASSWORD}!` });
  await post(server, "auth.refresh", { refreshToken: session.refreshToken });
  await post(
    server,
    "events.create",
    { title, start: "2026-03-02T09:00:00", timeZone: "UTC" },
    { token, headers: { "idempotency-key": key, cookie: `session=${title}` } },
  );
  await get(server, "events.list", { unknown: title }, { token: secret ?? "" });
  await ask(`${server.url}/trpc/meta.limits?token=${token}&title=${encodeURIComponent(title)}`);
  await ask(`${server.url}/nope?password=${encodeURIComponent(PASSWORD)}`);

  expect(written()).toContain('"path":"/trpc/events.create"');
  for (const hidden of [PASSWORD, token, session.refreshToken, secret ?? "dbp_", title, key]) {
    expect(written()).not.toContain(hidden);
    expect(written()).not.toContain(encodeURIComponent(hidden));
  }
  expect(written()).not.toMatch(/authorization|\$argon2/i);
});

test("each answer is one line with its request id, method, path, status and time", async () => {
  await ask(`${server.url}/trpc/meta.limits?input=%7B%7D`, {
    headers: { "x-request-id": "line-1" },
  });
  const lines = server.logs().filter(({ requestId }) => requestId === "line-1");
  expect(lines).toEqual([
    {
      level: "info",
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      msg: "answered",
      requestId: "line-1",
      method: "GET",
      path: "/trpc/meta.limits",
      status: 200,
      ms: expect.any(Number),
    },
  ]);
});

test("probes that succeed are not logged", async () => {
  await ask(`${server.url}/livez`, { headers: { "x-request-id": "probe-1" } });
  await ask(`${server.url}/trpc/meta.limits`, { headers: { "x-request-id": "after-1" } });
  const ids = server.logs().map(({ requestId }) => requestId);
  expect(ids).toContain("after-1");
  expect(ids).not.toContain("probe-1");
});

test("a long path is cut, and a path cannot forge a line", async () => {
  await ask(`${server.url}/${"x".repeat(5_000)}%0A{"level":"info","msg":"forged"}`);
  expect(server.logs().some(({ msg }) => msg === "forged")).toBe(false);
  expect(
    Math.max(
      ...written()
        .split("\n")
        .map((line) => line.length),
    ),
  ).toBeLessThan(1_000);
});

test("every line is JSON", () => {
  const lines = server.output().stdout.trim().split("\n");
  expect(server.logs()).toHaveLength(lines.length);
});
