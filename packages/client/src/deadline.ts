import { DaybookError } from "./errors.ts";

/** The time that one call has, with all its attempts, and the caller's wish to end it. */
export interface Deadline {
  /** Aborts when the time is over or the caller aborts. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left. */
  remainingMs(): number;
  /** The promise's value, or a rejection as soon as the call is over, whatever comes of the promise. */
  race<Value>(promise: Promise<Value>): Promise<Value>;
  sleep(ms: number): Promise<void>;
  /** Releases timer and listener. */
  end(): void;
}

export function startDeadline(timeoutMs: number, callerSignal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  const endsAt = performance.now() + timeoutMs;
  const timer = setTimeout(() => controller.abort(timedOut(timeoutMs)), timeoutMs);
  const onCallerAbort = (): void => controller.abort(callerSignal?.reason);
  if (callerSignal?.aborted === true) {
    onCallerAbort();
  }
  callerSignal?.addEventListener("abort", onCallerAbort, { once: true });

  function race<Value>(promise: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const onOver = (): void => reject(signal.reason as Error);
      if (signal.aborted) {
        onOver();
      }
      signal.addEventListener("abort", onOver, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onOver));
    });
  }

  async function sleep(ms: number): Promise<void> {
    let wake: ReturnType<typeof setTimeout> | undefined;
    try {
      await race(
        new Promise<void>((resolve) => {
          wake = setTimeout(resolve, ms);
        }),
      );
    } finally {
      clearTimeout(wake);
    }
  }

  return {
    signal,
    remainingMs: () => endsAt - performance.now(),
    race,
    sleep,
    end() {
      clearTimeout(timer);
      callerSignal?.removeEventListener("abort", onCallerAbort);
    },
  };
}

function timedOut(timeoutMs: number): DaybookError<"TIMEOUT"> {
  return new DaybookError({
    reason: "TIMEOUT",
    message: `The call was not answered within ${timeoutMs} ms.`,
  });
}
