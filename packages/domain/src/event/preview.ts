import {
  type OccurrenceChanges,
  type OccurrenceMove,
  type OccurrencePlace,
  diffOccurrences,
} from "../versions/occurrence-diff.ts";
import type { DiffWindow } from "../versions/occurrence-pairs.ts";
import type { EventContent, OccurrenceKey } from "./content.ts";
import { keyMove } from "./key-move.ts";
import { partsBefore } from "./split-parts.ts";

/** What a change would do, within a window (rule X6). */
export interface ChangePreview extends OccurrenceChanges {
  /** Keys, as they were and ascending, of the overrides that no content would have any more. */
  readonly overridesLost: readonly OccurrenceKey[];
}

/**
 * What a change would do (rule X6): the occurrences that would appear, vanish or move and overlap
 * the window on either side, and the overrides that would be lost, wherever they are. Occurrences
 * are matched by key after a move (rule X3), those of a split in the part that has them.
 *
 * The cost is that of the two windows, and a look at each override.
 *
 * @param change contents before and after, one for each event in the same order; none for an event
 *   that is not there. One before and two after are a split: the left part and the right one; two
 *   before and one after are its undo.
 * @throws RECURRENCE_TOO_LARGE where a series has too many occurrences in the window.
 */
export function previewChange(
  change: { readonly before: readonly EventContent[]; readonly after: readonly EventContent[] },
  window: DiffWindow,
): ChangePreview {
  const appear: OccurrencePlace[] = [];
  const vanish: OccurrencePlace[] = [];
  const move: OccurrenceMove[] = [];
  const lost = new Set<OccurrenceKey>();
  for (const { before, after } of pairsOf(change)) {
    const changes = diffOccurrences(before, after, window);
    appear.push(...changes.appear);
    vanish.push(...changes.vanish);
    move.push(...changes.move);
    for (const key of overridesLost(before, after)) lost.add(key);
  }
  return {
    appear: appear.sort(inTimeOrder),
    vanish: vanish.sort(inTimeOrder),
    move: move.sort((one, other) => inTimeOrder(one.from, other.from)),
    overridesLost: [...lost].sort(),
  };
}

interface ContentPair {
  readonly before: EventContent | null;
  readonly after: EventContent | null;
}

function pairsOf({ before, after }: Parameters<typeof previewChange>[0]): ContentPair[] {
  const split = splitPairs(before, after);
  if (split !== null) return split;
  const back = splitPairs(after, before);
  if (back !== null) return back.map((pair) => ({ before: pair.after, after: pair.before }));
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => ({
    before: before[index] ?? null,
    after: after[index] ?? null,
  }));
}

/** Of one series and the two that it became, the parts that have the same occurrences. */
function splitPairs(
  [whole, ...others]: readonly EventContent[],
  [left, right, ...more]: readonly EventContent[],
): ContentPair[] | null {
  if (whole === undefined || left === undefined || right === undefined) return null;
  if (others.length > 0 || more.length > 0) return null;
  const parts = partsBefore(whole, left);
  return (
    parts && [
      { before: parts.left, after: left },
      { before: parts.right, after: right },
    ]
  );
}

function overridesLost(before: EventContent | null, after: EventContent | null): OccurrenceKey[] {
  if (before === null) return [];
  const keys = Object.keys(before.overrides);
  if (after === null) return keys;
  const there = keyMove(before, after);
  return keys.filter((key) => !Object.hasOwn(after.overrides, there(key)));
}

function inTimeOrder(a: OccurrencePlace, b: OccurrencePlace): number {
  return a.startsAtMs - b.startsAtMs || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
