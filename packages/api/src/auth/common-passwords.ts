import { dictionary } from "@zxcvbn-ts/language-common";

const MIN_LENGTH = 8;

let common: ReadonlySet<string> | undefined;

/**
 * Whether people choose this password often: it is among the 18,000 passwords of eight or more
 * characters that leaks show most. Without regard to case.
 */
export function isCommonPassword(password: string): boolean {
  common ??= new Set(
    dictionary["passwords-common"].filter((candidate) => candidate.length >= MIN_LENGTH),
  );
  return common.has(password.toLowerCase());
}
