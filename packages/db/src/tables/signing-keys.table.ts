import type { StoredInstant, StoredJson } from "../codec.ts";

/** A public key whose tokens every process accepts until it expires (U2). */
export interface SigningKeysTable {
  kid: string;
  public_jwk: StoredJson;
  created_at: StoredInstant;
  expires_at: StoredInstant;
}
