/**
 * Lets what has the same key run one after the other in this process, in the order in which it came.
 * What asks a limit first and counts against it later can then not be made at once, to be counted
 * when all of it has passed.
 */
export class InTurn {
  readonly #last = new Map<string, Promise<void>>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const turn = Promise.withResolvers<void>();
    this.#last.set(key, turn.promise);
    try {
      await before;
      return await work();
    } finally {
      if (this.#last.get(key) === turn.promise) this.#last.delete(key);
      turn.resolve();
    }
  }

  /** How many keys somebody runs under or waits for. */
  get size(): number {
    return this.#last.size;
  }
}
