import type { Kysely, Transaction } from "kysely";
import { fromStoredId, fromStoredIdOrNull, toStoredId } from "../codec.ts";
import type { StoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";

export type UserRole = "user" | "admin";

/** An account that was not deleted. */
export interface Account {
  readonly id: Id;
  readonly username: string;
  readonly email: string;
  readonly role: UserRole;
  readonly defaultCalendarId: Id | null;
  readonly createdAt: number;
  readonly disabledAt: number | null;
}

/** An account with what its password is checked against. */
export interface AccountWithPassword extends Account {
  readonly passwordHash: string;
}

export interface NewAccount {
  readonly id: Id;
  readonly username: string;
  /** The username as it is compared. */
  readonly usernameKey: string;
  readonly email: string;
  /** The address as it is compared. */
  readonly emailKey: string;
  readonly passwordHash: string;
  readonly defaultCalendarId: Id;
  readonly createdAt: number;
}

/** How a person names the account to sign in to. */
export interface AccountName {
  readonly kind: "username" | "email";
  /** In the form in which names are compared. */
  readonly key: string;
}

const ACCOUNT_COLUMNS = [
  "id",
  "username",
  "email",
  "role",
  "default_calendar_id",
  "created_at",
  "disabled_at",
] as const;

export async function findAccount(db: Kysely<Schema>, userId: Id): Promise<Account | undefined> {
  const row = await db
    .selectFrom("users")
    .select(ACCOUNT_COLUMNS)
    .where("id", "=", toStoredId(userId))
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return row && toAccount(row);
}

export async function findAccountByName(
  db: Kysely<Schema>,
  name: AccountName,
): Promise<AccountWithPassword | undefined> {
  const row = await db
    .selectFrom("users")
    .select([...ACCOUNT_COLUMNS, "password_hash"])
    .where(name.kind === "username" ? "username_key" : "email_key", "=", name.key)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return row && { ...toAccount(row), passwordHash: present(row.password_hash) };
}

/** The ids of accounts by their names, as names are compared: one statement for each kind of name. */
export async function listAccountIds(
  db: Kysely<Schema>,
  names: readonly AccountName[],
): Promise<(AccountName & { readonly id: Id })[]> {
  const found = [];
  for (const [kind, alike] of Map.groupBy(names, (name) => name.kind)) {
    const column = kind === "username" ? "username_key" : "email_key";
    const rows = await db
      .selectFrom("users")
      .select(["id", `${column} as key`])
      .where(
        column,
        "in",
        alike.map(({ key }) => key),
      )
      .where("deleted_at", "is", null)
      .execute();
    found.push(...rows.map(({ id, key }) => ({ kind, key: present(key), id: fromStoredId(id) })));
  }
  return found;
}

/** How many of these accounts are there, each counted once; deleted ones are not. */
export async function countAccounts(db: Kysely<Schema>, userIds: Iterable<Id>): Promise<number> {
  const row = await db
    .selectFrom("users")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("id", "in", [...new Set(userIds)].map(toStoredId))
    .where("deleted_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function findAccountWithPassword(
  db: Kysely<Schema>,
  userId: Id,
): Promise<AccountWithPassword | undefined> {
  const row = await accountWithPassword(db, userId).executeTakeFirst();
  return row && { ...toAccount(row), passwordHash: present(row.password_hash) };
}

/** Locks the account until the transaction ends; its sessions and tokens change under this lock. */
export async function lockAccount(
  trx: Transaction<Schema>,
  userId: Id,
): Promise<AccountWithPassword | undefined> {
  const query = accountWithPassword(trx, userId);
  const row = await engineOf(trx).forUpdate(query).executeTakeFirst();
  return row && { ...toAccount(row), passwordHash: present(row.password_hash) };
}

/** Accounts in the order in which they were made, after the one given. */
export async function listAccounts(
  db: Kysely<Schema>,
  page: { readonly after: Id | undefined; readonly limit: number },
): Promise<Account[]> {
  let query = db
    .selectFrom("users")
    .select(ACCOUNT_COLUMNS)
    .where("deleted_at", "is", null)
    .orderBy("id")
    .limit(page.limit);
  if (page.after !== undefined) {
    query = query.where("id", ">", toStoredId(page.after));
  }
  const rows = await query.execute();
  return rows.map(toAccount);
}

/**
 * @throws a unique violation of `users_username_key_unique` or `users_email_key_unique`, which
 *   {@link takenName} tells apart
 */
export async function insertAccount(trx: Transaction<Schema>, account: NewAccount): Promise<void> {
  await trx
    .insertInto("users")
    .values({
      id: toStoredId(account.id),
      username: account.username,
      username_key: account.usernameKey,
      email: account.email,
      email_key: account.emailKey,
      password_hash: account.passwordHash,
      role: "user",
      default_calendar_id: toStoredId(account.defaultCalendarId),
      created_at: account.createdAt,
      disabled_at: null,
      deleted_at: null,
    })
    .execute();
}

/** Which of the two names an insert found taken; undefined for any other error. */
export function takenName(db: Kysely<Schema>, error: unknown): "username" | "email" | undefined {
  const engine = engineOf(db);
  if (engine.isUniqueViolation(error, "users_username_key_unique")) {
    return "username";
  }
  return engine.isUniqueViolation(error, "users_email_key_unique") ? "email" : undefined;
}

/** Which of the two names is taken already, the username first. */
export async function findTakenName(
  db: Kysely<Schema>,
  names: { readonly usernameKey: string; readonly emailKey: string },
): Promise<"username" | "email" | undefined> {
  const rows = await db
    .selectFrom("users")
    .select("username_key")
    .where((eb) =>
      eb.or([eb("username_key", "=", names.usernameKey), eb("email_key", "=", names.emailKey)]),
    )
    .execute();
  if (rows.some((row) => row.username_key === names.usernameKey)) {
    return "username";
  }
  return rows.length > 0 ? "email" : undefined;
}

export async function updatePasswordHash(
  trx: Transaction<Schema>,
  userId: Id,
  passwordHash: string,
): Promise<void> {
  await trx
    .updateTable("users")
    .set({ password_hash: passwordHash })
    .where("id", "=", toStoredId(userId))
    .execute();
}

/** @param disabledAt null enables the account again */
export async function updateDisabledAt(
  trx: Transaction<Schema>,
  userId: Id,
  disabledAt: number | null,
): Promise<void> {
  await trx
    .updateTable("users")
    .set({ disabled_at: disabledAt })
    .where("id", "=", toStoredId(userId))
    .execute();
}

/** Makes a user an administrator of the installation, or an ordinary user again. */
export async function updateUserRole(
  trx: Transaction<Schema>,
  userId: Id,
  role: UserRole,
): Promise<void> {
  await trx
    .updateTable("users")
    .set({ role })
    .where("id", "=", toStoredId(userId))
    .where("deleted_at", "is", null)
    .execute();
}

/** Empties the row of a deleted account; the id stays as a pseudonym (rule S7). */
export async function emptyAccount(
  trx: Transaction<Schema>,
  userId: Id,
  deletedAt: number,
): Promise<void> {
  await trx
    .updateTable("users")
    .set({
      username: null,
      username_key: null,
      email: null,
      email_key: null,
      password_hash: null,
      role: "user",
      default_calendar_id: null,
      deleted_at: deletedAt,
    })
    .where("id", "=", toStoredId(userId))
    .execute();
}

function accountWithPassword(db: Kysely<Schema>, userId: Id) {
  return db
    .selectFrom("users")
    .select([...ACCOUNT_COLUMNS, "password_hash"])
    .where("id", "=", toStoredId(userId))
    .where("deleted_at", "is", null);
}

interface AccountColumns {
  readonly id: StoredId;
  readonly username: string | null;
  readonly email: string | null;
  readonly role: UserRole;
  readonly default_calendar_id: StoredId | null;
  readonly created_at: number;
  readonly disabled_at: number | null;
}

function toAccount(row: AccountColumns): Account {
  return {
    id: fromStoredId(row.id),
    username: present(row.username),
    email: present(row.email),
    role: row.role,
    defaultCalendarId: fromStoredIdOrNull(row.default_calendar_id),
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
  };
}

/** The names and the password are null in rows of deleted accounts only. */
function present(text: string | null): string {
  if (text === null) {
    throw new TypeError("an account that was not deleted has no name or password");
  }
  return text;
}
