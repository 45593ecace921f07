import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Attendee, findTime, type TimeSought } from "../src/schedule/find-time.ts";
import { clipIntervals, gapsBetween, mergeIntervals } from "../src/schedule/intervals.ts";
import { parseTimeOfDay, type WorkingHours, workingTimes } from "../src/schedule/working-hours.ts";
import { overlappingPairs } from "../src/schedule/overlapping-pairs.ts";
import { type Interval, overlaps } from "../src/time/interval.ts";
import { at } from "./_content.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEKDAYS = [0, 1, 2, 3, 4];

/** Around both changes of Berlin's clock, and in a summer without one. */
const START = fc.constantFrom(
  at("2026-03-27T22:00:00Z"),
  at("2026-10-23T21:15:00Z"),
  at("2026-06-15T00:00:00Z"),
);

const interval = (from: number): fc.Arbitrary<Interval> =>
  fc
    .tuple(fc.integer({ min: -300, max: 3_500 }), fc.integer({ min: 0, max: 600 }))
    .map(([start, length]) => ({
      startsAtMs: from + start * MINUTE,
      endsAtMs: from + (start + length) * MINUTE,
    }));

const workingHours: fc.Arbitrary<WorkingHours> = fc
  .record({
    weekdays: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
    from: fc.integer({ min: 0, max: 47 }).map((half) => half * 1_800),
    to: fc.integer({ min: 0, max: 48 }).map((half) => half * 1_800),
    timeZone: fc.constantFrom("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"),
  })
  .filter(({ from, to }) => from !== to);

const sought: fc.Arbitrary<TimeSought> = START.chain((from) => {
  const attendee: fc.Arbitrary<Attendee> = fc.record({
    busy: fc.array(interval(from), { maxLength: 6 }).map((all) => mergeIntervals(all)),
    hours: fc.option(fc.array(workingHours, { minLength: 1, maxLength: 2 }), { freq: 2 }),
  });
  return fc.record({
    window: fc
      .integer({ min: 1, max: 3_200 })
      .map((minutes) => ({ from, to: from + minutes * MINUTE })),
    attendees: fc.array(attendee, { minLength: 1, maxLength: 3 }),
    durationMs: fc.integer({ min: 1, max: 300 }).map((minutes) => minutes * MINUTE),
    stepMs: fc.constantFrom(5, 15, 60).map((minutes) => minutes * MINUTE),
    limit: fc.constant(1_000_000),
  });
});

/** Whether somebody works at an instant: by the days before, at and after it, bounds read as T3 says. */
function works({ weekdays, from, to, timeZone }: WorkingHours, ms: number): boolean {
  const here = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  return [-2, -1, 0, 1].some((offset) => {
    const day = here.toPlainDate().add({ days: offset });
    if (!weekdays.includes(day.dayOfWeek - 1)) return false;
    const midnight = day.toPlainDateTime();
    const bound = (seconds: number) =>
      midnight.add({ seconds }).toZonedDateTime(timeZone).epochMilliseconds;
    return bound(from) <= ms && ms < bound(to > from ? to : to + 86_400);
  });
}

/** Minute by minute: whether everybody is free and at work. */
function naiveFree({ window, attendees }: TimeSought): boolean[] {
  const minutes = Math.floor((window.to - window.from) / MINUTE);
  return Array.from({ length: minutes }, (_, minute) => {
    const ms = window.from + minute * MINUTE;
    return attendees.every(
      ({ busy, hours }) =>
        !busy.some(({ startsAtMs, endsAtMs }) => startsAtMs <= ms && ms < endsAtMs) &&
        (hours === null || hours.some((some) => works(some, ms))),
    );
  });
}

/** The starts, in minutes of the window, from which everybody is free for as long as asked. */
function naiveStarts(free: readonly boolean[], minutes: number): number[] {
  const starts: number[] = [];
  for (let start = 0; start + minutes <= free.length; start += 1) {
    if (free.slice(start, start + minutes).every(Boolean)) starts.push(start);
  }
  return starts;
}

test("[Q1] suggestions are what a model that looks at each minute finds, at the step", () => {
  let found = 0;
  fc.assert(
    fc.property(sought, (asked) => {
      const starts = naiveStarts(naiveFree(asked), asked.durationMs / MINUTE);
      const { times, reason } = findTime(asked);
      expect(reason === null).toBe(starts.length > 0);
      const naive = starts.map((start) => asked.window.from + start * MINUTE);
      const given = new Set(times.map(({ startsAtMs }) => startsAtMs));
      // Each is possible, all at the step are there, and one of each gap that has none at the step.
      for (const start of given) expect(naive).toContain(start);
      for (const start of naive) if (start % asked.stepMs === 0) expect(given).toContain(start);
      for (const [index, start] of naive.entries()) {
        const isFirst = naive[index - 1] !== start - MINUTE;
        if (!isFirst) continue;
        let last = index;
        while (naive[last + 1] === (naive[last] ?? 0) + MINUTE) last += 1;
        expect(naive.slice(index, last + 1).some((some) => given.has(some))).toBe(true);
      }
      expect([...given]).toEqual([...given].toSorted((a, b) => a - b));
      found += given.size;
    }),
    { numRuns: 150 },
  );
  expect(found).toBeGreaterThan(1_000);
});

