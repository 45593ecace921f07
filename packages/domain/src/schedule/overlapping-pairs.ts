import type { Interval } from "../time/interval.ts";
import { OpenItems } from "./open-items.ts";

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

/** What is there of a group: what lasts, and the moments of the present instant. */
class Present<Item extends Placed> {
  readonly lasting = new OpenItems<Item>();
  moments: Item[] = [];

  /** Lets go of what is over; says whether anything is left. */
  goTo(instantMs: number): boolean {
    this.lasting.leaveUntil(instantMs);
    if (this.moments[0] !== undefined && this.moments[0].startsAtMs < instantMs) this.moments = [];
    return this.lasting.size + this.moments.length > 0;
  }

  enter(item: Item): void {
    if (isMoment(item)) this.moments.push(item);
    else this.lasting.enter(item);
  }

  /** All that overlaps an item that begins now; two moments never do (rule T4). */
  *overlapping(item: Item): Generator<Item> {
    yield* this.lasting;
    if (!isMoment(item)) yield* this.moments;
  }
}

function isMoment({ startsAtMs, endsAtMs }: Interval): boolean {
  return endsAtMs <= startsAtMs;
}

/**
 * The pairs of which at least one has a group, in the order in which their overlaps begin (rule T4).
 * As they come one by one, who stops early has paid for the pairs that came: nothing is looked at
 * for each item but what it overlaps, least of all the rest of its own group.
 *
 * @param from pairs that overlap earlier already are left out, at no cost; all come, when absent
 */
export function* overlappingPairs<Item extends Placed>(
  items: readonly Item[],
  from = -Infinity,
): Generator<OverlappingPair<Item>> {
  const sorted = items.toSorted((a, b) => a.startsAtMs - b.startsAtMs);
  const groups = new Map<number | undefined, Present<Item>>();
  for (const item of sorted) {
    const { startsAtMs, group } = item;
    if (startsAtMs >= from) {
      for (const [other, present] of groups) {
        if (other === group) continue;
        if (!present.goTo(startsAtMs)) {
          groups.delete(other);
          continue;
        }
        for (const earlier of present.overlapping(item)) {
          yield other === undefined
            ? { own: item, other: earlier, startsAtMs }
            : { own: earlier, other: item, startsAtMs };
        }
      }
    }
    let own = groups.get(group);
    if (own === undefined) groups.set(group, (own = new Present()));
    own.goTo(startsAtMs);
    own.enter(item);
  }
}
