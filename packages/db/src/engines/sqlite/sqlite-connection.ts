import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import { assertBindable } from "../bindable.ts";
import type { QueryEvent } from "../engine.ts";
import { retryWhileBusy, waitWhileBusy } from "./sqlite-busy.ts";

/** Prepared statements kept by one connection. */
const STATEMENTS = 256;

/** How long a statement outside a transaction waits for another process's lock. */
const BUSY_LIMIT_MS = 5_000;

interface Prepared {
  readonly statement: StatementSync;
  /** Empty for a statement that returns nothing: this tells reading from writing. */
  readonly columns: readonly string[];
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
    const { statement, columns } = this.#prepare(sql);
    if (columns.length === 0) {
      const { changes } = statement.run(...parameters);
      return { rows: [], numAffectedRows: BigInt(changes) };
    }
    const rows = statement.all(...parameters) as unknown as readonly unknown[][];
    return { rows: rows.map((values) => toObject(columns, values) as R) };
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
    const prepared = { statement, columns: statement.columns().map((column) => column.name) };
    this.#statements.set(sql, prepared);
    if (this.#statements.size > STATEMENTS) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    return prepared;
  }
}

/** The rows of `node:sqlite` have no prototype; these are plain objects, and as fast to make. */
function toObject(columns: readonly string[], values: readonly unknown[]): object {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index += 1) {
    // Both lists have one entry for each column of the statement.
    row[columns[index] as string] = values[index];
  }
  return row;
}
