import type { Interval } from "../time/interval.ts";

/**
 * What is going on at an instant that only moves forward: a heap by end, so that to enter an item
 * and to let one go costs the logarithm of how many there are, and those that stay cost nothing.
 */
export class OpenItems<Item extends Interval> {
  readonly #heap: Item[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** In no order. */
  [Symbol.iterator](): Iterator<Item> {
    return this.#heap.values();
  }

  enter(item: Item): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(item);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || parent.endsAtMs <= item.endsAtMs) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = item;
  }

  /** Lets go of all that has ended at or before an instant. */
  leaveUntil(instantMs: number): void {
    const heap = this.#heap;
    for (let first = heap[0]; first !== undefined && first.endsAtMs <= instantMs; first = heap[0]) {
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) this.#sink(last);
    }
  }

  /** Puts an item in the place of the first, and from there where it belongs. */
  #sink(item: Item): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      let child = heap[below];
      const sibling = heap[below + 1];
      if (child !== undefined && sibling !== undefined && sibling.endsAtMs < child.endsAtMs) {
        below += 1;
        child = sibling;
      }
      if (child === undefined || child.endsAtMs >= item.endsAtMs) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = item;
  }
}
