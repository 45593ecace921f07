import type { ZoneClock } from "../time/zone-clock.ts";
import { withClocks } from "../time/zone.ts";
import type { Window } from "../time/interval.ts";
import type { EventContent, OccurrenceKey } from "./content.ts";
import { effectiveOccurrence, expandOccurrences } from "./occurrences.ts";
import type { EffectiveOccurrence } from "./occurrences.ts";

/** Epoch milliseconds. */
export interface Instants {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** An occurrence whose instants new time zone data changes. */
export interface MovedOccurrence {
  readonly key: OccurrenceKey;
  /** Null on the side on which it is not there: an UNTIL in UTC may let it in or leave it out. */
  readonly before: Instants | null;
  readonly after: Instants | null;
}

/** The zones by whose clocks an event is placed: its own and those of its overrides (rule T1). */
export function zonesOf(content: EventContent): Set<string> {
  const zones = new Set<string>();
  if (content.timeZone !== null) zones.add(content.timeZone);
  for (const { timeZone } of Object.values(content.overrides)) {
    if (typeof timeZone === "string") zones.add(timeZone);
  }
  return zones;
}

/**
 * The occurrences of a window, before or after, that are elsewhere in time now than by the clocks
 * that some zones kept before, in order of their keys. What is floating or all-day stays.
 *
 * @throws RECURRENCE_TOO_LARGE when one series has more occurrences in the window than are published.
 */
export function movedByClocks(
  content: EventContent,
  clocksBefore: ReadonlyMap<string, ZoneClock>,
  window: Window,
): MovedOccurrence[] {
  // Where the reader is does not matter to what is zoned, and what is not does not move.
  const expansion = { ...window, viewZone: "UTC" };
  const keys = new Map<OccurrenceKey, { before?: Instants; after?: Instants }>();
  const note = (side: "before" | "after", found: EffectiveOccurrence): void => {
    keys.set(found.key, { ...keys.get(found.key), [side]: instantsOf(found) });
  };
  for (const found of expandOccurrences(content, expansion)) note("after", found);
  withClocks(clocksBefore, () => {
    for (const found of expandOccurrences(content, expansion)) note("before", found);
    for (const [key, { before }] of keys) {
      const found = before === undefined ? effectiveOccurrence(content, key, "UTC") : undefined;
      if (found !== undefined) note("before", found);
    }
  });
  const moved: MovedOccurrence[] = [];
  for (const [key, { before = null, after: known }] of keys) {
    const found = known === undefined ? effectiveOccurrence(content, key, "UTC") : undefined;
    const after = known ?? (found === undefined ? null : instantsOf(found));
    const stays = before?.startsAtMs === after?.startsAtMs && before?.endsAtMs === after?.endsAtMs;
    if (!stays) moved.push({ key, before, after });
  }
  return moved.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function instantsOf({ startsAtMs, endsAtMs }: Instants): Instants {
  return { startsAtMs, endsAtMs };
}
