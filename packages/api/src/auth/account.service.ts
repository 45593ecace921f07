import { findAccount, updatePasswordHash } from "@daybook/db/queries/users.queries";
import { DomainError } from "@daybook/domain/errors";
import { TOKEN_SCOPES } from "../rpc/actor.ts";
import type { Call, RequestContext, SessionCall } from "../rpc/context.ts";
import { formatInstant } from "../rpc/instant.ts";
import { originOf, performOwnAccountWrite, recordAudit } from "./auth-write.ts";
import type { ChangePasswordInput, MeOutput, SessionView } from "./auth.schema.ts";
import { endAllCredentials } from "./ending-credentials.ts";
import { refuseGuessablePassword } from "./password-policy.ts";
import { proveOwnPassword } from "./password-proof.ts";
import { startSession, toSessionView } from "./session-start.ts";

/** Who the caller is, and by what. */
export async function describeCaller(call: Call): Promise<MeOutput> {
  const { actor } = call;
  const account = await findAccount(call.app.database.read, actor.userId);
  if (account === undefined) {
    throw new DomainError("TOKEN_REVOKED");
  }
  return {
    id: account.id,
    username: account.username,
    email: account.email,
    role: account.role,
    defaultCalendarId: account.defaultCalendarId,
    createdAt: formatInstant(account.createdAt),
    credential:
      actor.kind === "session"
        ? { type: "session", id: actor.sessionId, scopes: [...TOKEN_SCOPES] }
        : { type: "token", id: actor.tokenId, scopes: [...actor.scopes] },
  };
}

/**
 * Sets another password. Every session and personal token of the account ends with the old one
 * (rule U3); the answer is a new session.
 *
 * @throws WRONG_PASSWORD, PASSWORD_TOO_COMMON, RATE_LIMITED, BUSY
 */
export async function changePassword(
  ctx: RequestContext & { readonly call: SessionCall },
  input: ChangePasswordInput,
): Promise<SessionView> {
  const { app, call } = ctx;
  const account = await proveOwnPassword(call, input.currentPassword, "currentPassword");
  refuseGuessablePassword(input.newPassword, account, "newPassword");
  const passwordHash = await app.auth.passwords.hash(input.newPassword);
  const session = await performOwnAccountWrite(call, async (write) => {
    if (write.account.passwordHash !== account.passwordHash) {
      throw new DomainError("WRONG_PASSWORD", { field: "currentPassword" });
    }
    const userId = account.id;
    await updatePasswordHash(write.trx, userId, passwordHash);
    write.revoke(await endAllCredentials(write.trx, userId, write.now));
    await recordAudit(write, originOf(call), { resource: { type: "user", id: userId } });
    const started = await startSession(write.trx, ctx, { userId, now: write.now });
    return started.session;
  });
  return toSessionView(app.auth.accessTokens, account, session);
}
