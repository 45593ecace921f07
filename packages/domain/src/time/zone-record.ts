import { offsetsByTemporal, ZoneClock } from "./zone-clock.ts";
import type { OffsetReader, Offsets } from "./zone-clock.ts";
import { DAY_SECONDS, daysFromCivil, MIN_WALL } from "./wall-time.ts";

/*
 * What a version of the time zone data says of a zone, written down: so that it can be told later,
 * under another version, which clocks have changed, and what they showed before (rule T1).
 */

/** Zones have rules for ever, which show within these years. */
const RECORD_FROM = MIN_WALL - 2 * DAY_SECONDS;
const RECORD_TO = daysFromCivil(2100, 1, 1) * DAY_SECONDS;

/** The offsets of a zone by the time zone data in use, from 1600 to 2099, as a text. */
export function recordZone(timeZone: string): string {
  const { starts, offsets } = offsetsByTemporal({ timeZone, from: RECORD_FROM, to: RECORD_TO });
  return JSON.stringify(offsets.flatMap((offset, i) => (i === 0 ? [offset] : [starts[i], offset])));
}

/** The clock that a record speaks of; after its years, that of the data in use. */
export function clockOfRecord(record: string, timeZone: string): ZoneClock {
  const all = readRecord(record);
  const readOffsets: OffsetReader = (stretch) => {
    const { from, to } = stretch;
    if (to > RECORD_TO) return offsetsByTemporal(stretch);
    const first = Math.max(
      0,
      all.starts.findLastIndex((start) => start <= from),
    );
    const end = all.starts.findIndex((start) => start > to);
    const after = end < 0 ? all.starts.length : end;
    return {
      starts: [-Infinity, ...all.starts.slice(first + 1, after)],
      offsets: all.offsets.slice(first, after),
    };
  };
  return new ZoneClock(timeZone, readOffsets);
}

/** The most that two clocks ever differ by, in milliseconds; 0 for records that say the same. */
export function largestDifferenceMs(one: string, other: string): number {
  if (one === other) return 0;
  const [a, b] = [readRecord(one), readRecord(other)];
  const instants = [...a.starts, ...b.starts];
  const differences = instants.map((at) => Math.abs(offsetAt(a, at) - offsetAt(b, at)));
  return Math.max(...differences) * 1_000;
}

function offsetAt({ starts, offsets }: Offsets, second: number): number {
  return offsets[starts.findLastIndex((start) => start <= second)] ?? 0;
}

/** @throws RangeError on what {@link recordZone} did not write. */
function readRecord(record: string): Offsets {
  const numbers: unknown = JSON.parse(record);
  if (!Array.isArray(numbers) || !numbers.every((item) => typeof item === "number")) {
    throw new RangeError("Not the record of a time zone.");
  }
  const isOffset = (_: number, index: number) => index % 2 === 0;
  return {
    starts: [-Infinity, ...numbers.filter((item, index) => !isOffset(item, index))],
    offsets: numbers.filter(isOffset),
  };
}
