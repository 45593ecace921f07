import type { StoredId, StoredInstant } from "../codec.ts";

/** An account. A deleted one keeps its id alone, as a pseudonym (S7): the rest is null. */
export interface UsersTable {
  id: StoredId;
  username: string | null;
  /** The username as it is compared; unique. */
  username_key: string | null;
  email: string | null;
  /** The e-mail address as it is compared; unique. */
  email_key: string | null;
  password_hash: string | null;
  role: "user" | "admin";
  default_calendar_id: StoredId | null;
  created_at: StoredInstant;
  disabled_at: StoredInstant | null;
  deleted_at: StoredInstant | null;
}
