import { type Kysely, sql, type Transaction } from "kysely";
import { fromStoredId, fromStoredJson, toStoredHash, toStoredId, toStoredJson } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";

export interface NewPersonalToken {
  readonly id: Id;
  readonly userId: Id;
  readonly name: string;
  readonly hash: Uint8Array;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A personal token as its owner sees it; the token itself is nowhere. */
export interface PersonalToken {
  readonly id: Id;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly lastUsedAt: number | null;
}

/** What a presented personal token stands for. */
export interface PresentedToken {
  readonly id: Id;
  readonly userId: Id;
  readonly scopes: readonly string[];
  readonly revoked: boolean;
  /** Zero or less when it has expired, by the database's clock. */
  readonly expiresInMs: number;
}

export async function insertPersonalToken(
  trx: Transaction<Schema>,
  token: NewPersonalToken,
): Promise<void> {
  await trx
    .insertInto("access_tokens")
    .values({
      id: toStoredId(token.id),
      user_id: toStoredId(token.userId),
      name: token.name,
      token_hash: toStoredHash(token.hash),
      scopes: toStoredJson(token.scopes),
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      last_used_at: null,
      revoked_at: null,
    })
    .execute();
}

/** The token of that hash; as revoked also when its account is disabled or deleted. */
export async function findPresentedToken(
  db: Kysely<Schema>,
  hash: Uint8Array,
): Promise<PresentedToken | undefined> {
  const row = await db
    .selectFrom("access_tokens as token")
    .innerJoin("users as user", "user.id", "token.user_id")
    .select([
      "token.id",
      "token.user_id",
      "token.scopes",
      "token.revoked_at",
      "user.disabled_at",
      "user.deleted_at",
      sql<number>`token.expires_at - ${engineOf(db).now}`.as("expires_in_ms"),
    ])
    .where("token.token_hash", "=", toStoredHash(hash))
    .executeTakeFirst();
  if (row === undefined) {
    return undefined;
  }
  return {
    id: fromStoredId(row.id),
    userId: fromStoredId(row.user_id),
    scopes: fromStoredJson<string[]>(row.scopes),
    revoked: row.revoked_at !== null || row.disabled_at !== null || row.deleted_at !== null,
    expiresInMs: row.expires_in_ms,
  };
}

/** The tokens of a user that were not revoked, expired ones too, the newest first. */
export async function listPersonalTokens(
  db: Kysely<Schema>,
  page: { readonly userId: Id; readonly before: Id | undefined; readonly limit: number },
): Promise<PersonalToken[]> {
  let query = db
    .selectFrom("access_tokens")
    .select(["id", "name", "scopes", "created_at", "expires_at", "last_used_at"])
    .where("user_id", "=", toStoredId(page.userId))
    .where("revoked_at", "is", null)
    .orderBy("id", "desc")
    .limit(page.limit);
  if (page.before !== undefined) {
    query = query.where("id", "<", toStoredId(page.before));
  }
  const rows = await query.execute();
  return rows.map((row) => ({
    id: fromStoredId(row.id),
    name: row.name,
    scopes: fromStoredJson<string[]>(row.scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  }));
}

/** A token that still opens something: neither revoked nor expired. */
export interface LiveToken {
  readonly id: Id;
  readonly expiresAt: number;
}

/** A user's live tokens. The account is locked, so that none is made meanwhile. */
export async function listLiveTokens(trx: Transaction<Schema>, userId: Id): Promise<LiveToken[]> {
  const rows = await trx
    .selectFrom("access_tokens")
    .select(["id", "expires_at"])
    .where("user_id", "=", toStoredId(userId))
    .where("revoked_at", "is", null)
    .where("expires_at", ">", engineOf(trx).now)
    .execute();
  return rows.map((row) => ({ id: fromStoredId(row.id), expiresAt: row.expires_at }));
}

/** The user's token of that id, revoked or not. */
export async function findPersonalToken(
  trx: Transaction<Schema>,
  token: { readonly userId: Id; readonly tokenId: Id },
): Promise<(LiveToken & { readonly revoked: boolean }) | undefined> {
  const row = await trx
    .selectFrom("access_tokens")
    .select(["id", "expires_at", "revoked_at"])
    .where("id", "=", toStoredId(token.tokenId))
    .where("user_id", "=", toStoredId(token.userId))
    .executeTakeFirst();
  return (
    row && { id: fromStoredId(row.id), expiresAt: row.expires_at, revoked: row.revoked_at !== null }
  );
}

export async function revokePersonalTokens(
  trx: Transaction<Schema>,
  tokenIds: readonly Id[],
  revokedAt: number,
): Promise<void> {
  if (tokenIds.length === 0) {
    return;
  }
  await trx
    .updateTable("access_tokens")
    .set({ revoked_at: revokedAt })
    .where("id", "in", tokenIds.map(toStoredId))
    .where("revoked_at", "is", null)
    .execute();
}

/** Notes that a token is used now, at most once in that time whatever the number of processes. */
export async function noteTokenUse(
  trx: Transaction<Schema>,
  tokenId: Id,
  atMostEveryMs: number,
): Promise<void> {
  const { now } = engineOf(trx);
  await trx
    .updateTable("access_tokens")
    .set({ last_used_at: now })
    .where("id", "=", toStoredId(tokenId))
    .where((eb) =>
      eb.or([
        eb("last_used_at", "is", null),
        eb("last_used_at", "<=", sql<number>`${now} - ${atMostEveryMs}`),
      ]),
    )
    .execute();
}
