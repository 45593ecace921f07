import { MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler } from "kysely";
import type {
  CompiledQuery,
  DatabaseConnection,
  DatabaseIntrospector,
  Dialect,
  Driver,
  Kysely,
  QueryCompiler,
  QueryResult,
} from "kysely";
import type { EngineAdapter, EngineOptions, OpenEngine } from "../engine.ts";
import { mysqlAddress } from "./mysql-address.ts";
import { MysqlConnection } from "./mysql-connection.ts";
import { mysqlEngine } from "./mysql-engine.ts";
import { isConnectionLost, toRefusal } from "./mysql-errors.ts";
import { MysqlPool } from "./mysql-pool.ts";
import { readServer, sessionSetUp } from "./mysql-session.ts";

const WRITERS = 12;
const READERS = 12;

/**
 * @throws the driver's error when the server cannot be reached.
 * @throws TypeError when the address is malformed.
 */
export async function openMysql(options: EngineOptions): Promise<OpenEngine> {
  const address = mysqlAddress(options.url);
  const { onQuery } = options;
  const server = await readServer(address);
  const pool = (role: "read" | "write", connections: number) =>
    new MysqlPool({ address, role, connections, setUp: sessionSetUp(role, server), onQuery });
  const writers = pool("write", WRITERS);
  const readers = pool("read", READERS);
  return {
    engine: mysqlEngine,
    readDialect: dialect(() => readDriver(readers, options.assertReadAllowed)),
    snapshotDialect: dialect(() =>
      transactionDriver(readers, (connection) => connection.beginSnapshot()),
    ),
    writeDialect: dialect(() => transactionDriver(writers, async () => {})),
    copyTo: async () => {
      throw new Error("A MySQL or MariaDB is copied by its own programs: mariadb-dump, mysqldump.");
    },
    close: async () => {
      await Promise.all([writers.close(), readers.close()]);
    },
  };
}

function readDriver(pool: MysqlPool, assertReadAllowed: () => void): Driver {
  const connection = new PooledReads(pool);
  return {
    init: async () => {},
    acquireConnection: async () => {
      assertReadAllowed();
      return connection;
    },
    beginTransaction: async () => {
      throw new Error("The reading handle has no transactions: use snapshot() or transaction().");
    },
    commitTransaction: async () => {},
    rollbackTransaction: async () => {},
    releaseConnection: async () => {},
    destroy: async () => {},
  };
}

/** Takes a connection for each statement. */
class PooledReads implements DatabaseConnection {
  readonly #pool: MysqlPool;

  constructor(pool: MysqlPool) {
    this.#pool = pool;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await this.#execute(query);
    } catch (error) {
      if (!isConnectionLost(error)) throw toRefusal(error);
    }
    // An idle connection may have been closed by the server; reading again does no harm.
    try {
      return await this.#execute(query);
    } catch (error) {
      throw toRefusal(error);
    }
  }

  // oxlint-disable-next-line require-yield -- refused: a cursor would hold the connection.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error("Streaming is not supported: read pages.");
  }

  async #execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const connection = await this.#pool.acquire();
    try {
      return await connection.executeQuery<R>(query);
    } finally {
      connection.release();
    }
  }
}

function transactionDriver(
  pool: MysqlPool,
  begin: (connection: MysqlConnection) => Promise<void>,
): Driver {
  return {
    init: async () => {},
    acquireConnection: () => pool.acquire(),
    beginTransaction: (connection) => begin(own(connection)),
    commitTransaction: (connection) => own(connection).commit(),
    rollbackTransaction: (connection) => own(connection).rollback(),
    releaseConnection: async (connection) => own(connection).release(),
    destroy: async () => {},
  };
}

function own(connection: DatabaseConnection): MysqlConnection {
  if (!(connection instanceof MysqlConnection)) throw new TypeError("Not our connection.");
  return connection;
}

function dialect(createDriver: () => Driver): Dialect {
  return {
    createDriver,
    createAdapter: () => new MysqlEngineAdapter(),
    createQueryCompiler: (): QueryCompiler => new MysqlQueryCompiler(),
    createIntrospector: (db: Kysely<never>): DatabaseIntrospector => new MysqlIntrospector(db),
  };
}

class MysqlEngineAdapter extends MysqlAdapter implements EngineAdapter {
  readonly engine = mysqlEngine;
}
