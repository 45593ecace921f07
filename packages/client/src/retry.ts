import { isNetworkError, type DaybookError } from "./errors.ts";

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5_000;

/** Answers that say nothing about the call itself: it was not carried out, and may be later. */
const PASSING_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Whether the same call may succeed a moment later. Whether repeating it is safe is another question. */
export function isPassing(error: DaybookError): boolean {
  return (
    isNetworkError(error) || (error.httpStatus !== null && PASSING_STATUS.has(error.httpStatus))
  );
}

/**
 * Milliseconds to wait before repeating a call: the server's wish, else doubled at each attempt; a
 * random part keeps many clients from returning at the same moment.
 *
 * @param failedAttempts how many attempts have failed, from 1
 * @param random a number from 0 to 1
 */
export function retryDelayMs(error: DaybookError, failedAttempts: number, random: number): number {
  const step = Math.min(FIRST_DELAY_MS * 2 ** (failedAttempts - 1), LONGEST_DELAY_MS);
  return error.retryAfterMs === null
    ? step * (0.5 + random / 2)
    : error.retryAfterMs + step * random;
}
