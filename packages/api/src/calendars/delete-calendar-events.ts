import { listLiveEventIds } from "@daybook/db/queries/calendars.queries";
import { listEventsById } from "@daybook/db/queries/events.queries";
import type { CalendarFor } from "../write/access.ts";
import { recordEventChange } from "../write/record-events.ts";
import type { Write } from "../write/write.ts";

/** Events whose contents are held in memory at a time. */
const CHUNK = 200;

/**
 * Deletes every event of a calendar that is being deleted, whose scope the write already holds;
 * says how many there were.
 */
export async function deleteEventsOf(
  write: Write,
  { calendar, now }: CalendarFor<"deleteCalendar">,
): Promise<number> {
  const eventIds = await listLiveEventIds(write.trx, calendar.id);
  for (let start = 0; start < eventIds.length; start += CHUNK) {
    const chunk = eventIds.slice(start, start + CHUNK);
    const events = await listEventsById(write.trx, chunk, write.call.actor.userId);
    for (const event of events) {
      const { content } = event;
      const change = { kind: "delete", content, deleted: true } as const;
      await recordEventChange(write, { ...event, now }, change);
    }
  }
  return eventIds.length;
}
