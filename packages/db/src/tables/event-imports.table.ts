import type { StoredHash, StoredId } from "../codec.ts";

/** An event as its last import left it, the base of the next import's merge (F1). */
export interface EventImportsTable {
  event_id: StoredId;
  sequence: number;
  content_hash: StoredHash;
  /** The schema number of `content` (V9). */
  content_schema: number;
  content: string;
}
