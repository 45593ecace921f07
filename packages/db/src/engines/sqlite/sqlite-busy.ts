import { setTimeout as delay } from "node:timers/promises";
import { DomainError } from "@daybook/domain/errors";

/** https://www.sqlite.org/rescode.html; the low byte of an extended code is the primary one. */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

/** Whether another connection held a lock that this statement needed. */
export function isBusy(error: unknown): boolean {
  const code = sqliteErrorCode(error);
  return code !== undefined && ((code & 0xff) === SQLITE_BUSY || (code & 0xff) === SQLITE_LOCKED);
}

/** SQLite's extended result code, where the error came from SQLite. */
export function sqliteErrorCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode : undefined;
}

/**
 * Runs a statement again while another process holds the lock. SQLite's own busy time-out would
 * sleep inside the call and stop the whole process; this leaves the event loop free.
 */
export async function retryWhileBusy<T>(limitMs: number, run: () => T): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    try {
      return run();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
    }
    // Around a millisecond, at random so that two processes do not march in step: a saturated
    // writer pauses for longer than that (see SqliteWriter), so a waiting process gets its turn.
    await delay(Math.random() < 0.5 ? 1 : 2);
  }
}

/**
 * The same for what is outside a write transaction, whose caller nobody starts again.
 *
 * @throws DomainError BUSY when the lock does not come free in time.
 */
export async function waitWhileBusy<T>(limitMs: number, run: () => T): Promise<T> {
  try {
    return await retryWhileBusy(limitMs, run);
  } catch (error) {
    throw isBusy(error) ? new DomainError("BUSY", { cause: error }) : error;
  }
}
