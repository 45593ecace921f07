import type { Database } from "@daybook/db/database";
import { readClock } from "@daybook/db/queries/clock.queries";
import { DomainError } from "@daybook/domain/errors";
import { formatInstant, parseInstant } from "../rpc/instant.ts";

/** So far a caller's clock may be ahead of the database's. */
const CLOCK_SKEW_MS = 60_000;

/** An instant at which the past is asked for, by the database's clock; see {@link pastInstant}. */
export async function readPastInstant(
  read: Database["read"],
  text: string,
  field: string,
): Promise<number> {
  return pastInstant(text, { now: await readClock(read), field });
}

/**
 * An instant at which the past is asked for, epoch milliseconds (rule V7).
 *
 * @param field its path in the input
 * @throws DomainError INVALID_TIME, INSTANT_IN_FUTURE
 */
export function pastInstant(
  text: string,
  { now, field }: { readonly now: number; readonly field: string },
): number {
  const at = parseInstant(text, field);
  if (at > now + CLOCK_SKEW_MS) {
    throw new DomainError("INSTANT_IN_FUTURE", { field, details: { now: formatInstant(now) } });
  }
  return at;
}
