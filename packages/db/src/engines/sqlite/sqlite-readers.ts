import type { SqliteConnection } from "./sqlite-connection.ts";

/** Snapshots open at once; a further one waits. */
const SNAPSHOTS = 4;

/**
 * The read-only connections. One serves every statement outside a transaction, since a statement
 * blocks the process until it is done; a snapshot has one to itself for as long as it lasts.
 */
export class SqliteReaders {
  readonly #open: () => SqliteConnection;
  readonly #shared: SqliteConnection;
  readonly #all: SqliteConnection[];
  readonly #idle: SqliteConnection[] = [];
  readonly #waiting: ((connection: SqliteConnection) => void)[] = [];

  constructor(open: () => SqliteConnection) {
    this.#open = open;
    this.#shared = open();
    this.#all = [this.#shared];
  }

  get shared(): SqliteConnection {
    return this.#shared;
  }

  async acquire(): Promise<SqliteConnection> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#all.length <= SNAPSHOTS) {
      const connection = this.#open();
      this.#all.push(connection);
      return connection;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  release(connection: SqliteConnection): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(connection);
    else next(connection);
  }

  close(): void {
    for (const connection of this.#all) connection.close();
  }
}