test("[T4] merged stretches cover exactly what was given, and gaps the rest", () => {
  const from = at("2026-06-15T00:00:00Z");
  const window = { from, to: from + 3_000 * MINUTE };
  fc.assert(
    fc.property(fc.array(interval(from), { maxLength: 12 }), (intervals) => {
      const merged = mergeIntervals(intervals);
      const clipped = clipIntervals(merged, window);
      const gaps = gapsBetween(merged, window);
      for (let ms = window.from; ms < window.to; ms += 7 * MINUTE) {
        const holds = ({ startsAtMs, endsAtMs }: Interval) => startsAtMs <= ms && ms < endsAtMs;
        expect(clipped.filter(holds)).toHaveLength(intervals.some(holds) ? 1 : 0);
        expect(gaps.filter(holds)).toHaveLength(intervals.some(holds) ? 0 : 1);
      }
      for (const [index, one] of merged.entries()) {
        expect(one.endsAtMs).toBeGreaterThan(one.startsAtMs);
        expect(merged[index + 1]?.startsAtMs ?? Infinity).toBeGreaterThan(one.endsAtMs);
      }
    }),
    { numRuns: 50 },
  );
});

describe("working hours", () => {
  const nine: WorkingHours = {
    weekdays: WEEKDAYS,
    from: 9 * 3_600,
    to: 17 * 3_600,
    timeZone: "Europe/Berlin",
  };

  test("[R2] [T3] stay on the clock of their zone when it changes", () => {
    const window = { from: at("2026-03-27T00:00:00Z"), to: at("2026-03-31T00:00:00Z") };
    expect(workingTimes([nine], window)).toEqual([
      { startsAtMs: at("2026-03-27T08:00:00Z"), endsAtMs: at("2026-03-27T16:00:00Z") },
      { startsAtMs: at("2026-03-30T07:00:00Z"), endsAtMs: at("2026-03-30T15:00:00Z") },
    ]);
  });

  test("may last past midnight, and are cut at the window", () => {
    const night = { ...nine, weekdays: [4], from: 22 * 3_600, to: 6 * 3_600, timeZone: "UTC" };
    const window = { from: at("2026-06-13T01:00:00Z"), to: at("2026-06-19T23:00:00Z") };
    expect(workingTimes([night], window)).toEqual([
      { startsAtMs: at("2026-06-13T01:00:00Z"), endsAtMs: at("2026-06-13T06:00:00Z") },
      { startsAtMs: at("2026-06-19T22:00:00Z"), endsAtMs: at("2026-06-19T23:00:00Z") },
    ]);
  });

  test.each([
    ["00:00", 0],
    ["09:30", 34_200],
    ["24:00", 86_400],
    ["24:01", undefined],
    ["9:30", undefined],
    ["09:60", undefined],
  ])("the time of day %s is %s", (text, seconds) => {
    expect(parseTimeOfDay(text)).toBe(seconds);
  });
});

describe("without a time there is a reason", () => {
  const from = at("2026-06-15T08:00:00Z");
  const free: Attendee = { busy: [], hours: null };
  const asked: TimeSought = {
    window: { from, to: from + 4 * HOUR },
    attendees: [free],
    durationMs: HOUR,
    stepMs: 15 * MINUTE,
    limit: 3,
  };
  const hours = (fromHour: number, toHour: number): Attendee => ({
    ...free,
    hours: [{ weekdays: WEEKDAYS, from: fromHour * 3_600, to: toHour * 3_600, timeZone: "UTC" }],
  });

  test("and none where there is one: the earliest, as many as asked for", () => {
    const { times, reason } = findTime(asked);
    expect(reason).toBeNull();
    expect(times.map(({ startsAtMs }) => (startsAtMs - from) / MINUTE)).toEqual([0, 15, 30]);
  });

  test.each<[string, Partial<TimeSought>]>([
    ["WINDOW_SHORTER_THAN_DURATION", { durationMs: 5 * HOUR }],
    ["NO_WORKING_HOURS_IN_WINDOW", { attendees: [free, hours(18, 20)] }],
    ["NO_COMMON_WORKING_HOURS", { attendees: [hours(8, 10), hours(10, 12)] }],
    ["NO_COMMON_WORKING_HOURS", { attendees: [hours(8, 10)], durationMs: 3 * HOUR }],
    [
      "ALL_BUSY",
      { attendees: [{ busy: [{ startsAtMs: from, endsAtMs: from + 3.5 * HOUR }], hours: null }] },
    ],
  ])("%s", (reason, other) => {
    expect(findTime({ ...asked, ...other })).toEqual({ times: [], reason });
  });

  test("a gap between steps is suggested as it is", () => {
    const busy = [
      { startsAtMs: from, endsAtMs: from + 5 * MINUTE },
      { startsAtMs: from + 65 * MINUTE, endsAtMs: from + 4 * HOUR },
    ];
    expect(findTime({ ...asked, attendees: [{ busy, hours: null }] }).times).toEqual([
      { startsAtMs: from + 5 * MINUTE, endsAtMs: from + 65 * MINUTE },
    ]);
  });
});

