import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import mysql from "mysql2/promise";

/** The database's own driver with nothing around it: what the figures are compared with. */
export interface BareDriver {
  readonly inFlight: number;
  all(sql: string, parameters: readonly (string | number | Uint8Array)[]): Promise<unknown[]>;
  /** One statement, committed by itself. */
  run(sql: string, parameters: readonly (string | number | Uint8Array)[]): Promise<void>;
  close(): Promise<void>;
}

export function openBareDriver(url: string, inFlight: number): BareDriver {
  return url.startsWith("sqlite:")
    ? bareSqlite(url.slice("sqlite:".length))
    : bareMysql(url, inFlight);
}

function bareSqlite(file: string): BareDriver {
  const database = new DatabaseSync(file);
  database.exec("pragma journal_mode = wal; pragma synchronous = full");
  const statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const prepare = (sql: string) => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  return {
    inFlight: 1,
    all: async (sql, parameters) => prepare(sql).all(...(parameters as SQLInputValue[])),
    async run(sql, parameters) {
      prepare(sql).run(...(parameters as SQLInputValue[]));
    },
    async close() {
      database.close();
    },
  };
}

function bareMysql(url: string, inFlight: number): BareDriver {
  const pool = mysql.createPool({ uri: url, connectionLimit: inFlight });
  const buffers = (parameters: readonly (string | number | Uint8Array)[]) =>
    parameters.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value));
  return {
    inFlight,
    async all(sql, parameters) {
      const [rows] = await pool.execute<mysql.RowDataPacket[]>(sql, buffers(parameters));
      return rows;
    },
    async run(sql, parameters) {
      await pool.execute(sql, buffers(parameters));
    },
    close: () => pool.end(),
  };
}
