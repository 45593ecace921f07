import type { Id } from "@daybook/db/ids";
import type { ScopeStates } from "@daybook/db/queries/scope-states.queries";
import type { Logger } from "../rpc/logger.ts";
import { Watch } from "./watch.ts";

const LOOK_EVERY_MS = 250;
/** A look that took long is followed by a pause of so many times its length. */
const PAUSE_FACTOR = 3;
const SCOPES_AT_ONCE = 500;
/** A look that hangs is written off, and another one begins. */
const WRITE_OFF_AFTER_MS = 3_000;

export interface ScopeWatcherOptions {
  readonly read: (scopeIds: readonly Id[]) => Promise<ScopeStates>;
  readonly log: Logger;
}

interface WatchedScope {
  /** Undefined until it was looked at. */
  seq: number | undefined;
  accessEpoch: number;
  readonly watches: Set<Watch>;
}

/**
 * Finds out that somebody committed something in a scope, in whichever process: looks four times
 * a second how far the scopes have come that anybody here watches, all together, and not at all
 * while nobody does. What this process commits itself is looked for at once.
 */
export class ScopeWatcher {
  readonly #read: ScopeWatcherOptions["read"];
  readonly #log: Logger;
  readonly #scopes = new Map<Id, WatchedScope>();
  readonly #watches = new Set<Watch>();
  /** What this process has committed and was not looked at since. */
  readonly #committed = new Set<Id>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #lookingAtCommitted = false;
  #stopped = false;
  #lastLookFailed = false;

  constructor(options: ScopeWatcherOptions) {
    this.#read = options.read;
    this.#log = options.log;
  }

  /** A watch over no scope yet. Whoever asks for one closes it. */
  watch(): Watch {
    const watch = new Watch({
      add: (id) => this.#add(id, watch),
      remove: (id) => this.#remove(id, watch),
      progressOf: (id) => this.#scopes.get(id)?.seq,
      close: () => {
        this.#watches.delete(watch);
        if (this.#watches.size === 0) this.#cancelLook();
      },
    });
    this.#watches.add(watch);
    return watch;
  }

  /** To be called after each commit in this process, with the scopes that have new entries. */
  noteCommit(scopeIds: Iterable<Id>): void {
    for (const id of scopeIds) {
      if (this.#scopes.has(id)) this.#committed.add(id);
    }
    if (this.#committed.size > 0) void this.#lookAtCommitted();
  }

  /** How many watches are open. */
  get size(): number {
    return this.#watches.size;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelLook();
  }

  #add(id: Id, watch: Watch): void {
    const scope = this.#scopes.get(id);
    if (scope === undefined) {
      this.#scopes.set(id, { seq: undefined, accessEpoch: 0, watches: new Set([watch]) });
    } else {
      scope.watches.add(watch);
    }
    if (this.#timer === undefined && !this.#looking) this.#schedule(0);
  }

  #remove(id: Id, watch: Watch): void {
    const scope = this.#scopes.get(id);
    scope?.watches.delete(watch);
    if (scope?.watches.size === 0) this.#scopes.delete(id);
  }

  #schedule(ms: number): void {
    if (this.#stopped || this.#watches.size === 0) return;
    this.#timer = setTimeout(() => void this.#look(), ms).unref();
  }

  #cancelLook(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    this.#looking = true;
    const startedAt = performance.now();
    try {
      const ids = [...this.#scopes.keys()];
      for (let from = 0; from < ids.length; from += SCOPES_AT_ONCE) {
        const states = await inTime(this.#read(ids.slice(from, from + SCOPES_AT_ONCE)));
        this.#apply(states);
      }
      this.#lastLookFailed = false;
    } catch (error) {
      if (!this.#lastLookFailed) {
        this.#log.error({ err: error }, "the scopes of live streams could not be looked at");
      }
      this.#lastLookFailed = true;
    }
    this.#looking = false;
    const took = performance.now() - startedAt;
    this.#schedule(Math.max(LOOK_EVERY_MS, took * PAUSE_FACTOR));
  }

  /** Many commits at once are looked for together. */
  async #lookAtCommitted(): Promise<void> {
    if (this.#lookingAtCommitted || this.#stopped) return;
    this.#lookingAtCommitted = true;
    try {
      while (this.#committed.size > 0) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        const ids = [...this.#committed].slice(0, SCOPES_AT_ONCE);
        for (const id of ids) this.#committed.delete(id);
        this.#apply(await inTime(this.#read(ids)));
      }
    } catch {
      // The next look finds what this one has missed, or says that it cannot.
      this.#committed.clear();
    } finally {
      this.#lookingAtCommitted = false;
    }
  }

  #apply({ databaseTime, scopes }: ScopeStates): void {
    for (const { id, seq, accessEpoch } of scopes) {
      const known = this.#scopes.get(id);
      if (known === undefined) continue;
      // Looks overlap: an older one may come later. Unknown until now counts as changed, since
      // nobody can tell whether the reader has seen it.
      const changed = known.seq === undefined || seq > known.seq || accessEpoch > known.accessEpoch;
      if (!changed) continue;
      if (known.seq === undefined) {
        for (const watch of known.watches) watch.noteBeginning(id, seq);
      }
      known.seq = Math.max(seq, known.seq ?? 0);
      known.accessEpoch = Math.max(accessEpoch, known.accessEpoch);
      for (const watch of known.watches) watch.wake();
    }
    if (databaseTime !== undefined) {
      for (const watch of this.#watches) watch.noteTime(databaseTime);
    }
  }
}

async function inTime<T>(read: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`no answer within ${WRITE_OFF_AFTER_MS} ms`));
  }, WRITE_OFF_AFTER_MS).unref();
  try {
    return await Promise.race([read, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
