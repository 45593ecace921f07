import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { findAccount, findAccountByName } from "@daybook/db/queries/users.queries";
import { emailKey, usernameKey } from "@daybook/domain/accounts/account-names";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { countAgainst, refuseExhausted } from "../limits/window-limits.ts";
import type { Call } from "../rpc/context.ts";
import type { ShareInput } from "./sharing.schema.ts";

type GivenGrantee = ShareInput["users"][number];

const QUOTA = {
  policy: "unknown-users",
  quota: LIMITS.unknownUsers,
  windowSeconds: LIMITS.unknownUserWindowMinutes * 60,
};

/**
 * The account that a caller names by id, username or e-mail address.
 *
 * @throws DomainError USER_NOT_FOUND, which fails the whole call (rule S9)
 */
export async function getGrantee(
  trx: Transaction,
  given: GivenGrantee,
  field: string,
): Promise<{ id: Id; username: string }> {
  const account = await findNamedAccount(trx, given);
  if (account === undefined) {
    throw new DomainError("USER_NOT_FOUND", { field });
  }
  return { id: account.id, username: account.username };
}

function findNamedAccount(trx: Transaction, given: GivenGrantee) {
  if ("userId" in given) {
    return findAccount(trx, given.userId);
  }
  return "username" in given
    ? findAccountByName(trx, { kind: "username", key: usernameKey(given.username) })
    : findAccountByName(trx, { kind: "email", key: emailKey(given.email) });
}

/**
 * Runs a call that says whether users exist, so that it cannot be asked without end (rule S9).
 *
 * @throws DomainError RATE_LIMITED after too many USER_NOT_FOUND
 */
export function limitUnknownUsers<T>(call: Call, run: () => Promise<T>): Promise<T> {
  const { database, guesses } = call.app;
  const counting = { database, serviceLimits: call.serviceLimits };
  const bucket = `unknown-users:${call.actor.userId}`;
  const limits = [{ ...QUOTA, bucket }];
  return guesses.run(bucket, async () => {
    await refuseExhausted(counting, limits);
    try {
      return await run();
    } catch (error) {
      if (error instanceof DomainError && error.reason === "USER_NOT_FOUND") {
        await countAgainst(counting, limits);
      }
      throw error;
    }
  });
}
