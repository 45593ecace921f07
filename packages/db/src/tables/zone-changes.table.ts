import type { StoredId, StoredInstant } from "../codec.ts";

/** An occurrence that new time zone data moved: what to tell the people concerned (T1). */
export interface ZoneChangesTable {
  to_version: string;
  event_id: StoredId;
  occurrence_key: string;
  from_version: string;
  /** The zone whose clock has changed; of several, the first by name. */
  time_zone: string;
  /** Where it was; null where it was not there. */
  starts_before: StoredInstant | null;
  ends_before: StoredInstant | null;
  /** Where it is; null where it is no longer there. */
  starts_after: StoredInstant | null;
  ends_after: StoredInstant | null;
}
