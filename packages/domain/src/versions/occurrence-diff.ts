import type { EventContent, EventTime, OccurrenceKey } from "../event/content.ts";
import type { EffectiveOccurrence } from "../event/occurrences.ts";
import { type DiffWindow, pairOccurrences, samePlace } from "./occurrence-pairs.ts";

/** Where one occurrence is. */
export interface OccurrencePlace extends EventTime {
  readonly key: OccurrenceKey;
  /** Epoch milliseconds. */
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** What a change means in time (rule V5). Each list is in time order. */
export interface OccurrenceChanges {
  readonly appear: readonly OccurrencePlace[];
  readonly vanish: readonly OccurrencePlace[];
  readonly move: readonly OccurrenceMove[];
}

export interface OccurrenceMove {
  /** The occurrence's key in the content that starts earlier. */
  readonly key: OccurrenceKey;
  readonly from: OccurrencePlace;
  readonly to: OccurrencePlace;
}

/**
 * The occurrences that appear, vanish or move between `a` and `b` and overlap the window on either
 * side. `null` stands for a deleted event. Occurrences are matched by key after a move of the
 * series (rule X3), so a move out of the window is a move and not a loss. The changes of `b` to
 * `a` mirror those of `a` to `b`.
 */
export function diffOccurrences(
  a: EventContent | null,
  b: EventContent | null,
  window: DiffWindow,
): OccurrenceChanges {
  const isNamedAfter = a !== null && b !== null && a.start > b.start;
  const appear: OccurrencePlace[] = [];
  const vanish: OccurrencePlace[] = [];
  const move: OccurrenceMove[] = [];
  for (const { before, after } of pairOccurrences(a, b, window)) {
    if (before === null) {
      if (after !== null) appear.push(placeOf(after));
    } else if (after === null) {
      vanish.push(placeOf(before));
    } else if (!samePlace(before, after)) {
      const { key } = isNamedAfter ? after : before;
      move.push({ key, from: placeOf(before), to: placeOf(after) });
    }
  }
  return {
    appear,
    vanish,
    move: move.sort((one, other) => inTimeOrder(one.from, other.from)),
  };
}

function placeOf(occurrence: EffectiveOccurrence): OccurrencePlace {
  return {
    key: occurrence.key,
    allDay: occurrence.allDay,
    start: occurrence.start,
    end: occurrence.end,
    timeZone: occurrence.timeZone,
    startsAtMs: occurrence.startsAtMs,
    endsAtMs: occurrence.endsAtMs,
  };
}

function inTimeOrder(a: OccurrencePlace, b: OccurrencePlace): number {
  return a.startsAtMs - b.startsAtMs || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
