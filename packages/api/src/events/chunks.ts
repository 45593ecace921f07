/** Consecutive stretches of a list, each of at most `size` items; one empty stretch for none. */
export function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.max(1, Math.ceil(items.length / size));
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/**
 * Consecutive stretches of a list, each of at most `size` items that together are no longer than
 * `length`; one that is longer stands alone. None for none.
 */
export function* stretchesOf<Item>(
  items: Iterable<Item>,
  most: { readonly size: number; readonly length: number },
  lengthOf: (item: Item) => number,
): Generator<Item[]> {
  let stretch: Item[] = [];
  let total = 0;
  for (const item of items) {
    const length = lengthOf(item);
    if (stretch.length === most.size || (stretch.length > 0 && total + length > most.length)) {
      yield stretch;
      stretch = [];
      total = 0;
    }
    stretch.push(item);
    total += length;
  }
  if (stretch.length > 0) yield stretch;
}
