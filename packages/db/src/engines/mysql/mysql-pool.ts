import mysql from "mysql2";
import type { Pool, PoolConnection, PoolOptions } from "mysql2";
import { DomainError } from "@daybook/domain/errors";
import type { QueryEvent } from "../engine.ts";
import { MysqlConnection } from "./mysql-connection.ts";

/** Who waits longer for a connection is refused. */
const ACQUIRE_LIMIT_MS = 10_000;
/** Prepared statements kept by one connection; the server's own limit counts all of them. */
const STATEMENTS = 200;

export interface MysqlPoolOptions {
  readonly address: PoolOptions;
  readonly role: "read" | "write";
  readonly connections: number;
  /** Sent once over each new connection, so that no transaction has to. */
  readonly setUp: readonly string[];
  readonly onQuery: ((event: QueryEvent) => void) | undefined;
}

/** Connections that are all set up alike. */
export class MysqlPool {
  readonly #options: MysqlPoolOptions;
  readonly #pool: Pool;
  readonly #ready = new WeakSet<PoolConnection>();

  constructor(options: MysqlPoolOptions) {
    this.#options = options;
    this.#pool = mysql.createPool({
      ...options.address,
      connectionLimit: options.connections,
      maxPreparedStatements: STATEMENTS,
      charset: "UTF8MB4_BIN",
      timezone: "Z",
      dateStrings: true,
      supportBigNumbers: false,
      multipleStatements: false,
      // An update that sets what is there already counts as well: compare-and-set asks whether the
      // row matched.
      flags: ["+FOUND_ROWS", "-LOCAL_FILES"],
      connectTimeout: ACQUIRE_LIMIT_MS,
      enableKeepAlive: true,
    });
  }

  /** @throws DomainError BUSY when none comes free in ten seconds. */
  async acquire(): Promise<MysqlConnection> {
    const raw = await this.#acquireRaw();
    if (!this.#ready.has(raw)) {
      try {
        for (const statement of this.#options.setUp) await run(raw, statement);
      } catch (error) {
        raw.destroy();
        throw error;
      }
      this.#ready.add(raw);
    }
    return new MysqlConnection({
      raw,
      role: this.#options.role,
      onQuery: this.#options.onQuery,
    });
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pool.end((error) => (error ? reject(error) : resolve()));
    });
  }

  #acquireRaw(): Promise<PoolConnection> {
    return new Promise((resolve, reject) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        reject(new DomainError("BUSY"));
      }, ACQUIRE_LIMIT_MS);
      this.#pool.getConnection((error, connection) => {
        clearTimeout(timer);
        if (error !== null) reject(error);
        else if (late) connection.release();
        else resolve(connection);
      });
    });
  }
}

function run(raw: PoolConnection, statement: string): Promise<void> {
  return new Promise((resolve, reject) => {
    raw.query(statement, (error) => (error === null ? resolve() : reject(error)));
  });
}
