/**
 * Clocks and rules as the model of a series knows them: rules are looked up day by day, instants
 * come from Temporal. Nothing of the domain is used.
 *
 * Times are seconds of the wall clock since 1970, of all-day ones midnights.
 */

export const DAY = 86_400;
/** Lists reach so far; what is compared ends years before. */
const HORIZON = Date.UTC(2036, 0, 1) / 1000;
/** Lists that were moved are compared up to here, since they end earlier or later than others. */
export const COMPARED = Date.UTC(2033, 0, 1) / 1000;

export interface Frame {
  readonly allDay: boolean;
  readonly timeZone: string | null;
}

export interface Time extends Frame {
  readonly start: number;
  readonly end: number;
  /** How long it is, where an end that is shown twice may not say so. */
  readonly duration?: number;
}

/** The days that a rule names, in the few ways that the model knows. */
export type Days =
  | { readonly kind: "daily" }
  | { readonly kind: "weekly"; readonly weekdays: readonly number[] }
  /** Days of the month, from the end if negative; `implied` is that of the start. */
  | { readonly kind: "monthly"; readonly days: readonly number[]; readonly implied: boolean }
  | { readonly kind: "nth"; readonly nth: number; readonly weekday: number }
  | { readonly kind: "yearly" };

export interface Rule {
  readonly days: Days;
  readonly interval: number;
  readonly count: number | null;
  /** The last second at which there may be a slot. */
  readonly until: number | null;
}

/** What an edit of a time gives; absent stays. Numbers are wall seconds in the frame of the patch. */
export interface TimePatch {
  readonly allDay?: boolean;
  readonly timeZone?: string | null;
  readonly start?: number;
  readonly end?: number;
}

/** What the model expects to be refused. */
export class Refused extends Error {}

// Time

const instants = new Map<string, number>();

/** Epoch seconds of a wall time; one that is skipped is read with the offset before the gap. */
export function instantOf(wall: number, timeZone: string): number {
  const id = `${timeZone} ${wall}`;
  let instant = instants.get(id);
  if (instant === undefined) {
    const text = new Date(wall * 1000).toISOString().slice(0, 19);
    instant =
      Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone, { disambiguation: "compatible" })
        .epochMilliseconds / 1000;
    instants.set(id, instant);
  }
  return instant;
}

const walls = new Map<string, number>();

/** What the clock shows at an instant. */
export function wallOf(instant: number, timeZone: string): number {
  const id = `${timeZone} ${instant}`;
  let wall = walls.get(id);
  if (wall === undefined) {
    const shown = Temporal.Instant.fromEpochMilliseconds(instant * 1000)
      .toZonedDateTimeISO(timeZone)
      .toPlainDateTime();
    wall = Date.parse(`${shown.toString({ smallestUnit: "second" })}Z`) / 1000;
    walls.set(id, wall);
  }
  return wall;
}

export const midnight = (wall: number): number => Math.floor(wall / DAY) * DAY;

/** Where something ends that is so long; an end cannot be the second of a time that occurs twice. */
export function endAfter(start: number, duration: number, { timeZone }: Frame): number {
  if (timeZone === null) return start + duration;
  const instant = instantOf(start, timeZone) + duration;
  const end = wallOf(instant, timeZone);
  return instantOf(end, timeZone) === instant ? end : start + duration;
}

export function durationOf({ start, end, timeZone, duration }: Time): number {
  if (duration !== undefined) return duration;
  return timeZone === null ? end - start : instantOf(end, timeZone) - instantOf(start, timeZone);
}

