import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import { formatWallTime, MAX_WALL, MIN_WALL, parseWallTime } from "./wall-time.ts";
import {
  findSameZone,
  isTimeZone,
  requireTimeZone,
  resolveWall,
  timeZoneDataVersion,
  toInstant,
  toWall,
} from "./zone.ts";
import { windowsZones } from "./windows-zones.ts";

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
const LINKS = [
  ["Europe/Kiev", "Europe/Kyiv"],
  ["Europe/Uzhgorod", "Europe/Kyiv"],
  ["Asia/Calcutta", "Asia/Kolkata"],
  ["Asia/Katmandu", "Asia/Kathmandu"],
  ["Asia/Rangoon", "Asia/Yangon"],
  ["Asia/Saigon", "Asia/Ho_Chi_Minh"],
  ["America/Godthab", "America/Nuuk"],
  ["America/Buenos_Aires", "America/Argentina/Buenos_Aires"],
  ["America/Indianapolis", "America/Indiana/Indianapolis"],
  ["America/Fort_Wayne", "America/Indiana/Indianapolis"],
  ["Pacific/Enderbury", "Pacific/Kanton"],
  ["US/Pacific", "America/Los_Angeles"],
  ["Canada/Newfoundland", "America/St_Johns"],
  ["Brazil/East", "America/Sao_Paulo"],
  ["Australia/NSW", "Australia/Sydney"],
  ["GB", "Europe/London"],
  ["GB-Eire", "Europe/London"],
  ["NZ-CHAT", "Pacific/Chatham"],
  ["PRC", "Asia/Shanghai"],
  ["ROK", "Asia/Seoul"],
  ["W-SU", "Europe/Moscow"],
  ["Eire", "Europe/Dublin"],
  ["Japan", "Asia/Tokyo"],
  ["Etc/Zulu", "UTC"],
  ["Etc/UCT", "UTC"],
  ["Zulu", "UTC"],
  ["GMT", "UTC"],
  ["GMT0", "UTC"],
  ["Etc/Greenwich", "UTC"],
  ["EST5EDT", "America/New_York"],
  ["PST8PDT", "America/Los_Angeles"],
  ["CET", "Europe/Brussels"],
] as const;

/** Twice a year, from long before data versions differ to after the latest that they differ in. */
const INSTANTS_OF_LATE_CHANGES = Array.from(
  { length: 60 },
  (_, index) => wall("2005-01-15T12:00:00") + index * 182 * 86_400,
);

/** Seconds ahead of UTC, as Intl says it: `GMT`, `GMT+05:45`. */
function offsetOf(format: Intl.DateTimeFormat, epochMs: number): number {
  const name = format.formatToParts(epochMs).find(({ type }) => type === "timeZoneName")?.value;
  const [, sign, hours = 0, minutes = 0] = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

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
    "W. Europe Standard Time ",
    "W. Europe Daylight Time",
    "Standard Time",
    "GMT+0100",
    "CEST",
    "Mars/Olympus_Mons",
    "Europe/Berlin\u0000",
    "Ευρώπη/Βερολίνο",
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

  test.each([
    ["W. Europe Standard Time", "Europe/Berlin"],
    ["w. europe standard time", "Europe/Berlin"],
    ["Romance Standard Time", "Europe/Paris"],
    ["Pacific Standard Time", "America/Los_Angeles"],
    ["Pacific Standard Time (Mexico)", "America/Tijuana"],
    ["Samoa Standard Time", "Pacific/Apia"],
    // CLDR names these zones as they were first named; other programs know them so.
    ["FLE Standard Time", "Europe/Kiev"],
    ["India Standard Time", "Asia/Calcutta"],
    ["UTC+12", "Etc/GMT-12"],
    ["UTC-11", "Etc/GMT+11"],
    ["UTC", "UTC"],
  ])("[T1] the Windows zone %s is kept as %s", (name, zone) => {
    expect(requireTimeZone(name)).toBe(zone);
    expect(isTimeZone(zone)).toBe(true);
  });

  test("[T1] every zone of Windows is known", () => {
    const unknown = [...windowsZones()].filter(([name]) => !isTimeZone(requireTimeZone(name)));
    expect(unknown).toEqual([]);
    expect([...windowsZones()].length).toBeGreaterThan(130);
  });

  test("[T1] a Windows name that is misspelled suggests its zone", () => {
    const error = refusalOf(() => requireTimeZone("W. Europe Standart Time"));
    expect(error.details["nearest"]).toHaveProperty("0", "Europe/Berlin");
  });

  test("[T1] every name that the runtime knows is known, in any letter case", () => {
    const names = Intl.supportedValuesOf("timeZone");
    expect(names.length).toBeGreaterThan(400);
    for (const name of names) {
      expect(requireTimeZone(name)).toBe(name);
      expect(requireTimeZone(name.toLowerCase())).toBe(name);
      expect(requireTimeZone(name.toUpperCase())).toBe(name);
      expect(Number.isSafeInteger(toInstant(wall("1600-01-01T00:00:00"), name))).toBe(true);
    }
  });

  // What IANA keeps as links, in backward and backzone, and what old programs still write.
  test.each(LINKS)("[T1] the link %s is kept as it is and keeps the time of %s", (link, target) => {
    expect(requireTimeZone(link.toLowerCase())).toBe(link);
    for (const month of [1, 4, 7, 10]) {
      const time = wall(`2026-${String(month).padStart(2, "0")}-15T12:00:00`);
      expect(toInstant(time, link)).toBe(toInstant(time, target));
    }
  });

  test("[T1] an alias is the same zone as another name of it", () => {
    const names = ["Asia/Tokyo", "Europe/Kiev", "Europe/Berlin"];
    expect(findSameZone("Europe/Kyiv", names)).toBe("Europe/Kiev");
    expect(findSameZone("Europe/Berlin", names)).toBe("Europe/Berlin");
    expect(findSameZone("America/Lima", names)).toBeUndefined();
  });

  test("[T1] nonsense suggests nothing", () => {
    const error = refusalOf(() => requireTimeZone("x".repeat(5000)));
    expect(error.details["nearest"]).toEqual([]);
    expect(JSON.stringify(error.details).length).toBeLessThan(200);
  });

  test("[T1] the version of the data is known where the runtime says it", () => {
    expect(timeZoneDataVersion()).toMatch(/^20\d\d[a-z]/);
  });

  test("[T1] Temporal goes by the data whose version is told, which is that of Intl", () => {
    const differing = Intl.supportedValuesOf("timeZone").filter((zone) => {
      const format = new Intl.DateTimeFormat("en-US", {
        timeZone: zone,
        timeZoneName: "longOffset",
      });
      return INSTANTS_OF_LATE_CHANGES.some((second) => {
        const offset = toWall(second * 1000, zone) - second;
        return offset !== offsetOf(format, second * 1000);
      });
    });
    expect(differing).toEqual([]);
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
