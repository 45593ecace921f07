import type { ErrorDetails, JsonValue, ServerReason } from "./contract.ts";

/**
 * Why the client itself gave up: `NETWORK` when no answer came, `BAD_RESPONSE` when what answered
 * is not Daybook (a proxy's error page, say). Its own time-outs are `TIMEOUT`, like the server's.
 */
export type ClientReason = "NETWORK" | "BAD_RESPONSE";

export type Reason = ServerReason | ClientReason;

/** What is wrong with one field of the input; `path` is dotted, as in `patch.start`. */
export interface FieldError {
  readonly path: string;
  readonly reason: string;
  readonly message: string;
}

/**
 * What the wire says of a refusal.
 *
 * @internal
 */
export interface ServerErrorData {
  readonly code: string;
  readonly httpStatus: number;
  readonly reason: ServerReason;
  readonly details: Readonly<Record<string, unknown>>;
  readonly fieldErrors: readonly FieldError[];
  readonly requestId: string | null;
}

/** The facts of a refusal: of a shape that its reason has, or whatever may help. */
export type Details<R extends Reason> = R extends keyof ErrorDetails
  ? Readonly<ErrorDetails[R]>
  : Readonly<Record<string, JsonValue>>;

interface DaybookErrorFields<R extends Reason> {
  readonly reason: R;
  readonly message: string;
  readonly code?: string | null;
  readonly httpStatus?: number | null;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly fieldErrors?: readonly FieldError[];
  readonly requestId?: string | null;
  readonly retryAfterMs?: number | null;
  readonly cause?: unknown;
}

/** Every failure of a call, except that an aborted call rejects with its signal's reason. */
export class DaybookError<R extends Reason = Reason> extends Error {
  override readonly name = "DaybookError";
  /** Branch on this, or on the predicates below. */
  readonly reason: R;
  /** The tRPC code, as in `PRECONDITION_FAILED`; null when no server answered. */
  readonly code: string | null;
  /** The HTTP status; null when no server answered. */
  readonly httpStatus: number | null;
  /** The facts of the refusal. */
  readonly details: Details<R>;
  /** The fields at fault, for bad input. */
  readonly fieldErrors: readonly FieldError[];
  /** Names the request in the server's logs; null when no server answered. */
  readonly requestId: string | null;
  /** How long the server asks to wait, in milliseconds, if it says. */
  readonly retryAfterMs: number | null;

  constructor(fields: DaybookErrorFields<R>) {
    super(fields.message, fields.cause === undefined ? {} : { cause: fields.cause });
    this.reason = fields.reason;
    this.code = fields.code ?? null;
    this.httpStatus = fields.httpStatus ?? null;
    // The server promises the shape of the details for each reason.
    this.details = (fields.details ?? {}) as Details<R>;
    this.fieldErrors = fields.fieldErrors ?? [];
    this.requestId = fields.requestId ?? null;
    this.retryAfterMs = fields.retryAfterMs ?? null;
  }
}

/** A union over the reasons: comparing `reason` narrows `details`. */
export type AnyDaybookError = { [R in Reason]: DaybookError<R> }[Reason];

/**
 * A failure of a call; of one procedure's, as in `isDaybookError<ErrorOf<"events.update">>`, the
 * reasons are its own alone.
 */
export function isDaybookError<Failure extends AnyDaybookError = AnyDaybookError>(
  error: unknown,
): error is Failure {
  return error instanceof DaybookError;
}

/** The event moved on since `baseVersion`; `details` holds base, yours and theirs for each field. */
export function isVersionConflict(error: unknown): error is DaybookError<"VERSION_CONFLICT"> {
  return isDaybookError(error) && error.reason === "VERSION_CONFLICT";
}

/** It does not exist, or you may not see it: the server does not tell which. */
export function isNotFound(error: unknown): error is AnyDaybookError {
  return hasStatus(error, 404);
}

/** You see it but may not do this. */
export function isForbidden(error: unknown): error is AnyDaybookError {
  return hasStatus(error, 403);
}

/** Nobody is signed in, the session has ended, or the name or password is wrong. */
export function isUnauthenticated(error: unknown): error is AnyDaybookError {
  return hasStatus(error, 401);
}

/** The input is at fault; `fieldErrors` says where. */
export function isInvalidInput(error: unknown): error is AnyDaybookError {
  return hasStatus(error, 400) || hasStatus(error, 413) || hasStatus(error, 422);
}

/** The call does not fit the present state (a taken name, a deleted event). */
export function isConflict(error: unknown): error is AnyDaybookError {
  return hasStatus(error, 409) || hasStatus(error, 412);
}

/** The cursor is too old, or from before a restoration: begin again without one. */
export function isCursorExpired(error: unknown): error is DaybookError<"CURSOR_EXPIRED"> {
  return isDaybookError(error) && error.reason === "CURSOR_EXPIRED";
}

/** Too many calls, says the server or what is before it; `retryAfterMs` says when to try again, if told. */
export function isRateLimited(error: unknown): error is AnyDaybookError {
  return isDaybookError(error) && error.httpStatus === 429;
}

/** No answer came: no network, no server, or the connection broke. */
export function isNetworkError(error: unknown): error is DaybookError<"NETWORK"> {
  return isDaybookError(error) && error.reason === "NETWORK";
}

/** The call took too long, here or there; whether a write happened is not known. */
export function isTimeout(error: unknown): error is DaybookError<"TIMEOUT"> {
  return isDaybookError(error) && error.reason === "TIMEOUT";
}

/**
 * The server failed, is overloaded, or something before it answered in its place; `requestId`
 * names the call in the logs. What took too long or came too often is told by its own predicate.
 */
export function isServerFault(error: unknown): error is AnyDaybookError {
  return (
    isDaybookError(error) &&
    (error.reason === "BAD_RESPONSE" || (error.httpStatus ?? 0) >= 500) &&
    !isTimeout(error) &&
    !isRateLimited(error)
  );
}

/** Whether Daybook refused with this status; what a proxy answers says nothing about the call. */
function hasStatus(error: unknown, status: number): error is AnyDaybookError {
  return isDaybookError(error) && error.httpStatus === status && error.reason !== "BAD_RESPONSE";
}
