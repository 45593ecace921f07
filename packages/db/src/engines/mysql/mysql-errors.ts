import { DomainError } from "@daybook/domain/errors";

/**
 * What mysql2 and the server say. Numbers: MySQL 8.4 and MariaDB 10.11 references; the names are
 * MySQL's.
 */

/** Nothing was committed and the whole transaction may run again, also when it came at COMMIT. */
const RETRYABLE = new Set([
  1205, // ER_LOCK_WAIT_TIMEOUT: it rolls back the statement alone, the caller the rest
  1213, // ER_LOCK_DEADLOCK; a Galera node reports a failed certification so
  1020, // ER_CHECKREAD, MariaDB: the row changed since the snapshot
  3101, // ER_TRANSACTION_ROLLBACK_DURING_COMMIT, Group Replication: a failed certification
  3572, // ER_LOCK_NOWAIT
]);

/** The server is there and takes no work now, or ends this connection. */
const UNAVAILABLE = new Set([
  1040, // ER_CON_COUNT_ERROR
  1047, // ER_UNKNOWN_COM_ERROR: a Galera node outside the primary component
  1053, // ER_SERVER_SHUTDOWN
  1152, // ER_ABORTING_CONNECTION
  1180, // ER_ERROR_DURING_COMMIT
  1203, // ER_TOO_MANY_USER_CONNECTIONS
  1290, // ER_OPTION_PREVENTS_STATEMENT: read-only after a fail-over
  1836, // ER_READ_ONLY_MODE
  1927, // ER_CONNECTION_KILLED, MariaDB
  3169, // ER_SESSION_WAS_KILLED
  4031, // ER_CLIENT_INTERACTION_TIMEOUT
]);

const CONNECTION_FAILURES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT", // a socket file that is not there
  "EPIPE",
  "ETIMEDOUT",
  "ER_CLIENT_INTERACTION_TIMEOUT",
  "PROTOCOL_CONNECTION_LOST",
  "PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR",
  "PROTOCOL_ENQUEUE_AFTER_QUIT",
]);

/** A statement that only reads took longer than the session allows: MariaDB, MySQL. */
const TIMED_OUT = new Set([1969, 3024]);

const ER_DUP_ENTRY = 1062;

export function isDuplicateKey(error: unknown): error is Error {
  return errno(error) === ER_DUP_ENTRY;
}

export function isRetryable(error: unknown): boolean {
  const number = errno(error);
  return number !== undefined && RETRYABLE.has(number);
}

export function isTransientConnection(error: unknown): boolean {
  const number = errno(error);
  if (number !== undefined && UNAVAILABLE.has(number)) return true;
  return isConnectionLost(error);
}

/** What to say of a read that failed, where the database and not the query is to blame. */
export function toRefusal(error: unknown): unknown {
  const number = errno(error);
  if (number !== undefined && TIMED_OUT.has(number)) {
    return new DomainError("TIMEOUT", { cause: error });
  }
  // No read waits for a lock, but one on a Galera node waits for what the others have committed,
  // and is told this when it loses them.
  if (isRetryable(error)) return new DomainError("BUSY", { cause: error });
  return isTransientConnection(error) ? new DomainError("UNAVAILABLE", { cause: error }) : error;
}

/** Whether the connection itself is gone, as against a server that refuses. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && CONNECTION_FAILURES.has(error.code)) {
    return true;
  }
  return error.message.includes("closed state");
}

function errno(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errno" in error)) return undefined;
  return typeof error.errno === "number" ? error.errno : undefined;
}
