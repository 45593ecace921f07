import type { StoredFlag, StoredId, StoredInstant } from "../codec.ts";

/** What a grant holds, whether it is on a calendar or on an event (S1, S6). */
export interface GrantColumns {
  role: "viewer" | "editor";
  can_share: StoredFlag;
  can_delete: StoredFlag;
  /** From then on, by the database's clock, the grant is absent; null never. */
  expires_at: StoredInstant | null;
  granted_by: StoredId;
  granted_at: StoredInstant;
}
