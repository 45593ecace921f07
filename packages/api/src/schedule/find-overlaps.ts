import { fromStoredId } from "@daybook/db/codec";
import type { Database } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import type { EventContent, OccurrenceKey } from "@daybook/domain/event/content";
import { boundsOf, SPAN_WIDENING_MS } from "@daybook/domain/event/spans";
import { LIMITS } from "@daybook/domain/limits";
import {
  type BusyPattern,
  busyPatternOf,
  busyTimes,
  isBusyMoreThan,
  isEverBusy,
} from "@daybook/domain/schedule/busy-pattern";
import {
  overlappingPairs,
  type OverlappingPair,
  type Placed,
} from "@daybook/domain/schedule/overlapping-pairs";
import { formatKey } from "@daybook/domain/time/wall-time";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Window } from "../events/window.ts";
import { BusyBudget, type BusyCalendar, type BusyEvent, listBusyEvents } from "./busy-events.ts";

const DAY_MS = 86_400_000;

/** The first stretch that is looked at; each next one is twice as long, up to the widest window. */
const FIRST_STRETCH_MS = 50 * DAY_MS;
const LONGEST_STRETCH_MS = LIMITS.windowDays * DAY_MS;

/** What is held against calendars. The contents of one group do not overlap with each other. */
export interface OverlapQuestion {
  readonly groups: readonly (readonly EventContent[])[];
  /** Places floating and all-day ones of them (rule T5). */
  readonly timeZone: string;
  readonly calendars: readonly BusyCalendar[];
  /** Events that are not met there: those that the groups stand for. */
  readonly except: ReadonlySet<Id>;
  /** Overlaps that begin from here on, epoch milliseconds; all, when absent. */
  readonly from?: number | undefined;
  readonly until: number;
  readonly limit: number;
  /** Spans and occurrences that may be looked at before it stops short of `until`. */
  readonly effort: number;
}

/** A busy occurrence of a group, by its key's wall seconds, or of an event that was met. */
export type PlacedTime = Placed & {
  readonly own?: { readonly pattern: BusyPattern; readonly keyWall: number };
  readonly event?: BusyEvent;
};

/** The key of an occurrence of a group; undefined of an event that was met. */
export function keyOf({ own }: PlacedTime): OccurrenceKey | undefined {
  return own && formatKey(own.keyWall, own.pattern.shape.allDay);
}

export interface FoundOverlaps {
  readonly pairs: readonly OverlappingPair<PlacedTime>[];
  /** Every overlap that begins before it is among the pairs. */
  readonly horizon: number;
}

/**
 * Overlaps of busy occurrences, in the order in which they begin (rules C6, T4). Goes forward from
 * the first occurrence and stops at the limit, so that the cost is that of the answer. Others are
 * answered in between.
 *
 * @throws DomainError LIMIT_EXCEEDED (`busyOccurrences`) for a stretch too full to be looked at
 */
export async function findOverlaps(
  db: Database["read"],
  question: OverlapQuestion,
): Promise<FoundOverlaps> {
  const { until, limit, effort } = question;
  const { startMs, endMs } = boundsOfAll(question.groups.flat());
  const from = question.from ?? startMs;
  const last = Math.min(until, endMs);
  const patterns = patternsOf(question.groups);
  const pairs: OverlappingPair<PlacedTime>[] = [];
  let spent = 0;
  let length = FIRST_STRETCH_MS;
  for (let start = from; start < last; length = Math.min(2 * length, LONGEST_STRETCH_MS)) {
    const window = { from: start, to: Math.min(start + length, last) };
    const budget = new BusyBudget();
    const times = await timesInStretch(db, { ...question, patterns }, { window, budget });
    // What began earlier was found in the stretch before, or is not asked about.
    for (const pair of overlappingPairs(times, start)) {
      if (pairs.length === limit) return cutAt(pairs, pair.startsAtMs);
      pairs.push(pair);
    }
    start = window.to;
    spent += budget.used;
    if (spent > effort && start < last) return { pairs, horizon: start };
    await nextTurn();
  }
  return { pairs, horizon: until };
}

