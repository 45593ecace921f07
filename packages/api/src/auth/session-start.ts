import type { Transaction } from "@daybook/db/database";
import { type Id, newId } from "@daybook/db/ids";
import type { Revocation } from "@daybook/db/queries/blocklist.queries";
import { insertRefreshToken } from "@daybook/db/queries/refresh-tokens.queries";
import { insertSession, listLiveSessionIds } from "@daybook/db/queries/sessions.queries";
import type { UserRole } from "@daybook/db/queries/users.queries";
import { LIMITS } from "@daybook/domain/limits";
import type { RequestContext } from "../rpc/context.ts";
import { formatInstant } from "../rpc/instant.ts";
import type { AccessTokens } from "./access-token.ts";
import type { SessionView } from "./auth.schema.ts";
import { endSessionsOf } from "./ending-credentials.ts";
import { hashToken, newOpaqueToken, REFRESH_TOKEN_PREFIX } from "./opaque-token.ts";

const DAY_MS = 24 * 60 * 60_000;
/** A session that is not used for this long ends by itself. */
const IDLE_MS = 30 * DAY_MS;
/** However much it is used, a session ends a year after the sign-in. */
const LONGEST_MS = 365 * DAY_MS;

const USER_AGENT_LENGTH = 255;

/** A session with the one refresh token that prolongs it. */
export interface OpenSession {
  readonly id: Id;
  readonly userId: Id;
  readonly expiresAt: number;
  readonly refreshToken: string;
}

/** Until when a session lasts that was made and is used at these times. */
export function sessionExpiry(createdAt: number, usedAt: number): number {
  return Math.min(usedAt + IDLE_MS, createdAt + LONGEST_MS);
}

/**
 * Begins a session, in a transaction that has locked the account. One session more than the
 * published limit ends the one that was unused for longest.
 */
export async function startSession(
  trx: Transaction,
  ctx: Pick<RequestContext, "channel" | "userAgent">,
  { userId, now }: { readonly userId: Id; readonly now: number },
): Promise<{ session: OpenSession; revocations: Revocation[] }> {
  const live = await listLiveSessionIds(trx, userId);
  const tooMany = live.slice(0, Math.max(0, live.length + 1 - LIMITS.sessionsPerUser));
  const revocations = await endSessionsOf(trx, tooMany, now);
  const session: OpenSession = {
    id: newId(),
    userId,
    expiresAt: sessionExpiry(now, now),
    refreshToken: newOpaqueToken(REFRESH_TOKEN_PREFIX),
  };
  await insertSession(trx, {
    id: session.id,
    userId,
    channel: ctx.channel,
    userAgent: ctx.userAgent?.slice(0, USER_AGENT_LENGTH) ?? null,
    createdAt: now,
    expiresAt: session.expiresAt,
  });
  await insertRefreshToken(trx, {
    hash: hashToken(session.refreshToken),
    sessionId: session.id,
    createdAt: now,
    expiresAt: session.expiresAt,
  });
  return { session, revocations };
}

export interface SessionUser {
  readonly id: Id;
  readonly username: string;
  readonly email: string;
  readonly role: UserRole;
}

/** What whoever signed in receives. Signs the access token, so it comes after the commit. */
export async function toSessionView(
  accessTokens: AccessTokens,
  user: SessionUser,
  session: OpenSession,
): Promise<SessionView> {
  const accessToken = await accessTokens.issue(session);
  return {
    user: { id: user.id, username: user.username, email: user.email, role: user.role },
    accessToken: accessToken.token,
    accessTokenExpiresAt: formatInstant(accessToken.expiresAt),
    refreshToken: session.refreshToken,
    refreshTokenExpiresAt: formatInstant(session.expiresAt),
  };
}
