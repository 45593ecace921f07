import { encodeBusyPattern, busyPatternOf, isBusy, isEverBusy } from "../schedule/busy-pattern.ts";
import type { Interval } from "../time/interval.ts";
import { toInstant } from "../time/zone.ts";
import type { EventContent } from "./content.ts";
import { type Span, spansOf } from "./spans.ts";

/**
 * What a span says of busy time (rule Q1): nothing in it is ever busy; all of it is, as the only
 * thing that the event has there; or what is busy in it must be worked out, from the span's pattern
 * or, without one, from the content.
 */
export type SpanBusy = "never" | "whole" | "expand";

/** A span with what free/busy and overlaps need to know of it, so that they read no content. */
export interface BusySpan extends Span {
  readonly busy: SpanBusy;
  /** See `encodeBusyPattern`; null where there is none to expand, or it would be too long. */
  readonly pattern: string | null;
}

/** Longest pattern that is kept beside a span, which lies in an index. Patterns are ASCII. */
export const PATTERN_LENGTH = 400;

/** The spans of an event (rule R5), each with what it says of busy time. */
export function busySpansOf(content: EventContent): BusySpan[] {
  const spans = spansOf(content);
  if (content.recurrence === null) {
    const busy = isBusy(content) ? "whole" : "never";
    return spans.map((span) => ({ ...span, busy, pattern: null }));
  }
  if (!isEverBusy(busyPatternOf(content))) {
    return spans.map((span) => ({ ...span, busy: "never", pattern: null }));
  }
  const text = encodeBusyPattern(content);
  const pattern = text.length <= PATTERN_LENGTH ? text : null;
  return spans.map((span) => ({ ...span, busy: "expand", pattern }));
}

/**
 * When a span that is busy as a whole takes place.
 *
 * @param calendarZone places floating and all-day ones (rule T5)
 */
export function wholeSpanTime(
  { startMs, endMs, floating }: Span & { readonly endMs: number },
  calendarZone: string,
): Interval {
  // A moment counts as one millisecond where it is indexed; times have whole seconds otherwise.
  const lastMs = endMs - startMs === 1 ? startMs : endMs;
  if (!floating) return { startsAtMs: startMs, endsAtMs: lastMs };
  const startsAtMs = toInstant(startMs / 1_000, calendarZone);
  return { startsAtMs, endsAtMs: Math.max(startsAtMs, toInstant(lastMs / 1_000, calendarZone)) };
}
