/** Consecutive stretches of a list, each of at most `size` items; one empty stretch for none. */
export function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.max(1, Math.ceil(items.length / size));
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}
