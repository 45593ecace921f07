import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { CallReport } from "../src/api-types.ts";
import { createDaybookClient } from "../src/client.ts";
import {
  isForbidden,
  isInvalidInput,
  isNetworkError,
  isNotFound,
  isRateLimited,
  isServerFault,
  isTimeout,
  isVersionConflict,
} from "../src/errors.ts";
import { allItems, pages } from "../src/paging.ts";
import { CLIENT_VERSION } from "../src/version.ts";
import { startFakeServer, type Reply } from "./_fake-server.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";
const BUSY: Reply = { refusal: { reason: "BUSY", status: 503 } };

/** Answers with the replies in turn, the last one for ever. */
function inTurn(...replies: Reply[]): () => Reply {
  let next = 0;
  return () => {
    const reply = replies[Math.min(next, replies.length - 1)];
    next += 1;
    return reply ?? { data: null };
  };
}

function keysOf(requests: readonly { headers: Record<string, unknown> }[]): unknown[] {
  return requests.map(({ headers }) => headers["idempotency-key"]);
}

test("queries made together travel in one request, at most twenty of them", async () => {
  await using server = await startFakeServer(({ input }) => ({ data: input }));
  const daybook = createDaybookClient({ url: server.url });
  const ids = Array.from({ length: 25 }, (_, index) => ID.slice(0, -2) + String(10 + index));
  const answers = await Promise.all(ids.map((id) => daybook.events.get({ id })));
  expect(answers).toEqual(ids.map((id) => ({ id })));
  expect(server.requests.map(({ method, calls }) => [method, calls.length])).toEqual([
    ["GET", 20],
    ["GET", 5],
  ]);
});

test("a question too long for a URL travels in a body", async () => {
  await using server = await startFakeServer(({ input }) => ({ data: input }));
  const calendarIds = Array.from({ length: 200 }, () => ID);
  await createDaybookClient({ url: server.url }).events.list({ calendarIds });
  expect(server.requests).toMatchObject([
    { method: "POST", calls: [{ path: "events.list", input: { calendarIds } }] },
  ]);
});

test("an input without required members may be left out", async () => {
  await using server = await startFakeServer(({ input }) => ({ data: input }));
  expect(await createDaybookClient({ url: server.url }).calendars.list()).toEqual({});
});

test("[C2] each write travels alone, with a key of its own", async () => {
  await using server = await startFakeServer(() => ({ data: {} }));
  const daybook = createDaybookClient({ url: server.url });
  await Promise.all([
    daybook.events.delete({ id: ID }),
    daybook.events.delete({ id: ID }),
    daybook.events.delete({ id: ID }, { idempotencyKey: "mine" }),
  ]);
  expect(server.requests.map(({ calls }) => calls.length)).toEqual([1, 1, 1]);
  const keys = keysOf(server.requests);
  expect(new Set(keys).size).toBe(3);
  expect(keys).toContain("mine");
  expect(keys.filter((key) => /^[0-9a-f]{32}$/.test(String(key)))).toHaveLength(2);
});

test("[C2] a write is repeated with the same key after a lost answer and a busy server", async () => {
  await using server = await startFakeServer(inTurn("hang-up", BUSY, "cut-off", { data: "done" }));
  const answer = await createDaybookClient({ url: server.url }).events.delete({ id: ID });
  expect(answer).toBe("done");
  const keys = keysOf(server.requests);
  expect(keys).toHaveLength(4);
  expect(new Set(keys).size).toBe(1);
});

test("[C2] calls of auth carry no key and are not repeated", async () => {
  await using server = await startFakeServer(() => BUSY);
  const daybook = createDaybookClient({ url: server.url });
  await expect(daybook.auth.login({ login: "ada", password: "x" })).rejects.toMatchObject({
    reason: "BUSY",
    httpStatus: 503,
  });
  expect(keysOf(server.requests)).toEqual([undefined]);
});

