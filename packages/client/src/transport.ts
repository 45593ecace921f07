import {
  createTRPCUntypedClient,
  httpBatchLink,
  httpLink,
  splitLink,
  TRPCClientError,
} from "@trpc/client";
import type { AppRouter } from "@daybook/api/router";
import { DaybookError } from "./errors.ts";
import { openStream, readAnswer, refusalFrom } from "./answer.ts";
import type { Fetch } from "./fetch.ts";
import type { CallKind } from "./procedures.ts";

/** Calls in one request; the server admits no more. */
const MAX_BATCH_CALLS = 20;

/** Longest URL: proxies commonly refuse more than 8 KiB. Longer questions travel in a body. */
const MAX_URL_LENGTH = 7_000;

export interface TransportOptions {
  readonly url: string;
  readonly clientName: string;
  /** Called anew for each request, so that a later replacement of the global `fetch` counts. */
  readonly fetch: Fetch;
}

/** One attempt of one call. */
export interface Attempt {
  readonly path: string;
  readonly kind: CallKind;
  readonly input: unknown;
  readonly idempotencyKey: string | undefined;
  readonly signal: AbortSignal;
  /** What is sent beside the client's own headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** The access token to send; after the attempt, the one that was sent. */
  accessToken: string | undefined;
}

/** One connection of one subscription. */
export type StreamAttempt = Pick<Attempt, "accessToken" | "input" | "path" | "signal">;

export interface Transport {
  /** The answer; rejects with a DaybookError. */
  send(attempt: Attempt): Promise<unknown>;
  /** The events of a subscription, as bytes; rejects with a DaybookError. */
  open(attempt: StreamAttempt): Promise<ReadableStream<Uint8Array>>;
}

export function createTransport(options: TransportOptions): Transport {
  const { fetch } = options;
  const link = {
    url: `${options.url.replace(/\/+$/, "")}/trpc`,
    // The links build their URLs as text.
    fetch: async (url: unknown, init?: object) => readAnswer(fetch, url as string, init ?? {}),
  };
  const headersOf = ({
    accessToken,
    headers,
    idempotencyKey,
  }: Partial<Attempt>): Record<string, string> => ({
    ...headers,
    "daybook-client": options.clientName,
    ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
    ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
  });

  const client = createTRPCUntypedClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type, input, context }) =>
          type === "query" && fitsUrl(input) && hasNoHeaders(attemptOf(context)),
        true: httpBatchLink({
          ...link,
          maxItems: MAX_BATCH_CALLS,
          maxURLLength: MAX_URL_LENGTH,
          headers({ opList }) {
            const attempts = opList.map((operation) => attemptOf(operation.context));
            // Calls that need no session share the request of those that have one.
            const accessToken = attempts.findLast((attempt) => attempt.accessToken)?.accessToken;
            for (const attempt of attempts) {
              attempt.accessToken = accessToken;
            }
            return headersOf({ accessToken });
          },
        }),
        false: httpLink({
          ...link,
          methodOverride: "POST",
          headers: ({ op }) => headersOf(attemptOf(op.context)),
        }),
      }),
    ],
  });

  return {
    async send(attempt) {
      const { path, kind, input, signal } = attempt;
      try {
        return await client[kind](path, input, { signal, context: { attempt } });
      } catch (cause) {
        throw toDaybookError(cause);
      }
    },
    open: ({ path, input, accessToken, signal }) =>
      openStream(fetch, `${link.url}/${path}`, {
        // A cursor may be longer than a URL or a header can be.
        method: "POST",
        body: JSON.stringify(input),
        headers: {
          ...headersOf({ accessToken }),
          accept: "text/event-stream",
          "content-type": "application/json",
        },
        signal,
      }),
  };
}

function attemptOf(context: Record<string, unknown>): Attempt {
  // `send` is the only one who makes contexts.
  return context["attempt"] as Attempt;
}

/** Calls in one request share its headers. */
function hasNoHeaders({ headers }: Attempt): boolean {
  return Object.keys(headers).length === 0;
}

function fitsUrl(input: unknown): boolean {
  const text = JSON.stringify(input) ?? "";
  return encodeURIComponent(text).length < MAX_URL_LENGTH / 2;
}

function toDaybookError(error: unknown): unknown {
  if (!(error instanceof TRPCClientError)) {
    return error;
  }
  if (error.cause instanceof DaybookError) {
    return error.cause;
  }
  return refusalFrom(error);
}
