import type { Id } from "@daybook/db/ids";
import {
  type EventSpans,
  insertSpans,
  listSpansInScope,
  retireSpans,
} from "@daybook/db/queries/spans.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { type Span, spansOf } from "@daybook/domain/event/spans";
import type { Write } from "./write.ts";

/** Where an event stands in time, from an instant on. */
export type PlaceInTime = Omit<EventSpans, "scopeIds">;

export function placeInTime(eventId: Id, content: EventContent, at: number): PlaceInTime {
  return { eventId, spans: spansOf(content), at };
}

/** An event's spans before and after a change; null while it is deleted and so has none (V7). */
export interface SpanChange {
  readonly eventId: Id;
  readonly at: number;
  readonly before: EventContent | null;
  readonly after: EventContent | null;
  readonly fromCalendarId: Id;
  readonly toCalendarId: Id;
  /** Whose shelves the event stands on. */
  readonly grantees: readonly Id[];
}

/**
 * Writes the spans that a change makes and retires those that it ends, in every scope that lists
 * the event. Of a series with many moved occurrences only the difference is written: each row
 * stands there once for every grantee.
 */
export async function replaceSpans(write: Write, change: SpanChange): Promise<void> {
  const { trx } = write;
  const { eventId, at, fromCalendarId, toCalendarId, grantees } = change;
  const before = change.before === null ? [] : spansOf(change.before);
  const after = change.after === null ? [] : spansOf(change.after);
  const stays = fromCalendarId === toCalendarId;
  if (stays && missingFrom(before, after).length + missingFrom(after, before).length === 0) {
    return;
  }
  const scopeIds = [toCalendarId, ...grantees];
  if (stays && after.length > 0 && before.length + after.length > 2) {
    // What is stored counts, and not what it should be: zone data may have changed since.
    const stored = await listSpansInScope(trx, eventId, fromCalendarId);
    const spans = missingFrom(after, stored);
    await retireSpans(trx, { eventId, scopeIds, spans, at });
    await insertSpans(trx, [{ eventId, scopeIds, spans: missingFrom(stored, after), at }]);
    return;
  }
  if (before.length > 0) {
    await retireSpans(trx, { eventIds: [eventId], at });
  }
  await insertSpans(trx, [{ eventId, scopeIds, spans: after, at }]);
}

/** The spans among `wanted` that are not among `present`. */
function missingFrom(present: readonly Span[], wanted: readonly Span[]): Span[] {
  const keys = new Set(present.map(keyOf));
  return wanted.filter((span) => !keys.has(keyOf(span)));
}

function keyOf({ startMs, endMs, floating }: Span): string {
  return `${startMs} ${endMs} ${floating}`;
}
