import { fromStoredId, type StoredId } from "@daybook/db/codec";
import type { Database } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import {
  type FoundBusySpan,
  listBusySpans,
  listContentLengths,
  listPresentContents,
} from "@daybook/db/queries/busy.queries";
import { wholeSpanTime } from "@daybook/domain/event/busy-spans";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { busyPatternOf, busyTimes, decodeBusyPattern } from "@daybook/domain/schedule/busy-pattern";
import { type Interval, isInWindow } from "@daybook/domain/time/interval";
import { setImmediate as nextTurn } from "node:timers/promises";
import { chunksOf, stretchesOf } from "../events/chunks.ts";
import type { Window } from "../events/window.ts";

/** A calendar whose times are asked for; its zone places floating and all-day events (rule T5). */
export interface BusyCalendar {
  readonly calendarId: Id;
  readonly timeZone: string;
  /** The only events of it whose times are asked for; all, when absent. */
  readonly only?: ReadonlySet<Id> | undefined;
}

/** When one event of a calendar is busy in a window. */
export interface BusyEvent {
  readonly calendarId: Id;
  readonly storedEventId: StoredId;
  /** Moments among them, in no order. */
  readonly times: readonly Interval[];
}

/** Calendars that one statement asks about. */
const CALENDARS_AT_A_TIME = 100;

/** Spans and occurrences that are looked at before others are answered. */
const TURN = 5_000;

/** What one question may still look at: spans and occurrences together. */
export class BusyBudget {
  #used = 0;
  #turnAt = TURN;

  get used(): number {
    return this.#used;
  }

  /** @throws DomainError LIMIT_EXCEEDED (`busyOccurrences`) */
  spend(count: number): void {
    this.#used += count;
    if (this.#used > LIMITS.busyOccurrences) {
      throw limitRefusal("busyOccurrences", {
        message: "There is more in this window than one call may look at; a shorter one has less.",
      });
    }
  }

  /** Whether so much has been spent that others are to be answered first; then {@link rest}. */
  get isTurnOver(): boolean {
    return this.#used >= this.#turnAt;
  }

  async rest(): Promise<void> {
    this.#turnAt = this.#used + TURN;
    await nextTurn();
  }
}

/**
 * When the events of some calendars are busy in a window (rule Q1). Reads spans, and content only of
 * series whose pattern is too long to lie in a span: some at a time, and none is kept.
 *
 * @throws DomainError LIMIT_EXCEEDED (`busyOccurrences`) when the budget is not enough
 */
export async function listBusyEvents(
  db: Database["read"],
  calendars: readonly BusyCalendar[],
  { window, budget }: { readonly window: Window; readonly budget: BusyBudget },
): Promise<BusyEvent[]> {
  const asked = new Map(calendars.map((calendar) => [calendar.calendarId, calendar]));
  const found: BusyEvent[] = [];
  if (asked.size === 0) return found;
  for (const scopeIds of chunksOf([...asked.keys()], CALENDARS_AT_A_TIME)) {
    const limit = LIMITS.busyOccurrences + 1;
    const spans = await listBusySpans(db, { scopeIds, ...window, limit });
    budget.spend(spans.length);
    const expanded = new Set<string>();
    const long: LongPattern[] = [];
    for (const span of spans) {
      const { calendarId, storedEventId, pattern } = span;
      // Every calendar of a span is one of those that were asked for.
      const { timeZone: viewZone, only } = asked.get(calendarId) as BusyCalendar;
      if (only !== undefined && !only.has(fromStoredId(storedEventId))) continue;
      if (span.busy === "expand" && isKnown(expanded, span)) continue;
      const place = { ...window, viewZone };
      let times: Interval[];
      if (span.busy === "whole" && span.endMs !== null) {
        times = timeOfWhole({ ...span, endMs: span.endMs }, place);
      } else if (pattern === null) {
        long.push({ calendarId, storedEventId, viewZone });
        continue;
      } else {
        times = busyTimes(decodeBusyPattern(pattern), place);
      }
      if (times.length === 0) continue;
      budget.spend(times.length);
      found.push({ calendarId, storedEventId, times });
      if (budget.isTurnOver) await budget.rest();
    }
    for await (const event of listByContent(db, long, window)) {
      budget.spend(event.times.length);
      found.push(event);
    }
  }
  return found;
}

/** A series that is busy as only its content says. */
interface LongPattern {
  readonly calendarId: Id;
  readonly storedEventId: StoredId;
  readonly viewZone: string;
}

/** Series whose contents' lengths are asked for at a time. */
const LENGTHS = 500;

/** Contents that are held at a time, and how long they may be together. */
const CONTENTS = { size: 200, length: 2 * 1024 * 1024 };

/** Those that are busy in the window; what has gone since its span was read is not there. */
async function* listByContent(
  db: Database["read"],
  long: readonly LongPattern[],
  window: Window,
): AsyncGenerator<BusyEvent> {
  for (const series of chunksOf(long, LENGTHS)) {
    const bySeries = new Map(series.map((one) => [fromStoredId(one.storedEventId), one]));
    const lengths = await listContentLengths(
      db,
      series.map(({ storedEventId }) => storedEventId),
    );
    for (const stretch of stretchesOf(lengths, CONTENTS, ({ length }) => length)) {
      const ids = stretch.map(({ storedEventId }) => storedEventId);
      for (const { storedEventId, content } of await listPresentContents(db, ids)) {
        const one = bySeries.get(fromStoredId(storedEventId));
        if (one === undefined) continue;
        const { calendarId, viewZone } = one;
        const times = busyTimes(busyPatternOf(content), { ...window, viewZone });
        if (times.length > 0) yield { calendarId, storedEventId, times };
      }
      await nextTurn();
    }
  }
}

/** An event may have several spans in a window; the first of them is expanded for all. */
function isKnown(expanded: Set<string>, { storedEventId }: FoundBusySpan): boolean {
  const key = fromStoredId(storedEventId);
  if (expanded.has(key)) return true;
  expanded.add(key);
  return false;
}

function timeOfWhole(
  span: FoundBusySpan & { readonly endMs: number },
  window: Window & { readonly viewZone: string },
): Interval[] {
  const time = wholeSpanTime(span, window.viewZone);
  return isInWindow(time.startsAtMs, time.endsAtMs, window) ? [time] : [];
}
