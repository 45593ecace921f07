import { DomainError } from "@daybook/domain/errors";
import { formatWallTime } from "@daybook/domain/time/wall-time";

/** An instant (epoch milliseconds) as answers show it: UTC, with milliseconds where it has any. */
export function formatInstant(ms: number): string {
  const fraction = ((ms % 1_000) + 1_000) % 1_000;
  const seconds = formatWallTime((ms - fraction) / 1_000);
  return fraction === 0 ? `${seconds}Z` : `${seconds}.${String(fraction).padStart(3, "0")}Z`;
}

/**
 * Epoch milliseconds of an instant that a caller gives.
 *
 * @param field its path in the input, for the error INVALID_TIME
 */
export function parseInstant(text: string, field: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    throw new DomainError("INVALID_TIME", { field });
  }
  return ms;
}
