import type { Id } from "@daybook/db/ids";
import { listEventsById, listLiveEventSizes } from "@daybook/db/queries/events.queries";
import type { CalendarFor } from "../write/access.ts";
import { recordDeletions } from "../write/record-fates.ts";
import type { Write } from "../write/write.ts";

/** Events whose contents are held in memory at a time. */
const CHUNK_EVENTS = 200;

/** Length of their contents together, unless a single one is longer. */
const CHUNK_LENGTH = 4 * 1024 * 1024;

/**
 * Deletes every event of a calendar that is being deleted, whose scope the write already holds;
 * says how many there were.
 */
export async function deleteEventsOf(
  write: Write,
  { calendar, now }: CalendarFor<"deleteCalendar">,
): Promise<number> {
  const found = await listLiveEventSizes(write.trx, calendar.id);
  for (const eventIds of chunksOf(found)) {
    const events = await listEventsById(write.trx, eventIds, write.call.actor.userId);
    await recordDeletions(
      write,
      events.map((event) => ({ ...event, now })),
    );
  }
  return found.length;
}

function* chunksOf(
  events: readonly { readonly id: Id; readonly contentLength: number }[],
): Generator<Id[]> {
  let chunk: Id[] = [];
  let length = 0;
  for (const { id, contentLength } of events) {
    const full = chunk.length === CHUNK_EVENTS || length + contentLength > CHUNK_LENGTH;
    if (full && chunk.length > 0) {
      yield chunk;
      chunk = [];
      length = 0;
    }
    chunk.push(id);
    length += contentLength;
  }
  if (chunk.length > 0) yield chunk;
}
