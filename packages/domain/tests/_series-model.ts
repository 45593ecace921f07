/**
 * A calendar that keeps plain lists: each series is the list of its slots up to a horizon, and an
 * edit moves, cuts or throws away what is in the list. It shares no code with the domain.
 */
import {
  COMPARED,
  DAY,
  type Frame,
  Refused,
  type Rule,
  type Time,
  type TimePatch,
  durationOf,
  endAfter,
  instantOf,
  isSame,
  midnight,
  movedDays,
  patchTime,
  patchesTime,
  slotsOf,
  wallOf,
} from "./_model-time.ts";

/** What an occurrence has of its own. */
export interface Own {
  readonly title?: string | undefined;
  readonly location?: string | undefined;
  readonly time?: Time | undefined;
}

export interface ModelSeries extends Frame {
  readonly title: string;
  readonly location: string;
  /** Exact seconds in a zone, of the clock's face otherwise. */
  readonly duration: number;
  readonly recurring: boolean;
  readonly rule: Rule | null;
  /** The start and what the rule produces, ascending. */
  readonly slots: readonly number[];
  readonly extra: readonly number[];
  readonly excluded: ReadonlySet<number>;
  readonly own: ReadonlyMap<number, Own>;
}

export interface Patch extends TimePatch {
  readonly title?: string;
  readonly location?: string;
  /** `null`: a single event. */
  readonly rule?: Rule | null;
}

// Occurrences

/** The keys that are there, ascending. */
export function keysOf(series: ModelSeries): number[] {
  return allKeys(series).filter((key) => !series.excluded.has(key));
}

/** Those that were excluded too. */
export function allKeys({ slots, extra }: ModelSeries): number[] {
  return [...new Set([...slots, ...extra])].toSorted((a, b) => a - b);
}

/** When the occurrence at a key is, as its clock shows. */
export function timeAt(series: ModelSeries, key: number): Time {
  return series.own.get(key)?.time ?? slotTime(series, key);
}

function slotTime(series: ModelSeries, key: number): Time {
  const { allDay, timeZone, duration } = series;
  if (timeZone === null) return { allDay, timeZone, start: key, end: key + duration };
  const instant = instantOf(key, timeZone);
  return {
    allDay,
    timeZone,
    start: wallOf(instant, timeZone),
    end: wallOf(instant + duration, timeZone),
    duration,
  };
}

/** Epoch seconds, as a reader in `viewZone` sees them. */
export function placeAt(
  series: ModelSeries,
  key: number,
  viewZone: string,
): { readonly startsAt: number; readonly endsAt: number } {
  const time = series.own.get(key)?.time;
  const zone = (time ?? series).timeZone;
  const start = time?.start ?? key;
  const duration = time === undefined ? series.duration : durationOf(time);
  const startsAt = instantOf(start, zone ?? viewZone);
  const endsAt = zone === null ? instantOf(start + duration, viewZone) : startsAt + duration;
  return { startsAt, endsAt: Math.max(startsAt, endsAt) };
}

function isSlotTime(series: ModelSeries, key: number, time: Time): boolean {
  if (time.allDay !== series.allDay || time.timeZone !== series.timeZone) return false;
  const slot = slotTime(series, key);
  if (slot.start === time.start && slot.end === time.end) return true;
  const here = placeAt({ ...series, own: new Map() }, key, "UTC");
  const startsAt = instantOf(time.start, time.timeZone ?? "UTC");
  return here.startsAt === startsAt && here.endsAt === instantOf(time.end, time.timeZone ?? "UTC");
}

function withOwn(series: ModelSeries, key: number, own: Own): ModelSeries {
  const kept = Object.entries(own).filter(([, value]) => value !== undefined);
  const all = new Map(series.own);
  if (kept.length === 0) all.delete(key);
  else all.set(key, Object.fromEntries(kept));
  return { ...series, own: all };
}

// Edits

