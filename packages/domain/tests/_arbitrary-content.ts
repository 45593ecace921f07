import fc from "fast-check";
import type { EventContent, EventTime, Override } from "../src/event/content.ts";
import { keysBetween, seriesOf } from "../src/recurrence/series.ts";
import { DAY_SECONDS, formatKey, parseWallTime } from "../src/time/wall-time.ts";
import { eventContent } from "./_content.ts";

/** Zones whose clocks change by an hour, by half of one, by a day, and never. */
export const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Africa/Casablanca",
  "America/Sao_Paulo",
  "Asia/Tokyo",
  "UTC",
] as const;

/** Around these days clocks change somewhere: Apia skipped 30 December 2011 whole. */
const MOMENTS = [
  "2026-03-28T00:00:00",
  "2026-10-24T00:00:00",
  "2026-03-07T00:00:00",
  "2026-10-31T00:00:00",
  "2011-12-29T00:00:00",
  "2018-11-03T00:00:00",
  "2026-04-04T00:00:00",
  "2026-06-15T00:00:00",
];

const QUARTER_HOUR = 900;

/** Wall seconds within four days of a moment. */
const wallTime = fc
  .record({ moment: fc.constantFrom(...MOMENTS), quarters: fc.integer({ min: -96, max: 288 }) })
  .map(({ moment, quarters }) => (parseWallTime(moment) ?? 0) + quarters * QUARTER_HOUR);

const durationSeconds = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 12 }).map((quarters) => quarters * QUARTER_HOUR),
  fc.integer({ min: 1, max: 40 }).map((days) => days * DAY_SECONDS),
);

type Frame = Pick<EventTime, "allDay" | "timeZone">;

const frame: fc.Arbitrary<Frame> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...ZONES).map((timeZone) => ({ allDay: false, timeZone })),
  },
  { weight: 1, arbitrary: fc.constant({ allDay: false, timeZone: null }) },
  { weight: 1, arbitrary: fc.constant({ allDay: true, timeZone: null }) },
);

/** Times as an event holds them: the end is not before the start, and later if all-day. */
function timeOf({ allDay, timeZone }: Frame, wall: number, duration: number): EventTime {
  const start = allDay ? Math.floor(wall / DAY_SECONDS) * DAY_SECONDS : wall;
  const length = allDay ? Math.max(1, Math.floor(duration / DAY_SECONDS)) * DAY_SECONDS : duration;
  return {
    allDay,
    timeZone,
    start: formatKey(start, allDay),
    end: formatKey(start + length, allDay),
  };
}

const time: fc.Arbitrary<EventTime> = fc
  .record({ frame, wall: wallTime, duration: durationSeconds })
  .map(({ frame: kind, wall, duration }) => timeOf(kind, wall, duration));

const rulePart = fc.constantFrom(
  "FREQ=DAILY",
  "FREQ=DAILY;INTERVAL=3",
  "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,30",
  "FREQ=WEEKLY;BYDAY=SU,MO",
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;WKST=SU",
  "FREQ=MONTHLY",
  "FREQ=MONTHLY;BYDAY=-1SU",
  "FREQ=YEARLY",
);

interface Ending {
  readonly count?: number;
  readonly untilDays?: number;
}

const ending: fc.Arbitrary<Ending> = fc.oneof(
  fc.constant({}),
  fc.record({ count: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ untilDays: fc.integer({ min: 0, max: 60 }) }),
);

function ruleText(rule: string, end: Ending, { allDay, start }: EventTime): string {
  const allowed = allDay ? rule.replace(/;BY(?:HOUR|MINUTE)=[^;]*/g, "") : rule;
  if (end.count !== undefined) return `${allowed};COUNT=${end.count}`;
  if (end.untilDays === undefined) return allowed;
  const startDay = Temporal.PlainDate.from(start.slice(0, 10));
  const date = startDay.add({ days: end.untilDays }).toString().replaceAll("-", "");
  return allDay ? `${allowed};UNTIL=${date}` : `${allowed};UNTIL=${date}T120000`;
}

/** What a pick among the occurrences becomes. */
const change: fc.Arbitrary<Override | "excluded"> = fc.oneof(
  fc.constant("excluded" as const),
  fc.constant({ title: "Another" }),
  fc.constant({ status: "cancelled" as const }),
  time.map((own) => ({ ...own })),
);

/** Any content: single or series, with extra dates, exclusions and overrides, some far away. */
export const arbitraryContent: fc.Arbitrary<EventContent> = fc
  .record({
    time,
    rule: fc.option(rulePart, { freq: 8 }),
    end: ending,
    single: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
    extra: fc.array(wallTime, { maxLength: 3 }),
    changes: fc.array(fc.tuple(fc.nat({ max: 20 }), change), { maxLength: 6 }),
  })
  .map(({ time: own, rule, end, single, extra, changes }) => {
    if (single) return eventContent(own);
    const rdates = extra.map((wall) => formatKey(timeWall(wall, own), own.allDay));
    const recurrence = {
      rrule: rule === null ? null : ruleText(rule, end, own),
      rdates: [...new Set(rdates)].toSorted(),
      exdates: [],
    };
    const keys = someKeys(own, recurrence);
    const exdates = new Set<string>();
    const overrides: Record<string, Override> = {};
    for (const [index, what] of changes) {
      const key = keys[index];
      if (key === undefined || exdates.has(key) || overrides[key] !== undefined) continue;
      if (what === "excluded") exdates.add(key);
      else overrides[key] = what;
    }
    return eventContent({
      ...own,
      recurrence: { ...recurrence, exdates: [...exdates].toSorted() },
      overrides,
    });
  });

function timeWall(wall: number, { allDay }: EventTime): number {
  return allDay ? Math.floor(wall / DAY_SECONDS) * DAY_SECONDS : wall;
}

/** The first keys of a series, a few years at most. */
function someKeys(own: EventTime, recurrence: NonNullable<EventContent["recurrence"]>): string[] {
  const set = seriesOf(own, recurrence);
  return keysBetween(set, 0, set.startWall + 1_200 * DAY_SECONDS)
    .slice(0, 21)
    .map((key) => formatKey(key, own.allDay));
}

/** A window of up to 20 days near one of the moments, to the second at its edges. */
export const arbitraryWindow: fc.Arbitrary<{ from: number; to: number; viewZone: string }> = fc
  .record({
    wall: wallTime,
    seconds: fc.integer({ min: -3, max: 3 }),
    quarters: fc.integer({ min: 1, max: 1_920 }),
    viewZone: fc.constantFrom(...ZONES),
  })
  .map(({ wall, seconds, quarters, viewZone }) => {
    const from = (wall + seconds) * 1_000;
    return { from, to: from + quarters * QUARTER_HOUR * 1_000, viewZone };
  });
