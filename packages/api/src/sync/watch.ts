import type { Id } from "@daybook/db/ids";

/** What a watch asks of the watcher that made it. */
export interface WatchedScopes {
  add(id: Id): void;
  remove(id: Id): void;
  /** The last place taken in the scope's log, as far as it is known here. */
  progressOf(id: Id): number | undefined;
  close(): void;
}

/** One reader's eye on the scopes that concern it, which change as rights come and go. */
export class Watch implements Disposable {
  readonly #scopes: WatchedScopes;
  #ids: ReadonlySet<Id> = new Set();
  /** Where each log ended when the reader was level; undefined until that is known. */
  readonly #levels = new Map<Id, number | undefined>();
  #woken = false;
  #stopWaiting: (() => void) | undefined;
  #until: number | null = null;
  #closed = false;

  /** Use {@link ScopeWatcher.watch}. */
  constructor(scopes: WatchedScopes) {
    this.#scopes = scopes;
  }

  /**
   * Watches these scopes from now on, and no others.
   *
   * @returns whether any is new. Whoever read before this call may have missed what was committed
   *   in it since, and reads once more before it waits.
   */
  follow(scopeIds: readonly Id[]): boolean {
    if (this.#closed) return false;
    const before = this.#ids;
    this.#ids = new Set(scopeIds);
    const added = this.#ids.difference(before);
    for (const id of before.difference(this.#ids)) this.#scopes.remove(id);
    for (const id of added) this.#scopes.add(id);
    return added.size > 0;
  }

  /** The reader has read everything that there is. */
  noteLevel(): void {
    this.#levels.clear();
    for (const id of this.#ids) this.#levels.set(id, this.#scopes.progressOf(id));
  }

  /** How many places were taken in the logs since, as far as it is known here. */
  behind(): number {
    let sum = 0;
    for (const id of this.#ids) {
      const end = this.#scopes.progressOf(id);
      if (end === undefined) continue;
      const level = this.#levels.get(id);
      if (level === undefined) this.#levels.set(id, end);
      sum += end - (level ?? end);
    }
    return sum;
  }

  /** Something may have changed: ends the wait that is under way, or else the next one. */
  wake(): void {
    this.#woken = true;
    this.#stopWaiting?.();
  }

  /** @param databaseTime the database's clock, epoch milliseconds */
  noteTime(databaseTime: number): void {
    if (this.#until !== null && databaseTime >= this.#until) this.wake();
  }

  /**
   * Waits until something has changed since the last wait, until that time by the database's clock
   * or for so many milliseconds, or until the signal.
   */
  async wait(limits: {
    readonly until: number | null;
    readonly atMostMs: number;
    readonly signal: AbortSignal;
  }): Promise<void> {
    const { until, atMostMs, signal } = limits;
    if (!this.#woken && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const stop = (): void => resolve();
      const timer = setTimeout(stop, atMostMs).unref();
      signal.addEventListener("abort", stop);
      this.#stopWaiting = stop;
      this.#until = until;
      await promise;
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      this.#stopWaiting = undefined;
      this.#until = null;
    }
    this.#woken = false;
  }

  [Symbol.dispose](): void {
    this.follow([]);
    this.#closed = true;
    this.#scopes.close();
  }
}
