import { DomainError } from "../errors.ts";
import { BoundedMap } from "./bounded-map.ts";
import { nearestTimeZones } from "./nearest-zone.ts";
import { ianaZoneOfWindows } from "./windows-zones.ts";
import { ZoneClock } from "./zone-clock.ts";

/** Zones whose clocks are kept; there are about 600 names, and few are in use at a time. */
const MAX_CLOCKS = 512;
/** Offsets (`+02:00`) and ISO strings, which Temporal takes as well, are not names of zones. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9._+/-]{0,99}$/;

const clocks = new BoundedMap<ZoneClock>(MAX_CLOCKS);
const namesInTheirCase = new BoundedMap<string>(MAX_CLOCKS);
let lastZone = "";
let lastClock: ZoneClock | undefined;

/** Whether `name` is an IANA time zone, or an alias of one. */
export function isTimeZone(name: string): boolean {
  return canonicalCase(name) !== undefined;
}

/**
 * The IANA time zone that `name` names. Aliases stay as they are given (`Europe/Kiev`), only the
 * letter case is put right; the name of a Windows zone becomes that of the IANA zone which stands
 * for it (rule T1).
 *
 * @param field where the name stands in the input.
 * @throws UNKNOWN_TIME_ZONE with `nearest`, up to three zones that may have been meant.
 */
export function requireTimeZone(name: string, field?: string): string {
  const known = canonicalCase(name) ?? canonicalCase(ianaZoneOfWindows(name) ?? "");
  if (known !== undefined) return known;
  throw new DomainError("UNKNOWN_TIME_ZONE", {
    ...(field === undefined ? {} : { field }),
    details: { timeZone: name.slice(0, 100), nearest: nearestTimeZones(name) },
  });
}

/**
 * The instant of a wall time, in epoch milliseconds. A wall time that the clock skips is read with
 * the offset before the change; one that it shows twice means the first (rule T3).
 *
 * @param wall wall seconds.
 * @param timeZone a known zone.
 */
export function toInstant(wall: number, timeZone: string): number {
  return clockOf(timeZone).secondOf(wall) * 1000;
}

/** What the clock of a known zone shows at an instant, in wall seconds. */
export function toWall(epochMs: number, timeZone: string): number {
  const second = Math.floor(epochMs / 1000);
  return second + clockOf(timeZone).offsetAt(second);
}

/** The wall time that is lived: a skipped one is moved past the gap, others stay (rule T3). */
export function resolveWall(wall: number, timeZone: string): number {
  const clock = clockOf(timeZone);
  const second = clock.secondOf(wall);
  return second + clock.offsetAt(second);
}

/** The one among some known zones that is the same as `timeZone`, of which that is an alias; if any. */
export function findSameZone(timeZone: string, others: Iterable<string>): string | undefined {
  const epoch = Temporal.Instant.fromEpochMilliseconds(0);
  const wanted = epoch.toZonedDateTimeISO(timeZone);
  for (const other of others) {
    if (isTimeZone(other) && wanted.equals(epoch.toZonedDateTimeISO(other))) return other;
  }
  return undefined;
}

/** The version of the time zone data in use, such as `2026c`; null where the runtime is silent. */
export function timeZoneDataVersion(): string | null {
  const runtime = globalThis as { process?: { versions?: Record<string, string | undefined> } };
  return runtime.process?.versions?.["tz"] ?? null;
}

/**
 * What `work` makes of times when these zones keep other clocks than the time zone data in use has
 * for them: how an earlier version of the data would have placed them. It must not wait for
 * anything, as every conversion meanwhile goes by these clocks.
 */
export function withClocks<Result>(
  others: ReadonlyMap<string, ZoneClock>,
  work: () => Result,
): Result {
  const own = [...others.keys()].map((timeZone) => [timeZone, clockOf(timeZone)] as const);
  const use = (wanted: Iterable<readonly [string, ZoneClock]>) => {
    for (const [timeZone, clock] of wanted) clocks.set(timeZone, clock);
    lastClock = undefined;
  };
  use(others);
  try {
    return work();
  } finally {
    use(own);
  }
}

function clockOf(timeZone: string): ZoneClock {
  if (timeZone === lastZone && lastClock !== undefined) return lastClock;
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = new ZoneClock(timeZone);
    clocks.set(timeZone, clock);
  }
  lastZone = timeZone;
  lastClock = clock;
  return clock;
}

function canonicalCase(name: string): string | undefined {
  const known = namesInTheirCase.get(name);
  if (known !== undefined) return known;
  if (!ZONE_NAME.test(name)) return undefined;
  try {
    const { timeZoneId } = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    namesInTheirCase.set(name, timeZoneId);
    return timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
