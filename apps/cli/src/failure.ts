import { DaybookError, isNetworkError, isUnauthenticated } from "@daybook/client";
import { CommanderError } from "commander";

/** What the process ends with. Scripts branch on these. */
export const EXIT = { ok: 0, failed: 1, usage: 2, signInFirst: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command line does not make sense; nothing was sent. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something on this side stood in the way; the sentence is for the person. */
export class LocalFailure extends Error {
  override readonly name = "LocalFailure";
}

/** What is to be undone was changed again since: the server's refusal, told in the words of an undo. */
export class UndoConflict extends DaybookError<"VERSION_CONFLICT"> {
  constructor(refusal: DaybookError<"VERSION_CONFLICT">) {
    const { reason, message, code, httpStatus, details, fieldErrors, requestId } = refusal;
    super({
      reason,
      message,
      code,
      httpStatus,
      details: { ...details },
      fieldErrors,
      requestId,
      cause: refusal,
    });
  }
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) {
    return EXIT.usage;
  }
  // A wrong password is a refusal: signing in was what the person did.
  return isUnauthenticated(error) && error.reason !== "INVALID_CREDENTIALS"
    ? EXIT.signInFirst
    : EXIT.failed;
}

/** An error as `--json` writes it to stderr. */
export function errorDocument(error: unknown): object {
  if (error instanceof DaybookError) {
    const { reason, message, code, httpStatus, details, fieldErrors, requestId } = error;
    return { error: { reason, message, code, httpStatus, details, fieldErrors, requestId } };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { error: { reason: error instanceof UsageError ? "USAGE" : "LOCAL_FAILURE", message } };
}

/** What to do about a refusal, where the reason alone does not say it. */
export function adviceFor(error: unknown): string | undefined {
  if (exitCodeOf(error) === EXIT.signInFirst) {
    return "Try: npx daybook login, or npx daybook register";
  }
  if (error instanceof UsageError && error.cause instanceof CommanderError) {
    return "See npx daybook --help, or npx daybook <command> --help";
  }
  if (isNetworkError(error)) {
    return "Is the server running there? Name another one with --server or DAYBOOK_URL.";
  }
  return error instanceof DaybookError ? ADVICE[error.reason] : undefined;
}

const ADVICE: { readonly [reason: string]: string | undefined } = {
  SCOPE_REQUIRED:
    "This is a series: say --scope all, or name one occurrence with --at <key> (npx daybook agenda --long shows keys).",
  OCCURRENCE_KEY_REQUIRED:
    "Name the occurrence with --at <key> (npx daybook agenda --long shows keys).",
  OCCURRENCE_NOT_FOUND: "npx daybook agenda --long shows the keys.",
  EXCEPTIONS_ORPHANED: "Repeat with --drop-orphans to lose these exceptions.",
  EVENT_OVERLAPS: "Leave out --reject-overlap to have both.",
  NO_SEARCH_WORDS: "Give at least one word.",
  CURSOR_EXPIRED: "Leave out --since: what has changed since then is no longer told one by one.",
  EVENT_DELETED: "npx daybook restore <event> brings it back.",
};
