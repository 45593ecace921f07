/**
 * How names of accounts are compared: without case. The text as the user wrote it is kept beside
 * the key, which carries the unique constraint (rule U1).
 */
export function usernameKey(username: string): string {
  return username.toLowerCase();
}

/** Two spellings of one mail address that differ in case, or in Unicode form, are one address. */
export function emailKey(email: string): string {
  return email.normalize("NFC").toLowerCase();
}

/** What a person signs in with: no username has an `@` in it, and every e-mail address has. */
export type LoginName = { kind: "username"; key: string } | { kind: "email"; key: string };

export function parseLoginName(login: string): LoginName {
  return login.includes("@")
    ? { kind: "email", key: emailKey(login) }
    : { kind: "username", key: usernameKey(login) };
}
