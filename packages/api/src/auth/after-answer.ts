import type { Logger } from "../rpc/logger.ts";

/** More than this many are not kept waiting; what is dropped is bookkeeping, never a promise. */
const MAX_RUNNING = 200;

/**
 * Work that a caller must not wait for, and must not learn from by the time that it takes: when a
 * token was last used, who was refused. It begins after the answer was handed over.
 */
export class AfterAnswer {
  readonly #log: Logger;
  readonly #running = new Set<Promise<void>>();

  constructor(log: Logger) {
    this.#log = log;
  }

  run(what: string, work: () => Promise<void>): void {
    if (this.#running.size >= MAX_RUNNING) {
      this.#log.warn({ what }, "too much is waiting to be written; this was left out");
      return;
    }
    const running = new Promise<void>((resolve) => setImmediate(resolve))
      .then(work)
      .catch((error: unknown) => {
        this.#log.error({ err: error, what }, "work after an answer failed");
      })
      .finally(() => {
        this.#running.delete(running);
      });
    this.#running.add(running);
  }

  /** Waits for what has begun; for a server that stops, and for tests. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all(this.#running);
    }
  }
}
