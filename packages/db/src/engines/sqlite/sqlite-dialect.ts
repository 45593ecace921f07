import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import type { DatabaseIntrospector, Dialect, Driver, Kysely, QueryCompiler } from "kysely";
import type { EngineAdapter, EngineOptions, OpenEngine } from "../engine.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { copySqlite } from "./sqlite-copy.ts";
import { sqliteEngine } from "./sqlite-engine.ts";
import { sqliteFile } from "./sqlite-file.ts";
import { SqliteReaders } from "./sqlite-readers.ts";
import { SqliteWriter } from "./sqlite-writer.ts";

/** How long a transaction waits to begin while another process writes. */
const BEGIN_LIMIT_MS = 5_000;

/** The WAL file is cut back to this size after a checkpoint. */
const WAL_BYTES = 64 * 1024 * 1024;

/** @throws Error when the file cannot be opened or made. */
export async function openSqlite(options: EngineOptions): Promise<OpenEngine> {
  const file = sqliteFile(options.url);
  const open = (role: "read" | "write") =>
    new SqliteConnection({ file, role, onQuery: options.onQuery });

  const writing = open("write");
  await writing.configure("pragma journal_mode = wal");
  // Every acknowledged commit survives a loss of power.
  await writing.configure("pragma synchronous = full");
  await writing.configure(`pragma journal_size_limit = ${WAL_BYTES}`);

  const writer = new SqliteWriter(writing);
  const readers = new SqliteReaders(() => open("read"));
  return {
    engine: sqliteEngine,
    readDialect: dialect(() => readDriver(readers, options.assertReadAllowed)),
    snapshotDialect: dialect(() => snapshotDriver(readers)),
    writeDialect: dialect(() => writeDriver(writer)),
    copyTo: (copy) => copySqlite(file, copy),
    close: async () => {
      readers.close();
      writing.close();
    },
  };
}

function readDriver(readers: SqliteReaders, assertReadAllowed: () => void): Driver {
  return {
    init: async () => {},
    acquireConnection: async () => {
      assertReadAllowed();
      return readers.shared;
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

function snapshotDriver(readers: SqliteReaders): Driver {
  return {
    init: async () => {},
    acquireConnection: () => readers.acquire(),
    beginTransaction: (connection) => own(connection).begin("begin", BEGIN_LIMIT_MS),
    commitTransaction: async (connection) => own(connection).commit(),
    rollbackTransaction: async (connection) => own(connection).rollback(),
    releaseConnection: async (connection) => readers.release(own(connection)),
    destroy: async () => {},
  };
}

function writeDriver(writer: SqliteWriter): Driver {
  return {
    init: async () => {},
    acquireConnection: () => writer.acquire(),
    // Not the deferred BEGIN: a transaction that reads first and writes later would fail at the
    // write, with no way to wait.
    beginTransaction: (connection) => own(connection).begin("begin immediate", BEGIN_LIMIT_MS),
    commitTransaction: async (connection) => own(connection).commit(),
    rollbackTransaction: async (connection) => own(connection).rollback(),
    releaseConnection: async () => writer.release(),
    destroy: async () => {},
  };
}

function own(connection: unknown): SqliteConnection {
  if (!(connection instanceof SqliteConnection)) throw new TypeError("Not our connection.");
  return connection;
}

function dialect(createDriver: () => Driver): Dialect {
  return {
    createDriver,
    createAdapter: () => new SqliteEngineAdapter(),
    createQueryCompiler: (): QueryCompiler => new SqliteQueryCompiler(),
    createIntrospector: (db: Kysely<never>): DatabaseIntrospector => new SqliteIntrospector(db),
  };
}

class SqliteEngineAdapter extends SqliteAdapter implements EngineAdapter {
  readonly engine = sqliteEngine;

  /** The queue is ours; Kysely's own would also make readers wait for each other. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}
