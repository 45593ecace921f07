import type { Id } from "@daybook/db/ids";
import type { BlockedSince, Revocation } from "@daybook/db/queries/blocklist.queries";
import { DomainError } from "@daybook/domain/errors";
import type { Logger } from "../rpc/logger.ts";

const READ_EVERY_MS = 100;
/** Each read goes this far back before the last one: entries may be committed after their time. */
const OVERLAP_MS = 30_000;
const STALE_AFTER_MS = 200;
const GIVE_UP_AFTER_MS = 1_000;
/** A read that hangs is joined by another after a second, and written off after three. */
const MAX_READS_AT_ONCE = 3;
const WRITE_OFF_AFTER_MS = 3_000;
const FORGET_EVERY_MS = 60_000;

export interface BlocklistOptions {
  /** Reads what was blocked at that time or later, by the database's clock; without one, all. */
  readonly read: (since: number | undefined) => Promise<BlockedSince>;
  readonly log: Logger;
}

interface Waiter {
  /** A read that began at this moment or later is fresh enough. */
  readonly since: number;
  readonly resolve: () => void;
}

/**
 * What must no longer be accepted although its signature is good: sessions, personal tokens, and
 * single access tokens by their `jti` (rule U3). Each process keeps the list and re-reads its end
 * all the time, so that a revocation anywhere holds here within 250 ms, without a query for each
 * request.
 */
export class Blocklist {
  readonly #read: BlocklistOptions["read"];
  readonly #log: Logger;
  /** When each entry may be forgotten, by the database's clock. */
  readonly #blocked = new Map<Id, number>();
  readonly #listeners = new Set<(id: Id) => void>();
  readonly #waiters = new Set<Waiter>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #readsAtOnce = 0;
  #readStartedAt = Number.NEGATIVE_INFINITY;
  #lastReadFailed = false;
  /** When the last read that succeeded began: by our monotonic clock, and by the database's. */
  #goodReadAt = Number.NEGATIVE_INFINITY;
  #databaseTime: number | undefined;
  #forgottenAt = 0;

  private constructor(options: BlocklistOptions) {
    this.#read = options.read;
    this.#log = options.log;
  }

  /** Loads every entry that has not expired, and keeps reading. */
  static async open(options: BlocklistOptions): Promise<Blocklist> {
    const blocklist = new Blocklist(options);
    await blocklist.#readOnce();
    blocklist.#schedule();
    return blocklist;
  }

  /**
   * Refuses the credential when any of its ids is blocked. Answers from memory as long as the
   * last good read is fresh, else waits for the next one.
   *
   * @throws TOKEN_REVOKED; UNAVAILABLE when the list could not be read for a second
   */
  async refuseBlocked(...ids: readonly Id[]): Promise<void> {
    if (performance.now() - this.#goodReadAt > STALE_AFTER_MS) {
      await this.#freshRead();
    }
    if (ids.some((id) => this.#blocked.has(id))) {
      throw new DomainError("TOKEN_REVOKED");
    }
  }

  /** Whether the last good read is less than a second old. */
  isFresh(): boolean {
    return performance.now() - this.#goodReadAt < GIVE_UP_AFTER_MS;
  }

  /**
   * Applies what this process has just committed, at once. To be called after the commit and
   * before the call that revoked returns.
   */
  apply(revocations: readonly Pick<Revocation, "id" | "expiresAt">[]): void {
    for (const { id, expiresAt } of revocations) {
      this.#block(id, expiresAt);
    }
  }

  /**
   * Calls back with each id that is blocked from now on, by whichever process: live streams end
   * with their session.
   *
   * @returns what ends the subscription
   */
  onRevoked(listener: (id: Id) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #block(id: Id, expiresAt: number): void {
    const known = this.#blocked.has(id);
    this.#blocked.set(id, expiresAt);
    if (!known) {
      for (const listener of this.#listeners) {
        listener(id);
      }
    }
  }

  #schedule(): void {
    if (this.#stopped) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#startRead();
      this.#schedule();
    }, READ_EVERY_MS).unref();
  }

  /** Resolves once a read succeeded that began less than 200 ms before now, or later. */
  #freshRead(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new DomainError("UNAVAILABLE", { details: { retryAfterSeconds: 1 } }));
      }, GIVE_UP_AFTER_MS);
      const waiter: Waiter = {
        since: performance.now() - STALE_AFTER_MS,
        resolve() {
          clearTimeout(timer);
          resolve();
        },
      };
      this.#waiters.add(waiter);
      this.#startRead();
    });
  }

  #startRead(): void {
    const hanging = performance.now() - this.#readStartedAt > GIVE_UP_AFTER_MS;
    const mayStart = this.#readsAtOnce === 0 || (hanging && this.#readsAtOnce < MAX_READS_AT_ONCE);
    if (!mayStart) {
      return;
    }
    this.#readOnce().then(
      () => {
        this.#lastReadFailed = false;
      },
      (error: unknown) => {
        if (!this.#lastReadFailed) {
          this.#log.error({ err: error }, "the token blocklist could not be read");
        }
        this.#lastReadFailed = true;
      },
    );
  }

  async #readOnce(): Promise<void> {
    const startedAt = performance.now();
    this.#readStartedAt = startedAt;
    this.#readsAtOnce += 1;
    try {
      const since = this.#databaseTime === undefined ? undefined : this.#databaseTime - OVERLAP_MS;
      const { databaseTime, revocations } = await inTime(this.#read(since));
      this.apply(revocations);
      if (startedAt > this.#goodReadAt) {
        this.#goodReadAt = startedAt;
        this.#databaseTime = databaseTime;
        this.#forgetExpired(databaseTime);
      }
    } finally {
      this.#readsAtOnce -= 1;
    }
    for (const waiter of this.#waiters) {
      if (startedAt >= waiter.since) {
        this.#waiters.delete(waiter);
        waiter.resolve();
      }
    }
  }

  #forgetExpired(databaseTime: number): void {
    if (databaseTime - this.#forgottenAt < FORGET_EVERY_MS) {
      return;
    }
    this.#forgottenAt = databaseTime;
    for (const [id, expiresAt] of this.#blocked) {
      if (expiresAt <= databaseTime) {
        this.#blocked.delete(id);
      }
    }
  }
}

async function inTime<T>(read: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${WRITE_OFF_AFTER_MS} ms`));
    }, WRITE_OFF_AFTER_MS).unref();
  });
  try {
    return await Promise.race([read, late]);
  } finally {
    clearTimeout(timer);
  }
}
