import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import {
  listLiveTokens,
  type LiveToken,
  revokePersonalTokens,
} from "@daybook/db/queries/access-tokens.queries";
import { insertRevocations, type Revocation } from "@daybook/db/queries/blocklist.queries";
import { endSessions, listLiveSessionIds } from "@daybook/db/queries/sessions.queries";
import { ACCESS_TOKEN_MS } from "./access-token.ts";

/**
 * How long a session's entry stays in the blocklist: as long as its last access token could be
 * good, and as long again for processes whose clocks differ.
 */
const BLOCK_SESSION_MS = 2 * ACCESS_TOKEN_MS;

/**
 * Each of these ends credentials for good (rule U3), in a transaction that has locked their
 * account, and answers what the process applies to its own blocklist after the commit.
 */
export async function endSessionsOf(
  trx: Transaction,
  sessionIds: readonly Id[],
  now: number,
): Promise<Revocation[]> {
  await endSessions(trx, sessionIds, now);
  const revocations = sessionIds.map((id): Revocation => ({
    id,
    kind: "session",
    expiresAt: now + BLOCK_SESSION_MS,
  }));
  await insertRevocations(trx, revocations);
  return revocations;
}

export async function endTokens(
  trx: Transaction,
  tokens: readonly LiveToken[],
  now: number,
): Promise<Revocation[]> {
  const ids = tokens.map((token) => token.id);
  await revokePersonalTokens(trx, ids, now);
  const revocations = tokens.map(({ id, expiresAt }): Revocation => ({
    id,
    kind: "token",
    expiresAt,
  }));
  await insertRevocations(trx, revocations);
  return revocations;
}

/** Every session of the user. */
export async function endAllSessions(
  trx: Transaction,
  userId: Id,
  now: number,
): Promise<Revocation[]> {
  return endSessionsOf(trx, await listLiveSessionIds(trx, userId), now);
}

/** Every session and every personal token of the user. */
export async function endAllCredentials(
  trx: Transaction,
  userId: Id,
  now: number,
): Promise<Revocation[]> {
  const sessions = await endAllSessions(trx, userId, now);
  const tokens = await endTokens(trx, await listLiveTokens(trx, userId), now);
  return [...sessions, ...tokens];
}
