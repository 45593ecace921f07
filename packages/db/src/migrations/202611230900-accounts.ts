import { column, nullable } from "../engines/table-definition.ts";
import { createTables } from "./migration.ts";

export const accounts = createTables("202611230900-accounts", [
  {
    name: "users",
    columns: {
      id: column.id,
      username: nullable(column.name(64)),
      username_key: nullable(column.name(64)),
      email: nullable(column.name(320)),
      email_key: nullable(column.name(320)),
      password_hash: nullable(column.word(255)),
      role: column.word(16),
      default_calendar_id: nullable(column.id),
      created_at: column.instant,
      disabled_at: nullable(column.instant),
      deleted_at: nullable(column.instant),
    },
    primaryKey: ["id"],
    unique: {
      users_username_key_unique: ["username_key"],
      users_email_key_unique: ["email_key"],
    },
  },
  {
    name: "sessions",
    columns: {
      id: column.id,
      user_id: column.id,
      channel: column.word(16),
      user_agent: nullable(column.name(512)),
      created_at: column.instant,
      last_used_at: column.instant,
      expires_at: column.instant,
      ended_at: nullable(column.instant),
    },
    primaryKey: ["id"],
    indexes: {
      sessions_by_user: ["user_id", "id"],
      sessions_by_expiry: ["expires_at"],
    },
  },
  {
    name: "refresh_tokens",
    columns: {
      hash: column.hash,
      session_id: column.id,
      created_at: column.instant,
      used_at: nullable(column.instant),
      successor_sealed: nullable(column.bytes(512)),
      expires_at: column.instant,
    },
    primaryKey: ["hash"],
    clustered: true,
    indexes: {
      refresh_tokens_by_session: ["session_id", "created_at"],
      refresh_tokens_by_use: ["used_at"],
      refresh_tokens_by_expiry: ["expires_at"],
    },
  },
  {
    name: "access_tokens",
    columns: {
      id: column.id,
      user_id: column.id,
      name: column.name(255),
      token_hash: column.hash,
      scopes: column.word(255),
      created_at: column.instant,
      expires_at: column.instant,
      last_used_at: nullable(column.instant),
      revoked_at: nullable(column.instant),
    },
    primaryKey: ["id"],
    unique: { access_tokens_token_hash_unique: ["token_hash"] },
    indexes: { access_tokens_by_user: ["user_id", "id"] },
  },
  {
    name: "token_blocklist",
    columns: {
      id: column.id,
      kind: column.word(16),
      at: column.instant,
      expires_at: column.instant,
    },
    primaryKey: ["id"],
    clustered: true,
    indexes: {
      token_blocklist_by_time: ["at"],
      token_blocklist_by_expiry: ["expires_at"],
    },
  },
  {
    name: "signing_keys",
    columns: {
      kid: column.word(128),
      public_jwk: column.text,
      created_at: column.instant,
      expires_at: column.instant,
    },
    primaryKey: ["kid"],
    indexes: { signing_keys_by_expiry: ["expires_at"] },
  },
  {
    name: "rate_limits",
    columns: {
      bucket: column.name(255),
      window_start: column.instant,
      count: column.integer,
      expires_at: column.instant,
    },
    primaryKey: ["bucket"],
    clustered: true,
    indexes: { rate_limits_by_expiry: ["expires_at"] },
  },
]);
