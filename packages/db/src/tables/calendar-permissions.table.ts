import type { StoredId } from "../codec.ts";
import type { GrantColumns } from "./grants.table.ts";

/** A grant on a calendar, at most one for each user. */
export interface CalendarPermissionsTable extends GrantColumns {
  calendar_id: StoredId;
  user_id: StoredId;
}
