import type { ZoneChange } from "@daybook/db/queries/zone-data.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { movedByClocks, type MovedOccurrence } from "@daybook/domain/event/zone-change";
import { LIMITS } from "@daybook/domain/limits";
import { findSameZone, isTimeZone } from "@daybook/domain/time/zone";
import type { ZoneClock } from "@daybook/domain/time/zone-clock";
import { clockOfRecord, largestDifferenceMs, recordZone } from "@daybook/domain/time/zone-record";

const DAY_MS = 86_400_000;
/** What lies longer ago is not reported. */
const REPORTED_PAST_MS = 365 * DAY_MS;
const REPORTED_AHEAD_MS = LIMITS.windowDays * DAY_MS;
/** Occurrences of one event that are reported. */
const REPORTED_OF_EVENT = 1_000;

/** What is new about the clocks that an event goes by. */
export interface ChangedClocks {
  /** The clocks of before, of the zones that have changed; none where nothing is known of before. */
  readonly clocks: ReadonlyMap<string, ZoneClock>;
  /** The most that one of them was changed by. */
  readonly largestMs: number;
}

interface ZoneDifference {
  /** Null where nothing is known of before. */
  readonly clock: ZoneClock | null;
  readonly largestMs: number;
}

/** What differs between two versions of the time zone data, zone by zone. */
export class ClockChanges {
  readonly #before: ReadonlyMap<string, string>;
  readonly #after: ReadonlyMap<string, string>;
  /** Of the zones that were asked for; null where they keep the same time. */
  readonly #differences = new Map<string, ZoneDifference | null>();

  /** @param before the records of a version by zone; without any, all that is derived is doubtful. */
  constructor(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
    this.#before = before;
    this.#after = after;
  }

  /** What changes for an event with this stored content; null where nothing does. */
  ofStored(content: string): ChangedClocks | null {
    const clocks = new Map<string, ZoneClock>();
    let [isChanged, largestMs] = [false, 0];
    // Reading every content would cost more than all else. What only looks like a zone is one too
    // many, or none.
    for (const [, zone = ""] of content.matchAll(/"timeZone":"([^"\\]+)"/g)) {
      const difference = this.#of(zone);
      if (difference === null) continue;
      isChanged = true;
      largestMs = Math.max(largestMs, difference.largestMs);
      if (difference.clock !== null) clocks.set(zone, difference.clock);
    }
    return isChanged ? { clocks, largestMs } : null;
  }

  #of(timeZone: string): ZoneDifference | null {
    const known = this.#differences.get(timeZone);
    if (known !== undefined) return known;
    const difference = this.#compare(timeZone);
    this.#differences.set(timeZone, difference);
    return difference;
  }

  #compare(timeZone: string): ZoneDifference | null {
    if (!isTimeZone(timeZone)) return null;
    const name = this.#before.has(timeZone)
      ? timeZone
      : findSameZone(timeZone, this.#before.keys());
    const before = this.#before.get(name ?? "");
    if (before === undefined) return { clock: null, largestMs: 0 };
    const after = this.#after.get(timeZone) ?? recordZone(timeZone);
    if (before === after) return null;
    const largestMs = largestDifferenceMs(before, after);
    return { clock: clockOfRecord(before, timeZone), largestMs };
  }
}

/** A moved occurrence as the report has it. */
export type NotedMove = Omit<ZoneChange, "eventId" | "fromVersion" | "toVersion">;

/** The occurrences of about two years around now that have moved, and how many are left out. */
export function noteMoves(
  content: EventContent,
  { clocks }: ChangedClocks,
  now: number,
): { moves: NotedMove[]; left: number } {
  const [timeZone] = [...clocks.keys()].toSorted();
  if (timeZone === undefined) return { moves: [], left: 0 };
  const found = new Map<string, MovedOccurrence>();
  // One after the other, as each may hold as many occurrences as a window may.
  for (const [from, to] of [
    [now - REPORTED_PAST_MS, now],
    [now, now + REPORTED_AHEAD_MS],
  ] as const) {
    for (const move of movedByClocks(content, clocks, { from, to })) found.set(move.key, move);
  }
  const moves = [...found.values()].slice(0, REPORTED_OF_EVENT).map(({ key, before, after }) => ({
    key,
    timeZone,
    startsBefore: before?.startsAtMs ?? null,
    endsBefore: before?.endsAtMs ?? null,
    startsAfter: after?.startsAtMs ?? null,
    endsAfter: after?.endsAtMs ?? null,
  }));
  return { moves, left: found.size - moves.length };
}
