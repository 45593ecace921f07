import type { StoredId } from "../codec.ts";
import type { GrantColumns } from "./grants.table.ts";

/** A grant on a single event, at most one for each user. */
export interface EventPermissionsTable extends GrantColumns {
  event_id: StoredId;
  user_id: StoredId;
}