/**
 * Whether contents have more busy occurrences before an instant than may be looked at. Found by
 * their rules, so that nothing needs to be looked at to know it.
 */
export function isTooMuch(
  contents: readonly EventContent[],
  { until, effort }: Pick<OverlapQuestion, "until" | "effort">,
): boolean {
  return contents.some((content) => isBusyMoreThan(busyPatternOf(content), effort, until));
}

/** A content of a group that can be busy. */
interface GroupPattern {
  readonly group: number;
  readonly pattern: BusyPattern;
}

function patternsOf(groups: OverlapQuestion["groups"]): GroupPattern[] {
  return groups.flatMap((contents, group) =>
    contents
      .map((content) => ({ group, pattern: busyPatternOf(content) }))
      .filter(({ pattern }) => isEverBusy(pattern)),
  );
}

/**
 * The list ends before what did not fit. Those that begin together with it go too, so that nothing
 * is missing before the horizon; unless nothing would be left.
 */
function cutAt(pairs: readonly OverlappingPair<PlacedTime>[], horizon: number): FoundOverlaps {
  const earlier = pairs.filter((pair) => pair.startsAtMs < horizon);
  return { pairs: earlier.length === 0 ? pairs : earlier, horizon };
}

interface Stretch {
  readonly window: Window;
  readonly budget: BusyBudget;
}

/** The groups' busy occurrences in a stretch, and those of the calendars around them. */
async function timesInStretch(
  db: Database["read"],
  {
    patterns,
    timeZone,
    calendars,
    except,
  }: OverlapQuestion & { readonly patterns: readonly GroupPattern[] },
  { window, budget }: Stretch,
): Promise<PlacedTime[]> {
  const placed: PlacedTime[] = [];
  for (const { group, pattern } of patterns) {
    const times = busyTimes(pattern, { ...window, viewZone: timeZone });
    budget.spend(times.length);
    for (const { startsAtMs, endsAtMs, keyWall } of times) {
      placed.push({ startsAtMs, endsAtMs, group, own: { pattern, keyWall } });
    }
    if (budget.isTurnOver) await budget.rest();
  }
  if (placed.length === 0) return placed;
  const around = hullOf(placed, window);
  for (const event of await listBusyEvents(db, calendars, { window: around, budget })) {
    if (except.has(fromStoredId(event.storedEventId))) continue;
    for (const { startsAtMs, endsAtMs } of event.times) {
      placed.push({ startsAtMs, endsAtMs, group: undefined, event });
    }
  }
  return placed;
}

/** From the first start to the last end, within the stretch; never empty. */
function hullOf(times: readonly PlacedTime[], { from, to }: Window): Window {
  let [first, last] = [to, from];
  for (const { startsAtMs, endsAtMs } of times) {
    first = Math.min(first, startsAtMs);
    last = Math.max(last, endsAtMs, startsAtMs + 1);
  }
  return { from: Math.max(first, from), to: Math.min(last, to) };
}

/** Where the contents can be, wherever floating ones are read. */
function boundsOfAll(contents: readonly EventContent[]): { startMs: number; endMs: number } {
  let [startMs, endMs] = [Infinity, -Infinity];
  for (const content of contents) {
    const bounds = boundsOf(content);
    startMs = Math.min(startMs, bounds.startMs - SPAN_WIDENING_MS);
    endMs = Math.max(endMs, (bounds.endMs ?? Infinity) + SPAN_WIDENING_MS);
  }
  return { startMs, endMs };
}

/** Up to where overlaps of some contents are looked for when nobody says. */
export function defaultHorizon(contents: readonly EventContent[], now: number): number {
  const starts = contents.map((content) => boundsOf(content).startMs);
  const days = LIMITS.conflictHorizonDays;
  return Math.max(now, ...starts) + days * DAY_MS;
}
