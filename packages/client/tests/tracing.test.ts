/** What programs that trace their calls are given. */
import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test } from "vitest";
import type { AroundCall } from "../src/api-types.ts";
import { createDaybookClient } from "../src/client.ts";
import { memoryTokenStore } from "../src/token-store.ts";
import { startFakeServer } from "./_fake-server.ts";
import { inMs, newSession } from "./_sessions.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";

interface Span {
  readonly name: string;
  readonly parent: string | undefined;
  outcome: string;
}

/** As a tracer does it: spans in spans, and a header that names the one at hand. */
function newTracer(): { spans: Span[]; aroundCall: AroundCall } {
  const spans: Span[] = [];
  const active = new AsyncLocalStorage<Span>();
  return {
    spans,
    aroundCall: ({ procedure }, proceed) => {
      const span: Span = { name: procedure, parent: active.getStore()?.name, outcome: "open" };
      spans.push(span);
      return active.run(span, () =>
        proceed({ traceparent: `00-trace-${spans.length}-01` }).then(
          (answer) => {
            span.outcome = "answered";
            return answer;
          },
          (error: unknown) => {
            span.outcome = String(error);
            throw error;
          },
        ),
      );
    },
  };
}

test("a span is around a call with all its attempts, and each of them carries it on", async () => {
  let failures = 1;
  await using server = await startFakeServer(() => {
    failures -= 1;
    return failures >= 0
      ? { refusal: { reason: "BUSY", status: 503 } }
      : { data: { title: "Choir" } };
  });
  const tracer = newTracer();
  const daybook = createDaybookClient({ url: server.url, aroundCall: tracer.aroundCall });
  expect(await daybook.events.get({ id: ID })).toEqual({ title: "Choir" });
  expect(tracer.spans).toEqual([{ name: "events.get", parent: undefined, outcome: "answered" }]);
  expect(server.requests.map(({ headers }) => headers["traceparent"])).toEqual([
    "00-trace-1-01",
    "00-trace-1-01",
  ]);
});

test("a refusal passes through it, to the tracer and to the caller", async () => {
  await using server = await startFakeServer(() => ({
    refusal: { reason: "NOT_FOUND", status: 404 },
  }));
  const tracer = newTracer();
  const daybook = createDaybookClient({ url: server.url, aroundCall: tracer.aroundCall });
  await expect(daybook.events.delete({ id: ID })).rejects.toMatchObject({ reason: "NOT_FOUND" });
  expect(tracer.spans).toMatchObject([
    { name: "events.delete", outcome: "DaybookError: Refused: NOT_FOUND" },
  ]);
});

test("a refresh that a call waits for is a span in its span", async () => {
  await using server = await startFakeServer(({ path }) => ({
    data: path === "auth.refresh" ? newSession(2) : {},
  }));
  const tokens = memoryTokenStore();
  await tokens.set(newSession(1, { accessTokenExpiresAt: inMs(1_000) }));
  const tracer = newTracer();
  await createDaybookClient({ url: server.url, tokens, aroundCall: tracer.aroundCall }).auth.me();
  expect(tracer.spans).toEqual([
    { name: "auth.me", parent: undefined, outcome: "answered" },
    { name: "auth.refresh", parent: "auth.me", outcome: "answered" },
  ]);
});

test("questions with headers of their own travel alone, the others still together", async () => {
  await using server = await startFakeServer(({ path }) => ({ data: path }));
  const daybook = createDaybookClient({
    url: server.url,
    aroundCall: ({ procedure }, proceed) =>
      proceed(procedure === "events.get" ? { traceparent: "mine" } : {}),
  });
  await Promise.all([
    daybook.events.get({ id: ID }),
    daybook.calendars.list(),
    daybook.events.list(),
  ]);
  const sent = server.requests.map(({ calls, headers }) => [
    headers["traceparent"],
    ...calls.map(({ path }) => path),
  ]);
  expect(sent).toHaveLength(2);
  expect(sent).toContainEqual(["mine", "events.get"]);
  expect(sent).toContainEqual([undefined, "calendars.list", "events.list"]);
});

test("headers of one's own do not replace those of the client", async () => {
  await using server = await startFakeServer(() => ({ data: {} }));
  const daybook = createDaybookClient({
    url: server.url,
    personalToken: "pat",
    aroundCall: (_call, proceed) => proceed({ authorization: "none", "x-request-id": "mine" }),
  });
  await daybook.events.delete({ id: ID }, { idempotencyKey: "key" });
  expect(server.requests[0]?.headers).toMatchObject({
    authorization: "Bearer pat",
    "idempotency-key": "key",
    "x-request-id": "mine",
  });
});
