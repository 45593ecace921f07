import { column, nullable } from "../engines/table-definition.ts";
import { createTables } from "./migration.ts";

export const calls = createTables("202611230930-calls", [
  {
    name: "audit_log",
    columns: {
      id: column.id,
      at: column.instant,
      actor_id: nullable(column.id),
      session_id: nullable(column.id),
      token_id: nullable(column.id),
      channel: column.word(16),
      procedure: column.word(64),
      request_id: column.name(64),
      resource_type: nullable(column.word(16)),
      resource_id: nullable(column.id),
      calendar_id: nullable(column.id),
      event_id: nullable(column.id),
      version: nullable(column.integer),
      outcome: column.word(16),
      reason: nullable(column.word(64)),
      count: column.integer,
      count_key: nullable(column.hash),
    },
    primaryKey: ["id"],
    unique: { audit_log_count_key_unique: ["count_key"] },
    // Each trail is read backwards in time, in the total order (at, id).
    indexes: {
      audit_log_by_actor: ["actor_id", "at", "id"],
      audit_log_by_event: ["event_id", "at", "id"],
      audit_log_by_calendar: ["calendar_id", "at", "id"],
      audit_log_by_time: ["at", "id"],
    },
  },
  {
    name: "idempotency_keys",
    columns: {
      user_id: column.id,
      procedure: column.word(64),
      key_hash: column.hash,
      input_hash: column.hash,
      receipt: nullable(column.text),
      created_at: column.instant,
    },
    primaryKey: ["user_id", "procedure", "key_hash"],
    indexes: { idempotency_keys_by_time: ["created_at"] },
  },
]);
