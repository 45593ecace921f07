import type { StoredId } from "../codec.ts";

/** A calendar that an undo brought back (K1): the change set, so that it can be undone in turn. */
export interface CalendarRestorationsTable {
  change_set_id: StoredId;
  calendar_id: StoredId;
}
