/** Random series and random edits of them, as the domain takes them and as the model does. */
import fc from "fast-check";
import type { EventPatch } from "../src/event/patch.ts";
import {
  type Days,
  type Frame,
  type Rule,
  type Time,
  DAY,
  civilOf,
  instantOf,
  wallOf,
} from "./_model-time.ts";
import type { ModelSeries, Patch } from "./_series-model.ts";

export const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Tokyo",
  "Africa/Lagos",
] as const;
/** Days around which clocks change somewhere, one without, and some at the end of months. */
const FIRST_DAYS = ["2026-03-02", "2026-03-28", "2026-10-24", "2026-01-31", "2026-11-29"] as const;
/** Some are skipped in spring, some occur twice in autumn. */
const TIMES_OF_DAY = [9 * 3600, 2.5 * 3600, 2 * 3600, 0, 23.5 * 3600] as const;
const LENGTHS = [0, 1800, 3600, 3 * 3600, 26 * 3600] as const;
const SHIFTS = [
  1800,
  3600,
  -3600,
  7 * 3600,
  DAY,
  -DAY,
  2 * DAY,
  7 * DAY,
  DAY + 5400,
  -3 * DAY,
  30 * DAY,
] as const;
const TITLES = ["One", "Two", "Three"] as const;

const index = fc.nat({ max: 1_000 });
export const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;

export interface Seed {
  readonly firstDay: (typeof FIRST_DAYS)[number];
  readonly time: number;
  readonly length: number;
  readonly frame: number;
  readonly rule: number;
  readonly interval: number;
  readonly end: number;
  readonly extra: readonly number[];
}

export const seed: fc.Arbitrary<Seed> = fc.record({
  firstDay: fc.constantFrom(...FIRST_DAYS),
  time: fc.constantFrom(...TIMES_OF_DAY),
  length: fc.constantFrom(...LENGTHS),
  frame: index,
  rule: index,
  interval: fc.integer({ min: 1, max: 3 }),
  end: index,
  extra: fc.array(fc.integer({ min: -20, max: 60 }), { maxLength: 2 }),
});

export interface Edit {
  readonly what:
    | "plain"
    | "shift"
    | "length"
    | "shiftAndLength"
    | "allDay"
    | "timed"
    | "zone"
    | "sameInstant"
    | "rule"
    | "single"
    | "delete"
    | "restore"
    | "sendBack";
  readonly scope: "this" | "all" | "allKey" | "following";
  readonly event: number;
  readonly occurrence: number;
  readonly value: number;
  readonly drop: boolean;
}

export const edit: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom(
    "plain",
    "plain",
    "shift",
    "shift",
    "shift",
    "length",
    "shiftAndLength",
    "allDay",
    "timed",
    "timed",
    "zone",
    "sameInstant",
    "rule",
    "single",
    "delete",
    "delete",
    "restore",
    "sendBack",
  ),
  scope: fc.constantFrom("this", "this", "all", "allKey", "following", "following"),
  event: index,
  occurrence: fc.oneof(fc.nat({ max: 12 }), index),
  value: index,
  drop: fc.boolean(),
});

export function keyText(wall: number, allDay: boolean): string {
  return new Date(wall * 1000).toISOString().slice(0, allDay ? 10 : 19);
}

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

function daysText(days: Days): string {
  switch (days.kind) {
    case "daily":
      return "FREQ=DAILY";
    case "weekly":
      return `FREQ=WEEKLY;BYDAY=${days.weekdays.map((day) => WEEKDAYS[day]).join()}`;
    case "monthly":
      return days.implied ? "FREQ=MONTHLY" : `FREQ=MONTHLY;BYMONTHDAY=${days.days.join()}`;
    case "nth":
      return `FREQ=MONTHLY;BYDAY=${days.nth}${WEEKDAYS[days.weekday]}`;
    case "yearly":
      return "FREQ=YEARLY";
  }
}

