import type { StoredBytes, StoredHash, StoredId, StoredInstant } from "../codec.ts";

/** A refresh token by its hash (U2); the token itself is never stored. */
export interface RefreshTokensTable {
  hash: StoredHash;
  session_id: StoredId;
  created_at: StoredInstant;
  /** When it was exchanged; a second use later than the grace period ends the session. */
  used_at: StoredInstant | null;
  /** The successor, sealed under a key derived from this token; erased after the grace period. */
  successor_sealed: StoredBytes | null;
  expires_at: StoredInstant;
}
