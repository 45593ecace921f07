import type { Transaction } from "@daybook/db/database";
import { type Id, newId } from "@daybook/db/ids";
import { insertAuditEntry } from "@daybook/db/queries/audit.queries";
import type { Revocation } from "@daybook/db/queries/blocklist.queries";
import { readClock } from "@daybook/db/queries/clock.queries";
import { findActorStanding } from "@daybook/db/queries/sessions.queries";
import { type AccountWithPassword, lockAccount } from "@daybook/db/queries/users.queries";
import { DomainError, type ErrorReason } from "@daybook/domain/errors";
import type { AuditResource } from "../audit/audited-resource.ts";
import { credentialOf } from "../rpc/actor.ts";
import type { App, Call } from "../rpc/context.ts";

/** One change of accounts, sessions or tokens. */
export interface AuthWrite {
  readonly trx: Transaction;
  /** The database's clock, epoch milliseconds. */
  readonly now: number;
  /** Hands in what this process applies to its own blocklist once it is committed (rule U3). */
  revoke(revocations: readonly Revocation[]): void;
}

/** A change that a signed-in caller makes; the caller's own account is locked. */
export interface OwnAccountWrite extends AuthWrite {
  readonly account: AccountWithPassword;
}

/**
 * Runs one such change in one transaction. What it revokes holds in this process before the call
 * returns.
 */
export async function performAuthWrite<T>(
  app: App,
  work: (write: AuthWrite) => Promise<T>,
): Promise<T> {
  const { answer, revocations } = await app.database.transaction(async (trx) => {
    const revoked: Revocation[] = [];
    const outcome = await work({
      trx,
      now: await readClock(trx),
      revoke: (more) => revoked.push(...more),
    });
    return { answer: outcome, revocations: revoked };
  });
  app.auth.blocklist.apply(revocations);
  return answer;
}

/**
 * The same for a caller that has signed in: whether session and account still stand is asked in
 * the transaction, and the account is locked, so that its credentials change one call at a time.
 *
 * @throws TOKEN_REVOKED
 */
export function performOwnAccountWrite<T>(
  call: Call,
  work: (write: OwnAccountWrite) => Promise<T>,
): Promise<T> {
  return performAuthWrite(call.app, async (write) => {
    const account = await lockAccount(write.trx, call.actor.userId);
    if (account === undefined || !(await findActorStanding(write.trx, call.actor))) {
      throw new DomainError("TOKEN_REVOKED");
    }
    return work({ ...write, account });
  });
}

/** What the audit trail says of a call (rule A1): from where, and by whom if that is known. */
export interface AuditOrigin {
  readonly channel: string;
  readonly procedure: string;
  readonly requestId: string;
  readonly actorId: Id | null;
  readonly sessionId: Id | null;
  readonly tokenId: Id | null;
}

export function originOf(call: Call): AuditOrigin {
  return {
    channel: call.channel,
    procedure: call.procedure,
    requestId: call.requestId,
    actorId: call.actor.userId,
    ...credentialOf(call.actor),
  };
}

/** @param denied why the call was refused; absent where it was allowed */
export async function recordAudit(
  { trx, now }: Pick<AuthWrite, "trx" | "now">,
  origin: AuditOrigin,
  about: { readonly resource: AuditResource | null; readonly denied?: ErrorReason },
): Promise<void> {
  await insertAuditEntry(trx, {
    id: newId(),
    at: now,
    actorId: origin.actorId,
    sessionId: origin.sessionId,
    tokenId: origin.tokenId,
    channel: origin.channel,
    procedure: origin.procedure,
    requestId: origin.requestId,
    resourceType: about.resource?.type ?? null,
    resourceId: about.resource?.id ?? null,
    calendarId: null,
    eventId: null,
    version: null,
    outcome: about.denied === undefined ? "allowed" : "denied",
    reason: about.denied ?? null,
  });
}
