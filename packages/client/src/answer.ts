import type { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@daybook/api/router";
import { DaybookError } from "./errors.ts";
import type { Fetch } from "./fetch.ts";

/** What an HTTP answer held, in the form that the tRPC links read. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly retryAfterMs: number | null;
  json(): Promise<unknown>;
}

/** Asks, and reads the whole answer. Rejects when none came or when it is not JSON. */
export async function readAnswer(fetch: Fetch, url: string, init: RequestInit): Promise<Answer> {
  const { response, text } = await exchange(fetch, url, init);
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

async function exchange(
  fetch: Fetch,
  url: string,
  init: RequestInit,
): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(url, init);
    return { response, text: await response.text() };
  } catch (cause) {
    throw new DaybookError({
      reason: "NETWORK",
      message: `No answer from ${new URL(url).origin}.`,
      cause,
    });
  }
}

/** The server's refusal of one call, as it came through tRPC. */
export function refusalFrom(error: TRPCClientError<AppRouter>): DaybookError {
  const answer = error.meta?.["response"] as Answer | undefined;
  const data = error.data ?? undefined;
  const retryAfterMs = retryAfterOf(data?.details) ?? answer?.retryAfterMs ?? null;
  if (typeof data?.reason !== "string") {
    return new DaybookError({
      reason: "BAD_RESPONSE",
      message: "The answer does not come from a Daybook server.",
      httpStatus: answer?.status ?? null,
      retryAfterMs,
      cause: error,
    });
  }
  const { reason, code, httpStatus, details, fieldErrors, requestId } = data;
  return new DaybookError({
    reason,
    message: error.message,
    code,
    httpStatus,
    details,
    fieldErrors,
    requestId,
    retryAfterMs,
    cause: error,
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
