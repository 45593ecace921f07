/** Numbers that a seed decides (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const unit = ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    return from + Math.floor(unit * (to - from + 1));
  }

  /** From -max to max, without 0. */
  signed(max: number): number {
    return this.chance(50) ? this.int(1, max) : -this.int(1, max);
  }

  chance(percent: number): boolean {
    return this.int(1, 100) <= percent;
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.int(0, items.length - 1)] as Item;
  }

  /** From one to `most` different values, in order. */
  some<Item extends string | number>(most: number, make: () => Item): Item[] {
    const values = new Set(Array.from({ length: this.int(1, most) }, make));
    return [...values].toSorted((a, b) => (a < b ? -1 : 1));
  }
}