/** A time after a patch that speaks of it. */
export function patchTime(from: Time, patch: TimePatch): Time {
  const allDay = patch.allDay ?? from.allDay;
  const timeZone = allDay ? null : patch.timeZone === undefined ? from.timeZone : patch.timeZone;
  if (
    isSame(from, { allDay, timeZone, start: patch.start ?? from.start, end: patch.end ?? from.end })
  )
    return from;
  const frame = { allDay, timeZone };
  const dated = allDay
    ? {
        start: midnight(from.start),
        end: Math.max(Math.ceil(from.end / DAY) * DAY, midnight(from.start) + DAY),
      }
    : {
        start: from.start,
        end: Math.max(from.end, from.end < from.start ? from.start + durationOf(from) : 0),
      };
  const start = patch.start ?? dated.start;
  let end: number;
  if (patch.end !== undefined) end = patch.end;
  else if (patch.start === undefined) end = dated.end;
  else if (start === from.start && allDay === from.allDay && timeZone === from.timeZone)
    end = from.end;
  else if (timeZone !== null && from.timeZone !== null)
    end = endAfter(start, durationOf(from), frame);
  else end = start + dated.end - dated.start;
  const to = { ...frame, start, end };
  if (end < start || durationOf(to) < 0 || (allDay && end === start)) {
    throw new Refused("END_BEFORE_START");
  }
  return to;
}

// Rules

/** The slots of a rule from a start in it, up to the horizon. */
export function slotsOf(rule: Rule, start: number): number[] {
  const found: number[] = [];
  const first = midnight(start);
  for (let day = first; day < HORIZON; day += DAY) {
    const slot = day + start - first;
    if (rule.until !== null && slot > rule.until) break;
    if (found.length === rule.count) break;
    if (isNamed(rule, first, day)) found.push(slot);
  }
  return found;
}

export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly length: number;
}

export function civilOf(wall: number): Civil {
  const date = new Date(wall * 1000);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return { year, month, day: date.getUTCDate(), weekday: (date.getUTCDay() + 6) % 7, length };
}

function isNamed({ days, interval }: Rule, first: number, day: number): boolean {
  const start = civilOf(first);
  const here = civilOf(day);
  const isDue = (since: number): boolean => since % interval === 0;
  const months = (here.year - start.year) * 12 + here.month - start.month;
  switch (days.kind) {
    case "daily":
      return isDue((day - first) / DAY);
    case "weekly": {
      const monday = first - start.weekday * DAY;
      return days.weekdays.includes(here.weekday) && isDue(Math.floor((day - monday) / DAY / 7));
    }
    case "monthly":
      return (
        isDue(months) &&
        days.days.some((named) => named === here.day || named === here.day - here.length - 1)
      );
    case "nth":
      return (
        isDue(months) &&
        here.weekday === days.weekday &&
        days.nth ===
          (days.nth > 0 ? Math.ceil(here.day / 7) : -Math.ceil((here.length - here.day + 1) / 7))
      );
    case "yearly":
      return isDue(here.year - start.year) && here.month === start.month && here.day === start.day;
  }
}

/** The days after a move by days: a week moves as a whole, a lone day that is the start's too. */
export function movedDays(days: Days, from: number, to: number): Days {
  const distance = (midnight(to) - midnight(from)) / DAY;
  if (distance === 0) return days;
  const start = civilOf(from);
  const moved = civilOf(to);
  switch (days.kind) {
    case "daily":
    case "yearly":
      return days;
    case "weekly":
      return {
        ...days,
        weekdays: days.weekdays.map((weekday) => (((weekday + distance) % 7) + 7) % 7),
      };
    case "monthly": {
      const [day, ...others] = days.days;
      if (day === undefined || others.length > 0) return days;
      if (day > 0) return day === start.day ? { ...days, days: [moved.day] } : days;
      const isStart = day === start.day - start.length - 1;
      return isStart ? { ...days, days: [moved.day - moved.length - 1] } : days;
    }
    case "nth": {
      const ofStart =
        days.nth > 0 ? Math.ceil(start.day / 7) : -Math.ceil((start.length - start.day + 1) / 7);
      if (days.weekday !== start.weekday || days.nth !== ofStart) return days;
      const nth =
        days.nth > 0 ? Math.ceil(moved.day / 7) : -Math.ceil((moved.length - moved.day + 1) / 7);
      return { ...days, nth, weekday: moved.weekday };
    }
  }
}

/** Whether two times are the same on the clock. */
export function isSame(a: Time, b: Time): boolean {
  return (
    a.start === b.start && a.end === b.end && a.allDay === b.allDay && a.timeZone === b.timeZone
  );
}

/** Whether a patch gives a time field. */
export function patchesTime({ allDay, timeZone, start, end }: TimePatch): boolean {
  return allDay !== undefined || timeZone !== undefined || start !== undefined || end !== undefined;
}
