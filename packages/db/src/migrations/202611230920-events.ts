import { column, nullable } from "../engines/table-definition.ts";
import { createTables } from "./migration.ts";

const SPAN_COLUMNS = {
  scope_id: column.id,
  class: column.small,
  starts: column.instant,
  event_id: column.id,
  ends: column.instant,
  floating: column.small,
  valid_from: column.instant,
} as const;

export const events = createTables("202611230920-events", [
  {
    name: "events",
    columns: {
      id: column.id,
      calendar_id: column.id,
      uid: column.name(512),
      recurrence_id: nullable(column.word(40)),
      created_by: column.id,
      version: column.integer,
      sequence: column.integer,
      starts: column.instant,
      ends: nullable(column.instant),
      created_at: column.instant,
      updated_at: column.instant,
      updated_by: column.id,
      deleted_at: nullable(column.instant),
      split_from_event_id: nullable(column.id),
      split_from_version: nullable(column.integer),
    },
    primaryKey: ["id"],
    indexes: {
      // Not unique: a calendar file may name one UID twice, and that is its right.
      events_by_uid: ["calendar_id", "uid"],
      // Pages in a total order. `deleted_at` comes last, so that deleted events are passed over in
      // the index and a list that includes them has the same order.
      events_by_start: ["calendar_id", "starts", "id", "deleted_at"],
      events_by_update: ["calendar_id", "updated_at", "id", "deleted_at"],
      events_by_split: ["split_from_event_id"],
    },
  },
  {
    name: "event_permissions",
    columns: {
      event_id: column.id,
      user_id: column.id,
      role: column.word(16),
      can_share: column.small,
      can_delete: column.small,
      expires_at: nullable(column.instant),
      granted_by: column.id,
      granted_at: column.instant,
    },
    primaryKey: ["event_id", "user_id"],
    clustered: true,
    indexes: { event_permissions_by_user: ["user_id", "event_id"] },
  },
  {
    name: "event_versions",
    columns: {
      event_id: column.id,
      version: column.integer,
      kind: column.word(16),
      deleted: column.small,
      at: column.instant,
      actor_id: column.id,
      calendar_id: column.id,
      change_set_id: column.id,
      message: nullable(column.text),
      changed_fields: column.text,
      source_version: nullable(column.integer),
      content_schema: column.integer,
      content: column.text,
      salt: column.bytes(16),
      content_hash: column.hash,
      chain_hash: column.hash,
    },
    primaryKey: ["event_id", "version"],
    indexes: { event_versions_by_change_set: ["change_set_id"] },
  },
  {
    name: "event_imports",
    columns: {
      event_id: column.id,
      sequence: column.integer,
      content_hash: column.hash,
      content_schema: column.integer,
      content: column.text,
    },
    primaryKey: ["event_id"],
  },
  {
    name: "event_spans",
    columns: SPAN_COLUMNS,
    primaryKey: ["scope_id", "class", "starts", "event_id", "ends", "floating"],
    clustered: true,
    indexes: { event_spans_by_event: ["event_id"] },
  },
  {
    name: "event_span_history",
    columns: { ...SPAN_COLUMNS, valid_to: column.instant },
    primaryKey: ["scope_id", "class", "starts", "event_id", "ends", "floating", "valid_from"],
    clustered: true,
    indexes: { event_span_history_by_event: ["event_id"] },
  },
]);
