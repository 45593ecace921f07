import type { StoredHash, StoredId, StoredInstant, StoredJson } from "../codec.ts";

/** A write that was acknowledged under a key of the caller's (C2). */
export interface IdempotencyKeysTable {
  user_id: StoredId;
  procedure: string;
  key_hash: StoredHash;
  input_hash: StoredHash;
  /** What is needed to give the answer again. */
  receipt: StoredJson | null;
  created_at: StoredInstant;
}
