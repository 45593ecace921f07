import type { StoredId, StoredInstant } from "../codec.ts";

/** A named container of events. Which one is a user's default says `users.default_calendar_id`. */
export interface CalendarsTable {
  id: StoredId;
  owner_id: StoredId;
  name: string;
  time_zone: string;
  /** Who learns its busy times (Q1). */
  free_busy: "shared" | "everyone";
  /** Raised by every change of the calendar itself; for compare-and-set and ETag. */
  version: number;
  created_at: StoredInstant;
  updated_at: StoredInstant;
  deleted_at: StoredInstant | null;
  /** The change set that deleted it last, so that undoing the set restores it too (K1). */
  deleted_change_set_id: StoredId | null;
}
