/** 2^29 seconds, about 17 years. */
const BLOCK_SECONDS = 536_870_912;
/** More than a wall time lies from its instant (16 hours at most) and a clock change takes. */
const MARGIN_SECONDS = 2 * 86_400;
/** The last second that Temporal names, on either side of 1970. */
const LAST_SECOND = 8_640_000_000_000;
/** Blocks that one zone keeps: 270 years, where LIMITS.minYear to LIMITS.maxYear are 83 blocks. */
const MAX_BLOCKS = 16;

/**
 * The offsets of one stretch of time, segment by segment: segment i begins at epoch second
 * `starts[i]` (the first one at -Infinity) and has the clock `offsets[i]` seconds ahead of UTC.
 */
interface Block {
  readonly starts: Float64Array;
  readonly offsets: Float64Array;
  /**
   * The wall second at which segment i is over; ascending, as no zone changed its clock back by
   * more than had passed since the last change. The first i with `wall < wallEnds[i]` is the first
   * segment that shows `wall`, or else the first one past it.
   */
  readonly wallEnds: Float64Array;
}

/** The offsets of a stretch of time, in epoch seconds, as {@link Block} has them. */
export interface Offsets {
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

/** Tells the offsets of a zone from epoch second `from` up to and including `to`. */
export type OffsetReader = (stretch: {
  readonly timeZone: string;
  readonly from: number;
  readonly to: number;
}) => Offsets;

/** The offsets that the time zone data in use has for a zone. */
export const offsetsByTemporal: OffsetReader = ({ timeZone, from, to }) => {
  const first = Math.min(Math.max(from, -LAST_SECOND), LAST_SECOND);
  let clock: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(
    first * 1000,
  ).toZonedDateTimeISO(timeZone);
  const starts = [-Infinity];
  const offsets = [clock.offsetNanoseconds / 1e9];
  for (;;) {
    clock = clock.getTimeZoneTransition("next");
    if (clock === null || clock.epochMilliseconds / 1000 > to) break;
    starts.push(clock.epochMilliseconds / 1000);
    offsets.push(clock.offsetNanoseconds / 1e9);
  }
  return { starts, offsets };
};

/**
 * The clock of one zone as sorted tables. Temporal is asked once for each block of years; after
 * that a conversion is a comparison, or a search in a small array.
 *
 * A block knows all offsets from two days before its years to two days after them, so that
 * whatever happens around a wall time is in one block.
 */
export class ZoneClock {
  readonly #timeZone: string;
  readonly #readOffsets: OffsetReader;
  readonly #blocks = new Map<number, Block>();
  // The stretch that was asked for last, in which one offset answers: consecutive occurrences
  // mostly lie in one. Once for wall seconds, once for epoch seconds.
  #wallFrom = Infinity;
  #wallTo = -Infinity;
  #wallOffset = 0;
  #from = Infinity;
  #to = -Infinity;
  #offset = 0;

  /**
   * @param timeZone a name that Temporal knows.
   * @param readOffsets where its offsets come from, if not from the time zone data in use.
   */
  constructor(timeZone: string, readOffsets: OffsetReader = offsetsByTemporal) {
    this.#timeZone = timeZone;
    this.#readOffsets = readOffsets;
  }

  /** Seconds that the clock is ahead of UTC at an epoch second. */
  offsetAt(second: number): number {
    if (second >= this.#from && second < this.#to) return this.#offset;
    const number = Math.floor(second / BLOCK_SECONDS);
    const { starts, offsets } = this.#block(number);
    let index = starts.length - 1;
    while (index > 0 && second < valueAt(starts, index)) index -= 1;
    const next = index + 1 < starts.length ? valueAt(starts, index + 1) : Infinity;
    this.#from = Math.max(valueAt(starts, index), number * BLOCK_SECONDS);
    this.#to = Math.min(next, (number + 1) * BLOCK_SECONDS);
    this.#offset = valueAt(offsets, index);
    return this.#offset;
  }

  /** The epoch second of a wall second (rule T3). */
  secondOf(wall: number): number {
    if (wall >= this.#wallFrom && wall < this.#wallTo) return wall - this.#wallOffset;
    const number = Math.floor(wall / BLOCK_SECONDS);
    const { starts, offsets, wallEnds } = this.#block(number);
    const index = firstSegmentFor(wallEnds, wall);
    const offset = valueAt(offsets, index);
    const wallStart = valueAt(starts, index) + offset;
    // The clock jumped over this wall time: it is read with the offset before the jump.
    if (wall < wallStart) return wall - valueAt(offsets, index - 1);
    const earlierEnd = index > 0 ? valueAt(wallEnds, index - 1) : -Infinity;
    this.#wallFrom = Math.max(wallStart, earlierEnd, number * BLOCK_SECONDS);
    this.#wallTo = Math.min(valueAt(wallEnds, index), (number + 1) * BLOCK_SECONDS);
    this.#wallOffset = offset;
    return wall - offset;
  }

  #block(number: number): Block {
    const known = this.#blocks.get(number);
    if (known !== undefined) return known;
    if (this.#blocks.size >= MAX_BLOCKS) this.#blocks.clear();
    const from = number * BLOCK_SECONDS - MARGIN_SECONDS;
    const to = (number + 1) * BLOCK_SECONDS + MARGIN_SECONDS;
    const block = blockOf(this.#readOffsets({ timeZone: this.#timeZone, from, to }));
    this.#blocks.set(number, block);
    return block;
  }
}

function blockOf({ starts, offsets }: Offsets): Block {
  const wallEnds = starts.map(
    (_, index) => (starts[index + 1] ?? Infinity) + (offsets[index] ?? 0),
  );
  return {
    starts: Float64Array.from(starts),
    offsets: Float64Array.from(offsets),
    wallEnds: Float64Array.from(wallEnds),
  };
}

/** The first segment that shows a wall second, or else the first one past it. */
function firstSegmentFor(wallEnds: Float64Array, wall: number): number {
  let low = 0;
  let high = wallEnds.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (wall < valueAt(wallEnds, middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** An element that is known to be there. */
function valueAt(values: Float64Array, index: number): number {
  return values[index] as number;
}