test("[T4] overlapping pairs are those that every pair of two would be asked for, in order", () => {
  const placed = fc.record({
    startsAtMs: fc.integer({ min: 0, max: 30 }),
    length: fc.integer({ min: 0, max: 8 }),
    group: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(placed, { maxLength: 14 }), (given) => {
      const items = given.map(({ startsAtMs, length, group }, name) => ({
        name,
        group,
        startsAtMs,
        endsAtMs: startsAtMs + length,
      }));
      const naive = items.flatMap((a) =>
        items
          .filter((b) => b.name > a.name && a.group !== b.group && overlaps(a, b))
          .map((b) => `${a.name} ${b.name}`),
      );
      const pairs = [...overlappingPairs(items)];
      const nameOf = ({ own, other }: (typeof pairs)[number]) =>
        [own.name, other.name].toSorted((a, b) => a - b).join(" ");
      const names = pairs.map(nameOf);
      expect(names.toSorted()).toEqual(naive.toSorted());
      for (const [index, { own, startsAtMs }] of pairs.entries()) {
        expect(own.group).toBeDefined();
        expect(pairs[index + 1]?.startsAtMs ?? Infinity).toBeGreaterThanOrEqual(startsAtMs);
      }
      const from = (at: number) => pairs.filter(({ startsAtMs }) => startsAtMs >= at);
      const later = [...overlappingPairs(items, 12)];
      expect(new Set(later.map(nameOf))).toEqual(new Set(from(12).map(nameOf)));
    }),
    { numRuns: 1_000 },
  );
});

/** Items that count how often their times are read. */
function counted(given: readonly { startsAtMs: number; endsAtMs: number; group?: number }[]) {
  const work = { reads: 0 };
  const items = given.map(({ startsAtMs, endsAtMs, group }) => ({
    group,
    get startsAtMs() {
      work.reads += 1;
      return startsAtMs;
    },
    get endsAtMs() {
      work.reads += 1;
      return endsAtMs;
    },
  }));
  return { items, work };
}

describe("[C6] looking for overlapping pairs costs their number, not that of what is going on", () => {
  const COUNT = 10_000;
  // Sorting and the heap ask for each item as often as its number has digits, in base two.
  const BOUND = 12 * COUNT * Math.log2(COUNT);
  const each = <Item>(make: (i: number) => Item) =>
    Array.from({ length: COUNT }, (_, i) => make(i));

  test("though all occurrences of a series run at once", () => {
    const { items, work } = counted(
      each((i) => ({ startsAtMs: i, endsAtMs: i + 2 * COUNT, group: 0 })),
    );
    expect([...overlappingPairs(items)]).toEqual([]);
    expect(work.reads).toBeLessThan(BOUND);
  });

  test("though they end, or are moments, where as many others begin", () => {
    const { items, work } = counted([
      ...each((i) => ({ startsAtMs: -1 - i, endsAtMs: 0, group: 0 })),
      ...each((i) => ({ startsAtMs: 0, endsAtMs: 1 + i })),
      ...each(() => ({ startsAtMs: 2 * COUNT, endsAtMs: 2 * COUNT, group: 0 })),
      ...each(() => ({ startsAtMs: 2 * COUNT, endsAtMs: 2 * COUNT })),
    ]);
    expect([...overlappingPairs(items)]).toEqual([]);
    expect(work.reads).toBeLessThan(4 * BOUND);
  });

  test("though all overlapped before the instant that is asked from", () => {
    const { items, work } = counted([
      ...each((i) => ({ startsAtMs: i, endsAtMs: 3 * COUNT, group: 0 })),
      ...each((i) => ({ startsAtMs: i, endsAtMs: 3 * COUNT })),
    ]);
    expect([...overlappingPairs(items, COUNT)]).toEqual([]);
    expect(work.reads).toBeLessThan(2 * BOUND);
  });
});
