import type { StoredInstant } from "../codec.ts";

/** A counter over a fixed window of time. */
export interface RateLimitsTable {
  /** What is counted, for instance `sign-in:<account>:<address>`. */
  bucket: string;
  window_start: StoredInstant;
  count: number;
  expires_at: StoredInstant;
}
