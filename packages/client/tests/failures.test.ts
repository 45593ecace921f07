/** Everything that can go wrong with a call is told apart, and only what is safe is repeated. */
import { ERROR_CATALOGUE } from "@daybook/domain/errors";
import { describe, expect, test } from "vitest";
import type { CallOptions } from "../src/api-types.ts";
import {
  createDaybookClient,
  type DaybookClient,
  type DaybookClientOptions,
} from "../src/client.ts";
import {
  isConflict,
  isCursorExpired,
  isDaybookError,
  isForbidden,
  isInvalidInput,
  isNetworkError,
  isNotFound,
  isRateLimited,
  isServerFault,
  isTimeout,
  isUnauthenticated,
  isVersionConflict,
  type Reason,
} from "../src/errors.ts";
import { refusal } from "../src/refusal.ts";
import { startFakeServer, type Refusal, type Reply } from "./_fake-server.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";

/** Each failure is of one kind. */
const KINDS: Readonly<Record<string, (error: unknown) => boolean>> = {
  isUnauthenticated,
  isForbidden,
  isNotFound,
  isInvalidInput,
  isConflict,
  isCursorExpired,
  isRateLimited,
  isNetworkError,
  isTimeout,
  isServerFault,
};

function kindsOf(error: unknown): string[] {
  return Object.keys(KINDS).filter((name) => KINDS[name]?.(error));
}

const REASONS = [...Object.keys(ERROR_CATALOGUE), "NETWORK", "BAD_RESPONSE"] as Reason[];

test.each(REASONS)("%s is of one kind of failure", (reason) => {
  const error = refusal(reason, {});
  expect(kindsOf(error)).toHaveLength(1);
  expect(isDaybookError(error)).toBe(true);
});

test("what is no failure of a call is of none", () => {
  for (const other of [undefined, null, "NOT_FOUND", new Error("x"), { reason: "NOT_FOUND" }]) {
    expect(kindsOf(other)).toEqual([]);
    expect(isDaybookError(other)).toBe(false);
  }
});

interface Case {
  readonly name: string;
  /** What the server replies to each attempt. */
  readonly reply?: Reply;
  readonly options?: Partial<DaybookClientOptions>;
  readonly kind: string;
  readonly facts: object;
  /** How often a question, or a write with its key, is sent where two repetitions are allowed. */
  readonly attempts: number;
}

function refused(reason: string, status: number, more: Partial<Refusal> = {}): Reply {
  return { refusal: { reason, status, ...more } };
}

const FIELD = { path: "patch.start", reason: "INVALID_TIME", message: "No such day." };

