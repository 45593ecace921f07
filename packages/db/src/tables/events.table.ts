import type { StoredId, StoredInstant } from "../codec.ts";

/**
 * One event: its identity, place and present version. The content is not here: it is the row of
 * `event_versions` at (id, version).
 */
export interface EventsTable {
  id: StoredId;
  calendar_id: StoredId;
  /** iCalendar UID; not unique, since a calendar file may say the same one twice. */
  uid: string;
  /**
   * iCalendar RECURRENCE-ID of an imported override that came without its master and so is an event
   * of its own (F1); null for every other event.
   */
  recurrence_id: string | null;
  created_by: StoredId;
  /** The present version; every write compares and sets it. */
  version: number;
  /** iCalendar SEQUENCE. */
  sequence: number;
  /** The first instant that the event can touch (R5). Floating and all-day: the wall clock as UTC. */
  starts: StoredInstant;
  /** The last instant that the event can touch; null when endless. */
  ends: StoredInstant | null;
  created_at: StoredInstant;
  updated_at: StoredInstant;
  updated_by: StoredId;
  deleted_at: StoredInstant | null;
  /** The event and its version that this one was split from (X4). */
  split_from_event_id: StoredId | null;
  split_from_version: number | null;
  /**
   * What search finds the event by (Q2): each word after the digits of the event's calendar, with a
   * blank before and after it. Null where another version of Daybook made the row.
   */
  words: string | null;
}
