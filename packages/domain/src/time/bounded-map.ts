/**
 * A map that forgets what was used longest ago once it holds `capacity` entries. For values that
 * can be computed again: what a cache holds never changes an answer.
 */
export class BoundedMap<Value> {
  readonly #capacity: number;
  /** What was used lately, and what was used before that and not since. */
  #recent = new Map<string, Value>();
  #older = new Map<string, Value>();

  constructor(capacity: number) {
    this.#capacity = Math.max(1, capacity >> 1);
  }

  get(key: string): Value | undefined {
    const value = this.#recent.get(key);
    if (value !== undefined) return value;
    const old = this.#older.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: Value): void {
    if (this.#recent.size >= this.#capacity) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, value);
  }
}