/** An edit of one occurrence: what equals the series' is not its own. */
export function editThis(series: ModelSeries, key: number, patch: Patch): ModelSeries {
  const own: { -readonly [F in keyof Own]: Own[F] } = { ...series.own.get(key) };
  if (patch.title !== undefined) own.title = patch.title === series.title ? undefined : patch.title;
  if (patch.location !== undefined) {
    own.location = patch.location === series.location ? undefined : patch.location;
  }
  if (patchesTime(patch)) {
    const to = patchTime(timeAt(series, key), patch);
    own.time = isSlotTime(series, key, to) ? undefined : to;
  }
  return withOwn(series, key, own);
}

/** What an edit of the whole speaks of: an occurrence, or the start of the series. */
export interface Aim {
  /** The start and the end that the series has; the end is not what its duration makes of it where
   * the clock skips it. */
  readonly anchor: number;
  readonly anchorEnd: number;
  readonly key: number | null;
  readonly drop: boolean;
}

/** An edit of the whole. */
export function editAll(series: ModelSeries, patch: Patch, aim: Aim): ModelSeries {
  const plain = {
    title: patch.title ?? series.title,
    location: patch.location ?? series.location,
  };
  const change = timeChange(series, patch, aim);
  let next: ModelSeries = { ...series, ...plain };
  if (change !== null) next = moved(next, change, aim);
  if (patch.rule !== undefined)
    next = ruled(next, patch.rule, { ...aim, anchor: change?.to.start ?? aim.anchor });
  if (change?.own !== undefined && aim.key !== null) {
    const key = followed(series, change)(aim.key);
    // What was dropped (rule X3) takes its time with it.
    if (!next.own.has(key)) return next;
    const time = isSlotTime(next, key, change.own) ? undefined : change.own;
    next = withOwn(next, key, { ...next.own.get(key), time });
  }
  return next;
}

/** A time of the series, before and after, and that of the occurrence that was spoken of. */
interface TimeChange {
  readonly from: Time;
  readonly to: Time;
  readonly own?: Time | undefined;
}

function timeChange(
  series: ModelSeries,
  patch: Patch,
  { anchor, anchorEnd, key }: Aim,
): TimeChange | null {
  if (!patchesTime(patch)) return null;
  const { allDay, timeZone, duration } = series;
  const from = { allDay, timeZone, start: anchor, end: anchorEnd };
  if (key === null || !series.recurring) {
    const to = patchTime(from, patch);
    return isSame(from, to) ? null : { from, to };
  }
  const shown = timeAt(series, key);
  const given = patchTime(shown, patch);
  if (isSame(shown, given)) return null;
  const own = series.own.get(key)?.time === undefined ? undefined : given;
  // What the occurrence was moved by already is not a move of the series, by a skip neither.
  const isShown = given.start === shown.start || own !== undefined;
  const distanceFrom = isShown ? shown.start : key;
  const frame = { allDay: given.allDay, timeZone: given.timeZone };
  let start: number;
  if (given.allDay || allDay) {
    start =
      midnight(anchor) +
      midnight(given.start) -
      midnight(distanceFrom) +
      (given.start - midnight(given.start));
  } else {
    start = anchor + given.start - distanceFrom;
  }
  const isAsLong = given.allDay === shown.allDay && durationOf(given) === durationOf(shown);
  let length: number;
  if (isAsLong && allDay === given.allDay && timeZone !== null && given.timeZone !== null)
    length = endAfter(start, duration, frame) - start;
  else if (isAsLong) length = from.end - from.start;
  else length = endAfter(start, durationOf(given), frame) - start;
  const to = { ...frame, start, end: start + length };
  return { from, to, own };
}

/** Where a key goes when the series moves. */
function followed({ allDay }: Frame, { from, to }: TimeChange): (key: number) => number {
  if (allDay === to.allDay || allDay) return (key) => key + to.start - from.start;
  return (key) => midnight(key) + to.start - midnight(from.start);
}

