import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import {
  eraseOtherSuccessors,
  exchangeRefreshToken,
  findRefreshToken,
  insertRefreshToken,
  type RefreshTokenRecord,
} from "@daybook/db/queries/refresh-tokens.queries";
import {
  hasSession,
  listLiveSessionIds,
  listLiveSessions,
  prolongSession,
} from "@daybook/db/queries/sessions.queries";
import { DomainError } from "@daybook/domain/errors";
import type { RequestContext, SessionCall } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { formatInstant } from "../rpc/instant.ts";
import { id } from "../rpc/wire.schema.ts";
import {
  type AuthWrite,
  originOf,
  performAuthWrite,
  performOwnAccountWrite,
  recordAudit,
} from "./auth-write.ts";
import type {
  EndedOutput,
  ListSessionsInput,
  ListSessionsOutput,
  RefreshInput,
  RevokedOutput,
  SessionView,
} from "./auth.schema.ts";
import { endAllSessions, endSessionsOf } from "./ending-credentials.ts";
import {
  hashToken,
  isOpaqueToken,
  newOpaqueToken,
  openSuccessor,
  REFRESH_TOKEN_PREFIX,
  sealSuccessor,
} from "./opaque-token.ts";
import { type OpenSession, sessionExpiry, toSessionView } from "./session-start.ts";

/** So long after its use an old refresh token still gets the successor (rule U2). */
export const SUCCESSOR_GRACE_MS = 10_000;

type Exchange =
  | {
      readonly outcome: "exchanged";
      readonly user: RefreshTokenRecord["user"];
      readonly session: OpenSession;
    }
  | { readonly outcome: "reused" };

/**
 * Exchanges a refresh token for its successor and a new access token (rule U2). Of two that
 * present it at the same time one makes the successor; the other is given the same one for ten
 * seconds, unless it has been used. Any other second use ends the whole session.
 *
 * @throws TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED, REFRESH_TOKEN_REUSED
 */
export async function refreshSession(
  ctx: RequestContext,
  { refreshToken }: RefreshInput,
): Promise<SessionView> {
  if (!isOpaqueToken(REFRESH_TOKEN_PREFIX, refreshToken)) {
    throw new DomainError("TOKEN_INVALID", { field: "refreshToken" });
  }
  const { app } = ctx;
  const exchange = await performAuthWrite(app, async (write): Promise<Exchange> => {
    const record = await findUsableToken(write.trx, refreshToken);
    const session =
      record.usedAt === null ? await rotate(write.trx, record, refreshToken) : undefined;
    if (session !== undefined) {
      return { outcome: "exchanged", user: record.user, session };
    }
    // Somebody used it before us: long ago, or while we were waiting for the row.
    const used = await findUsableToken(write.trx, refreshToken);
    const successor = sealedSuccessorOf(used, refreshToken);
    if (successor !== undefined) {
      return { outcome: "exchanged", user: used.user, session: successor };
    }
    await endStolenSession(ctx, write, used);
    return { outcome: "reused" };
  });
  if (exchange.outcome === "reused") {
    throw new DomainError("REFRESH_TOKEN_REUSED");
  }
  return toSessionView(app.auth.accessTokens, exchange.user, exchange.session);
}

async function findUsableToken(
  trx: Transaction,
  refreshToken: string,
): Promise<RefreshTokenRecord> {
  const record = await findRefreshToken(trx, hashToken(refreshToken));
  if (record === undefined) {
    throw new DomainError("TOKEN_INVALID", { field: "refreshToken" });
  }
  if (record.session.ended) {
    throw new DomainError("TOKEN_REVOKED", { field: "refreshToken" });
  }
  if (record.expiresAt <= record.databaseTime) {
    throw new DomainError("TOKEN_EXPIRED", { field: "refreshToken" });
  }
  return record;
}

