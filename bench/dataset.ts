/**
 * A calendar of known content. Everything is computed here by plain arithmetic on days, apart from
 * the code that is measured, so that the truth about a week does not come from what is checked.
 */

const DAY_MS = 86_400_000;

/** Monday of the measured week, in a summer without clock changes. */
export const WEEK_START = Date.UTC(2026, 5, 8);
export const WEEK_END = WEEK_START + 7 * DAY_MS;

/** The four weeks of free/busy begin with the measured one, and have no clock change either. */
export const FOUR_WEEKS_END = WEEK_START + 28 * DAY_MS;

const FIRST_DAY = Date.UTC(2006, 0, 2) / DAY_MS;
const WEEK_DAY = WEEK_START / DAY_MS;
/** Berlin is two hours ahead of UTC in the measured week. */
const BERLIN_OFFSET_MS = 2 * 3_600_000;
const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

export interface BenchEvent {
  readonly title: string;
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly recurrence?: { readonly rrule: string };
}

export interface Dataset {
  readonly events: readonly BenchEvent[];
  /** What the measured week holds: title and first instant of each occurrence, sorted. */
  readonly truth: readonly string[];
  /** When the owner is busy in the four weeks: merged stretches, in order. */
  readonly busy: readonly BusyStretch[];
}

export interface BusyStretch {
  readonly startsAt: string;
  readonly endsAt: string;
}

/**
 * The first `count` events of one endless calendar: a fifth recurs, one in a hundred without end since
 * 2006. What lies beyond `weekUntil` touches the measured week no more: history that has grown.
 */
export function makeDataset(count: number, weekUntil: number): Dataset {
  const random = randomFrom(20_260_608);
  const events: BenchEvent[] = [];
  const truth: string[] = [];
  const starts: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const isHistory = i >= weekUntil;
    const made = i % 5 === 0 ? series(i, random, isHistory) : single(i, random, isHistory);
    events.push(made.event);
    truth.push(...made.truth);
    starts.push(...made.starts);
  }
  return { events, truth: truth.toSorted(), busy: stretchesOf(starts) };
}

/** Minutes are marked one by one, so that merging is not what is checked against itself. */
function stretchesOf(starts: readonly number[]): BusyStretch[] {
  const minutes = (FOUR_WEEKS_END - WEEK_START) / MINUTE_MS;
  const busy = new Uint8Array(minutes + 1);
  for (const start of starts) {
    const first = (start - WEEK_START) / MINUTE_MS;
    busy.fill(1, Math.max(0, first), Math.max(0, Math.min(minutes, first + LENGTH_MINUTES)));
  }
  const stretches: BusyStretch[] = [];
  let from = -1;
  for (let minute = 0; minute <= minutes; minute += 1) {
    if (busy[minute] === 1 && from < 0) from = minute;
    if (busy[minute] === 0 && from >= 0) {
      stretches.push({ startsAt: instantAt(from), endsAt: instantAt(minute) });
      from = -1;
    }
  }
  return stretches;
}

function instantAt(minute: number): string {
  return new Date(WEEK_START + minute * MINUTE_MS).toISOString().replace(".000Z", "Z");
}

const MINUTE_MS = 60_000;
const LENGTH_MINUTES = 45;

interface Made {
  readonly event: BenchEvent;
  readonly truth: readonly string[];
  /** Epoch milliseconds of what may touch the four weeks. */
  readonly starts: readonly number[];
}

function single(i: number, random: () => number, isHistory: boolean): Made {
  const lastDay = isHistory ? WEEK_DAY - 30 : WEEK_DAY + 400;
  const day = FIRST_DAY + Math.floor(random() * (lastDay - FIRST_DAY));
  return make(i, { day, minute: Math.floor(random() * 40) * 15 + 480, days: [day] });
}

function series(i: number, random: () => number, isHistory: boolean): Made {
  const minute = Math.floor(random() * 40) * 15 + 480;
  if (i % 100 === 0 && !isHistory) {
    const day = FIRST_DAY + Math.floor(random() * 7);
    const days = daysOfFourWeeks().filter((candidate) => (candidate - day) % 7 === 0);
    return make(i, { day, minute, days, rrule: `FREQ=WEEKLY;BYDAY=${weekday(day)}` });
  }
  const interval = 1 + Math.floor(random() * 2);
  const count = 10 + Math.floor(random() * 40);
  const spread = count * interval * 7;
  const lastStart = isHistory ? WEEK_DAY - 30 - spread : WEEK_DAY;
  const day = FIRST_DAY + Math.floor(random() * (lastStart - FIRST_DAY));
  const days = Array.from({ length: count }, (_, n) => day + n * interval * 7);
  const rrule = `FREQ=WEEKLY;INTERVAL=${interval};COUNT=${count};BYDAY=${weekday(day)}`;
  return make(i, { day, minute, days, rrule });
}

interface Draft {
  readonly day: number;
  readonly minute: number;
  /** The days on which it takes place, as far as they matter for the four weeks. */
  readonly days: readonly number[];
  readonly rrule?: string;
}

function make(i: number, { day, minute, days, rrule }: Draft): Made {
  const title = `Meeting ${i}`;
  const event = {
    title,
    start: wallTime(day, minute),
    end: wallTime(day, minute + LENGTH_MINUTES),
    timeZone: "Europe/Berlin",
    description: `What meeting ${i} is about, in a sentence or two, as people write them.`,
    tags: ["work", `team-${i % 12}`],
  };
  const inWeek = days.filter((candidate) => candidate >= WEEK_DAY && candidate < WEEK_DAY + 7);
  const startOn = (candidate: number) => candidate * DAY_MS + minute * MINUTE_MS - BERLIN_OFFSET_MS;
  const truth = inWeek.map((candidate) => occurrenceLabel(title, startOn(candidate)));
  const starts = days
    .filter((candidate) => candidate >= WEEK_DAY - 1 && candidate <= WEEK_DAY + 28)
    .map(startOn);
  return {
    event: rrule === undefined ? event : { ...event, recurrence: { rrule } },
    truth,
    starts,
  };
}

/** How an occurrence is written down to be compared with the truth. */
export function occurrenceLabel(title: string, startsAtMs: number): string {
  return `${new Date(startsAtMs).toISOString()} ${title}`;
}

function daysOfFourWeeks(): number[] {
  return Array.from({ length: 28 }, (_, i) => WEEK_DAY + i);
}

function weekday(day: number): string {
  // 1970-01-01 was a Thursday.
  return WEEKDAYS[(day + 3) % 7] ?? "MO";
}

function wallTime(day: number, minute: number): string {
  return new Date(day * DAY_MS + minute * 60_000).toISOString().slice(0, 19);
}

/** Mulberry32: the same numbers in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