const CASES: Case[] = [
  {
    name: "no server",
    options: { url: "http://127.0.0.1:9" },
    kind: "isNetworkError",
    facts: { reason: "NETWORK", httpStatus: null, requestId: null },
    attempts: 3,
  },
  {
    name: "a connection that breaks before the answer",
    reply: "hang-up",
    kind: "isNetworkError",
    facts: { reason: "NETWORK", httpStatus: null },
    attempts: 3,
  },
  {
    name: "a connection that breaks amid the answer",
    reply: "cut-off",
    kind: "isNetworkError",
    facts: { reason: "NETWORK", httpStatus: null },
    attempts: 3,
  },
  {
    name: "no answer in time",
    reply: "never",
    options: { timeoutMs: 300 },
    kind: "isTimeout",
    facts: { reason: "TIMEOUT", httpStatus: null, requestId: null },
    attempts: 1,
  },
  {
    name: "a call that took the server too long",
    reply: refused("TIMEOUT", 503),
    kind: "isTimeout",
    facts: { reason: "TIMEOUT", requestId: "request-1" },
    attempts: 3,
  },
  {
    name: "too many calls",
    reply: refused("RATE_LIMITED", 429, { details: { retryAfterSeconds: 0 } }),
    kind: "isRateLimited",
    facts: { reason: "RATE_LIMITED", retryAfterMs: 0 },
    attempts: 3,
  },
  {
    name: "a busy server",
    reply: refused("BUSY", 503),
    kind: "isServerFault",
    facts: { reason: "BUSY", requestId: "request-1" },
    attempts: 3,
  },
  {
    name: "a fault of the server",
    reply: refused("INTERNAL", 500),
    kind: "isServerFault",
    facts: { reason: "INTERNAL", requestId: "request-1" },
    attempts: 1,
  },
  {
    name: "a refused sign-in",
    reply: refused("UNAUTHENTICATED", 401),
    kind: "isUnauthenticated",
    facts: { reason: "UNAUTHENTICATED" },
    attempts: 1,
  },
  {
    name: "a refusal for want of rights",
    reply: refused("FORBIDDEN", 403, { details: { required: "editor", actual: "viewer" } }),
    kind: "isForbidden",
    facts: { details: { required: "editor", actual: "viewer" } },
    attempts: 1,
  },
  {
    name: "what is not there",
    reply: refused("NOT_FOUND", 404),
    kind: "isNotFound",
    facts: { reason: "NOT_FOUND" },
    attempts: 1,
  },
  {
    name: "invalid input",
    reply: refused("INVALID_TIME", 400, { fieldErrors: [FIELD] }),
    kind: "isInvalidInput",
    facts: { reason: "INVALID_TIME", fieldErrors: [FIELD] },
    attempts: 1,
  },
  {
    name: "a key that was used for something else",
    reply: refused("KEY_REUSED", 422),
    kind: "isInvalidInput",
    facts: { reason: "KEY_REUSED" },
    attempts: 1,
  },
  {
    name: "an edit conflict",
    reply: refused("VERSION_CONFLICT", 412, {
      details: { baseVersion: 1, currentVersion: 2, conflicts: [] },
    }),
    kind: "isConflict",
    facts: { details: { currentVersion: 2 } },
    attempts: 1,
  },
  {
    name: "a cursor that has expired",
    reply: refused("CURSOR_EXPIRED", 410),
    kind: "isCursorExpired",
    facts: { reason: "CURSOR_EXPIRED" },
    attempts: 1,
  },
  {
    name: "a proxy's page",
    options: answering(() => new Response("<h1>No</h1>", { status: 403 })),
    kind: "isServerFault",
    facts: { reason: "BAD_RESPONSE", httpStatus: 403 },
    attempts: 1,
  },
  {
    name: "a proxy that limits calls",
    options: answering(
      () => new Response("slow down", { status: 429, headers: { "retry-after": "0" } }),
    ),
    kind: "isRateLimited",
    facts: { reason: "BAD_RESPONSE", httpStatus: 429, retryAfterMs: 0 },
    attempts: 3,
  },
  {
    name: "another server's JSON",
    options: answering(() => Response.json({ error: "no such route" }, { status: 404 })),
    kind: "isServerFault",
    facts: { reason: "BAD_RESPONSE", httpStatus: 404 },
    attempts: 1,
  },
];

function answering(answer: () => Response): Partial<DaybookClientOptions> {
  return { fetch: async () => answer() };
}

/** A question, a write that its key makes one, and a write without a key. */
const CALLS = {
  question: (daybook: DaybookClient, options?: CallOptions) =>
    daybook.events.get({ id: ID }, options),
  write: (daybook: DaybookClient, options?: CallOptions) =>
    daybook.events.delete({ id: ID }, options),
  "write without a key": (daybook: DaybookClient, options?: CallOptions) =>
    daybook.auth.login({ login: "ada", password: "x" }, options),
};

describe.each(CASES)("$name", ({ reply = "hang-up", options, kind, facts, attempts }) => {
  test.each(Object.entries(CALLS))(
    "is told apart from a %s, sent no more often than is safe",
    async (name, call) => {
      await using server = await startFakeServer(() => reply);
      let sent = 0;
      const daybook = createDaybookClient({
        url: server.url,
        retries: 2,
        ...options,
        fetch: (url, init) => {
          sent += 1;
          return (options?.fetch ?? fetch)(url, init);
        },
      });
      const error: unknown = await call(daybook).catch((failure: unknown) => failure);
      expect(kindsOf(error)).toEqual([kind]);
      expect(error).toMatchObject(facts);
      expect(isVersionConflict(error)).toBe(kind === "isConflict");
      expect(sent).toBe(name === "write without a key" ? 1 : attempts);
    },
  );
});

test.each(Object.entries(CALLS))(
  "a %s that is aborted is no failure, and not repeated",
  async (_name, call) => {
    await using server = await startFakeServer(() => "never");
    const leaving = new AbortController();
    const daybook = createDaybookClient({ url: server.url });
    const outcome = call(daybook, { signal: leaving.signal }).catch((failure: unknown) => failure);
    await expect.poll(() => server.requests.length).toBe(1);
    leaving.abort(new Error("left"));
    const error = await outcome;
    expect(error).toBe(leaving.signal.reason);
    expect(kindsOf(error)).toEqual([]);
    await expect.poll(() => server.abandoned.length).toBe(1);
    expect(server.requests).toHaveLength(1);
  },
);
