/** What the server answers for each reason. Printed by `npm run client:print`: do not edit it. */
import type { ServerReason } from "./contract.ts";

interface RefusalFacts {
  readonly httpStatus: number;
  /** The tRPC code. */
  readonly code: string;
  readonly message: string;
}

export const REFUSAL_FACTS: Record<ServerReason, RefusalFacts> = {
  INVALID_INPUT: { httpStatus: 400, code: "BAD_REQUEST", message: "The input is not valid." },
  UNKNOWN_KEY: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The input has a key that is not known here.",
  },
  BODY_TOO_LARGE: {
    httpStatus: 413,
    code: "PAYLOAD_TOO_LARGE",
    message: "The request body is larger than the limit.",
  },
  BATCH_TOO_LARGE: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The batch holds more items than the limit.",
  },
  INVALID_CURSOR: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The cursor is not one that this procedure gave out.",
  },
  CURSOR_EXPIRED: {
    httpStatus: 410,
    code: "PRECONDITION_FAILED",
    message:
      "The cursor is older than what is kept, or from before a restoration; begin again without one.",
  },
  WINDOW_INVALID: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The window ends before it starts.",
  },
  WINDOW_TOO_WIDE: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The window is wider than the limit.",
  },
  LIMIT_EXCEEDED: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "A published limit would be exceeded.",
  },
  NO_SEARCH_WORDS: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The query has no word: no letter and no digit.",
  },
  METHOD_NOT_ALLOWED: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The method is not allowed here.",
  },
  INVALID_TIME: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The date or time does not exist or is malformed.",
  },
  OFFSET_NOT_ALLOWED: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "A floating or all-day event takes times without an offset.",
  },
  TIME_OCCURS_TWICE: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The offset names the second of a wall time that occurs twice.",
  },
  END_BEFORE_START: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The end lies before the start.",
  },
  UNKNOWN_TIME_ZONE: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The time zone is not known.",
  },
  INVALID_RECURRENCE: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The recurrence is not valid.",
  },
  RECURRENCE_UNSUPPORTED: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The recurrence rule uses a part that is not supported.",
  },
  RECURRENCE_NEVER_MATCHES: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The recurrence rule never matches.",
  },
  RECURRENCE_TOO_LARGE: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The recurrence exceeds the published limits.",
  },
  START_NOT_IN_RULE: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The start is not one of the occurrences of the rule.",
  },
  SCOPE_REQUIRED: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "A change to a series names its scope.",
  },
  SCOPE_UNSUPPORTED: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "This scope cannot be used here.",
  },
  OCCURRENCE_KEY_REQUIRED: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "This scope needs an occurrence key.",
  },
  OCCURRENCE_NOT_FOUND: {
    httpStatus: 404,
    code: "NOT_FOUND",
    message: "The series has no such occurrence.",
  },
  RECURRENCE_IN_OVERRIDE: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "One occurrence cannot have a recurrence of its own.",
  },
  EXCEPTIONS_ORPHANED: {
    httpStatus: 409,
    code: "CONFLICT",
    message: "Exceptions of the series would lose their occurrence.",
  },
  UNAUTHENTICATED: { httpStatus: 401, code: "UNAUTHORIZED", message: "Sign in first." },
  INVALID_CREDENTIALS: {
    httpStatus: 401,
    code: "UNAUTHORIZED",
    message: "The name or the password is wrong.",
  },
  TOKEN_EXPIRED: { httpStatus: 401, code: "UNAUTHORIZED", message: "The token has expired." },
  TOKEN_INVALID: { httpStatus: 401, code: "UNAUTHORIZED", message: "The token is not valid." },
  TOKEN_REVOKED: { httpStatus: 401, code: "UNAUTHORIZED", message: "The token was revoked." },
  REFRESH_TOKEN_REUSED: {
    httpStatus: 401,
    code: "UNAUTHORIZED",
    message: "The refresh token was used before; the session has ended.",
  },
  INSUFFICIENT_SCOPE: {
    httpStatus: 403,
    code: "FORBIDDEN",
    message: "The token lacks the scope for this call.",
  },
  SESSION_REQUIRED: {
    httpStatus: 403,
    code: "FORBIDDEN",
    message: "This call needs a session; a personal token does not reach it.",
  },
  ACCOUNT_DISABLED: {
    httpStatus: 403,
    code: "FORBIDDEN",
    message: "The account was disabled by an administrator.",
  },
  USERNAME_TAKEN: { httpStatus: 409, code: "CONFLICT", message: "The username is taken." },
  EMAIL_TAKEN: { httpStatus: 409, code: "CONFLICT", message: "The e-mail address is taken." },
  PASSWORD_TOO_COMMON: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The password is too common.",
  },
  WRONG_PASSWORD: { httpStatus: 403, code: "FORBIDDEN", message: "The password is wrong." },
  DISPOSITION_REQUIRED: {
    httpStatus: 409,
    code: "CONFLICT",
    message: "Say what becomes of each shared calendar and event.",
  },
  NOT_FOUND: {
    httpStatus: 404,
    code: "NOT_FOUND",
    message: "There is no such thing, or you cannot see it.",
  },
  FORBIDDEN: { httpStatus: 403, code: "FORBIDDEN", message: "Your role does not allow this." },
  OWNER_REQUIRED: {
    httpStatus: 409,
    code: "CONFLICT",
    message: "The owner cannot be removed or lowered, only replaced.",
  },
  USER_NOT_FOUND: { httpStatus: 404, code: "NOT_FOUND", message: "There is no such user." },
  GRANT_REQUIRED: {
    httpStatus: 409,
    code: "CONFLICT",
    message: "Ownership passes only to someone who already holds a grant.",
  },
  EXPIRY_IN_PAST: { httpStatus: 400, code: "BAD_REQUEST", message: "The expiry lies in the past." },
  DEFAULT_CALENDAR: {
    httpStatus: 409,
    code: "CONFLICT",
    message: "The default calendar can be neither deleted nor transferred.",
  },
  CALENDAR_DELETED: { httpStatus: 409, code: "CONFLICT", message: "The calendar is deleted." },
  VERSION_CONFLICT: {
    httpStatus: 412,
    code: "PRECONDITION_FAILED",
    message: "The event has moved on since the version you started from.",
  },
  INSTANT_IN_FUTURE: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The instant lies in the future.",
  },
  VERSION_NOT_FOUND: {
    httpStatus: 404,
    code: "NOT_FOUND",
    message: "The event has no such version.",
  },
  SPLIT_SINCE: {
    httpStatus: 409,
    code: "CONFLICT",
    message: "The series was split since that version, and its right part is still there.",
  },
  SPLIT_TAKEN_BACK: {
    httpStatus: 409,
    code: "CONFLICT",
    message: "The series went back past the split, and has these occurrences again itself.",
  },
  EVENT_OVERLAPS: {
    httpStatus: 409,
    code: "CONFLICT",
    message: "The event overlaps another one of its calendar that is busy.",
  },
  EVENT_DELETED: { httpStatus: 409, code: "CONFLICT", message: "The event is deleted." },
  SERVER_TOO_OLD: {
    httpStatus: 503,
    code: "SERVICE_UNAVAILABLE",
    message: "The data was written by a newer server; this one must not write it.",
  },
  KEY_REUSED: {
    httpStatus: 422,
    code: "UNPROCESSABLE_CONTENT",
    message: "The idempotency key was used with another input.",
  },
  KEY_NOT_ALLOWED: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "This call takes no idempotency key.",
  },
  RATE_LIMITED: {
    httpStatus: 429,
    code: "TOO_MANY_REQUESTS",
    message: "Too many calls; try again later.",
  },
  BUSY: { httpStatus: 503, code: "SERVICE_UNAVAILABLE", message: "The server is busy; try again." },
  UNAVAILABLE: {
    httpStatus: 503,
    code: "SERVICE_UNAVAILABLE",
    message: "The server cannot answer right now.",
  },
  TIMEOUT: { httpStatus: 503, code: "SERVICE_UNAVAILABLE", message: "The call took too long." },
  INVALID_CALENDAR_FILE: {
    httpStatus: 400,
    code: "BAD_REQUEST",
    message: "The file is not an iCalendar file.",
  },
  INTERNAL: {
    httpStatus: 500,
    code: "INTERNAL_SERVER_ERROR",
    message: "Something went wrong on our side.",
  },
};