/** Makes the successor; undefined when somebody else has made it meanwhile. */
async function rotate(
  trx: Transaction,
  record: RefreshTokenRecord,
  refreshToken: string,
): Promise<OpenSession | undefined> {
  const { session, databaseTime: now } = record;
  const hash = hashToken(refreshToken);
  const successor = newOpaqueToken(REFRESH_TOKEN_PREFIX);
  const sealedSuccessor = sealSuccessor(successor, refreshToken, session.id);
  if (!(await exchangeRefreshToken(trx, { hash, usedAt: now, sealedSuccessor }))) {
    return undefined;
  }
  const expiresAt = sessionExpiry(session.createdAt, now);
  if (!(await prolongSession(trx, { id: session.id, usedAt: now, expiresAt }))) {
    throw new DomainError("TOKEN_REVOKED", { field: "refreshToken" });
  }
  // Whoever uses a token has received it: no predecessor needs to tell it any more.
  await eraseOtherSuccessors(trx, { sessionId: session.id, hash });
  await insertRefreshToken(trx, {
    hash: hashToken(successor),
    sessionId: session.id,
    createdAt: now,
    expiresAt,
  });
  return { id: session.id, userId: record.user.id, expiresAt, refreshToken: successor };
}

/** What a token that was used a moment ago still tells its holder. */
function sealedSuccessorOf(
  { usedAt, sealedSuccessor, session, user, databaseTime }: RefreshTokenRecord,
  refreshToken: string,
): OpenSession | undefined {
  const inTime = usedAt !== null && databaseTime - usedAt < SUCCESSOR_GRACE_MS;
  if (!inTime || sealedSuccessor === null) {
    return undefined;
  }
  return {
    id: session.id,
    userId: user.id,
    expiresAt: session.expiresAt,
    refreshToken: openSuccessor(sealedSuccessor, refreshToken, session.id),
  };
}

/** One of the two who presented the token is not whom it was given to; nobody knows which. */
async function endStolenSession(
  ctx: RequestContext,
  write: AuthWrite,
  { session, user }: RefreshTokenRecord,
): Promise<void> {
  write.revoke(await endSessionsOf(write.trx, [session.id], write.now));
  const origin = {
    channel: ctx.channel,
    procedure: "auth.refresh",
    requestId: ctx.requestId,
    actorId: user.id,
    sessionId: session.id,
    tokenId: null,
  };
  await recordAudit(write, origin, {
    resource: { type: "session", id: session.id },
    denied: "REFRESH_TOKEN_REUSED",
  });
}

/** Ends the caller's session. */
export function signOut(call: SessionCall): Promise<EndedOutput> {
  return performOwnAccountWrite(call, async (write) => {
    const { sessionId } = call.actor;
    write.revoke(await endSessionsOf(write.trx, [sessionId], write.now));
    await recordAudit(write, originOf(call), { resource: { type: "session", id: sessionId } });
    return { endedSessions: 1 };
  });
}

/** Ends every session of the caller; personal tokens stay. */
export function signOutEverywhere(call: SessionCall): Promise<EndedOutput> {
  return performOwnAccountWrite(call, async (write) => {
    const { userId } = call.actor;
    const ended = await endAllSessions(write.trx, userId, write.now);
    write.revoke(ended);
    await recordAudit(write, originOf(call), { resource: { type: "user", id: userId } });
    return { endedSessions: ended.length };
  });
}

/** The caller's live sessions, the newest first. */
export async function listSessions(
  call: SessionCall,
  { cursor, limit }: ListSessionsInput,
): Promise<ListSessionsOutput> {
  const format = cursorFormat("auth.sessions.list", {}, id);
  const rows = await listLiveSessions(call.app.database.read, {
    userId: call.actor.userId,
    before: cursor === undefined ? undefined : format.decode(cursor),
    limit: limit + 1,
  });
  return pageOf(rows, limit, {
    item: (session) => ({
      id: session.id,
      channel: session.channel,
      userAgent: session.userAgent,
      createdAt: formatInstant(session.createdAt),
      lastUsedAt: formatInstant(session.lastUsedAt),
      expiresAt: formatInstant(session.expiresAt),
      current: session.id === call.actor.sessionId,
    }),
    cursor: (last) => format.encode(last.id),
  });
}

/**
 * Ends one session of the caller.
 *
 * @throws NOT_FOUND when the caller has no such session
 */
export function revokeSession(
  call: SessionCall,
  input: { readonly id: Id },
): Promise<RevokedOutput> {
  return performOwnAccountWrite(call, async (write) => {
    const { userId } = call.actor;
    if (!(await hasSession(write.trx, { userId, sessionId: input.id }))) {
      throw new DomainError("NOT_FOUND");
    }
    const live = await listLiveSessionIds(write.trx, userId);
    if (!live.includes(input.id)) {
      return { revoked: false };
    }
    write.revoke(await endSessionsOf(write.trx, [input.id], write.now));
    await recordAudit(write, originOf(call), { resource: { type: "session", id: input.id } });
    return { revoked: true };
  });
}
