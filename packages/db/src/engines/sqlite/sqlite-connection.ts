import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import { assertBindable } from "../bindable.ts";
import type { QueryEvent } from "../engine.ts";
import { type RowMaker, rowMaker } from "./row-maker.ts";
import { retryWhileBusy, waitWhileBusy } from "./sqlite-busy.ts";

/** Prepared statements kept by one connection. */
const STATEMENTS = 256;

/** How long a statement outside a transaction waits for another process's lock. */
const BUSY_LIMIT_MS = 5_000;

interface Prepared {
  readonly statement: StatementSync;
  /** Absent for a statement that returns nothing: this tells reading from writing. */
  readonly toRow: RowMaker | undefined;
}

export interface SqliteConnectionOptions {
  readonly file: string;
  readonly role: "read" | "write";
  readonly onQuery: ((event: QueryEvent) => void) | undefined;
}

/** One open SQLite file. `node:sqlite` blocks while a statement runs and never waits for a lock. */
export class SqliteConnection implements DatabaseConnection {
  readonly #options: SqliteConnectionOptions;
  readonly #database: DatabaseSync;
  /** In the order of use, the least recent first. */
  readonly #statements = new Map<string, Prepared>();
  /** Whether a transaction should be open; SQLite closes one by itself after some errors. */
  #inTransaction = false;

  constructor(options: SqliteConnectionOptions) {
    this.#options = options;
    this.#database = new DatabaseSync(options.file, {
      readOnly: options.role === "read",
      timeout: 0,
      // There are no foreign keys: Vitess and Galera would suffer from them, and one schema serves
      // all engines. What they would guard, the query modules write in one transaction.
      enableForeignKeyConstraints: false,
      enableDoubleQuotedStringLiterals: false,
    });
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#inTransaction) {
      if (!this.#database.isTransaction) {
        throw new Error("SQLite rolled the transaction back after an earlier error.");
      }
      return this.#run(query.sql, query.parameters);
    }
    return waitWhileBusy(BUSY_LIMIT_MS, () => this.#run<R>(query.sql, query.parameters));
  }

  // oxlint-disable-next-line require-yield -- refused: a cursor would hold the connection.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error("Streaming is not supported: read pages.");
  }

  /** @throws the error of SQLITE_BUSY when the lock does not come free in time. */
  async begin(sql: "begin" | "begin immediate", limitMs: number): Promise<void> {
    await retryWhileBusy(limitMs, () => this.#run(sql, []));
    this.#inTransaction = true;
  }

  commit(): void {
    this.#run("commit", []);
    this.#inTransaction = false;
  }

  rollback(): void {
    if (this.#database.isTransaction) this.#run("rollback", []);
    this.#inTransaction = false;
  }

  /** Runs a pragma or the like, waiting for locks. */
  async configure(sql: string): Promise<void> {
    await retryWhileBusy(BUSY_LIMIT_MS, () => this.#database.exec(sql));
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #run<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    const { onQuery, role } = this.#options;
    if (onQuery === undefined) return this.#execute(sql, parameters);
    const startedAt = performance.now();
    let failed = true;
    try {
      const result = this.#execute<R>(sql, parameters);
      failed = false;
      return result;
    } finally {
      onQuery({ sql, connection: role, durationMs: performance.now() - startedAt, failed });
    }
  }

  #execute<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    assertBindable(parameters);
    const { statement, toRow } = this.#prepare(sql);
    if (toRow === undefined) {
      const { changes } = statement.run(...parameters);
      return { rows: [], numAffectedRows: BigInt(changes) };
    }
    const rows = statement.all(...parameters) as unknown as readonly unknown[][];
    return { rows: rows.map((values) => toRow(values) as R) };
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) {
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    const columns = statement.columns().map(({ name }) => name);
    const prepared = { statement, toRow: columns.length === 0 ? undefined : rowMaker(columns) };
    this.#statements.set(sql, prepared);
    if (this.#statements.size > STATEMENTS) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    return prepared;
  }
}
