import { setTimeout as delay } from "node:timers/promises";
import { DomainError } from "@daybook/domain/errors";
import type { SqliteConnection } from "./sqlite-connection.ts";

/** After so long of one transaction right after the other, other processes get a turn. */
const TURN_MS = 50;
/** Longer than the pause between two tries of a process that waits for the lock. */
const PAUSE_MS = 3;
/** Who has waited for longer is refused: the queue is growing faster than it is served. */
const QUEUE_LIMIT_MS = 10_000;

/**
 * The one writing connection and the queue before it. SQLite has one writer at a time anyway; in
 * the queue a transaction waits without holding anything and without polling, first come first
 * served.
 */
export class SqliteWriter {
  readonly #connection: SqliteConnection;
  readonly #waiting: (() => void)[] = [];
  #taken = false;
  #turnStartedAt = 0;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  /** @throws DomainError BUSY after ten seconds in the queue. */
  async acquire(): Promise<SqliteConnection> {
    if (!this.#taken) {
      this.#taken = true;
      this.#turnStartedAt = performance.now();
      return this.#connection;
    }
    const queuedAt = performance.now();
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const now = performance.now();
    if (now - queuedAt > QUEUE_LIMIT_MS) {
      this.release();
      throw new DomainError("BUSY");
    }
    if (now - this.#turnStartedAt > TURN_MS) {
      // The lock has no queue between processes: beside a busy one, others get it between two of
      // its transactions by luck alone. With the pause they wait a third as long.
      await delay(PAUSE_MS);
      this.#turnStartedAt = performance.now();
    }
    return this.#connection;
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else next();
  }
}
