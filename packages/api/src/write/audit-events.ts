import type { RecordedEvent } from "./record-events.ts";
import type { Write } from "./write.ts";

/** An event's own trail says what a call did to many: one entry for each (rule A1). */
export function auditEvents(write: Write, events: readonly RecordedEvent[], at: number): void {
  for (const { event } of events) {
    const { id: eventId, calendarId, version } = event;
    write.audit({ at, resource: { type: "event", id: eventId }, calendarId, eventId, version });
  }
}
