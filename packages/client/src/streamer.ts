import { refusalIn } from "./answer.ts";
import type { Stream, StreamOptions } from "./api-types.ts";
import { isTokenRefusal } from "./caller.ts";
import { DaybookError } from "./errors.ts";
import { isPassing, retryDelayMs } from "./retry.ts";
import { type ServerSentEvent, ServerSentEventParser } from "./sse.ts";
import type { Transport } from "./transport.ts";

/** Silence after which a connection counts as dead, unless the server says otherwise. */
const SILENCE_MS = 40_000;

/** The events that every connection begins with: a greeting, and where the reader is. */
const RECEIVED_AT_BEGINNING = 2;

export interface StreamerOptions {
  readonly transport: Transport;
  /** How long the beginning of an answer may take. */
  readonly timeoutMs: number;
  /** How often in a row a fault of the server is overlooked. */
  readonly retries: number;
  /** A token to send: another one than `refused`, if there is one. */
  accessToken(refused: string | undefined): Promise<string | undefined>;
}

/** One subscription, by its dotted name. */
export interface StreamCall {
  readonly path: string;
  readonly input: object;
  readonly options?: StreamOptions | undefined;
}

/** What a message may hold, as far as it matters here. */
interface Message {
  readonly items?: readonly unknown[];
}

export type Streamer = (call: StreamCall) => Stream<unknown>;

/**
 * Makes the one way in which every subscription is followed: over as many connections as it takes,
 * each of which goes on where the last message that was handed out has ended.
 */
export function createStreamer(deps: StreamerOptions): Streamer {
  return function stream(call) {
    const callerSignal = call.options?.signal;
    const stopping = new AbortController();
    const onCallerAbort = (): void => stopping.abort(callerSignal?.reason);
    if (callerSignal?.aborted === true) {
      onCallerAbort();
    }
    callerSignal?.addEventListener("abort", onCallerAbort, { once: true });

    async function* messages(): AsyncGenerator<unknown, void, undefined> {
      try {
        yield* follow(deps, call, stopping.signal);
      } catch (error) {
        // Whoever has stopped it here wants to hear no reason.
        if (!stopping.signal.aborted || callerSignal?.aborted === true) {
          throw error;
        }
      } finally {
        callerSignal?.removeEventListener("abort", onCallerAbort);
      }
    }

    const iterator = messages();
    return {
      next: () => iterator.next(),
      return() {
        callerSignal?.removeEventListener("abort", onCallerAbort);
        // Ends a `next` that waits, too.
        stopping.abort();
        return iterator.return();
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };
}

/** The messages over all connections, until the signal or a refusal that stays one. */
async function* follow(
  deps: StreamerOptions,
  { path, input, options }: StreamCall,
  signal: AbortSignal,
): AsyncGenerator<unknown, void, undefined> {
  let lastEventId: string | undefined;
  let refused: { readonly token: string; readonly refusal: unknown } | undefined;
  for (let failures = 0; ;) {
    signal.throwIfAborted();
    let accessToken: string | undefined;
    let received = 0;
    let isGood = false;
    try {
      accessToken = await deps.accessToken(refused?.token);
      if (refused !== undefined && (accessToken ?? refused.token) === refused.token) {
        throw refused.refusal;
      }
      const from = lastEventId === undefined ? input : { ...input, lastEventId };
      for await (const event of connect(deps, { path, input: from, accessToken }, signal)) {
        received += 1;
        isGood ||= received > RECEIVED_AT_BEGINNING;
        if (event.type === "message") {
          const message: Message = parsed(event);
          isGood ||= message.items !== undefined && message.items.length > 0;
          refused = undefined;
          lastEventId = event.id === "" ? lastEventId : event.id;
          yield message;
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      // Two tokens in a row mean that no third one helps.
      if (isTokenRefusal(error) && accessToken !== undefined && refused === undefined) {
        refused = { token: accessToken, refusal: error };
        continue;
      }
      // A server that breaks off at each beginning, with nothing new, is not asked without rest.
      failures = isGood ? 1 : failures + 1;
      const delayMs = reconnectAfterMs(error, failures, deps.retries);
      if (delayMs === undefined) {
        throw error;
      }
      refused = undefined;
      options?.onReconnect?.(error as DaybookError, delayMs);
      await pause(delayMs, signal);
    }
  }
}

/** The events of one connection. Ends by an error alone: no stream is over by itself. */
async function* connect(
  { transport, timeoutMs }: StreamerOptions,
  request: { path: string; input: object; accessToken: string | undefined },
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent, never, undefined> {
  const connection = new AbortController();
  const onAbort = (): void => connection.abort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expectWithin = (ms: number, what: string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => connection.abort(lost(`${what} within ${ms} ms.`)), ms);
  };
  try {
    expectWithin(timeoutMs, "The stream did not begin");
    const body = await transport.open({ ...request, signal: connection.signal });
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const parser = new ServerSentEventParser();
    let silenceMs = SILENCE_MS;
    for (;;) {
      expectWithin(silenceMs, "The stream gave no sign of life");
      const { done, value } = await reader.read();
      // What the application takes its time for is no silence.
      clearTimeout(timer);
      if (done) {
        throw lost("The stream was closed.");
      }
      for (const event of parser.push(decoder.decode(value, { stream: true }))) {
        if (event.type === "connected") {
          silenceMs = silenceSaidBy(event) ?? silenceMs;
        } else if (event.type === "serialized-error") {
          throw refusalIn(parsed(event), null);
        }
        yield event;
      }
    }
  } catch (error) {
    if (error instanceof DaybookError) {
      throw error;
    }
    throw connection.signal.aborted ? connection.signal.reason : lost("The stream broke.", error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    connection.abort();
  }
}

/** How long to wait before connecting again; undefined when that would not help. */
function reconnectAfterMs(error: unknown, failures: number, retries: number): number | undefined {
  if (!(error instanceof DaybookError)) {
    return undefined;
  }
  const mayPass = isPassing(error) || (error.httpStatus === 500 && failures <= retries);
  return mayPass ? retryDelayMs(error, failures, Math.random()) : undefined;
}

function lost(message: string, cause?: unknown): DaybookError<"NETWORK"> {
  return new DaybookError({ reason: "NETWORK", message, cause });
}

function parsed({ data }: ServerSentEvent): object {
  try {
    return JSON.parse(data) as object;
  } catch (cause) {
    const message = "The stream does not come from a Daybook server.";
    throw new DaybookError({ reason: "BAD_RESPONSE", message, cause });
  }
}

function silenceSaidBy(event: ServerSentEvent): number | undefined {
  const { reconnectAfterInactivityMs: ms } = parsed(event) as Record<string, unknown>;
  return typeof ms === "number" ? ms : undefined;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const onOver = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onOver);
      resolve();
    };
    const timer = setTimeout(onOver, ms);
    signal.addEventListener("abort", onOver);
  });
}
