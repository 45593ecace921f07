import type { Database } from "@daybook/db/database";
import { readClock } from "@daybook/db/queries/clock.queries";
import { DomainError } from "@daybook/domain/errors";
import { formatInstant, parseInstant } from "../rpc/instant.ts";

/** So far a caller's clock may be ahead of the database's. */
const CLOCK_SKEW_MS = 60_000;

/**
 * An instant at which the past is asked for, epoch milliseconds (rule V7).
 *
 * @param field its path in the input, for the errors INVALID_TIME and INSTANT_IN_FUTURE
 */
export async function readPastInstant(
  read: Database["read"],
  text: string,
  field: string,
): Promise<number> {
  const at = parseInstant(text, field);
  const now = await readClock(read);
  if (at > now + CLOCK_SKEW_MS) {
    throw new DomainError("INSTANT_IN_FUTURE", { field, details: { now: formatInstant(now) } });
  }
  return at;
}