test("a refusal is not repeated", async () => {
  await using server = await startFakeServer(() => ({
    refusal: { reason: "NOT_FOUND", status: 404 },
  }));
  const failure = await createDaybookClient({ url: server.url })
    .events.get({ id: ID })
    .catch((error: unknown) => error);
  expect(isNotFound(failure)).toBe(true);
  expect(server.requests).toHaveLength(1);
});

test("attempts are bounded, and `retries: 0` makes one", async () => {
  await using server = await startFakeServer(() => BUSY);
  const patient = createDaybookClient({ url: server.url, retries: 2 });
  await expect(patient.events.list()).rejects.toMatchObject({ reason: "BUSY" });
  expect(server.requests).toHaveLength(3);
  const hasty = createDaybookClient({ url: server.url, retries: 0 });
  await expect(hasty.events.list()).rejects.toMatchObject({ reason: "BUSY" });
  expect(server.requests).toHaveLength(4);
});

test("Retry-After is waited for", async () => {
  const limited: Reply = {
    refusal: { reason: "RATE_LIMITED", status: 429, retryAfterSeconds: 1 },
  };
  await using server = await startFakeServer(inTurn(limited, { data: { items: [] } }));
  const startedAt = performance.now();
  await createDaybookClient({ url: server.url }).events.list();
  expect(performance.now() - startedAt).toBeGreaterThan(990);
});

