/**
 * How a refusal is classed. Each class has one tRPC code and one HTTP status at the edge.
 */
export type ErrorClass =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "notFound"
  | "gone"
  | "conflict"
  | "precondition"
  | "unprocessable"
  | "tooLarge"
  | "rateLimited"
  | "timeout"
  | "unavailable"
  | "internal";

/**
 * Every reason that Daybook gives for a refusal (rule C1). Clients branch on these for years:
 * a reason is added, never renamed. The sentence is for people and may change.
 */
export const ERROR_CATALOGUE = {
  // Input in general (C5)
  INVALID_INPUT: { class: "invalid", message: "The input is not valid." },
  UNKNOWN_KEY: { class: "invalid", message: "The input has a key that is not known here." },
  BODY_TOO_LARGE: { class: "tooLarge", message: "The request body is larger than the limit." },
  BATCH_TOO_LARGE: { class: "invalid", message: "The batch holds more items than the limit." },
  INVALID_CURSOR: {
    class: "invalid",
    message: "The cursor is not one that this procedure gave out.",
  },
  CURSOR_EXPIRED: {
    class: "gone",
    message:
      "The cursor is older than what is kept, or from before a restoration; begin again without one.",
  },
  WINDOW_INVALID: { class: "invalid", message: "The window ends before it starts." },
  WINDOW_TOO_WIDE: { class: "invalid", message: "The window is wider than the limit." },
  LIMIT_EXCEEDED: { class: "invalid", message: "A published limit would be exceeded." },
  NO_SEARCH_WORDS: { class: "invalid", message: "The query has no word: no letter and no digit." },
  METHOD_NOT_ALLOWED: { class: "invalid", message: "The method is not allowed here." },

  // Time (T1–T5)
  INVALID_TIME: { class: "invalid", message: "The date or time does not exist or is malformed." },
  OFFSET_NOT_ALLOWED: {
    class: "invalid",
    message: "A floating or all-day event takes times without an offset.",
  },
  TIME_OCCURS_TWICE: {
    class: "invalid",
    message: "The offset names the second of a wall time that occurs twice.",
  },
  END_BEFORE_START: { class: "invalid", message: "The end lies before the start." },
  UNKNOWN_TIME_ZONE: { class: "invalid", message: "The time zone is not known." },

  // Recurrence (R1–R5)
  INVALID_RECURRENCE: { class: "invalid", message: "The recurrence is not valid." },
  RECURRENCE_UNSUPPORTED: {
    class: "invalid",
    message: "The recurrence rule uses a part that is not supported.",
  },
  RECURRENCE_NEVER_MATCHES: { class: "invalid", message: "The recurrence rule never matches." },
  RECURRENCE_TOO_LARGE: {
    class: "invalid",
    message: "The recurrence exceeds the published limits.",
  },
  START_NOT_IN_RULE: {
    class: "invalid",
    message: "The start is not one of the occurrences of the rule.",
  },

  // Editing a series (X1–X8)
  SCOPE_REQUIRED: { class: "invalid", message: "A change to a series names its scope." },
  SCOPE_UNSUPPORTED: { class: "invalid", message: "This scope cannot be used here." },
  OCCURRENCE_KEY_REQUIRED: { class: "invalid", message: "This scope needs an occurrence key." },
  OCCURRENCE_NOT_FOUND: { class: "notFound", message: "The series has no such occurrence." },
  RECURRENCE_IN_OVERRIDE: {
    class: "invalid",
    message: "One occurrence cannot have a recurrence of its own.",
  },
  EXCEPTIONS_ORPHANED: {
    class: "conflict",
    message: "Exceptions of the series would lose their occurrence.",
  },

  // Who is calling (U1–U5)
  UNAUTHENTICATED: { class: "unauthenticated", message: "Sign in first." },
  INVALID_CREDENTIALS: {
    class: "unauthenticated",
    message: "The name or the password is wrong.",
  },
  TOKEN_EXPIRED: { class: "unauthenticated", message: "The token has expired." },
  TOKEN_INVALID: { class: "unauthenticated", message: "The token is not valid." },
  TOKEN_REVOKED: { class: "unauthenticated", message: "The token was revoked." },
  REFRESH_TOKEN_REUSED: {
    class: "unauthenticated",
    message: "The refresh token was used before; the session has ended.",
  },
  INSUFFICIENT_SCOPE: { class: "forbidden", message: "The token lacks the scope for this call." },
  SESSION_REQUIRED: {
    class: "forbidden",
    message: "This call needs a session; a personal token does not reach it.",
  },
  ACCOUNT_DISABLED: {
    class: "forbidden",
    message: "The account was disabled by an administrator.",
  },
  USERNAME_TAKEN: { class: "conflict", message: "The username is taken." },
  EMAIL_TAKEN: { class: "conflict", message: "The e-mail address is taken." },
  PASSWORD_TOO_COMMON: { class: "invalid", message: "The password is too common." },
  WRONG_PASSWORD: { class: "forbidden", message: "The password is wrong." },
  DISPOSITION_REQUIRED: {
    class: "conflict",
    message: "Say what becomes of each shared calendar and event.",
  },

  // Rights (S1–S9)
  NOT_FOUND: { class: "notFound", message: "There is no such thing, or you cannot see it." },
  FORBIDDEN: { class: "forbidden", message: "Your role does not allow this." },
  OWNER_REQUIRED: {
    class: "conflict",
    message: "The owner cannot be removed or lowered, only replaced.",
  },
  USER_NOT_FOUND: { class: "notFound", message: "There is no such user." },
  GRANT_REQUIRED: {
    class: "conflict",
    message: "Ownership passes only to someone who already holds a grant.",
  },
  EXPIRY_IN_PAST: { class: "invalid", message: "The expiry lies in the past." },
  DEFAULT_CALENDAR: {
    class: "conflict",
    message: "The default calendar can be neither deleted nor transferred.",
  },
  CALENDAR_DELETED: { class: "conflict", message: "The calendar is deleted." },

  // Versions (V1–V9)
  VERSION_CONFLICT: {
    class: "precondition",
    message: "The event has moved on since the version you started from.",
  },
  INSTANT_IN_FUTURE: { class: "invalid", message: "The instant lies in the future." },
  VERSION_NOT_FOUND: { class: "notFound", message: "The event has no such version." },
  SPLIT_SINCE: {
    class: "conflict",
    message: "The series was split since that version, and its right part is still there.",
  },
  SPLIT_TAKEN_BACK: {
    class: "conflict",
    message: "The series went back past the split, and has these occurrences again itself.",
  },
  EVENT_OVERLAPS: {
    class: "conflict",
    message: "The event overlaps another one of its calendar that is busy.",
  },
  EVENT_DELETED: { class: "conflict", message: "The event is deleted." },
  SERVER_TOO_OLD: {
    class: "unavailable",
    message: "The data was written by a newer server; this one must not write it.",
  },

  // Idempotency (C2), limits and faults (C1, C4)
  KEY_REUSED: {
    class: "unprocessable",
    message: "The idempotency key was used with another input.",
  },
  KEY_NOT_ALLOWED: {
    class: "invalid",
    message: "This call takes no idempotency key.",
  },
  RATE_LIMITED: { class: "rateLimited", message: "Too many calls; try again later." },
  BUSY: { class: "unavailable", message: "The server is busy; try again." },
  UNAVAILABLE: { class: "unavailable", message: "The server cannot answer right now." },
  TIMEOUT: { class: "timeout", message: "The call took too long." },
  INVALID_CALENDAR_FILE: { class: "invalid", message: "The file is not an iCalendar file." },
  INTERNAL: { class: "internal", message: "Something went wrong on our side." },
} as const satisfies Record<string, { class: ErrorClass; message: string }>;

/** A stable reason; see {@link ERROR_CATALOGUE}. */
export type ErrorReason = keyof typeof ERROR_CATALOGUE;

/** What is wrong with one field of the input; `path` is dotted, as in `patch.start`. */
export interface FieldError {
  readonly path: string;
  readonly reason: ErrorReason;
  readonly message: string;
}

export interface DomainErrorOptions {
  /** The facts that a caller needs to act on the refusal. Plain JSON; no secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The field at fault, dotted from the root of the input. */
  readonly field?: string;
  /** Replaces the catalogue's sentence where a more exact one helps. */
  readonly message?: string;
  readonly cause?: unknown;
}

/** A refusal that is part of the contract. Whatever else is thrown is a fault. */
export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly reason: ErrorReason;
  readonly details: Readonly<Record<string, unknown>>;
  readonly fieldErrors: readonly FieldError[];

  constructor(reason: ErrorReason, options: DomainErrorOptions = {}) {
    super(options.message ?? ERROR_CATALOGUE[reason].message, { cause: options.cause });
    this.reason = reason;
    this.details = options.details ?? {};
    this.fieldErrors =
      options.field === undefined ? [] : [{ path: options.field, reason, message: this.message }];
  }
}
