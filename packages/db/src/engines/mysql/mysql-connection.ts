import mysql from "mysql2";
import type { PoolConnection, QueryError, ResultSetHeader, RowDataPacket } from "mysql2";
import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import { assertBindable } from "../bindable.ts";
import type { Bindable } from "../bindable.ts";
import { CommitOutcomeUnknown } from "../engine.ts";
import type { QueryEvent } from "../engine.ts";
import { isRetryable } from "./mysql-errors.ts";

export interface MysqlConnectionOptions {
  readonly raw: PoolConnection;
  readonly role: "read" | "write";
  readonly onQuery: ((event: QueryEvent) => void) | undefined;
}

/** One physical connection for as long as it is lent out. */
export class MysqlConnection implements DatabaseConnection {
  readonly #options: MysqlConnectionOptions;
  /** Whether a transaction may be open; such a connection does not go back to the pool. */
  #dirty = false;

  constructor(options: MysqlConnectionOptions) {
    this.#options = options;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    assertBindable(query.parameters);
    this.#dirty = this.#options.role === "write";
    const result = await this.#execute(query.sql, query.parameters.map(toWire));
    if (Array.isArray(result)) return { rows: result as unknown as R[] };
    return {
      rows: [],
      numAffectedRows: BigInt(result.affectedRows),
      ...(result.insertId === 0 ? {} : { insertId: BigInt(result.insertId) }),
    };
  }

  // oxlint-disable-next-line require-yield -- refused: a cursor would hold the connection.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error("Streaming is not supported: read pages.");
  }

  /** Opens a transaction that only reads and sees one state throughout. */
  async beginSnapshot(): Promise<void> {
    this.#dirty = true;
    await this.#command("start transaction with consistent snapshot");
  }

  /** @throws CommitOutcomeUnknown when the error does not say that nothing was committed. */
  async commit(): Promise<void> {
    try {
      await this.#command("commit");
    } catch (error) {
      throw isRetryable(error) ? error : new CommitOutcomeUnknown(error);
    }
    this.#dirty = false;
  }

  /** Never throws: what cannot be rolled back is closed, which rolls it back too. */
  async rollback(): Promise<void> {
    try {
      await this.#command("rollback");
      this.#dirty = false;
    } catch {
      this.#options.raw.destroy();
    }
  }

  release(): void {
    if (this.#dirty) this.#options.raw.destroy();
    else this.#options.raw.release();
  }

  destroy(): void {
    this.#options.raw.destroy();
  }

  #command(sql: string): Promise<unknown> {
    return this.#observed(sql, (done) => this.#options.raw.query(sql, done));
  }

  #execute(sql: string, parameters: WireValue[]): Promise<ResultSetHeader | RowDataPacket[]> {
    return this.#observed(sql, (done) => this.#options.raw.execute(sql, parameters, done));
  }

  #observed<T>(
    sql: string,
    start: (done: (error: QueryError | null, result: T) => void) => void,
  ): Promise<T> {
    const { onQuery, role } = this.#options;
    const startedAt = onQuery === undefined ? 0 : performance.now();
    return new Promise((resolve, reject) => {
      start((error, result) => {
        if (onQuery !== undefined) {
          const durationMs = performance.now() - startedAt;
          onQuery({ sql, connection: role, durationMs, failed: error !== null });
        }
        if (error === null) resolve(result);
        else reject(error);
      });
    });
  }
}

/** Taken once: the driver's module looks it up by a `require` each time that it is asked. */
const { BIGINT } = mysql.TypedParameter;

type WireValue = Bindable | ReturnType<typeof BIGINT>;

/**
 * mysql2 sends a number as DOUBLE, which some places (LIMIT) refuse, and takes a Uint8Array that
 * is no Buffer for text.
 */
function toWire(value: Bindable): WireValue {
  if (typeof value === "number" && Number.isInteger(value)) {
    return BIGINT(value);
  }
  if (value instanceof Uint8Array && !Buffer.isBuffer(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return value;
}
