import type { EventContent, EventTime, OccurrenceKey } from "../event/content.ts";

/**
 * The iCalendar SEQUENCE after a change (RFC 5546 §2.1.4): one more when attendees would have to
 * look at their calendars again, because an occurrence came, went, moved or was cancelled.
 */
export function nextSequence(sequence: number, before: EventContent, after: EventContent): number {
  return before === after || significance(before) === significance(after) ? sequence : sequence + 1;
}

/** What RFC 5546 calls significant about a content, as one text to compare. */
function significance(content: EventContent): string {
  const cancelled = content.status === "cancelled";
  const exceptions: [OccurrenceKey, ...unknown[]][] = [];
  for (const key of Object.keys(content.overrides).sort()) {
    const override = content.overrides[key];
    if (override === undefined) continue;
    const cancelledHere = (override.status ?? content.status) === "cancelled";
    if (override.start === undefined && cancelledHere === cancelled) continue;
    exceptions.push([key, cancelledHere, ...placement(override)]);
  }
  return JSON.stringify([
    cancelled,
    ...placement(content),
    content.recurrence?.rrule,
    content.recurrence?.rdates,
    content.recurrence?.exdates,
    exceptions,
  ]);
}

function placement(time: Partial<EventTime>): readonly unknown[] {
  return [time.allDay, time.start, time.end, time.timeZone];
}
