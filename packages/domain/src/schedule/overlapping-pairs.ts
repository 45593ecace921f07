import { type Interval, overlaps } from "../time/interval.ts";

/** Something that takes place: what belongs to the same group does not overlap with itself. */
export interface Placed extends Interval {
  /** Undefined: never asked about, only met. */
  readonly group: number | undefined;
}

/** Two that overlap; `own` has a group, and `startsAtMs` is when both are there first. */
export interface OverlappingPair<Item extends Placed> {
  readonly own: Item;
  readonly other: Item;
  readonly startsAtMs: number;
}

/**
 * The pairs of which at least one has a group, in the order in which their overlaps begin (rule T4).
 * As they come one by one, who stops early has paid for the pairs that came.
 */
export function* overlappingPairs<Item extends Placed>(
  items: readonly Item[],
): Generator<OverlappingPair<Item>> {
  const sorted = items.toSorted((a, b) => a.startsAtMs - b.startsAtMs);
  let grouped: Item[] = [];
  let others: Item[] = [];
  for (const item of sorted) {
    const { startsAtMs, group } = item;
    const isOpen = (earlier: Item) => earlier.endsAtMs >= startsAtMs;
    grouped = grouped.filter(isOpen);
    for (const earlier of grouped) {
      if (earlier.group === group || !overlaps(earlier, item)) continue;
      yield { own: earlier, other: item, startsAtMs };
    }
    if (group === undefined) {
      others.push(item);
      continue;
    }
    others = others.filter(isOpen);
    for (const earlier of others) {
      if (overlaps(earlier, item)) yield { own: item, other: earlier, startsAtMs };
    }
    grouped.push(item);
  }
}
