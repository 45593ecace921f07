import { DomainError } from "@daybook/domain/errors";
import { formatWallTime } from "@daybook/domain/time/wall-time";

let lastMs = 0;
let lastText = "1970-01-01T00:00:00Z";

/** An instant (epoch milliseconds) as answers show it: UTC, with milliseconds where it has any. */
export function formatInstant(ms: number): string {
  // An event was mostly changed when it was made, and its neighbours with it.
  if (ms !== lastMs) {
    const fraction = ((ms % 1_000) + 1_000) % 1_000;
    const seconds = formatWallTime((ms - fraction) / 1_000);
    const rest = fraction === 0 ? "Z" : `.${String(fraction).padStart(3, "0")}Z`;
    // Joined, since texts added up are put together later, each time that JSON is made of them.
    lastText = [seconds, rest].join("");
    lastMs = ms;
  }
  return lastText;
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
