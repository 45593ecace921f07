import type { StoredId, StoredInstant } from "../codec.ts";

/** What must no longer be accepted although its signature is good (U3). */
export interface TokenBlocklistTable {
  /** A session's id, a personal token's id, or the `jti` of a single access token. */
  id: StoredId;
  kind: "session" | "token" | "jti";
  at: StoredInstant;
  /** From here on nothing that this entry blocks can be valid anyway. */
  expires_at: StoredInstant;
}
