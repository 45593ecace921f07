import { ERROR_CATALOGUE, type ErrorReason } from "@daybook/domain/errors";
import type { ProcedureName } from "../reference/procedures.ts";
import { reasonsOf } from "../reference/procedure-reasons.ts";
import { statusOfReason } from "../rpc/errors.ts";
import { type AnswerHeader, COMMON_HEADERS, headerReferences } from "./openapi-headers.ts";
import { type PrintedSchemas, type Schema, schemaReference } from "./openapi-schemas.ts";
import { problemTypeOf } from "./problem-type.ts";
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

interface ProblemResponse {
  readonly description: string;
  readonly headers: object;
  readonly content: object;
}

/** The refusals of a document: by their reasons, and by the statuses of each operation. */
export class ProblemPrinter {
  readonly #details: PrintedSchemas["details"];
  readonly #shared = new Map<string, ProblemResponse>();

  constructor({ details }: Pick<PrintedSchemas, "details">) {
    this.#details = details;
  }

  /** What each reason looks like, and what all have in common. */
  schemas(): Record<string, Schema> {
    const typed = REASONS.map((reason) => [problemName(reason), this.#schemaOf(reason)] as const);
    return {
      FieldError: FIELD_ERROR,
      Problem: {
        ...problemSchema({ reason: schemaReference("ServerReason") }),
        description: "A refusal, or a fault (RFC 9457), whatever its reason.",
      },
      ...Object.fromEntries(typed),
    };
  }

  /** The responses of an operation that are problems, by their statuses. */
  responsesOf(procedure: ProcedureName, route: Route): Record<string, object> {
    const hasBody = route.method !== "GET";
    const reasons = [...reasonsOf(procedure)].filter(
      (reason) => !OF_ANOTHER_FACE.has(reason) && (hasBody || !OF_BODIES.has(reason)),
    );
    const byStatus = Map.groupBy(reasons, statusOfReason);
    if (hasBody) byStatus.set(UNSUPPORTED_MEDIA_TYPE, ["INVALID_INPUT"]);
    const responses = [...byStatus].toSorted(([a], [b]) => a - b);
    return Object.fromEntries(
      responses.map(([status, its]) => [status, this.#responseOf(status, its.toSorted())]),
    );
  }

  /** The responses that operations refer to; asked for after all of them. */
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
    return {
      ...problemSchema({
        type: { const: problemTypeOf(reason) },
        status:
          reason === "INVALID_INPUT"
            ? { type: "integer", enum: [status, UNSUPPORTED_MEDIA_TYPE] }
            : { const: status },
        reason: { const: reason },
        details: this.#details.get(reason) ?? {
          ...ANY_DETAILS,
          description: "Further facts, for people.",
        },
      }),
      description: ERROR_CATALOGUE[reason].message,
    };
  }
}

function responseFor(status: number, reasons: readonly ErrorReason[]): ProblemResponse {
  const lines = reasons.map((reason) => `- \`${reason}\`: ${ERROR_CATALOGUE[reason].message}`);
  return {
    description: lines.join("\n"),
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

const ANY_DETAILS: Schema = { type: "object", additionalProperties: true };

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

/** RFC 9457, with the reason and its facts. */
function problemSchema(of: Readonly<Record<string, Schema>>): Schema {
  const properties: Record<string, Schema> = {
    type: { type: "string", format: "uri", description: "Names the reason." },
    title: { type: "string", description: "The same for every problem of its reason." },
    status: { type: "integer" },
    detail: { type: "string", description: "What happened here, for people." },
    reason: { type: "string", description: "Stable: programs may branch on it." },
    details: ANY_DETAILS,
    fieldErrors: { type: "array", items: schemaReference("FieldError") },
    requestId: { type: "string", description: "What the server's log knows the request by." },
    ...of,
  };
  return {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}