function moved(series: ModelSeries, change: TimeChange, { drop }: Aim): ModelSeries {
  const { from, to } = change;
  const follow = followed(series, change);
  const frame = { allDay: to.allDay, timeZone: to.timeZone };
  const duration = durationOf(to);
  const isMove = series.allDay !== to.allDay || from.start !== to.start;
  if (!isMove) return { ...series, ...frame, duration };

  const occurrences = new Set(allKeys(series));
  let excluded = [...series.excluded];
  if (to.allDay && !series.allDay) {
    const dates = new Set([...occurrences].map(midnight));
    if (dates.size < occurrences.size) throw new Refused("two on one date");
    excluded = excluded.filter((key) => occurrences.has(key));
  }
  let rule = series.rule;
  let slots = series.slots.map(follow);
  const orphans = new Set<number>();
  if (rule !== null) {
    const first = series.slots[0] ?? from.start;
    const until = rule.until === null ? null : movedUntil(rule.until, series, change);
    rule = { ...rule, days: movedDays(rule.days, first, follow(first)), until };
    if (rule.days.kind !== "daily" && rule.days.kind !== "weekly") {
      const anew = slotsOf(rule, follow(first));
      if (anew[0] !== follow(first)) throw new Refused("START_NOT_IN_RULE");
      const compared = (list: readonly number[]): string =>
        list.filter((slot) => slot < COMPARED).join();
      if (compared(anew) !== compared(slots)) {
        const extra = new Set(series.extra);
        const ofRule = new Set(series.slots);
        for (const key of [...series.own.keys(), ...excluded]) {
          if (ofRule.has(key) && !extra.has(key)) orphans.add(key);
        }
        slots = anew;
      }
    }
  }
  const extra = series.extra.map(follow);
  const there = new Set([...slots, ...extra]);
  for (const key of series.own.keys()) if (!there.has(follow(key))) orphans.add(key);
  if (orphans.size > 0 && !drop) throw new Refused("EXCEPTIONS_ORPHANED");
  const kept = (key: number): boolean => !orphans.has(key);
  const gone = new Set([...orphans].map(follow));
  return {
    ...series,
    ...frame,
    duration,
    rule,
    slots,
    extra,
    excluded: new Set(excluded.map(follow).filter((key) => !gone.has(key))),
    own: new Map(
      [...series.own].filter(([key]) => kept(key)).map(([key, own]) => [follow(key), own]),
    ),
  };
}

function movedUntil(until: number, { allDay }: Frame, change: TimeChange): number {
  const { from, to } = change;
  if (allDay === to.allDay || allDay) return until + to.start - from.start;
  // The last date on which the time of day is not past it.
  return midnight(to.start) + Math.floor((until - from.start) / DAY) * DAY;
}

function ruled(series: ModelSeries, rule: Rule | null, { anchor, drop }: Aim): ModelSeries {
  if (rule === null) {
    if (series.own.size > 0 && !drop) throw new Refused("EXCEPTIONS_ORPHANED");
    return {
      ...series,
      recurring: false,
      rule: null,
      slots: [anchor],
      extra: [],
      excluded: new Set(),
      own: new Map(),
    };
  }
  const slots = slotsOf(rule, anchor);
  if (slots[0] !== anchor) throw new Refused("START_NOT_IN_RULE");
  const next = { ...series, recurring: true, rule, slots };
  if (keysOf(next).length === 0) throw new Refused("no occurrence is left");
  const there = new Set(allKeys(next));
  const orphans = [...series.own.keys()].filter((key) => !there.has(key));
  if (orphans.length > 0 && !drop) throw new Refused("EXCEPTIONS_ORPHANED");
  return { ...next, own: new Map([...series.own].filter(([key]) => there.has(key))) };
}

/** The lists cut in two; null where nothing lies before the pivot. */
export function cut(
  series: ModelSeries,
  pivot: number,
  anchor: number,
): { readonly left: ModelSeries; readonly right: ModelSeries } | null {
  if (!series.recurring || !keysOf(series).some((key) => key < pivot)) return null;
  const isBefore = (key: number): boolean => key < pivot;
  const part = (belongs: (key: number) => boolean): ModelSeries => {
    const slots = series.slots.filter(belongs);
    const excluded = new Set([...series.excluded].filter(belongs));
    const own = new Map([...series.own].filter(([key]) => belongs(key)));
    const extra = series.extra.filter(belongs);
    return { ...series, slots, extra, excluded, own };
  };
  const before = part(isBefore);
  // The left part keeps its start, excluded where that lies behind the pivot.
  const left =
    anchor < pivot
      ? before
      : { ...before, slots: [anchor], excluded: new Set([...before.excluded, anchor]) };
  const rest = part((key) => !isBefore(key));
  const right = startable(rest);
  const { rule } = series;
  const leftRule = (): Rule | null => {
    if (rule === null || before.slots.length === 0) return null;
    if (right.slots.length === 0) return rule;
    if (rule.count !== null) return { ...rule, count: left.slots.length };
    const last = left.slots.at(-1) ?? 0;
    return { ...rule, until: Math.min(midnight(last) + DAY - 1, pivot - 1) };
  };
  const rightRule = (): Rule | null => {
    if (rule === null || right.slots.length === 0) return null;
    return rule.count === null
      ? rule
      : {
          ...rule,
          count: rule.count - before.slots.length - rest.slots.length + right.slots.length,
        };
  };
  return {
    left: aloneOrNot({ ...left, rule: leftRule() }),
    right: aloneOrNot({ ...right, rule: rightRule() }),
  };
}

