import type { AroundCall, CallReport, WriteOptions } from "./api-types.ts";
import { startDeadline } from "./deadline.ts";
import { DaybookError } from "./errors.ts";
import { type CallKind, needsSession, takesIdempotencyKey } from "./procedures.ts";
import { isPassing, retryDelayMs } from "./retry.ts";
import type { Attempt, Transport } from "./transport.ts";

/** The refusals that another access token may overcome. */
const TOKEN_REFUSALS: ReadonlySet<string> = new Set([
  "TOKEN_EXPIRED",
  "TOKEN_INVALID",
  "TOKEN_REVOKED",
]);

export interface CallerOptions {
  readonly transport: Transport;
  readonly timeoutMs: number;
  /** How often a call is repeated, where that is safe. */
  readonly retries: number;
  /** Told of each call when it is over. */
  readonly onCall?: ((report: CallReport) => void) | undefined;
  readonly aroundCall?: AroundCall | undefined;
  /** A token to send: another one than `refused`, if there is one. */
  accessToken(refused: string | undefined): Promise<string | undefined>;
}

/** One call of a procedure, by its dotted name. */
export interface ProcedureCall {
  readonly path: string;
  readonly kind: CallKind;
  readonly input: unknown;
  readonly options?: WriteOptions | undefined;
}

export type Caller = (call: ProcedureCall) => Promise<unknown>;

/** Makes the one way in which every procedure is called: token, attempts, time-out, errors. */
export function createCaller(deps: CallerOptions): Caller {
  const { aroundCall } = deps;
  return aroundCall === undefined
    ? (call) => carryOut(call, {})
    : (call) =>
        aroundCall({ procedure: call.path, kind: call.kind }, (headers = {}) =>
          carryOut(call, headers),
        );

  async function carryOut(
    { path, kind, input, options = {} }: ProcedureCall,
    headers: Readonly<Record<string, string>>,
  ): Promise<unknown> {
    const startedAt = performance.now();
    let attempts = 0;
    const deadline = startDeadline(options.timeoutMs ?? deps.timeoutMs, options.signal);
    const idempotencyKey = takesIdempotencyKey(path, kind)
      ? (options.idempotencyKey ?? newIdempotencyKey())
      : undefined;

    const attemptWith = (accessToken: string | undefined): Attempt => ({
      path,
      kind,
      input,
      idempotencyKey,
      accessToken,
      headers,
      signal: deadline.signal,
    });

    function over(outcome: { readonly error?: unknown }): void {
      const { onCall } = deps;
      const durationMs = performance.now() - startedAt;
      const report: CallReport = { procedure: path, kind, durationMs, attempts, ...outcome };
      if (onCall !== undefined) {
        // What a listener throws is its own affair, not the call's.
        queueMicrotask(() => onCall(report));
      }
    }

    async function attempt(): Promise<unknown> {
      attempts += 1;
      const sent = attemptWith(needsSession(path) ? await deps.accessToken(undefined) : undefined);
      try {
        return await deps.transport.send(sent);
      } catch (error) {
        // In a batch it may have been the token of a call that was made later.
        const { accessToken: refused } = sent;
        if (refused === undefined || !isTokenRefusal(error)) {
          throw error;
        }
        const renewed = await deps.accessToken(refused);
        if (renewed === undefined || renewed === refused) {
          throw error;
        }
        return deps.transport.send(attemptWith(renewed));
      }
    }

    try {
      for (let failures = 0; ;) {
        try {
          const answer = await deadline.race(attempt());
          over({});
          return answer;
        } catch (error) {
          failures += 1;
          const delayMs = isRepeatable(path, kind)
            ? repeatAfterMs(error, failures, deps.retries)
            : undefined;
          if (delayMs === undefined || delayMs >= deadline.remainingMs()) {
            throw error;
          }
          await deadline.sleep(delayMs);
        }
      }
    } catch (error) {
      over({ error });
      throw error;
    } finally {
      deadline.end();
    }
  }
}

/**
 * Whether a second copy of a call does no harm although the first may have been carried out: a
 * question; a write that its key makes one; a refresh, whose token the server answers with the
 * same successor for ten seconds (rule U2).
 */
function isRepeatable(path: string, kind: CallKind): boolean {
  return kind === "query" || takesIdempotencyKey(path, kind) || path === "auth.refresh";
}

/** How long to wait before the next attempt; undefined when there is to be none. */
function repeatAfterMs(error: unknown, failures: number, retries: number): number | undefined {
  return error instanceof DaybookError && isPassing(error) && failures <= retries
    ? retryDelayMs(error, failures, Math.random())
    : undefined;
}

/** Whether another access token may be accepted. */
export function isTokenRefusal(error: unknown): boolean {
  return error instanceof DaybookError && TOKEN_REFUSALS.has(error.reason);
}

/** 128 random bits. `crypto.randomUUID` is missing on pages that were not loaded over HTTPS. */
function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
