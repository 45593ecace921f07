/** A stretch of time, `[startsAtMs, endsAtMs)` in epoch milliseconds; equal ends make it a moment. */
export interface Interval {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** What a question looks at, `[from, to)` in epoch milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * Whether two intervals share time (rule T4). Touching is not overlapping; a moment overlaps an
 * interval that contains it, its start included. Two moments never overlap: neither lasts.
 */
export function overlaps(a: Interval, b: Interval): boolean {
  return isWithin(a, b) || isWithin(b, a);
}

/** Whether what runs from `startsAtMs` to `endsAtMs` overlaps the window (rule T4). */
export function isInWindow(startsAtMs: number, endsAtMs: number, window: Window): boolean {
  if (startsAtMs >= window.to) return false;
  return endsAtMs > window.from || startsAtMs >= window.from;
}

function isWithin(a: Interval, b: Interval): boolean {
  return isInWindow(a.startsAtMs, a.endsAtMs, { from: b.startsAtMs, to: b.endsAtMs });
}
