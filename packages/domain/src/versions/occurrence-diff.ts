import type { EventContent, EventTime, OccurrenceKey } from "../event/content.ts";
import { keyMove } from "../event/key-move.ts";
import {
  type EffectiveOccurrence,
  type ExpansionWindow,
  effectiveOccurrence,
  expandOccurrences,
} from "../event/occurrences.ts";

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

/** A window, and where the reader is before and after. */
export interface DiffWindow extends ExpansionWindow {
  /** Places what is floating or all-day in `b`, where that is not `viewZone` (rule T5). */
  readonly viewZoneAfter?: string | undefined;
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
  const windowAfter = { ...window, viewZone: window.viewZoneAfter ?? window.viewZone };
  if (a !== null && b !== null && comesLater(a, b)) {
    const mirrored = diffOccurrences(b, a, { ...windowAfter, viewZoneAfter: window.viewZone });
    return {
      appear: mirrored.vanish,
      vanish: mirrored.appear,
      move: mirrored.move
        .map(({ key, from, to }) => ({ key, from: to, to: from }))
        .sort((one, other) => inTimeOrder(one.from, other.from)),
    };
  }
  if (a === null || b === null) {
    return {
      appear: b === null ? [] : expandOccurrences(b, windowAfter).map(placeOf),
      vanish: a === null ? [] : expandOccurrences(a, window).map(placeOf),
      move: [],
    };
  }

  const there = keyMove(a, b);
  const back = keyMove(b, a);
  const isNamedAfter = a.start > b.start;
  const moveOf = (from: EffectiveOccurrence, to: EffectiveOccurrence): OccurrenceMove => ({
    key: isNamedAfter ? to.key : from.key,
    from: placeOf(from),
    to: placeOf(to),
  });
  const after = new Map(expandOccurrences(b, windowAfter).map((item) => [item.key, item]));
  const matched = new Set<OccurrenceKey>();
  const appear: OccurrencePlace[] = [];
  const vanish: OccurrencePlace[] = [];
  const move: OccurrenceMove[] = [];

  for (const from of expandOccurrences(a, window)) {
    const key = there(from.key);
    // Several timed keys can become one date; the first has it.
    const to = matched.has(key)
      ? undefined
      : (after.get(key) ?? effectiveOccurrence(b, key, windowAfter.viewZone));
    matched.add(key);
    if (to === undefined) vanish.push(placeOf(from));
    else if (!samePlace(from, to)) move.push(moveOf(from, to));
  }
  for (const to of after.values()) {
    if (matched.has(to.key)) continue;
    // Not in the window before, or it would have been matched; perhaps elsewhere.
    const from = [back(to.key), ...extraDatesOn(to.key, a)]
      .filter((key) => there(key) === to.key)
      .map((key) => effectiveOccurrence(a, key, window.viewZone))
      .find((found) => found !== undefined);
    if (from === undefined) appear.push(placeOf(to));
    else if (!samePlace(from, to)) move.push(moveOf(from, to));
  }
  return {
    appear,
    vanish,
    move: move.sort((one, other) => inTimeOrder(one.from, other.from)),
  };
}

/**
 * Whether occurrences are to be matched from `b` to `a`. Of a time of day its date is known, and of
 * a date not which time it was: extra dates have others than the start (rule X7).
 */
function comesLater(a: EventContent, b: EventContent): boolean {
  return a.allDay === b.allDay ? a.start > b.start : a.allDay;
}

/** The extra dates of a timed series that share a date with a key. */
function extraDatesOn(key: OccurrenceKey, { allDay, recurrence }: EventContent): OccurrenceKey[] {
  if (allDay || recurrence === null || key.includes("T")) return [];
  return recurrence.rdates.filter((rdate) => rdate.startsWith(key));
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

/** What leaves the instants is no move, be it of the zone or between timed and all-day. */
function samePlace(a: EffectiveOccurrence, b: EffectiveOccurrence): boolean {
  return a.startsAtMs === b.startsAtMs && a.endsAtMs === b.endsAtMs;
}

function inTimeOrder(a: OccurrencePlace, b: OccurrencePlace): number {
  return a.startsAtMs - b.startsAtMs || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
