/** Lets so many through at once; the others wait in their order. */
export function createGate(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = width;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // A place goes straight to the next one, so that nobody comes in between.
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
