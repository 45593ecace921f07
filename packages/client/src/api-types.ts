import type { DaybookError } from "./errors.ts";

/** What any call may be given beside its input. */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason, as `fetch` does. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the call, with all its attempts, gives up (`isTimeout`). */
  readonly timeoutMs?: number | undefined;
}

/** What a call that writes may be given beside its input. */
export interface WriteOptions extends CallOptions {
  /**
   * Makes copies of this call one write (rule C2). The client makes a key for each call by itself;
   * give one to repeat a call safely after the page or the process was lost.
   */
  readonly idempotencyKey?: string | undefined;
}

/** A call that is about to be made. */
export interface OutgoingCall {
  /** As in `events.update`. */
  readonly procedure: string;
  readonly kind: "query" | "mutation";
}

/**
 * Makes a call: `proceed` sends it, with these headers beside the client's own, and answers or
 * rejects as the call does. A call with headers of its own travels in a request of its own.
 */
export type AroundCall = <Answer>(
  call: OutgoingCall,
  proceed: (headers?: Readonly<Record<string, string>>) => Promise<Answer>,
) => Promise<Answer>;

/** How a call went, told when it is over. */
export interface CallReport extends OutgoingCall {
  /** From the call to its answer, with all attempts and the pauses between them. */
  readonly durationMs: number;
  readonly attempts: number;
  /** What the call was refused or failed with; absent where it was answered. */
  readonly error?: unknown;
}

/** What a stream may be given beside its input. */
export interface StreamOptions {
  /** Ends the stream, whose next message then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called each time that the connection is lost and another one is to be tried after a pause. */
  readonly onReconnect?: ((error: DaybookError, delayMs: number) => void) | undefined;
}

/**
 * Messages as they come, to be read with `for await`. Leaving the loop, or `return()` from
 * elsewhere, closes the connection.
 */
export interface Stream<Message> {
  next(): Promise<IteratorResult<Message, void>>;
  return(): Promise<IteratorResult<Message, void>>;
  [Symbol.asyncIterator](): Stream<Message>;
}
