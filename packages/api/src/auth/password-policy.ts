import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { isCommonPassword } from "./common-passwords.ts";
import { normalisePassword } from "./password-hasher.ts";

/** Whether a new password has 8 to 128 characters: code points, after normalisation (rule U1). */
export function hasPasswordLength(password: string): boolean {
  let characters = 0;
  for (const _ of normalisePassword(password)) {
    characters += 1;
  }
  return characters >= LIMITS.passwordMinLength && characters <= LIMITS.passwordMaxLength;
}

export interface PasswordOwner {
  readonly username: string;
  readonly email: string;
}

/**
 * Refuses what would be guessed first (rule U1): the common passwords, and the account's own
 * names.
 *
 * @param field the path of the password in the input
 * @throws PASSWORD_TOO_COMMON
 */
export function refuseGuessablePassword(
  password: string,
  owner: PasswordOwner,
  field: string,
): void {
  const normalised = normalisePassword(password);
  const email = owner.email.toLowerCase();
  const ownNames = [owner.username.toLowerCase(), email, email.slice(0, email.lastIndexOf("@"))];
  if (ownNames.includes(normalised.toLowerCase())) {
    throw new DomainError("PASSWORD_TOO_COMMON", {
      field,
      message: "The password must not be the account's own name or e-mail address.",
    });
  }
  if (isCommonPassword(normalised)) {
    throw new DomainError("PASSWORD_TOO_COMMON", { field });
  }
}
