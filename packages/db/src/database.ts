import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { DomainError } from "@daybook/domain/errors";
import { Kysely } from "kysely";
import type { Transaction as KyselyTransaction } from "kysely";
import { CommitOutcomeUnknown } from "./engines/engine.ts";
import type { Engine, OpenEngine, QueryEvent } from "./engines/engine.ts";
import { openEngine } from "./engines/open-engine.ts";
import { RestartTransaction } from "./restart-transaction.ts";
import type { Schema } from "./schema.ts";

export type { QueryEvent } from "./engines/engine.ts";

/** The handle of a transaction: the only one to use inside it. */
export type Transaction = KyselyTransaction<Schema>;

export interface DatabaseOptions {
  /** `sqlite:<file>` or `mysql://user:password@host:port/database`. */
  readonly url: string;
  /** Called after each round trip, COMMIT included. It must not throw. */
  readonly onQuery?: (event: QueryEvent) => void;
}

export interface TransactionOptions {
  /**
   * The work first claims an idempotency key: run again after a COMMIT of unknown outcome, it finds
   * out by itself what became of the first run.
   */
  readonly repeatable?: boolean;
}

/** A transaction runs at most so often, and is not started again after so long (C4). */
const ATTEMPTS = 8;
const RESTART_LIMIT_MS = 2_000;

/** The pause before the n-th restart is at random below `FIRST_PAUSE_MS * 2 ** n`. */
const FIRST_PAUSE_MS = 2;

/**
 * Opens a database. The tables are made by `migrate`, not here.
 *
 * @throws TypeError for an address that cannot be one, else the driver's error.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const scope = new TransactionScope();
  const open = await openEngine({
    url: options.url,
    onQuery: options.onQuery,
    assertReadAllowed: () => scope.assertOutside("database.read"),
  });
  return new Database(open, scope);
}

/** One database, on either engine. */
export class Database {
  readonly engine: Engine;

  /**
   * Reads without a transaction: each statement sees what was committed before it. It refuses to
   * write, and refuses to be used inside a transaction, whose changes it would not see.
   */
  readonly read: Kysely<Schema>;

  readonly #open: OpenEngine;
  readonly #scope: TransactionScope;
  readonly #snapshots: Kysely<Schema>;
  readonly #writes: Kysely<Schema>;
  #closed: Promise<void> | undefined;

  /** Use {@link openDatabase}. */
  constructor(open: OpenEngine, scope: TransactionScope) {
    this.engine = open.engine;
    this.#open = open;
    this.#scope = scope;
    this.read = new Kysely<Schema>({ dialect: open.readDialect });
    this.#snapshots = new Kysely<Schema>({ dialect: open.snapshotDialect });
    this.#writes = new Kysely<Schema>({ dialect: open.writeDialect });
  }

  /**
   * Several reads that see one state of the database.
   *
   * @throws DomainError BUSY or UNAVAILABLE when the database does not answer.
   */
  async snapshot<T>(work: (trx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await this.#scope.run("database.snapshot", () =>
        this.#snapshots.transaction().execute(work),
      );
    } catch (error) {
      throw this.#classify(error, {}).error;
    }
  }

  /**
   * One write transaction at READ COMMITTED (C4). The work runs again from the start, on a new
   * transaction, after a deadlock, a lock time-out, a lost connection or a {@link
   * RestartTransaction}: it must do nothing that cannot be repeated but through its handle.
   *
   * @throws DomainError BUSY after 8 runs, or 2 seconds.
   * @throws DomainError UNAVAILABLE when the database does not answer, or when the connection broke
   *   during COMMIT and nobody can tell whether the changes were made (`details.outcomeUnknown`).
   */
  async transaction<T>(
    work: (trx: Transaction) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const startedAt = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#scope.run("database.transaction", () =>
          this.#writes.transaction().execute(work),
        );
      } catch (error) {
        const failure = this.#classify(error, options);
        if (failure.again === false) throw failure.error;
        const pause = Math.random() * FIRST_PAUSE_MS * 2 ** attempt;
        const elapsed = performance.now() - startedAt;
        if (attempt >= ATTEMPTS || elapsed + pause > RESTART_LIMIT_MS) throw failure.error;
        await delay(pause);
      }
    }
  }

  /**
   * Writes a copy of the whole database, as it is at one moment, to a file that is not there yet,
   * while others read and write.
   *
   * @throws Error that says what to do instead, on an engine whose database is no file
   */
  copyTo(file: string): Promise<void> {
    return this.#open.copyTo(file);
  }

  /** Lets no more transactions begin, waits for those under way and closes every connection. */
  close(): Promise<void> {
    this.#closed ??= this.#scope.end().then(() => this.#open.close());
    return this.#closed;
  }

  /** Whether to run the work again, and what to say when that is no longer possible. */
  #classify(error: unknown, options: TransactionOptions): { again: boolean; error: unknown } {
    if (error instanceof RestartTransaction || this.engine.isRetryable(error)) {
      return { again: true, error: new DomainError("BUSY", { cause: error }) };
    }
    if (error instanceof CommitOutcomeUnknown) {
      const details = { outcomeUnknown: true };
      return {
        again: options.repeatable === true,
        error: new DomainError("UNAVAILABLE", { cause: error, details }),
      };
    }
    if (this.engine.isTransientConnection(error)) {
      return { again: true, error: new DomainError("UNAVAILABLE", { cause: error }) };
    }
    return { again: false, error };
  }
}

/**
 * Knows which code runs inside a transaction. Waiting there for a second transaction waits for
 * oneself on SQLite, and reading beside it does not see its changes; both are errors at once.
 */
class TransactionScope {
  readonly #current = new AsyncLocalStorage<{ active: boolean }>();
  readonly #underWay = new Set<Promise<unknown>>();
  #ended = false;

  assertOutside(what: string): void {
    // What a transaction has started and not awaited keeps its context; by then it has ended.
    if (this.#current.getStore()?.active === true) {
      throw new Error(`${what} was used inside a transaction: use the handle that it was given.`);
    }
  }

  async run<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.assertOutside(what);
    if (this.#ended) throw new Error("The database is closed.");
    const state = { active: true };
    const running = this.#current.run(state, work);
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      state.active = false;
      this.#underWay.delete(running);
    }
  }

  async end(): Promise<void> {
    this.#ended = true;
    await Promise.allSettled(this.#underWay);
  }
}
