import type { StoredHash, StoredId, StoredInstant } from "../codec.ts";

/** One entry of the trail (A1): ids, never names. Append-only but for the count of denials. */
export interface AuditLogTable {
  id: StoredId;
  at: StoredInstant;
  /** Null where nobody was signed in. */
  actor_id: StoredId | null;
  session_id: StoredId | null;
  token_id: StoredId | null;
  /** `web`, `cli`, `service`, `rest` or `import`. */
  channel: string;
  procedure: string;
  request_id: string;
  resource_type: string | null;
  resource_id: StoredId | null;
  /** The calendar or the event concerned, for the trails that their owners read. */
  calendar_id: StoredId | null;
  event_id: StoredId | null;
  version: number | null;
  outcome: "allowed" | "denied";
  /** Why it was denied; null where it was allowed. */
  reason: string | null;
  /** How many calls this entry stands for. */
  count: number;
  /** What makes denials one entry: a digest of caller, procedure and minute; null elsewhere. */
  count_key: StoredHash | null;
}
