import type { StoredHash, StoredId, StoredInstant } from "../codec.ts";

/** A secret address under which a calendar can be subscribed to (F1); the secret is stored hashed. */
export interface FeedsTable {
  id: StoredId;
  calendar_id: StoredId;
  /** Whose rights the address stands for. */
  user_id: StoredId;
  name: string;
  token_hash: StoredHash;
  created_at: StoredInstant;
  last_used_at: StoredInstant | null;
}
