/**
 * The work that the server still owes: what is to be finished before the database is closed. It
 * outlasts the answer where a time-out answered first, and the connection where the caller left.
 */
export class InFlight {
  readonly #work = new Set<Promise<unknown>>();

  /** Remembers the work until it is done, and passes it on. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work);
    const forget = (): void => {
      this.#work.delete(work);
    };
    work.then(forget, forget);
    return work;
  }

  get size(): number {
    return this.#work.size;
  }

  /** Resolves once nothing is left, also of what came meanwhile. Failures are their owner's. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) {
      await Promise.allSettled(this.#work);
    }
  }
}
