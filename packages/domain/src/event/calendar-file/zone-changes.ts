import { DAY_SECONDS } from "../../time/wall-time.ts";

/** A change of a zone's clock. Seconds; `wall` is what the clock shows just before it is set. */
export interface ClockChange {
  readonly wall: number;
  readonly offsetFrom: number;
  readonly offsetTo: number;
}

/** Clocks differ from UTC by less than a day. */
const REACH = DAY_SECONDS;

/** What a zone's clock does over some time. */
export interface ClockHistory {
  /** Seconds ahead of UTC before the first of the changes. */
  readonly offset: number;
  readonly changes: readonly ClockChange[];
}

/**
 * What the clock of a known zone does between two wall times, in wall seconds: the changes from the
 * last one before `from`, if there is one, to the last one not after `to`.
 */
export function clockHistory(timeZone: string, from: number, to: number): ClockHistory {
  const first = Temporal.Instant.fromEpochMilliseconds((from - REACH) * 1_000);
  let clock = first.toZonedDateTimeISO(timeZone);
  const before = clock.getTimeZoneTransition("previous");
  // Just before that change, so that it is the next one.
  if (before !== null) clock = before.subtract({ seconds: 1 });
  const offset = clock.offsetNanoseconds / 1e9;

  const changes: ClockChange[] = [];
  for (let offsetFrom = offset; ;) {
    const next = clock.getTimeZoneTransition("next");
    if (next === null) break;
    const second = next.epochMilliseconds / 1_000;
    if (second > to + REACH) break;
    const offsetTo = next.offsetNanoseconds / 1e9;
    if (offsetTo !== offsetFrom) changes.push({ wall: second + offsetFrom, offsetFrom, offsetTo });
    offsetFrom = offsetTo;
    clock = next;
  }
  return { offset, changes };
}
