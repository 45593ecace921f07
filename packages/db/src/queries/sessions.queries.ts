import {
  expressionBuilder,
  type ExpressionBuilder,
  type ExpressionWrapper,
  type Kysely,
  sql,
  type SqlBool,
  type Transaction,
} from "kysely";
import { fromStoredId, toStoredId } from "../codec.ts";
import type { StoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { statement } from "../statement.ts";

export interface NewSession {
  readonly id: Id;
  readonly userId: Id;
  readonly channel: string;
  readonly userAgent: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A session that has neither ended nor expired. */
export interface LiveSession {
  readonly id: Id;
  readonly channel: string;
  readonly userAgent: string | null;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
}

export async function insertSession(trx: Transaction<Schema>, session: NewSession): Promise<void> {
  await trx
    .insertInto("sessions")
    .values({
      id: toStoredId(session.id),
      user_id: toStoredId(session.userId),
      channel: session.channel,
      user_agent: session.userAgent,
      created_at: session.createdAt,
      last_used_at: session.createdAt,
      expires_at: session.expiresAt,
      ended_at: null,
    })
    .execute();
}

/** The live sessions of a user, the newest first. */
export async function listLiveSessions(
  db: Kysely<Schema>,
  page: { readonly userId: Id; readonly before: Id | undefined; readonly limit: number },
): Promise<LiveSession[]> {
  let query = db
    .selectFrom("sessions")
    .select(["id", "channel", "user_agent", "created_at", "last_used_at", "expires_at"])
    .where("user_id", "=", toStoredId(page.userId))
    .where("ended_at", "is", null)
    .where("expires_at", ">", engineOf(db).now)
    .orderBy("id", "desc")
    .limit(page.limit);
  if (page.before !== undefined) {
    query = query.where("id", "<", toStoredId(page.before));
  }
  const rows = await query.execute();
  return rows.map((row) => ({
    id: fromStoredId(row.id),
    channel: row.channel,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  }));
}

/**
 * The ids of a user's live sessions, the one unused for longest first. The account is locked, so
 * that none begins meanwhile.
 */
export async function listLiveSessionIds(trx: Transaction<Schema>, userId: Id): Promise<Id[]> {
  const rows = await trx
    .selectFrom("sessions")
    .select("id")
    .where("user_id", "=", toStoredId(userId))
    .where("ended_at", "is", null)
    .where("expires_at", ">", engineOf(trx).now)
    .orderBy("last_used_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => fromStoredId(row.id));
}

/** Ends sessions that have not ended, and answers whether any was among them. */
export async function endSessions(
  trx: Transaction<Schema>,
  sessionIds: readonly Id[],
  endedAt: number,
): Promise<boolean> {
  if (sessionIds.length === 0) {
    return false;
  }
  const result = await trx
    .updateTable("sessions")
    .set({ ended_at: endedAt })
    .where("id", "in", sessionIds.map(toStoredId))
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Whether the user has such a session, ended or not. */
export async function hasSession(
  trx: Transaction<Schema>,
  session: { readonly userId: Id; readonly sessionId: Id },
): Promise<boolean> {
  const row = await trx
    .selectFrom("sessions")
    .select("id")
    .where("id", "=", toStoredId(session.sessionId))
    .where("user_id", "=", toStoredId(session.userId))
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes a use of a session and prolongs it; answers false when it has ended meanwhile. */
export async function prolongSession(
  trx: Transaction<Schema>,
  session: { readonly id: Id; readonly usedAt: number; readonly expiresAt: number },
): Promise<boolean> {
  const result = await trx
    .updateTable("sessions")
    .set({ last_used_at: session.usedAt, expires_at: session.expiresAt })
    .where("id", "=", toStoredId(session.id))
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** What proved who is calling: a session's access token, or a personal token. */
export type Credential =
  | {
      readonly kind: "session";
      readonly userId: Id;
      readonly sessionId: Id;
      /** `jti` of the access token. */
      readonly tokenId: Id;
    }
  | { readonly kind: "token"; readonly userId: Id; readonly tokenId: Id };

/**
 * The ids of a credential, for a statement whose variant is its kind. A personal token has no
 * session; its own id stands there and is not asked about.
 */
export type StoredCredential = {
  readonly user: StoredId;
  readonly session: StoredId;
  readonly token: StoredId;
};

export function toStoredCredential(credential: Credential): StoredCredential {
  const token = toStoredId(credential.tokenId);
  const session = credential.kind === "session" ? toStoredId(credential.sessionId) : token;
  return { user: toStoredId(credential.userId), session, token };
}

/**
 * Whether a credential still stands, as an expression for the query that reads the caller's
 * rights (rule U3): every write asks it inside its transaction, whatever the process's copy of
 * the blocklist says. Primary keys only; expiry is the authenticator's question.
 */
export function credentialStands(
  kind: Credential["kind"],
  credential: StoredCredential,
): ExpressionWrapper<Schema, never, SqlBool> {
  const eb = expressionBuilder<Schema, never>();
  return kind === "session"
    ? eb.and([eb.exists(liveSession(eb, credential)), eb.not(eb.exists(blocked(eb, credential)))])
    : eb.exists(liveToken(eb, credential));
}

/** The same as a query of its own, for writes that read no rights. */
export async function findActorStanding(
  trx: Transaction<Schema>,
  credential: Credential,
): Promise<boolean> {
  const { rows } = await actorStanding(trx, toStoredCredential(credential), credential.kind);
  return Boolean(rows[0]?.stands);
}

const actorStanding = statement((db, p: StoredCredential, kind: Credential["kind"]) =>
  db.selectNoFrom(credentialStands(kind, p).as("stands")),
);

/**
 * For how many milliseconds the session or the personal token behind a credential still holds, by
 * the database's clock: not positive when it has expired; undefined when it has ended otherwise. An
 * access token that expires meanwhile does not count.
 */
export async function findCredentialLife(
  db: Kysely<Schema>,
  credential: Credential,
): Promise<number | undefined> {
  const left = sql<number>`expires_at - ${engineOf(db).now}`.as("left");
  const row =
    credential.kind === "session"
      ? await db
          .selectFrom("sessions")
          .select(left)
          .where("id", "=", toStoredId(credential.sessionId))
          .where("ended_at", "is", null)
          .executeTakeFirst()
      : await db
          .selectFrom("access_tokens")
          .select(left)
          .where("id", "=", toStoredId(credential.tokenId))
          .where("revoked_at", "is", null)
          .executeTakeFirst();
  return row?.left;
}

type Builder = ExpressionBuilder<Schema, never>;

function liveSession(eb: Builder, credential: StoredCredential) {
  return eb
    .selectFrom("sessions as session")
    .innerJoin("users as user", "user.id", "session.user_id")
    .select(eb.lit(1).as("one"))
    .where("session.id", "=", credential.session)
    .where("session.user_id", "=", credential.user)
    .where("session.ended_at", "is", null)
    .where("user.disabled_at", "is", null)
    .where("user.deleted_at", "is", null);
}

function blocked(eb: Builder, credential: StoredCredential) {
  return eb
    .selectFrom("token_blocklist")
    .select(eb.lit(1).as("one"))
    .where("id", "=", credential.token);
}

function liveToken(eb: Builder, credential: StoredCredential) {
  return eb
    .selectFrom("access_tokens as token")
    .innerJoin("users as user", "user.id", "token.user_id")
    .select(eb.lit(1).as("one"))
    .where("token.id", "=", credential.token)
    .where("token.user_id", "=", credential.user)
    .where("token.revoked_at", "is", null)
    .where("user.disabled_at", "is", null)
    .where("user.deleted_at", "is", null);
}
