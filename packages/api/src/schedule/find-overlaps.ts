import { fromStoredId } from "@daybook/db/codec";
import type { Database } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import type { EventContent, OccurrenceKey } from "@daybook/domain/event/content";
import { expandOccurrences } from "@daybook/domain/event/occurrences";
import { boundsOf, SPAN_WIDENING_MS } from "@daybook/domain/event/spans";
import { LIMITS } from "@daybook/domain/limits";
import { isBusy } from "@daybook/domain/schedule/busy-pattern";
import {
  overlappingPairs,
  type OverlappingPair,
  type Placed,
} from "@daybook/domain/schedule/overlapping-pairs";
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

/** A busy occurrence of a group, with its key, or of an event that was met. */
export type PlacedTime = Placed & {
  readonly key?: OccurrenceKey;
  readonly event?: BusyEvent;
};

export interface FoundOverlaps {
  readonly pairs: readonly OverlappingPair<PlacedTime>[];
  /** Every overlap that begins before it is among the pairs. */
  readonly horizon: number;
}

/**
 * Overlaps of busy occurrences, in the order in which they begin (rules C6, T4). Goes forward from
 * the first occurrence and stops at the limit, so that the cost is that of the answer.
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
  const pairs: OverlappingPair<PlacedTime>[] = [];
  let spent = 0;
  let length = FIRST_STRETCH_MS;
  for (let start = from; start < last; length = Math.min(2 * length, LONGEST_STRETCH_MS)) {
    const window = { from: start, to: Math.min(start + length, last) };
    const budget = new BusyBudget();
    const times = await timesInStretch(db, question, { window, budget });
    for (const pair of overlappingPairs(times)) {
      // What began earlier was found in the stretch before, or is not asked about.
      if (pair.startsAtMs < start) continue;
      if (pairs.length === limit) return cutAt(pairs, pair.startsAtMs);
      pairs.push(pair);
    }
    start = window.to;
    spent += budget.used;
    if (spent > effort && start < last) return { pairs, horizon: start };
  }
  return { pairs, horizon: until };
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
  { groups, timeZone, calendars, except }: OverlapQuestion,
  { window, budget }: Stretch,
): Promise<PlacedTime[]> {
  const own: PlacedTime[] = [];
  for (const [group, contents] of groups.entries()) {
    for (const content of contents) {
      for (const found of expandOccurrences(content, { ...window, viewZone: timeZone })) {
        if (!isBusy(found)) continue;
        const { startsAtMs, endsAtMs, key } = found;
        own.push({ startsAtMs, endsAtMs, key, group });
      }
    }
  }
  budget.spend(own.length);
  if (own.length === 0) return own;
  const around = hullOf(own, window);
  const others: PlacedTime[] = [];
  for (const event of await listBusyEvents(db, calendars, { window: around, budget })) {
    if (except.has(fromStoredId(event.storedEventId))) continue;
    for (const time of event.times) others.push({ ...time, group: undefined, event });
  }
  return [...own, ...others];
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
