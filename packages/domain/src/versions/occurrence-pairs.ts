import type { EventContent, OccurrenceKey } from "../event/content.ts";
import { keyMove } from "../event/key-move.ts";
import {
  type EffectiveOccurrence,
  type ExpansionWindow,
  effectiveOccurrence,
  expandOccurrences,
} from "../event/occurrences.ts";

/** A window, and where the reader is before and after. */
export interface DiffWindow extends ExpansionWindow {
  /** Places what is floating or all-day in `b`, where that is not `viewZone` (rule T5). */
  readonly viewZoneAfter?: string | undefined;
}

/** One occurrence in two contents of its event; null where a content does not have it. */
export interface OccurrencePair {
  readonly before: EffectiveOccurrence | null;
  readonly after: EffectiveOccurrence | null;
}

/**
 * The occurrences of `a` and `b` that overlap the window on either side, each with what it is on
 * the other, wherever that lies: those of `a` first, in time order, then those that `b` alone has
 * there. `null` stands for a deleted event. Occurrences are matched by key after a move of the
 * series (rule X3). The pairs of `b` and `a` are the same ones, exchanged.
 */
export function pairOccurrences(
  a: EventContent | null,
  b: EventContent | null,
  window: DiffWindow,
): OccurrencePair[] {
  const windowAfter = { ...window, viewZone: window.viewZoneAfter ?? window.viewZone };
  if (a === null || b === null) {
    return [
      ...(a === null ? [] : expandOccurrences(a, window)).map((before) => ({
        before,
        after: null,
      })),
      ...(b === null ? [] : expandOccurrences(b, windowAfter)).map((after) => ({
        before: null,
        after,
      })),
    ];
  }
  if (comesLater(a, b)) {
    const mirrored = pairOccurrences(b, a, { ...windowAfter, viewZoneAfter: window.viewZone });
    return mirrored.map(({ before, after }) => ({ before: after, after: before }));
  }

  const there = keyMove(a, b);
  const back = keyMove(b, a);
  const inWindowAfter = new Map(expandOccurrences(b, windowAfter).map((item) => [item.key, item]));
  const matched = new Set<OccurrenceKey>();
  const pairs: OccurrencePair[] = [];
  for (const before of expandOccurrences(a, window)) {
    const key = there(before.key);
    // Several timed keys can become one date; the first has it.
    const after = matched.has(key)
      ? undefined
      : (inWindowAfter.get(key) ?? effectiveOccurrence(b, key, windowAfter.viewZone));
    matched.add(key);
    pairs.push({ before, after: after ?? null });
  }
  for (const after of inWindowAfter.values()) {
    if (matched.has(after.key)) continue;
    // Not in the window before, or it would have been matched; perhaps elsewhere.
    const before = [back(after.key), ...extraDatesOn(after.key, a)]
      .filter((key) => there(key) === after.key)
      .map((key) => effectiveOccurrence(a, key, window.viewZone))
      .find((found) => found !== undefined);
    pairs.push({ before: before ?? null, after });
  }
  return pairs;
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

/** What leaves the instants is no move, be it of the zone or between timed and all-day. */
export function samePlace(a: EffectiveOccurrence, b: EffectiveOccurrence): boolean {
  return a.startsAtMs === b.startsAtMs && a.endsAtMs === b.endsAtMs;
}
