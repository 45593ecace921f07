import { type Id, newId } from "@daybook/db/ids";
import {
  findPersonalToken,
  insertPersonalToken,
  listLiveTokens,
  listPersonalTokens,
  type PersonalToken,
} from "@daybook/db/queries/access-tokens.queries";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { TOKEN_SCOPES } from "../rpc/actor.ts";
import type { SessionCall } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { formatInstant, parseInstant } from "../rpc/instant.ts";
import { id } from "../rpc/wire.schema.ts";
import { originOf, performOwnAccountWrite, recordAudit } from "./auth-write.ts";
import type {
  CreateTokenInput,
  CreateTokenOutput,
  ListTokensInput,
  ListTokensOutput,
  RevokedOutput,
} from "./auth.schema.ts";
import { endTokens } from "./ending-credentials.ts";
import { hashToken, newOpaqueToken, PERSONAL_TOKEN_PREFIX } from "./opaque-token.ts";

const DAY_MS = 24 * 60 * 60_000;
const DEFAULT_DAYS = 90;

/**
 * Makes a personal access token (rule U4). The answer is the only place where it is shown.
 *
 * @throws EXPIRY_IN_PAST; LIMIT_EXCEEDED for more than a year, or too many tokens
 */
export function createToken(
  call: SessionCall,
  input: CreateTokenInput,
): Promise<CreateTokenOutput> {
  return performOwnAccountWrite(call, async (write) => {
    const { trx, now } = write;
    const { userId } = call.actor;
    const live = await listLiveTokens(trx, userId);
    if (live.length >= LIMITS.tokensPerUser) {
      throw limitRefusal("tokensPerUser");
    }
    const token = newOpaqueToken(PERSONAL_TOKEN_PREFIX);
    const record: PersonalToken = {
      id: newId(),
      name: input.name,
      scopes: TOKEN_SCOPES.filter((scope) => input.scopes.includes(scope)),
      createdAt: now,
      expiresAt: expiryOf(input, now),
      lastUsedAt: null,
    };
    await insertPersonalToken(trx, { ...record, userId, hash: hashToken(token) });
    await recordAudit(write, originOf(call), { resource: { type: "token", id: record.id } });
    return { ...toTokenView(record), token };
  });
}

function expiryOf(input: CreateTokenInput, now: number): number {
  if (input.expiresAt === undefined) {
    return now + DEFAULT_DAYS * DAY_MS;
  }
  const expiresAt = parseInstant(input.expiresAt, "expiresAt");
  if (expiresAt <= now) {
    throw new DomainError("EXPIRY_IN_PAST", { field: "expiresAt" });
  }
  if (expiresAt > now + LIMITS.tokenDays * DAY_MS) {
    throw limitRefusal("tokenDays", { field: "expiresAt" });
  }
  return expiresAt;
}

/** The caller's tokens that were not revoked, the newest first. */
export async function listTokens(
  call: SessionCall,
  { cursor, limit }: ListTokensInput,
): Promise<ListTokensOutput> {
  const format = cursorFormat("auth.tokens.list", {}, id);
  const rows = await listPersonalTokens(call.app.database.read, {
    userId: call.actor.userId,
    before: cursor === undefined ? undefined : format.decode(cursor),
    limit: limit + 1,
  });
  return pageOf(rows, limit, { item: toTokenView, cursor: (last) => format.encode(last.id) });
}

/**
 * Ends a token of the caller at once (rule U3).
 *
 * @throws NOT_FOUND when the caller has no such token
 */
export function revokeToken(call: SessionCall, input: { readonly id: Id }): Promise<RevokedOutput> {
  return performOwnAccountWrite(call, async (write) => {
    const { userId } = call.actor;
    const token = await findPersonalToken(write.trx, { userId, tokenId: input.id });
    if (token === undefined) {
      throw new DomainError("NOT_FOUND");
    }
    if (token.revoked) {
      return { revoked: false };
    }
    write.revoke(await endTokens(write.trx, [token], write.now));
    await recordAudit(write, originOf(call), { resource: { type: "token", id: token.id } });
    return { revoked: true };
  });
}

function toTokenView(token: PersonalToken) {
  return {
    id: token.id,
    name: token.name,
    scopes: TOKEN_SCOPES.filter((scope) => token.scopes.includes(scope)),
    createdAt: formatInstant(token.createdAt),
    expiresAt: formatInstant(token.expiresAt),
    lastUsedAt: token.lastUsedAt === null ? null : formatInstant(token.lastUsedAt),
  };
}
