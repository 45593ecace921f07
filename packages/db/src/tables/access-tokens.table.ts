import type { StoredHash, StoredId, StoredInstant, StoredJson } from "../codec.ts";

/** A personal access token (U4), stored as a hash. */
export interface AccessTokensTable {
  id: StoredId;
  user_id: StoredId;
  name: string;
  token_hash: StoredHash;
  /** A JSON array of scope names. */
  scopes: StoredJson;
  created_at: StoredInstant;
  expires_at: StoredInstant;
  last_used_at: StoredInstant | null;
  revoked_at: StoredInstant | null;
}
