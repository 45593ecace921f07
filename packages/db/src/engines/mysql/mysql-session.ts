import mysql from "mysql2/promise";

/** A statement that only reads is ended by the server after so long. */
const READ_LIMIT_SECONDS = 10;

/** Refuse what does not fit a column instead of changing it. */
const SQL_MODE = [
  "ONLY_FULL_GROUP_BY",
  "STRICT_TRANS_TABLES",
  "NO_ZERO_IN_DATE",
  "NO_ZERO_DATE",
  "ERROR_FOR_DIVISION_BY_ZERO",
  "NO_ENGINE_SUBSTITUTION",
].join(",");

/** Before reads (1), updates and deletes (2), and inserts (4): whatever a transaction begins with. */
const SYNC_WAIT = 7;

/** What kind of server answers at an address, as far as its sessions are set up differently. */
export interface MysqlServer {
  /** TiDB and Vitess say they are MySQL. */
  readonly isMariaDb: boolean;
  /** Whether it is a node of a Galera cluster. */
  readonly isGaleraNode: boolean;
}

/** @throws the driver's error when the server cannot be reached. */
export async function readServer(address: mysql.ConnectionOptions): Promise<MysqlServer> {
  const connection = await mysql.createConnection(address);
  try {
    const [versions] = await connection.query<mysql.RowDataPacket[]>("select version() as version");
    const [settings] = await connection.query<mysql.RowDataPacket[]>(
      "show variables where variable_name = 'wsrep_on'",
    );
    return {
      isMariaDb: String(versions[0]?.["version"]).includes("MariaDB"),
      isGaleraNode: settings[0]?.["Value"] === "ON",
    };
  } finally {
    await connection.end();
  }
}

/** The statements that a new connection is set up with. */
export function sessionSetUp(role: "read" | "write", server: MysqlServer): string[] {
  const common = [
    `sql_mode = '${SQL_MODE}'`,
    "time_zone = '+00:00'",
    // A node first applies what the others have committed. Without it, what one node has just
    // answered, a revoked token or the end of a log, is not there yet for who asks another one.
    ...(server.isGaleraNode ? [`wsrep_sync_wait = ${SYNC_WAIT}`] : []),
  ];
  const own =
    role === "write"
      ? // With autocommit off a transaction begins with its first statement: no round trip for BEGIN.
        ["autocommit = 0", "innodb_lock_wait_timeout = 2"]
      : [readLimit(server)];
  const isolation = role === "write" ? "read committed" : "repeatable read, read only";
  return [
    `set session transaction isolation level ${isolation}`,
    `set session ${[...common, ...own].join(", ")}`,
  ];
}

/** MySQL and MariaDB have the same limit under two names. */
function readLimit({ isMariaDb }: MysqlServer): string {
  return isMariaDb
    ? `max_statement_time = ${READ_LIMIT_SECONDS}`
    : `max_execution_time = ${READ_LIMIT_SECONDS * 1000}`;
}
