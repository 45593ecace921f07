import {
  DomainError,
  ERROR_CATALOGUE,
  type ErrorClass,
  type ErrorReason,
  type FieldError,
} from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { ZodError } from "zod";

type TrpcErrorCode = TRPCError["code"];

/** A new class without a code here does not compile. */
const CODE_OF_CLASS: Record<ErrorClass, TrpcErrorCode> = {
  invalid: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  notFound: "NOT_FOUND",
  // The protocol has no code of its own for it; the status is in {@link STATUS_OF_CLASS}.
  gone: "PRECONDITION_FAILED",
  conflict: "CONFLICT",
  precondition: "PRECONDITION_FAILED",
  unprocessable: "UNPROCESSABLE_CONTENT",
  tooLarge: "PAYLOAD_TOO_LARGE",
  rateLimited: "TOO_MANY_REQUESTS",
  // 503 and not 408, after which browsers repeat a request by themselves, writes too.
  timeout: "SERVICE_UNAVAILABLE",
  unavailable: "SERVICE_UNAVAILABLE",
  internal: "INTERNAL_SERVER_ERROR",
};

/** HTTP statuses for which there is no tRPC code. */
const STATUS_OF_CLASS: Partial<Record<ErrorClass, number>> = { gone: 410 };

/** The HTTP status of a refusal or a fault. */
export function httpStatusOf(error: TRPCError): number {
  const { cause } = error;
  const known =
    cause instanceof DomainError ? STATUS_OF_CLASS[ERROR_CATALOGUE[cause.reason].class] : undefined;
  return known ?? getHTTPStatusCodeFromError(error);
}

/** The HTTP status of a refusal for this reason. */
export function statusOfReason(reason: ErrorReason): number {
  const { class: errorClass } = ERROR_CATALOGUE[reason];
  const code = CODE_OF_CLASS[errorClass];
  return STATUS_OF_CLASS[errorClass] ?? getHTTPStatusCodeFromError(new TRPCError({ code }));
}

/** The reasons of refusals that the RPC layer itself makes, before any procedure runs. */
const REASON_OF_CODE: Partial<Record<TrpcErrorCode, ErrorReason>> = {
  PARSE_ERROR: "INVALID_INPUT",
  BAD_REQUEST: "INVALID_INPUT",
  UNSUPPORTED_MEDIA_TYPE: "INVALID_INPUT",
  NOT_FOUND: "NOT_FOUND",
  METHOD_NOT_SUPPORTED: "METHOD_NOT_ALLOWED",
  PAYLOAD_TOO_LARGE: "BODY_TOO_LARGE",
  TIMEOUT: "TIMEOUT",
  CLIENT_CLOSED_REQUEST: "TIMEOUT",
};

/** What every refusal carries (rule C1). */
export interface ErrorData {
  readonly reason: ErrorReason;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly fieldErrors: readonly FieldError[];
}

/** Gives an error whose cause is a refusal of the domain the code of that refusal. */
export function toTrpcError(error: TRPCError): TRPCError {
  const { cause } = error;
  if (!(cause instanceof DomainError)) {
    return error;
  }
  const code = CODE_OF_CLASS[ERROR_CATALOGUE[cause.reason].class];
  return new TRPCError({ code, message: cause.message, cause });
}

/** What may be told about an error. A fault says nothing but that it happened. */
export function describeError(error: TRPCError): ErrorData {
  const { cause } = error;
  if (cause instanceof DomainError) {
    const { reason, message, details, fieldErrors } = cause;
    return { reason, message, details, fieldErrors };
  }
  if (error.code === "BAD_REQUEST" && cause instanceof ZodError) {
    return describeInvalidInput(cause);
  }
  if (error.code === "BAD_REQUEST" && cause instanceof SyntaxError) {
    const message = "The input is not valid JSON.";
    return { reason: "INVALID_INPUT", message, details: {}, fieldErrors: [] };
  }
  const reason = REASON_OF_CODE[error.code] ?? "INTERNAL";
  return { reason, message: ERROR_CATALOGUE[reason].message, details: {}, fieldErrors: [] };
}

/** Whether an error is a fault of ours, to be logged with its cause. */
export function isFault(error: TRPCError): boolean {
  return describeError(error).reason === "INTERNAL";
}

function describeInvalidInput(error: ZodError): ErrorData {
  const fieldErrors = firstFieldErrors(error.issues);
  const reasons = new Set(fieldErrors.map((field) => field.reason));
  const [only = "INVALID_INPUT"] = reasons;
  const mixed = reasons.has("UNKNOWN_KEY") ? "UNKNOWN_KEY" : "INVALID_INPUT";
  const reason = reasons.size > 1 ? mixed : only;
  const details =
    error.issues
      .values()
      .map(detailsOf)
      .find((facts) => facts !== undefined) ?? {};
  return {
    reason,
    message: ERROR_CATALOGUE[reason].message,
    details: reasons.size > 1 ? {} : details,
    fieldErrors,
  };
}

/** No more than anybody would read: what is wrong everywhere would make an answer of gigabytes. */
function firstFieldErrors(issues: ZodError["issues"]): FieldError[] {
  return issues.values().flatMap(fieldErrorsOf).take(LIMITS.fieldErrors).toArray();
}

function* fieldErrorsOf(issue: ZodError["issues"][number]): Generator<FieldError, void, undefined> {
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) {
      const path = [...issue.path, key].join(".");
      yield { path, reason: "UNKNOWN_KEY", message: ERROR_CATALOGUE.UNKNOWN_KEY.message };
    }
    return;
  }
  const reason = issue.code === "custom" ? reasonOf(issue.params?.["reason"]) : "INVALID_INPUT";
  yield { path: issue.path.join("."), reason, message: issue.message };
}

/** The facts of a check that asked the domain. */
function detailsOf(issue: ZodError["issues"][number]): ErrorData["details"] | undefined {
  // `heldTo` and its like are the only ones who give parameters.
  return issue.code === "custom" ? (issue.params?.["details"] as ErrorData["details"]) : undefined;
}

/** The reason of a check that asked the domain. */
function reasonOf(value: unknown): ErrorReason {
  const known = typeof value === "string" && Object.hasOwn(ERROR_CATALOGUE, value);
  // Object.hasOwn has shown it to be one of the catalogue.
  return known ? (value as ErrorReason) : "INVALID_INPUT";
}
