import { column, nullable } from "../engines/table-definition.ts";
import { createTables } from "./migration.ts";

export const calendars = createTables("202611230910-calendars", [
  {
    name: "calendars",
    columns: {
      id: column.id,
      owner_id: column.id,
      name: column.name(500),
      time_zone: column.word(64),
      free_busy: column.word(16),
      version: column.integer,
      created_at: column.instant,
      updated_at: column.instant,
      deleted_at: nullable(column.instant),
      deleted_change_set_id: nullable(column.id),
    },
    primaryKey: ["id"],
    indexes: {
      calendars_by_owner: ["owner_id", "id"],
      calendars_by_deletion: ["deleted_change_set_id"],
    },
  },
  {
    name: "calendar_permissions",
    columns: {
      calendar_id: column.id,
      user_id: column.id,
      role: column.word(16),
      can_share: column.small,
      can_delete: column.small,
      expires_at: nullable(column.instant),
      granted_by: column.id,
      granted_at: column.instant,
    },
    primaryKey: ["calendar_id", "user_id"],
    clustered: true,
    indexes: { calendar_permissions_by_user: ["user_id", "calendar_id"] },
  },
  {
    name: "scopes",
    columns: {
      id: column.id,
      kind: column.word(16),
      seq: column.counter,
      access_epoch: column.counter,
    },
    primaryKey: ["id"],
    clustered: true,
  },
  {
    name: "log",
    columns: {
      scope_id: column.id,
      seq: column.counter,
      type: column.word(16),
      at: column.instant,
      event_id: nullable(column.id),
      version: nullable(column.integer),
      kind: nullable(column.word(16)),
      resource_type: nullable(column.word(16)),
      resource_id: nullable(column.id),
      user_id: nullable(column.id),
      role: nullable(column.word(16)),
      can_share: nullable(column.small),
      can_delete: nullable(column.small),
      expires_at: nullable(column.instant),
      cause: nullable(column.word(32)),
    },
    primaryKey: ["scope_id", "seq"],
    clustered: true,
    // Who could see a thing at an instant: the grants of one resource in the order of time.
    indexes: { log_by_resource: ["resource_id", "at"] },
  },
]);
