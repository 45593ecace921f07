import type { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@daybook/api/router";
import { DaybookError, type ServerErrorData } from "./errors.ts";
import type { Fetch } from "./fetch.ts";

/** What an HTTP answer held, in the form that the tRPC links read. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly retryAfterMs: number | null;
  json(): Promise<unknown>;
}

/** A refusal as the wire has it. */
export interface WireError {
  readonly message: string;
  readonly data: ServerErrorData | null | undefined;
}

/** Asks, and reads the whole answer. Rejects when none came or when it is not JSON. */
export async function readAnswer(fetch: Fetch, url: string, init: RequestInit): Promise<Answer> {
  return readAnswerOf(await begin(fetch, url, init), url);
}

/**
 * Asks, and hands out the answer's body as it comes, if it is a stream of events; rejects with the
 * refusal, if it is one.
 */
export async function openStream(
  fetch: Fetch,
  url: string,
  init: RequestInit,
): Promise<ReadableStream<Uint8Array>> {
  const response = await begin(fetch, url, init);
  if (response.body !== null && /^text\/event-stream\b/i.test(contentTypeOf(response))) {
    return response.body;
  }
  const answer = await readAnswerOf(response, url);
  const { error } = (await answer.json()) as { error?: WireError };
  throw refusalIn(error, answer);
}

function contentTypeOf({ headers }: Response): string {
  return headers.get("content-type") ?? "";
}

async function begin(fetch: Fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw unreachable(url, cause);
  }
}

async function readAnswerOf(response: Response, url: string): Promise<Answer> {
  const text = await response.text().catch((cause: unknown) => {
    throw unreachable(url, cause);
  });
  const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"));
  const { ok, status } = response;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new DaybookError({
      reason: "BAD_RESPONSE",
      message: `The answer (HTTP ${status}) does not come from a Daybook server.`,
      httpStatus: status,
      requestId: response.headers.get("x-request-id"),
      retryAfterMs,
      cause,
    });
  }
  return { ok, status, retryAfterMs, json: async () => parsed };
}

function unreachable(url: string, cause: unknown): DaybookError<"NETWORK"> {
  return new DaybookError({
    reason: "NETWORK",
    message: `No answer from ${new URL(url).origin}.`,
    cause,
  });
}

/** The server's refusal of one call, as it came through tRPC. */
export function refusalFrom(error: TRPCClientError<AppRouter>): DaybookError {
  const answer = error.meta?.["response"] as Answer | undefined;
  return refusalIn({ message: error.message, data: error.data }, answer ?? null, error);
}

/**
 * The refusal that an error of the wire tells of, with the answer that it came in. It has all that
 * the wire said: `cause` is for an answer that no Daybook server gave.
 */
export function refusalIn(
  wire: Partial<WireError> | null | undefined,
  answer: Pick<Answer, "retryAfterMs" | "status"> | null,
  cause?: unknown,
): DaybookError {
  const data = wire?.data ?? undefined;
  const retryAfterMs = retryAfterOf(data?.details) ?? answer?.retryAfterMs ?? null;
  if (typeof data?.reason !== "string") {
    return new DaybookError({
      reason: "BAD_RESPONSE",
      message: "The answer does not come from a Daybook server.",
      httpStatus: answer?.status ?? null,
      retryAfterMs,
      cause,
    });
  }
  const { reason, code, httpStatus, details, fieldErrors, requestId } = data;
  return new DaybookError({
    reason,
    message: wire?.message ?? reason,
    code,
    httpStatus,
    details,
    fieldErrors,
    requestId,
    retryAfterMs,
  });
}

/** In a batch the header speaks for all calls; the details belong to theirs. */
function retryAfterOf(details: Readonly<Record<string, unknown>> | undefined): number | null {
  const seconds = details?.["retryAfterSeconds"];
  return typeof seconds === "number" ? seconds * 1_000 : null;
}

/** RFC 9110 §10.2.3: seconds, or a date. */
function parseRetryAfter(header: string | null): number | null {
  if (header === null) {
    return null;
  }
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