export function ruleText(
  { days, interval, count, until }: Rule,
  { allDay, timeZone }: Frame,
): string {
  let text = daysText(days);
  if (interval > 1) text += `;INTERVAL=${interval}`;
  if (count !== null) text += `;COUNT=${count}`;
  if (until === null) return text;
  const basic = (wall: number): string => keyText(wall, allDay).replaceAll(/[-:]/g, "");
  return timeZone === null
    ? `${text};UNTIL=${basic(until)}`
    : `${text};UNTIL=${basic(instantOf(until, timeZone))}Z`;
}

/** A rule that most often produces the start. */
export function someRule(start: number, at: number, interval: number, end: number): Rule {
  const { day, weekday, length } = civilOf(start);
  const kinds: Days[] = [
    { kind: "daily" },
    { kind: "weekly", weekdays: [weekday] },
    { kind: "weekly", weekdays: [weekday, (weekday + 2) % 7, (weekday + 5) % 7] },
    { kind: "monthly", days: [day], implied: true },
    { kind: "monthly", days: [day], implied: false },
    { kind: "monthly", days: [day - length - 1], implied: false },
    { kind: "monthly", days: [...new Set([1, 15, day])], implied: false },
    { kind: "nth", nth: Math.ceil(day / 7), weekday },
    { kind: "nth", nth: -Math.ceil((length - day + 1) / 7), weekday },
    { kind: "yearly" },
    { kind: "weekly", weekdays: [(weekday + 1) % 7] },
  ];
  const days = pick(kinds, at);
  const ends = [
    { count: null, until: null },
    { count: null, until: null },
    { count: 1 + (end % 12), until: null },
    { count: null, until: start + ((end % 50) + 1) * DAY },
  ];
  return { days, interval, ...pick(ends, end) };
}

/** A patch as both take it; undefined where it has no meaning here. */
export function patchOf(
  { what, value, scope }: Edit,
  { list, shown }: { readonly list: ModelSeries; readonly shown: Time },
): Patch | undefined {
  const { allDay, timeZone } = shown;
  switch (what) {
    case "plain":
      return value % 3 === 0
        ? { location: pick(TITLES, value) }
        : { title: pick(TITLES, value), ...(value % 5 === 0 ? { location: "Here" } : {}) };
    case "shift":
    case "shiftAndLength": {
      const shift = pick(SHIFTS, value);
      const start = shown.start + (allDay ? Math.ceil(shift / DAY) * DAY : shift);
      if (start === shown.start) return undefined;
      if (what === "shift") return { start };
      return { start, end: start + (allDay ? DAY * (1 + (value % 2)) : pick(LENGTHS, value)) };
    }
    case "length":
      return { end: shown.start + (allDay ? DAY * (1 + (value % 3)) : pick(LENGTHS, value)) };
    case "allDay":
      return { allDay: true };
    case "timed": {
      if (!allDay) return undefined;
      const zone = pick([...ZONES, null], value);
      return { allDay: false, start: shown.start + pick(TIMES_OF_DAY, value), timeZone: zone };
    }
    case "zone":
      return allDay ? undefined : { timeZone: pick([...ZONES, null], value) };
    case "sameInstant": {
      if (allDay || timeZone === null) return undefined;
      const zone = pick(ZONES, value);
      return { timeZone: zone, start: wallOf(instantOf(shown.start, timeZone), zone) };
    }
    case "rule": {
      if (scope === "this") return undefined;
      return { rule: someRule(shown.start, value, 1 + (value % 4), value) };
    }
    case "single":
      return scope === "this" || !list.recurring ? undefined : { rule: null };
    case "sendBack":
      return { title: pick(TITLES, value), start: shown.start, end: shown.end, allDay, timeZone };
    case "delete":
    case "restore":
      return undefined;
  }
}

export function eventPatch(patch: Patch, shown: Time): EventPatch {
  const { rule, start, end, allDay, timeZone, ...plain } = patch;
  const dated = allDay ?? shown.allDay;
  return {
    ...plain,
    ...(allDay === undefined ? {} : { allDay }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(start === undefined ? {} : { start: keyText(start, dated) }),
    ...(end === undefined ? {} : { end: keyText(end, dated) }),
    ...(rule === undefined
      ? {}
      : { recurrence: rule === null ? null : { rrule: ruleText(rule, shown) } }),
  };
}
