import { problemTypeOf } from "@daybook/api/rest/problem-type";
import { describeError, httpStatusOf, toTrpcError } from "@daybook/api/rpc/errors";
import { appRouter } from "@daybook/api/router";
import type { RequestContext } from "@daybook/api/rpc/context";
import { DomainError, ERROR_CATALOGUE } from "@daybook/domain/errors";
import { getTRPCErrorShape, TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";

/** Statuses that mean "later": without a time from the procedure we ask for a second. */
const LATER = new Set([429, 503]);
const DEFAULT_RETRY_SECONDS = 1;

/** A refusal in the form of the wire (rule C1), the same that procedures answer. */
export interface Refusal {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** JSON text. */
  readonly body: string;
}

/** Words a failure that no procedure answered: the request did not get that far. */
export function refusalOf(failure: unknown, requestId: string): Refusal {
  const error = trpcErrorOf(failure);
  return {
    ...commonOf(error, { requestId, contentType: "application/json" }),
    body: JSON.stringify({ error: shapeOf(error, requestId) }),
  };
}

/** The same for the REST face: a problem (RFC 9457) with the same reason and details. */
export function problemOf(failure: unknown, requestId: string): Refusal {
  const error = trpcErrorOf(failure);
  const { reason, message, details, fieldErrors } = describeError(error);
  const common = commonOf(error, { requestId, contentType: "application/problem+json" });
  const problem = {
    type: problemTypeOf(reason),
    title: ERROR_CATALOGUE[reason].message,
    status: common.status,
    detail: message,
    reason,
    details,
    fieldErrors,
    requestId,
  };
  return { ...common, body: JSON.stringify(problem) };
}

function shapeOf(error: TRPCError, requestId: string) {
  return getTRPCErrorShape({
    config: appRouter._def._config,
    error,
    type: "unknown",
    path: undefined,
    input: undefined,
    // Of the context, the error's shape needs the request id alone.
    ctx: { requestId } as RequestContext,
  });
}

function commonOf(
  error: TRPCError,
  { requestId, contentType }: { readonly requestId: string; readonly contentType: string },
): Omit<Refusal, "body"> {
  return {
    status: httpStatusOf(error),
    headers: {
      "content-type": contentType,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": requestId,
      ...headersOfErrors([error]),
    },
  };
}

/** The method is not one that this path answers. */
export function methodNotAllowed(allowed: readonly string[]): TRPCError {
  return new TRPCError({
    code: "METHOD_NOT_SUPPORTED",
    cause: new DomainError("METHOD_NOT_ALLOWED", { details: { allowed } }),
  });
}

/** The headers that HTTP asks for beside certain refusals. */
export function headersOfErrors(errors: readonly TRPCError[]): Record<string, string> {
  const statuses = errors.map(getHTTPStatusCodeFromError);
  const waits = errors.map((error, index) => retryAfterSeconds(error, statuses[index] ?? 0));
  const retryAfter = Math.max(0, ...waits);
  const allowed = errors.map((error) => describeError(error).details["allowed"]);
  return {
    // RFC 9110 §10.2.3, §11.6.1 and §15.5.6
    ...(retryAfter > 0 ? { "retry-after": String(retryAfter) } : {}),
    ...(statuses.includes(401) ? { "www-authenticate": 'Bearer realm="daybook"' } : {}),
    ...(statuses[0] === 405 && Array.isArray(allowed[0]) ? { allow: allowed[0].join(", ") } : {}),
  };
}

function retryAfterSeconds(error: TRPCError, status: number): number {
  const { retryAfterSeconds: said } = describeError(error).details;
  if (typeof said === "number") {
    return Math.ceil(said);
  }
  return LATER.has(status) ? DEFAULT_RETRY_SECONDS : 0;
}

function trpcErrorOf(failure: unknown): TRPCError {
  if (failure instanceof TRPCError) {
    return failure;
  }
  const error = new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: failure });
  return failure instanceof DomainError ? toTrpcError(error) : error;
}
