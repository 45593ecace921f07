import type { Schema } from "./openapi-schemas.ts";

/** Headers of answers, as components of the document. */
export const ANSWER_HEADERS = {
  ETag: {
    description: "Begins with the version, where the answer is of one thing that has one.",
    required: true,
    schema: { type: "string" },
    example: '"3-9f2c4e0b7a61d85c3e40b1f7"',
  },
  Location: {
    description: "Where what was created is.",
    required: true,
    schema: { type: "string", format: "uri-reference" },
  },
  Link: {
    description: "The next page, as rel=next (RFC 8288); absent on the last one.",
    schema: { type: "string" },
  },
  "X-Request-Id": {
    description: "What the server's log and the audit trail know the request by.",
    required: true,
    schema: { type: "string" },
  },
  "RateLimit-Policy": {
    description:
      "The limits that the call was counted against, where there are any: `q` of them in a window of `w` seconds, or at once where `qu` says so (draft-ietf-httpapi-ratelimit-headers-11).",
    schema: { type: "string" },
    example: '"sign-in-failures";q=10;w=900',
  },
  RateLimit: {
    description: "Of each of these limits, `r` are left for the next `t` seconds.",
    schema: { type: "string" },
    example: '"sign-in-failures";r=9;t=900',
  },
  "Retry-After": {
    description: "Seconds after which the call may be made again.",
    required: true,
    schema: { type: "integer", minimum: 1 },
    example: 30,
  },
  "WWW-Authenticate": {
    description: "RFC 6750: a bearer token is wanted.",
    required: true,
    schema: { type: "string" },
    example: 'Bearer realm="daybook"',
  },
} as const satisfies Record<
  string,
  { description: string; required?: true; schema: Schema; example?: unknown }
>;

export type AnswerHeader = keyof typeof ANSWER_HEADERS;

/** What every answer may have, whatever becomes of the call. */
export const COMMON_HEADERS: readonly AnswerHeader[] = [
  "X-Request-Id",
  "RateLimit-Policy",
  "RateLimit",
];

/** References to the components of these headers. */
export function headerReferences(
  names: readonly AnswerHeader[],
): Record<string, { readonly $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Headers of requests, as components of the document. */
export const REQUEST_HEADERS = {
  IfNoneMatch: {
    name: "If-None-Match",
    description: "An entity tag that an earlier answer had; 304 if it is still so.",
  },
  IfMatch: {
    name: "If-Match",
    description:
      "The entity tag of the version that the change was made from: 412 if it has moved on since.",
  },
  LastEventId: {
    name: "Last-Event-ID",
    description: "The id of the last event that was taken; it counts more than a cursor.",
  },
  IdempotencyKey: {
    name: "Idempotency-Key",
    description:
      "1 to 255 visible characters: the same key and input give the same answer again, for 48 hours.",
  },
} as const;

export type RequestHeader = keyof typeof REQUEST_HEADERS;

export function requestHeaderComponents(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(REQUEST_HEADERS).map(([id, { name, description }]) => [
      id,
      { name, in: "header", description, schema: { type: "string" } },
    ]),
  );
}
