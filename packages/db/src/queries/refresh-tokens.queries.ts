import type { Kysely, Transaction } from "kysely";
import { fromStoredId, toStoredBytes, toStoredHash, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import type { UserRole } from "./users.queries.ts";

/** A refresh token with the session and the account that it stands for. */
export interface RefreshTokenRecord {
  readonly usedAt: number | null;
  readonly sealedSuccessor: Uint8Array | null;
  readonly expiresAt: number;
  readonly session: {
    readonly id: Id;
    readonly createdAt: number;
    readonly expiresAt: number;
    readonly ended: boolean;
  };
  readonly user: {
    readonly id: Id;
    readonly username: string;
    readonly email: string;
    readonly role: UserRole;
  };
  /** The database's clock at the time of the read. */
  readonly databaseTime: number;
}

/** The refresh token of that hash. Undefined also when its account was deleted. */
export async function findRefreshToken(
  db: Kysely<Schema>,
  hash: Uint8Array,
): Promise<RefreshTokenRecord | undefined> {
  const row = await db
    .selectFrom("refresh_tokens as token")
    .innerJoin("sessions as session", "session.id", "token.session_id")
    .innerJoin("users as user", "user.id", "session.user_id")
    .select([
      "token.used_at",
      "token.successor_sealed",
      "token.expires_at",
      "session.id as session_id",
      "session.created_at as session_created_at",
      "session.expires_at as session_expires_at",
      "session.ended_at",
      "user.id as user_id",
      "user.username",
      "user.email",
      "user.role",
      engineOf(db).now.as("now"),
    ])
    .where("token.hash", "=", toStoredHash(hash))
    .where("user.deleted_at", "is", null)
    .executeTakeFirst();
  if (row === undefined || row.username === null || row.email === null) {
    return undefined;
  }
  return {
    usedAt: row.used_at,
    sealedSuccessor: row.successor_sealed,
    expiresAt: row.expires_at,
    session: {
      id: fromStoredId(row.session_id),
      createdAt: row.session_created_at,
      expiresAt: row.session_expires_at,
      ended: row.ended_at !== null,
    },
    user: {
      id: fromStoredId(row.user_id),
      username: row.username,
      email: row.email,
      role: row.role,
    },
    databaseTime: row.now,
  };
}

export async function insertRefreshToken(
  trx: Transaction<Schema>,
  token: {
    readonly hash: Uint8Array;
    readonly sessionId: Id;
    readonly createdAt: number;
    readonly expiresAt: number;
  },
): Promise<void> {
  await trx
    .insertInto("refresh_tokens")
    .values({
      hash: toStoredHash(token.hash),
      session_id: toStoredId(token.sessionId),
      created_at: token.createdAt,
      used_at: null,
      successor_sealed: null,
      expires_at: token.expiresAt,
    })
    .execute();
}

/**
 * Marks a refresh token as used, unless it was: of several who present it at the same time,
 * one is answered true.
 */
export async function exchangeRefreshToken(
  trx: Transaction<Schema>,
  token: {
    readonly hash: Uint8Array;
    readonly usedAt: number;
    readonly sealedSuccessor: Uint8Array;
  },
): Promise<boolean> {
  const result = await trx
    .updateTable("refresh_tokens")
    .set({ used_at: token.usedAt, successor_sealed: toStoredBytes(token.sealedSuccessor) })
    .where("hash", "=", toStoredHash(token.hash))
    .where("used_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Erases every sealed successor of a session but the one that the given token seals. */
export async function eraseOtherSuccessors(
  trx: Transaction<Schema>,
  token: { readonly sessionId: Id; readonly hash: Uint8Array },
): Promise<void> {
  await trx
    .updateTable("refresh_tokens")
    .set({ successor_sealed: null })
    .where("session_id", "=", toStoredId(token.sessionId))
    .where("hash", "!=", toStoredHash(token.hash))
    .where("successor_sealed", "is not", null)
    .execute();
}
