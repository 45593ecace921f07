import type { Id } from "@daybook/db/ids";
import { moveSpanHistory } from "@daybook/db/queries/past-spans.queries";
import {
  type EventSpans,
  insertSpans,
  listSpansInScope,
  retireSpans,
  updateSpansBusy,
} from "@daybook/db/queries/spans.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { type BusySpan, busySpansOf } from "@daybook/domain/event/busy-spans";
import type { Span } from "@daybook/domain/event/spans";
import type { Write } from "./write.ts";

/** Where an event stands in time, from an instant on. */
export type PlaceInTime = Omit<EventSpans, "scopeIds">;

export function placeInTime(eventId: Id, content: EventContent, at: number): PlaceInTime {
  return { eventId, spans: busySpansOf(content), at };
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
  const before = change.before === null ? [] : busySpansOf(change.before);
  const after = change.after === null ? [] : busySpansOf(change.after);
  const stays = fromCalendarId === toCalendarId;
  if (stays && missingFrom(before, after).length + missingFrom(after, before).length === 0) {
    await replaceBusy(write, change, { before: before[0], after: after[0] });
    return;
  }
  const scopeIds = [toCalendarId, ...grantees];
  if (stays && after.length > 0 && before.length + after.length > 2) {
    // What is stored counts, and not what it should be: zone data may have changed since.
    const stored = await listSpansInScope(trx, eventId, fromCalendarId);
    const spans = missingFrom(after, stored);
    await retireSpans(trx, { eventId, scopeIds, spans, at });
    await insertSpans(trx, [{ eventId, scopeIds, spans: missingFrom(stored, after), at }]);
    await replaceBusy(write, change, { before: before[0], after: after[0] });
    return;
  }
  if (before.length > 0) {
    await retireSpans(trx, { eventIds: [eventId], at });
  }
  if (!stays) await moveSpanHistory(trx, { eventId, fromCalendarId, toCalendarId });
  await insertSpans(trx, [{ eventId, scopeIds, spans: after, at }]);
}

/** All spans of an event say the same of busy time, so that the first stands for them. */
async function replaceBusy(
  { trx }: Write,
  { eventId }: SpanChange,
  {
    before,
    after,
  }: { readonly before: BusySpan | undefined; readonly after: BusySpan | undefined },
): Promise<void> {
  if (after === undefined) return;
  if (before?.busy === after.busy && before.pattern === after.pattern) return;
  await updateSpansBusy(trx, eventId, after);
}

/** The spans among `wanted` that are not among `present`. */
function missingFrom<Wanted extends Span>(
  present: readonly Span[],
  wanted: readonly Wanted[],
): Wanted[] {
  const keys = new Set(present.map(keyOf));
  return wanted.filter((span) => !keys.has(keyOf(span)));
}

function keyOf({ startMs, endMs, floating }: Span): string {
  return `${startMs} ${endMs} ${floating}`;
}
