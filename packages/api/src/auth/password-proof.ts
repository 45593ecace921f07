import {
  type AccountWithPassword,
  findAccountWithPassword,
} from "@daybook/db/queries/users.queries";
import { DomainError } from "@daybook/domain/errors";
import type { SessionCall } from "../rpc/context.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import type { Attempt, SignInLimits } from "./sign-in-limits.ts";

/** One attempt to prove a password, and where the account is found that it is for. */
export interface PasswordAttempt extends Attempt {
  readonly password: string;
  readonly find: () => Promise<AccountWithPassword | undefined>;
}

/** The account whose password was given, or the one that was named with a wrong password. */
export type PasswordProof =
  | { readonly account: AccountWithPassword }
  | { readonly account: undefined; readonly named: AccountWithPassword | undefined };

/**
 * Checks a password against an account, counting what fails (rule U5). The limit is asked twice:
 * before the queue, where it costs nothing, and in the place, where at most as many callers as
 * there are cores can be between the question and the count.
 *
 * @throws RATE_LIMITED, BUSY
 */
export async function provePassword(
  auth: { readonly passwords: PasswordHasher; readonly signInLimits: SignInLimits },
  attempt: PasswordAttempt,
): Promise<PasswordProof> {
  const { passwords, signInLimits } = auth;
  await signInLimits.refuseExhausted(attempt);
  const proof = await passwords.withPlace(async (place): Promise<PasswordProof> => {
    await signInLimits.refuseExhausted(attempt);
    const account = await attempt.find();
    const right = await place.verify(attempt.password, account?.passwordHash);
    if (right && account !== undefined) {
      return { account };
    }
    await signInLimits.countFailure(attempt);
    return { account: undefined, named: account };
  });
  if (proof.account !== undefined) {
    await signInLimits.forgetFailures(attempt);
  }
  return proof;
}

/**
 * Has a caller who is signed in prove the password once more, before what cannot be taken back.
 *
 * @param field the path of the password in the input
 * @throws WRONG_PASSWORD, RATE_LIMITED, BUSY
 */
export async function proveOwnPassword(
  { app, actor, address, serviceLimits }: SessionCall,
  password: string,
  field: string,
): Promise<AccountWithPassword> {
  const { account } = await provePassword(app.auth, {
    name: `account ${actor.userId}`,
    address,
    serviceLimits,
    password,
    find: () => findAccountWithPassword(app.database.read, actor.userId),
  });
  if (account === undefined) {
    throw new DomainError("WRONG_PASSWORD", { field });
  }
  return account;
}
