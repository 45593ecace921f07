import { fromStoredId, type StoredId } from "@daybook/db/codec";
import type { Database } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import {
  type FoundBusySpan,
  listBusySpans,
  listPresentContents,
} from "@daybook/db/queries/busy.queries";
import { wholeSpanTime } from "@daybook/domain/event/busy-spans";
import type { EventContent } from "@daybook/domain/event/content";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import {
  type BusyPattern,
  busyPatternOf,
  busyTimes,
  decodeBusyPattern,
} from "@daybook/domain/schedule/busy-pattern";
import { type Interval, isInWindow } from "@daybook/domain/time/interval";
import { chunksOf } from "../events/chunks.ts";
import type { Window } from "../events/window.ts";

/** A calendar whose times are asked for; its zone places floating and all-day events (rule T5). */
export interface BusyCalendar {
  readonly calendarId: Id;
  readonly timeZone: string;
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

/** What one question may still look at: spans and occurrences together. */
export class BusyBudget {
  #used = 0;

  get used(): number {
    return this.#used;
  }

  /** @throws DomainError LIMIT_EXCEEDED (`busyOccurrences`) */
  spend(count: number): void {
    this.#used += count;
    if (this.#used > LIMITS.busyOccurrences) {
      throw new DomainError("LIMIT_EXCEEDED", {
        details: { busyOccurrences: LIMITS.busyOccurrences },
        message: "There is more in this window than one call may look at; a shorter one has less.",
      });
    }
  }
}

/**
 * When the events of some calendars are busy in a window (rule Q1). Reads spans, and content only of
 * series whose pattern is too long to lie in a span.
 *
 * @throws DomainError LIMIT_EXCEEDED (`busyOccurrences`) when the budget is not enough
 */
export async function listBusyEvents(
  db: Database["read"],
  calendars: readonly BusyCalendar[],
  { window, budget }: { readonly window: Window; readonly budget: BusyBudget },
): Promise<BusyEvent[]> {
  const zones = new Map(calendars.map(({ calendarId, timeZone }) => [calendarId, timeZone]));
  const found: BusyEvent[] = [];
  if (zones.size === 0) return found;
  for (const scopeIds of chunksOf([...zones.keys()], CALENDARS_AT_A_TIME)) {
    const limit = LIMITS.busyOccurrences + 1;
    const spans = await listBusySpans(db, { scopeIds, ...window, limit });
    budget.spend(spans.length);
    const contents = await listPresentContents(db, idsOfLongPatterns(spans));
    const expanded = new Set<string>();
    for (const span of spans) {
      // Every calendar of a span is one of those that were asked for.
      const viewZone = zones.get(span.calendarId) as string;
      if (span.busy === "expand" && isKnown(expanded, span)) continue;
      const times = timesOf(span, contents, { ...window, viewZone });
      if (times.length === 0) continue;
      budget.spend(times.length);
      found.push({ calendarId: span.calendarId, storedEventId: span.storedEventId, times });
    }
  }
  return found;
}

/** An event may have several spans in a window; the first of them is expanded for all. */
function isKnown(expanded: Set<string>, { storedEventId }: FoundBusySpan): boolean {
  const key = fromStoredId(storedEventId);
  if (expanded.has(key)) return true;
  expanded.add(key);
  return false;
}

function idsOfLongPatterns(spans: readonly FoundBusySpan[]): StoredId[] {
  return spans
    .filter(({ busy, pattern }) => busy === "expand" && pattern === null)
    .map(({ storedEventId }) => storedEventId);
}

function timesOf(
  span: FoundBusySpan,
  contents: ReadonlyMap<Id, EventContent>,
  window: Window & { readonly viewZone: string },
): Interval[] {
  if (span.busy === "whole" && span.endMs !== null) {
    const time = wholeSpanTime({ ...span, endMs: span.endMs }, window.viewZone);
    return isInWindow(time.startsAtMs, time.endsAtMs, window) ? [time] : [];
  }
  const pattern = patternOf(span, contents);
  return pattern === undefined ? [] : busyTimes(pattern, window);
}

/** Undefined where the event has gone since its span was read. */
function patternOf(
  { pattern, storedEventId }: FoundBusySpan,
  contents: ReadonlyMap<Id, EventContent>,
): BusyPattern | undefined {
  if (pattern !== null) return decodeBusyPattern(pattern);
  const content = contents.get(fromStoredId(storedEventId));
  return content === undefined ? undefined : busyPatternOf(content);
}
