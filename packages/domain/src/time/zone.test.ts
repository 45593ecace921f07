import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import { formatWallTime, MAX_WALL, MIN_WALL, parseWallTime } from "./wall-time.ts";
import {
  isTimeZone,
  requireTimeZone,
  resolveWall,
  timeZoneDataVersion,
  toInstant,
  toWall,
} from "./zone.ts";

/** Zones whose clocks did odd things, and a few plain ones. */
const ODD_ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "Australia/Lord_Howe", // half an hour of summer time
  "Pacific/Apia", // no 30 December 2011
  "Pacific/Kwajalein", // no 21 August 1993
  "Africa/Monrovia", // 44 minutes and 30 seconds until 1972
  "Europe/Dublin", // winter time is the exception
  "Africa/Casablanca", // the clock goes back for Ramadan
  "America/Juneau", // crossed the date line in 1867
  "Asia/Manila", // crossed it in 1844
  "Asia/Kathmandu",
  "Antarctica/Troll", // two hours of summer time
  "Europe/Amsterdam",
  "America/Scoresbysund",
  "Asia/Gaza",
  "Europe/Kiev",
  "UTC",
  "Etc/GMT+12",
];
const anyOddZone = fc.constantFrom(...ODD_ZONES);
const anyZone = fc.oneof(anyOddZone, fc.constantFrom(...Intl.supportedValuesOf("timeZone")));

/** Mostly the years in which clocks change, and sometimes any that is published. */
const anyWall = fc.oneof(
  fc.integer({ min: wall("1840-01-01T00:00:00"), max: wall("2100-01-01T00:00:00") }),
  fc.integer({ min: MIN_WALL, max: MAX_WALL }),
);

function wall(text: string): number {
  const seconds = parseWallTime(text);
  if (seconds === undefined) throw new Error(`Bad wall time ${text}`);
  return seconds;
}

function temporalInstant(wallSeconds: number, zone: string): number {
  // "compatible" is what T3 says: the offset before a gap, the first of two.
  return Temporal.PlainDateTime.from(formatWallTime(wallSeconds)).toZonedDateTime(zone, {
    disambiguation: "compatible",
  }).epochMilliseconds;
}

function temporalWall(epochMs: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: "second" });
}

/** Wall times within a day of the clock changes of a zone; of many changes, every fifth. */
function wallsNearChanges(zone: string): number[] {
  const changes: number[] = [];
  let clock: Temporal.ZonedDateTime | null =
    Temporal.Instant.from("1840-01-01T00:00Z").toZonedDateTimeISO(zone);
  for (;;) {
    clock = clock.getTimeZoneTransition("next");
    if (clock === null || clock.year > 2045) break;
    changes.push(clock.epochMilliseconds / 1000 + clock.offsetNanoseconds / 1e9);
  }
  const step = changes.length > 60 ? 5 : 1;
  const hours = Array.from({ length: 11 }, (_, index) => (index * 5 - 26) * 3600 + 7);
  const minutes = Array.from({ length: 13 }, (_, index) => (index * 25 - 150) * 60);
  return changes
    .filter((_, index) => index % step === 0)
    .flatMap((change) => [-1, 1, ...hours, ...minutes].map((delta) => change + delta));
}

describe("conversion", () => {
  test("[T3] agrees with Temporal at any wall time in any zone", () => {
    fc.assert(
      fc.property(anyWall, anyZone, (wallSeconds, zone) => {
        expect(toInstant(wallSeconds, zone)).toBe(temporalInstant(wallSeconds, zone));
      }),
      { numRuns: 4000 },
    );
  });

  test("[T1] agrees with Temporal at any instant in any zone", () => {
    fc.assert(
      fc.property(anyWall, anyZone, (second, zone) => {
        expect(formatWallTime(toWall(second * 1000, zone))).toBe(temporalWall(second * 1000, zone));
      }),
      { numRuns: 4000 },
    );
  });

  test.each(ODD_ZONES)("[T3] agrees with Temporal around every clock change of %s", (zone) => {
    const walls = wallsNearChanges(zone);
    const ours = walls.map((wallSeconds) => [
      formatWallTime(wallSeconds),
      toInstant(wallSeconds, zone),
      formatWallTime(toWall(wallSeconds * 1000, zone)),
    ]);
    const temporals = walls.map((wallSeconds) => [
      formatWallTime(wallSeconds),
      temporalInstant(wallSeconds, zone),
      temporalWall(wallSeconds * 1000, zone),
    ]);
    expect(ours).toEqual(temporals);
  });

  test("[T3] a skipped time is read with the offset before the gap", () => {
    const skipped = wall("2026-03-29T02:30:00");
    expect(new Date(toInstant(skipped, "Europe/Berlin")).toISOString()).toBe(
      "2026-03-29T01:30:00.000Z",
    );
    expect(formatWallTime(resolveWall(skipped, "Europe/Berlin"))).toBe("2026-03-29T03:30:00");
  });

  test("[T3] a time that occurs twice is the first", () => {
    const twice = wall("2026-10-25T02:30:00");
    expect(new Date(toInstant(twice, "Europe/Berlin")).toISOString()).toBe(
      "2026-10-25T00:30:00.000Z",
    );
    expect(resolveWall(twice, "Europe/Berlin")).toBe(twice);
  });

  test("[T3] a whole day that a zone skipped is read a day later", () => {
    const skipped = wall("2011-12-30T10:00:00");
    expect(formatWallTime(resolveWall(skipped, "Pacific/Apia"))).toBe("2011-12-31T10:00:00");
  });

  // Gaza is the one whose clock changes within hours of a border, in 2276.
  test.each(["Asia/Gaza", "Africa/Cairo", "America/New_York"])(
    "[T3] agrees with Temporal for %s at the borders of the tables",
    (zone) => {
      const borders = Array.from({ length: 81 }, (_, index) => (index - 21) * 2 ** 29);
      const quarters = Array.from({ length: 33 }, (_, index) => (index - 16) * 900);
      const walls = borders.flatMap((border) => quarters.map((offset) => border + offset));
      expect(walls.map((wallSeconds) => toInstant(wallSeconds, zone))).toEqual(
        walls.map((wallSeconds) => temporalInstant(wallSeconds, zone)),
      );
      expect(walls.map((second) => formatWallTime(toWall(second * 1000, zone)))).toEqual(
        walls.map((second) => temporalWall(second * 1000, zone)),
      );
    },
  );

  test("[T1] instants beyond all calendars are answered too", () => {
    for (const epochMs of [-8.64e15, 8.64e15]) {
      const offset = toWall(epochMs, "America/New_York") - epochMs / 1000;
      expect(Math.abs(offset)).toBeLessThan(6 * 3600);
    }
  });

  test("[T1] far years follow the rules of today", () => {
    const july = wall("2998-07-01T12:00:00");
    expect(new Date(toInstant(july, "Europe/Berlin")).toISOString()).toBe(
      "2998-07-01T10:00:00.000Z",
    );
  });
});

