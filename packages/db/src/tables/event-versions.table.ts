import type { VersionKind } from "@daybook/domain/versions/chain";
import type { StoredBytes, StoredHash, StoredId, StoredInstant, StoredJson } from "../codec.ts";

/** The full content of an event after one change (V1). Rows are written once. */
export interface EventVersionsTable {
  event_id: StoredId;
  version: number;
  kind: VersionKind;
  /** Whether the event is deleted from this version on; 0 or 1. */
  deleted: number;
  at: StoredInstant;
  actor_id: StoredId;
  /** The calendar that the event was in after this change. */
  calendar_id: StoredId;
  change_set_id: StoredId;
  message: string | null;
  /** A JSON array of field names. */
  changed_fields: StoredJson;
  /** The version that a rollback copied, or that an undo took back. */
  source_version: number | null;
  /** The schema number of `content` (V9). */
  content_schema: number;
  /** The content as text, byte for byte as hashed. */
  content: string;
  salt: StoredBytes;
  content_hash: StoredHash;
  chain_hash: StoredHash;
}
