import type { VersionKind } from "@daybook/domain/versions/chain";
import type { StoredFlag, StoredId, StoredInstant } from "../codec.ts";

/** One committed change in the log of one scope (L1, L2). */
export interface LogTable {
  scope_id: StoredId;
  seq: number;
  /**
   * `event`: an event has a new version; `calendar`: the calendar itself has changed. The others: a
   * grant came, went or changed its role.
   */
  type: "event" | "calendar" | "added" | "removed" | "role";
  at: StoredInstant;
  event_id: StoredId | null;
  version: number | null;
  kind: VersionKind | null;
  resource_type: "calendar" | "event" | null;
  resource_id: StoredId | null;
  /** Whose grant it is. */
  user_id: StoredId | null;
  /** The grant after the change; null where it is gone. */
  role: "viewer" | "editor" | "owner" | null;
  can_share: StoredFlag | null;
  can_delete: StoredFlag | null;
  expires_at: StoredInstant | null;
  /** Who gave the grant and when; null where it is gone, where nobody gave it, and in old entries. */
  granted_by: StoredId | null;
  granted_at: StoredInstant | null;
  /** Why, for instance `shared`, `revoked`, `left`, `transferred`, `deleted`. */
  cause: string | null;
}