/** A part starts at the first slot from which its end can be said; those before are extra dates. */
function startable(series: ModelSeries): ModelSeries {
  const { slots, extra, duration, rule } = series;
  if (rule === null) return series;
  const { allDay, timeZone } = series;
  const first = slots.findIndex((start) => {
    const end = endAfter(start, duration, series);
    return durationOf({ allDay, timeZone, start, end }) === duration;
  });
  const [start] = slots;
  if (first === -1 && start !== undefined) {
    // Nowhere: it lasts as long on the clock's face.
    const end = endAfter(start, duration, series);
    return { ...series, duration: durationOf({ allDay, timeZone, start, end }) };
  }
  if (first < 1) return series;
  return { ...series, slots: slots.slice(first), extra: [...extra, ...slots.slice(0, first)] };
}

/** What is one date without exceptions is a single event. */
function aloneOrNot(series: ModelSeries): ModelSeries {
  const { rule, excluded, own } = series;
  const keys = allKeys(series);
  if (rule !== null || keys.length > 1 || excluded.size > 0 || own.size > 0) return series;
  return { ...series, recurring: false, slots: keys, extra: [] };
}

/** An edit from an occurrence on: one series, or two. */
export function editFollowing(
  series: ModelSeries,
  patch: Patch,
  aim: Aim & { readonly key: number },
): readonly ModelSeries[] {
  const { key } = aim;
  const parts = cut(series, key, aim.anchor);
  if (parts === null) return [editAll(series, patch, aim)];
  const { left } = parts;
  let { right } = parts;
  // A new rule counts from the pivot.
  const anchorEnd = endAfter(key, right.duration, right);
  if (patch.rule !== undefined && right.recurring) {
    const { allDay, timeZone } = right;
    const duration = durationOf({ allDay, timeZone, start: key, end: anchorEnd });
    right = { ...right, duration, slots: [key, ...right.slots.filter((slot) => slot > key)] };
  }
  const { title, location, time } = right.own.get(key) ?? {};
  const own = {
    title: patch.title === undefined ? title : undefined,
    location: patch.location === undefined ? location : undefined,
    time:
      time !== undefined && patch.start !== undefined && patch.start !== time.start
        ? undefined
        : time,
  };
  right = withOwn(right, key, own);
  // Where the pivot is no slot of the rule, only the distance matters.
  const edited = editAll(right, patch, { ...aim, anchor: key, anchorEnd });
  return isEqual(edited, parts.right) ? [series] : [left, edited];
}

export function isEqual(a: ModelSeries, b: ModelSeries): boolean {
  const plain = (series: ModelSeries): unknown => ({
    ...series,
    excluded: [...series.excluded].toSorted((one, other) => one - other),
    own: [...series.own]
      .toSorted(([one], [other]) => one - other)
      .map(([key, { title, location, time }]) => [key, title, location, time]),
  });
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

/** A delete of one occurrence: null where it was the last. */
export function deleteThis(series: ModelSeries, key: number): ModelSeries | null {
  if (!series.recurring) return null;
  const excluded = new Set([...series.excluded, key]);
  const next = { ...withOwn(series, key, {}), excluded };
  return keysOf(next).length === 0 ? null : next;
}

export function restoreThis(series: ModelSeries, key: number): ModelSeries {
  const excluded = new Set([...series.excluded].filter((other) => other !== key));
  return { ...withOwn(series, key, {}), excluded };
}
