import type { Id } from "@daybook/db/ids";

/** What changes so soon after a wait is told together. */
const GATHER_MS = 50;

/** What a watch asks of the watcher that made it. */
export interface WatchedScopes {
  add(id: Id): void;
  remove(id: Id): void;
  /** The last place taken in the scope's log, as far as it is known here. */
  progressOf(id: Id): number | undefined;
  close(): void;
}

export interface WaitLimits {
  /** By the database's clock, epoch milliseconds. */
  readonly until: number | null;
  readonly atMostMs: number;
  readonly signal: AbortSignal;
}

/** One reader's eye on the scopes that concern it, which change as rights come and go. */
export class Watch implements Disposable {
  readonly #scopes: WatchedScopes;
  #ids: ReadonlySet<Id> = new Set();
  /** Where each log ended when the reader was level; undefined until that is known. */
  readonly #levels = new Map<Id, number | undefined>();
  #woken = false;
  #wakeSleeper: (() => void) | undefined;
  #until: number | null = null;
  #waitedAt = Number.NEGATIVE_INFINITY;
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
    for (const id of before.difference(this.#ids)) {
      this.#scopes.remove(id);
      this.#levels.delete(id);
    }
    for (const id of added) {
      this.#scopes.add(id);
      this.#levels.set(id, this.#scopes.progressOf(id));
    }
    return added.size > 0;
  }

  /** The reader has read everything that there is. */
  noteLevel(): void {
    this.#levels.clear();
    for (const id of this.#ids) this.#levels.set(id, this.#scopes.progressOf(id));
  }

  /** A scope was looked at for the first time: what it holds by then is nothing new. */
  noteBeginning(id: Id, progress: number): void {
    if (this.#levels.get(id) === undefined) this.#levels.set(id, progress);
  }

  /** How many places were taken in the logs since the reader was level, as far as it is known here. */
  behind(): number {
    let sum = 0;
    for (const [id, level] of this.#levels) {
      const progress = this.#scopes.progressOf(id);
      if (progress !== undefined && level !== undefined) sum += progress - level;
    }
    return sum;
  }

  /** Something may have changed: ends the wait that is under way, or else the next one. */
  wake(): void {
    this.#woken = true;
    this.#wakeSleeper?.();
  }

  /** @param databaseTime the database's clock, epoch milliseconds */
  noteTime(databaseTime: number): void {
    if (this.#until !== null && databaseTime >= this.#until) this.wake();
  }

  /** Waits for a change since the last wait, or for one of the limits. */
  async wait({ until, atMostMs, signal }: WaitLimits): Promise<void> {
    if (!this.#woken) {
      this.#until = until;
      await sleep(atMostMs, signal, (wake) => {
        this.#wakeSleeper = wake;
      });
      this.#wakeSleeper = undefined;
      this.#until = null;
    }
    await sleep(this.#waitedAt + GATHER_MS - performance.now(), signal);
    this.#waitedAt = performance.now();
    this.#woken = false;
  }

  [Symbol.dispose](): void {
    this.follow([]);
    this.#closed = true;
    this.#scopes.close();
  }
}

/** @param onStart is given what ends the sleep early, as the signal does */
async function sleep(
  ms: number,
  signal: AbortSignal,
  onStart?: (wake: () => void) => void,
): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => resolve();
  const timer = setTimeout(wake, ms).unref();
  signal.addEventListener("abort", wake);
  onStart?.(wake);
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", wake);
}
