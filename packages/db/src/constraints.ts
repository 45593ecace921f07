/**
 * The unique constraints that a write may run into on purpose. MySQL names the constraint in its
 * error and SQLite the columns, so both are written down here.
 */
export const UNIQUE_CONSTRAINTS = {
  users_username_key_unique: { table: "users", columns: ["username_key"] },
  users_email_key_unique: { table: "users", columns: ["email_key"] },
  access_tokens_token_hash_unique: { table: "access_tokens", columns: ["token_hash"] },
  feeds_token_hash_unique: { table: "feeds", columns: ["token_hash"] },
  audit_log_count_key_unique: { table: "audit_log", columns: ["count_key"] },
} as const satisfies Record<string, { table: string; columns: readonly string[] }>;

export type UniqueConstraint = keyof typeof UNIQUE_CONSTRAINTS;
