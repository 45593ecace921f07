import type { ErrorDetails } from "./contract.ts";
import {
  DaybookError,
  type ClientReason,
  type Details,
  type FieldError,
  type Reason,
} from "./errors.ts";
import { REFUSAL_FACTS } from "./refusal-facts.ts";

/** What a refusal may hold beside its reason and details. */
export interface RefusalFields {
  /** Instead of the server's sentence. */
  readonly message?: string | undefined;
  /** The fields at fault. */
  readonly fieldErrors?: readonly FieldError[] | undefined;
  /** The id that the server gave the request. */
  readonly requestId?: string | undefined;
}

/** Details are asked for where a reason has some of a shape of its own. */
type Given<R extends Reason> = R extends keyof ErrorDetails
  ? [details: Details<R>, fields?: RefusalFields]
  : [details?: Details<R>, fields?: RefusalFields];

/** What the client itself says of what it gives up on. */
const CLIENT_FACTS: Record<ClientReason, string> = {
  NETWORK: "No answer from the server.",
  BAD_RESPONSE: "The answer does not come from a Daybook server.",
};

/**
 * The error that a call rejects with when the server refuses it for this reason: with the status,
 * the code and the sentence that the server has for it, so that every predicate knows it.
 *
 * @example refusal("LIMIT_EXCEEDED", { limitName: "tags", limit: 50, given: 51 })
 */
export function refusal<R extends Reason>(
  reason: R,
  ...[details, fields = {}]: Given<R>
): DaybookError<R> {
  const retryAfterSeconds = (details as { retryAfterSeconds?: number } | undefined)
    ?.retryAfterSeconds;
  const facts = isClientReason(reason)
    ? { message: CLIENT_FACTS[reason], code: null, httpStatus: null }
    : REFUSAL_FACTS[reason as Exclude<R, ClientReason>];
  return new DaybookError<R>({
    reason,
    ...facts,
    message: fields.message ?? facts.message,
    details: details ?? {},
    fieldErrors: fields.fieldErrors ?? [],
    requestId: fields.requestId ?? (facts.httpStatus === null ? null : "a-request"),
    retryAfterMs: retryAfterSeconds === undefined ? null : retryAfterSeconds * 1_000,
  });
}

function isClientReason(reason: Reason): reason is ClientReason {
  return Object.hasOwn(CLIENT_FACTS, reason);
}