describe("the process's own zone", () => {
  const before = process.env["TZ"];
  afterEach(() => {
    if (before === undefined) delete process.env["TZ"];
    else process.env["TZ"] = before;
  });

  test("[T1] plays no part", () => {
    const answers = ["UTC", "America/New_York", "Pacific/Kiritimati"].map((zone) => {
      process.env["TZ"] = zone;
      const offset = new Date(2026, 6, 1).getTimezoneOffset();
      const instant = toInstant(wall("2026-07-01T09:00:00"), "Asia/Kathmandu");
      return { offset, instant, wall: formatWallTime(toWall(instant, "Asia/Tokyo")) };
    });
    expect(answers.map(({ offset }) => offset)).toEqual([0, 240, -840]);
    expect(new Set(answers.map(({ instant }) => instant)).size).toBe(1);
    expect(answers.map((answer) => answer.wall)).toEqual(Array(3).fill("2026-07-01T12:15:00"));
  });
});

describe("names", () => {
  test.each([
    "Europe/Berlin",
    "Europe/Kiev",
    "Europe/Kyiv",
    "US/Pacific",
    "UTC",
    "Etc/GMT+5",
    "EST",
  ])("[T1] %s is kept as it is", (name) => {
    expect(isTimeZone(name)).toBe(true);
    expect(requireTimeZone(name)).toBe(name);
  });

  test("[T1] only letter case is put right", () => {
    expect(requireTimeZone("europe/kiev")).toBe("Europe/Kiev");
    expect(requireTimeZone("utc")).toBe("UTC");
  });

  test.each([
    "+02:00",
    "Z",
    "",
    "Foo/Bar",
    "PST",
    "local",
    "2026-01-01T00:00[Europe/Berlin]",
    "Europe/Berlin ",
    "W. Europe Standard Time",
    "__proto__",
  ])("[T1] %j is no time zone", (name) => {
    expect(isTimeZone(name)).toBe(false);
    expect(() => requireTimeZone(name, "patch.timeZone")).toThrow(DomainError);
  });

  test.each([
    ["Europe/Berln", "Europe/Berlin"],
    ["America/New York", "America/New_York"],
    ["Berlin", "Europe/Berlin"],
    ["Asia/Berlin", "Europe/Berlin"],
    ["Ameriac/Chicago", "America/Chicago"],
  ])("[T1] %s suggests %s first", (name, nearest) => {
    const error = refusalOf(() => requireTimeZone(name, "timeZone"));
    expect(error.reason).toBe("UNKNOWN_TIME_ZONE");
    expect(error.fieldErrors[0]?.path).toBe("timeZone");
    const suggested = error.details["nearest"];
    expect(suggested).toEqual(expect.any(Array));
    expect(suggested).toHaveProperty("0", nearest);
    expect(suggested).not.toHaveProperty("3");
  });

  test("[T1] nonsense suggests nothing", () => {
    const error = refusalOf(() => requireTimeZone("x".repeat(5000)));
    expect(error.details["nearest"]).toEqual([]);
    expect(JSON.stringify(error.details).length).toBeLessThan(200);
  });

  test("[T1] the version of the data is known where the runtime says it", () => {
    expect(timeZoneDataVersion()).toMatch(/^20\d\d[a-z]/);
  });
});

function refusalOf(action: () => unknown): DomainError {
  try {
    action();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}