test("a Retry-After beyond the time-out is not waited for, but told", async () => {
  await using server = await startFakeServer(() => ({
    refusal: { reason: "RATE_LIMITED", status: 429, retryAfterSeconds: 60 },
  }));
  const startedAt = performance.now();
  const failure = await createDaybookClient({ url: server.url })
    .events.list()
    .catch((error: unknown) => error);
  expect(isRateLimited(failure)).toBe(true);
  expect(failure).toMatchObject({ retryAfterMs: 60_000 });
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test("one refused call of a batch does not touch the others", async () => {
  await using server = await startFakeServer(({ path }) =>
    path === "events.get"
      ? {
          refusal: {
            reason: "FORBIDDEN",
            status: 403,
            details: { required: "owner", actual: "viewer" },
          },
        }
      : { data: path },
  );
  const daybook = createDaybookClient({ url: server.url });
  const [event, calendars] = await Promise.allSettled([
    daybook.events.get({ id: ID }),
    daybook.calendars.list(),
  ]);
  expect(server.requests).toHaveLength(1);
  expect(calendars).toEqual({ status: "fulfilled", value: "calendars.list" });
  const failure: unknown = event.status === "rejected" ? event.reason : undefined;
  expect(isForbidden(failure) && failure.details).toEqual({ required: "owner", actual: "viewer" });
});

test("[V3] a version conflict carries base, yours and theirs", async () => {
  const details = {
    eventId: ID,
    baseVersion: 3,
    currentVersion: 5,
    conflicts: [{ field: "title", base: "a", yours: "b", theirs: "c" }],
  };
  await using server = await startFakeServer(() => ({
    refusal: { reason: "VERSION_CONFLICT", status: 412, details },
  }));
  const failure = await createDaybookClient({ url: server.url })
    .events.update({ id: ID, patch: { title: "b" }, baseVersion: 3 })
    .catch((error: unknown) => error);
  expect(isVersionConflict(failure) && failure.details.conflicts[0]?.theirs).toBe("c");
  expect(failure).toMatchObject({ requestId: "request-1", code: "REFUSED", details });
});

test("[C1] invalid input names its fields", async () => {
  const fieldErrors = [{ path: "patch.start", reason: "INVALID_TIME", message: "No such day." }];
  await using server = await startFakeServer(() => ({
    refusal: { reason: "INVALID_TIME", status: 400, fieldErrors },
  }));
  const failure = await createDaybookClient({ url: server.url })
    .events.update({ id: ID, patch: { start: "2026-02-30T09:00:00" } })
    .catch((error: unknown) => error);
  expect(isInvalidInput(failure) && failure.fieldErrors).toEqual(fieldErrors);
});

test("an aborted call rejects with the signal's reason and closes its request", async () => {
  await using server = await startFakeServer(() => "never");
  const controller = new AbortController();
  const call = createDaybookClient({ url: server.url }).events.delete(
    { id: ID },
    { signal: controller.signal },
  );
  await expect.poll(() => server.requests.length).toBe(1);
  const reason = new Error("the page was left");
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
  await expect.poll(() => server.abandoned.length).toBe(1);
});

test("aborting one call of a batch leaves the others to be answered", async () => {
  const gate = Promise.withResolvers<Reply>();
  await using server = await startFakeServer(() => gate.promise);
  const daybook = createDaybookClient({ url: server.url });
  const controller = new AbortController();
  const aborted = daybook.events.get({ id: ID }, { signal: controller.signal });
  const kept = daybook.calendars.list();
  await expect.poll(() => server.requests.length).toBe(1);
  controller.abort();
  await expect(aborted).rejects.toThrow("aborted");
  gate.resolve({ data: "answer" });
  expect(await kept).toBe("answer");
});

test("a call that is aborted before it starts sends nothing", async () => {
  await using server = await startFakeServer(() => ({ data: {} }));
  const call = createDaybookClient({ url: server.url }).events.delete(
    { id: ID },
    { signal: AbortSignal.abort() },
  );
  await expect(call).rejects.toThrow("aborted");
  expect(server.requests).toHaveLength(0);
});

test("aborting ends the waiting between two attempts", async () => {
  await using server = await startFakeServer(() => ({
    refusal: { reason: "BUSY", status: 503, retryAfterSeconds: 20 },
  }));
  const controller = new AbortController();
  const call = createDaybookClient({ url: server.url }).events.list(
    {},
    { signal: controller.signal },
  );
  await expect.poll(() => server.requests.length).toBe(1);
  controller.abort();
  await expect(call).rejects.toThrow("aborted");
});

test("a call that is not answered in time is told apart, and the write not repeated", async () => {
  await using server = await startFakeServer(() => "never");
  const failure = await createDaybookClient({ url: server.url, timeoutMs: 100 })
    .events.delete({ id: ID })
    .catch((error: unknown) => error);
  expect(isTimeout(failure)).toBe(true);
  expect(isNetworkError(failure)).toBe(false);
  expect(server.requests).toHaveLength(1);
  await expect.poll(() => server.abandoned.length).toBe(1);
});

test("no server, a broken answer and a stranger's answer are told apart", async () => {
  const nobody = createDaybookClient({ url: "http://127.0.0.1:9", retries: 0 });
  const failure = await nobody.meta.limits().catch((error: unknown) => error);
  expect(isNetworkError(failure)).toBe(true);
  expect(failure).toMatchObject({
    httpStatus: null,
    message: "No answer from http://127.0.0.1:9.",
  });
  expect((failure as Error).cause).toBeInstanceOf(Error);

  await using cutting = await startFakeServer(() => "cut-off");
  const cut = createDaybookClient({ url: cutting.url, retries: 0 });
  expect(isNetworkError(await cut.meta.limits().catch((error: unknown) => error))).toBe(true);

  const proxied = createDaybookClient({
    url: "http://proxy.example",
    retries: 0,
    fetch: async () =>
      new Response("<h1>Forbidden</h1>", { status: 403, headers: { "content-type": "text/html" } }),
  });
  const strange = await proxied.meta.limits().catch((error: unknown) => error);
  expect(strange).toMatchObject({ reason: "BAD_RESPONSE", httpStatus: 403 });
  expect(isServerFault(strange)).toBe(true);
  expect(isForbidden(strange)).toBe(false);

  const elsewhere = createDaybookClient({
    url: "http://other.example",
    retries: 0,
    fetch: async () => Response.json({ hello: "world" }, { status: 404 }),
  });
  await expect(elsewhere.meta.limits()).rejects.toMatchObject({
    reason: "BAD_RESPONSE",
    httpStatus: 404,
  });
});

test("a proxy's 502 is passing: the question is asked again", async () => {
  const answers = [
    new Response("Bad gateway", { status: 502 }),
    Response.json([{ result: { data: { ok: true } } }]),
  ];
  const daybook = createDaybookClient({
    url: "http://proxy.example",
    fetch: async () => answers.shift() ?? Response.error(),
  });
  expect(await daybook.meta.limits()).toEqual({ ok: true });
});

test("a fault of the server names the request", async () => {
  await using server = await startFakeServer(() => ({
    refusal: { reason: "INTERNAL", status: 500 },
  }));
  const failure = await createDaybookClient({ url: server.url })
    .events.get({ id: ID })
    .catch((error: unknown) => error);
  expect(isServerFault(failure) && failure.requestId).toBe("request-1");
});

test("[A1] the calling program is named", async () => {
  await using server = await startFakeServer(() => ({ data: {} }));
  await createDaybookClient({ url: server.url }).meta.limits();
  await createDaybookClient({ url: server.url, clientName: "cli/9" }).events.delete({ id: ID });
  expect(server.requests.map(({ headers }) => headers["daybook-client"])).toEqual([
    `web/${CLIENT_VERSION}`,
    "cli/9",
  ]);
});

test("[C3] pages are asked for one by one, and items run over all of them", async () => {
  const book: Record<string, object> = {
    start: { items: [1, 2], nextCursor: "b" },
    b: { items: [], nextCursor: "c" },
    c: { items: [3], nextCursor: null },
  };
  await using server = await startFakeServer(({ input }) => ({
    data: book[(input as { cursor?: string }).cursor ?? "start"],
  }));
  const daybook = createDaybookClient({ url: server.url });
  const items: unknown[] = [];
  for await (const item of allItems(daybook.events.list, { limit: 2 })) {
    items.push(item);
  }
  expect(items).toEqual([1, 2, 3]);
  expect(server.requests.flatMap(({ calls }) => calls.map(({ input }) => input))).toEqual([
    { limit: 2 },
    { limit: 2, cursor: "b" },
    { limit: 2, cursor: "c" },
  ]);
  for await (const page of pages(daybook.events.list, {})) {
    expect(page.items).toHaveLength(2);
    break;
  }
  expect(server.requests).toHaveLength(4);
});

test("the address must be http or https", () => {
  expect(() => createDaybookClient({ url: "ftp://daybook.example" })).toThrow(/http/);
  expect(() => createDaybookClient({ url: "daybook" })).toThrow(TypeError);
});

test("the version is the package's", async () => {
  const manifest: unknown = JSON.parse(
    await readFile(new URL("../package.json", import.meta.url), "utf8"),
  );
  expect(manifest).toMatchObject({ version: CLIENT_VERSION });
});

test("a listener is told of each call: what it was, how often it was tried, what came of it", async () => {
  let failures = 1;
  await using server = await startFakeServer(({ path }) => {
    if (path === "events.list" && failures > 0) {
      failures -= 1;
      return { refusal: { reason: "UNAVAILABLE", status: 503 } };
    }
    return path === "events.get" ? { refusal: { reason: "NOT_FOUND", status: 404 } } : { data: {} };
  });
  const reports: CallReport[] = [];
  const daybook = createDaybookClient({
    url: server.url,
    onCall: (report) => reports.push(report),
  });
  await daybook.events.list();
  await expect(daybook.events.get({ id: "x" })).rejects.toMatchObject({ reason: "NOT_FOUND" });
  expect(reports).toMatchObject([
    { procedure: "events.list", kind: "query", attempts: 2 },
    { procedure: "events.get", kind: "query", attempts: 1, error: { reason: "NOT_FOUND" } },
  ]);
  expect(reports[0]).not.toHaveProperty("error");
});
