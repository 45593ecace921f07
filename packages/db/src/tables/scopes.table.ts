import type { StoredId } from "../codec.ts";

/** What has a log: a calendar, or a user's shelf. */
export interface ScopesTable {
  /** The calendar's id, or the user's. */
  id: StoredId;
  kind: "calendar" | "shelf";
  /** The last place given out in the log. Its row's lock makes this order the commit order (L1). */
  seq: number;
  /** Raised by whatever changes who may do what here; a write compares it before it commits (S4). */
  access_epoch: number;
}
