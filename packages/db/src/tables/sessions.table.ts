import type { StoredId, StoredInstant } from "../codec.ts";

/** One sign-in, from the login to the logout. */
export interface SessionsTable {
  id: StoredId;
  user_id: StoredId;
  /** Where the sign-in came from: `web`, `cli`, `service`, `rest`. */
  channel: string;
  user_agent: string | null;
  created_at: StoredInstant;
  last_used_at: StoredInstant;
  expires_at: StoredInstant;
  ended_at: StoredInstant | null;
}
