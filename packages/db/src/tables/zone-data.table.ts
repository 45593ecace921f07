import type { StoredId, StoredInstant } from "../codec.ts";

/** One row: by which version of the time zone data the derived instants were worked out (T1). */
export interface ZoneDataTable {
  id: number;
  /** Null before the first server has looked. */
  data_version: string | null;
  /** The version that events are being brought to; null while there is nothing to do. */
  target_version: string | null;
  /** The last event that was brought there. */
  after_event_id: StoredId | null;
  /** The process that does so, and until when it is taken for alive. */
  holder: string | null;
  expires_at: StoredInstant;
}
