import { ERROR_CATALOGUE, type ErrorReason } from "@daybook/domain/errors";
import type { ProcedureName } from "../reference/procedures.ts";
import { statusOfReason } from "../rpc/errors.ts";
import { type AnswerHeader, COMMON_HEADERS, headerReferences } from "./openapi-headers.ts";
import { type PrintedSchemas, type Schema, schemaReference } from "./openapi-schemas.ts";
import { problemTypeOf } from "./problem-type.ts";
import { reasonsOfRoute } from "./route-reasons.ts";
import type { Route } from "./routes.ts";

const REASONS = Object.keys(ERROR_CATALOGUE) as ErrorReason[];

/** Refusals of batches and of methods; a path of the REST face is one call by one method. */
const OF_ANOTHER_FACE: ReadonlySet<ErrorReason> = new Set([
  "BATCH_TOO_LARGE",
  "KEY_NOT_ALLOWED",
  "METHOD_NOT_ALLOWED",
]);

/** The bodies that are not read mean nothing to these. */
const OF_BODIES: ReadonlySet<ErrorReason> = new Set(["BODY_TOO_LARGE"]);

/** Where a refusal is one of its reasons' class, but the status is another. */
const UNSUPPORTED_MEDIA_TYPE = 415;

/** Responses that most operations have alike, by their status. */
const SHARED_NAMES: Readonly<Record<number, string>> = {
  401: "Unauthenticated",
  413: "BodyTooLarge",
  415: "UnsupportedMediaType",
  429: "RateLimited",
  500: "Fault",
  503: "Unavailable",
};

/** What a status means, before the reasons that tell more. */
const WORDS: Readonly<Record<number, string>> = {
  400: "The request is not valid",
  401: "Nobody has signed in, or not any more",
  403: "The caller may not",
  404: "It is not there, or not for the caller to see",
  409: "What is there stands against it",
  410: "It is not kept any more",
  412: "It has moved on",
  413: "The body is too large",
  415: "The body is of another kind",
  422: "The key was used for something else",
  429: "Too many calls",
  500: "A fault",
  503: "Not now",
};

interface ProblemResponse {
  readonly description: string;
  readonly headers: object;
  readonly content: object;
}

/** The refusals of a document: the operations first, and then what they refer to. */
export class ProblemPrinter {
  readonly #details: PrintedSchemas["details"];
  readonly #shared = new Map<string, ProblemResponse>();
  readonly #used = new Set<ErrorReason>();

  constructor({ details }: Pick<PrintedSchemas, "details">) {
    this.#details = details;
  }

  /** What all problems have in common, and what each reason of the operations adds. */
  schemas(): Record<string, Schema> {
    const reasons = REASONS.filter((reason) => this.#used.has(reason));
    const typed = reasons.map((reason) => [problemName(reason), this.#schemaOf(reason)] as const);
    return { FieldError: FIELD_ERROR, Problem: PROBLEM, ...Object.fromEntries(typed) };
  }

  /** The responses of an operation that are problems, by their statuses. */
  responsesOf(procedure: ProcedureName, route: Route): Record<string, object> {
    const hasBody = route.method !== "GET";
    const reasons = [...reasonsOfRoute(procedure, route)].filter(
      (reason) => !OF_ANOTHER_FACE.has(reason) && (hasBody || !OF_BODIES.has(reason)),
    );
    for (const reason of reasons) this.#used.add(reason);
    const byStatus = Map.groupBy(reasons, statusOfReason);
    if (hasBody) byStatus.set(UNSUPPORTED_MEDIA_TYPE, ["INVALID_INPUT"]);
    const responses = [...byStatus].toSorted(([a], [b]) => a - b);
    return Object.fromEntries(
      responses.map(([status, its]) => [status, this.#responseOf(status, its.toSorted())]),
    );
  }

  /** The responses that operations refer to. */
  sharedResponses(): Record<string, ProblemResponse> {
    return Object.fromEntries(this.#shared);
  }

  #responseOf(status: number, reasons: readonly ErrorReason[]): object {
    const response = responseFor(status, reasons);
    const name = SHARED_NAMES[status];
    if (name === undefined) return response;
    const shared = this.#shared.get(name) ?? response;
    this.#shared.set(name, shared);
    // What most have is said once; an operation that has other reasons says so itself.
    return JSON.stringify(shared) === JSON.stringify(response)
      ? { $ref: `#/components/responses/${name}` }
      : response;
  }

  #schemaOf(reason: ErrorReason): Schema {
    const status = statusOfReason(reason);
    const statuses = reason === "INVALID_INPUT" ? [status, UNSUPPORTED_MEDIA_TYPE] : [status];
    const details = this.#details.get(reason);
    const own: Record<string, Schema> = {
      type: { const: problemTypeOf(reason) },
      status: { enum: statuses },
      reason: { const: reason },
      ...(details === undefined ? {} : { details }),
    };
    return {
      description: ERROR_CATALOGUE[reason].message,
      allOf: [
        schemaReference("Problem"),
        { type: "object", properties: own, required: Object.keys(own) },
      ],
      unevaluatedProperties: false,
    };
  }
}

function responseFor(status: number, reasons: readonly ErrorReason[]): ProblemResponse {
  const named = reasons.map((reason) => `\`${reason}\``).join(", ");
  return {
    description: `${WORDS[status] ?? "Refused"}: ${named}.`,
    headers: headerReferences([...COMMON_HEADERS, ...headersOf(status)]),
    content: { "application/problem+json": { schema: anyOfThese(reasons) } },
  };
}

function anyOfThese(reasons: readonly ErrorReason[]): object {
  const references = reasons.map(
    (reason) => [reason, schemaReference(problemName(reason))] as const,
  );
  const [[, only] = []] = references;
  if (references.length === 1 && only !== undefined) return only;
  return {
    oneOf: references.map(([, reference]) => reference),
    discriminator: {
      propertyName: "reason",
      mapping: Object.fromEntries(references.map(([reason, { $ref }]) => [reason, $ref])),
    },
  };
}

/** RFC 9110 §10.2.3 and §11.6.1. */
function headersOf(status: number): readonly AnswerHeader[] {
  if (status === 401) return ["WWW-Authenticate"];
  return status === 429 || status === 503 ? ["Retry-After"] : [];
}

/** `VERSION_CONFLICT` is `VersionConflictProblem`. */
export function problemName(reason: ErrorReason): string {
  const words = reason.toLowerCase().split("_");
  return `${words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("")}Problem`;
}

const FIELD_ERROR: Schema = {
  description: "What is wrong with one field of the input.",
  type: "object",
  properties: {
    path: { type: "string", description: "Dotted from the root of the input: `patch.start`." },
    reason: schemaReference("ServerReason"),
    message: { type: "string", description: "For people." },
  },
  required: ["path", "reason", "message"],
  additionalProperties: false,
};

const PROBLEM: Schema = {
  description: "A refusal, or a fault (RFC 9457), whatever its reason.",
  type: "object",
  properties: {
    type: { type: "string", format: "uri", description: "Names the reason." },
    title: { type: "string", description: "The same for every problem of its reason." },
    status: { type: "integer" },
    detail: { type: "string", description: "What happened here, for people." },
    reason: schemaReference("ServerReason"),
    details: { type: "object", description: "The facts that come with the reason." },
    fieldErrors: { type: "array", items: schemaReference("FieldError") },
    requestId: { type: "string", description: "What the server's log knows the request by." },
  },
  required: ["type", "title", "status", "detail", "reason", "details", "fieldErrors", "requestId"],
};
