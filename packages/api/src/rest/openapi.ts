import { ERROR_CATALOGUE, type ErrorReason } from "@daybook/domain/errors";
import { z } from "zod";
import { NAMED_VIEWS } from "../reference/named-schemas.ts";
import { saysLocation } from "./answer.ts";
import { PROCEDURE_TEXTS } from "../reference/procedure-texts.ts";
import { factsOf, type ProcedureFacts, type ProcedureName } from "../reference/procedures.ts";
import { type Route, ROUTES } from "./routes.ts";

/** Where the described server is. */
export interface OpenApiOptions {
  /** Without a slash at the end. */
  readonly url: string;
  readonly version: string;
}

type Json = Record<string, unknown>;
type Schema = z.core.JSONSchema.BaseSchema;

/** The OpenAPI 3.1 document of the REST face, printed from its table and the schemas of the procedures. */
export function openApiDocument({ url, version }: OpenApiOptions): Json {
  const { components, outputs } = printedSchemas();
  return {
    openapi: "3.1.1",
    info: {
      title: "Daybook",
      version,
      description:
        "A calendar that remembers: sharing with roles, versions, diffs, undo, rollback.",
      contact: { name: "Daybook" },
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: `${url}/api` }],
    tags: tags(),
    security: [{ bearer: [] }],
    paths: paths(outputs),
    components: {
      schemas: {
        ...components,
        JsonValue: { description: "Any JSON." },
        Problem: PROBLEM,
      },
      responses: { Problem: problemResponse() },
      headers: HEADERS,
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "An access token of a session, or a personal access token.",
        },
      },
    },
  };
}

/** A procedure's name as part of another identifier: `events.list` is `events_list`. */
function operationId(procedure: ProcedureName, index: number): string {
  const name = procedure.replaceAll(".", "_");
  return index === 0 ? name : `${name}_${index + 1}`;
}

const TAGS: Readonly<Record<TagName, string>> = {
  auth: "Accounts, sign-in, sessions and personal access tokens (rules U1 to U5).",
  calendars: "Named containers of events, each owned by one user.",
  events: "Events and series, their occurrences, and calendar files.",
  sharing: "Who may do what: grants on events and calendars (rules S1 to S9).",
  versions: "The history of an event: changelog, differences, rollback, proof (rules V1 to V9).",
  schedule: "Busy times of people, and times that suit them.",
  feeds: "Secret addresses under which calendar programs read a calendar.",
  sync: "What changes, from a cursor on (rules L1 to L3).",
  audit: "Who did what, and who was refused (rule A1).",
  admin: "For administrators of the installation.",
  meta: "Limits and health of the server.",
};

type TagOf<Name extends string> = Name extends `${infer First}.${string}` ? First : never;
type TagName = TagOf<ProcedureName>;

function tags(): Json[] {
  return Object.entries(TAGS).map(([name, description]) => ({ name, description }));
}

function paths(outputs: ReadonlyMap<ProcedureName, Schema>): Json {
  const byPath: Record<string, Json> = {};
  for (const [name, routes] of Object.entries(ROUTES) as [ProcedureName, readonly Route[]][]) {
    for (const [index, route] of routes.entries()) {
      const operation = operationOf({ name, route, output: outputs.get(name) ?? {} });
      const id = operationId(name, index);
      (byPath[route.path] ??= {})[route.method.toLowerCase()] = { operationId: id, ...operation };
    }
  }
  return byPath;
}

interface Operation {
  readonly name: ProcedureName;
  readonly route: Route;
  readonly output: Schema;
}

function operationOf({ name, route, output }: Operation): Json {
  const { reach, type } = factsOf(name);
  const input = inlineInput(name);
  const { parameters, body } = divided(input, route);
  const isStream = type === "subscription";
  const isRead = route.method === "GET" && !isStream;
  const takesKey = type === "mutation" && !name.startsWith("auth.");
  return {
    tags: [name.split(".", 1)[0]],
    ...PROCEDURE_TEXTS[name],
    ...(reach === "public" ? { security: [] } : {}),
    parameters: [
      ...parameters,
      ...(isRead ? [header("If-None-Match")] : []),
      ...(isStream ? [header("Last-Event-ID")] : []),
      ...(route.ifMatch === undefined ? [] : [header("If-Match")]),
      ...(takesKey ? [header("Idempotency-Key")] : []),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: route.body !== "" || body.required !== undefined,
            content: { "application/json": { schema: body } },
          },
        }),
    responses: {
      [route.success ?? 200]: {
        description: "Done.",
        headers: {
          ...(isStream ? {} : { ETag: ref("headers/ETag") }),
          ...(saysLocation(route) ? { Location: ref("headers/Location") } : {}),
          ...(isRead && isPaged(output) ? { Link: ref("headers/Link") } : {}),
        },
        content: contentOf(type, output),
      },
      ...(isRead ? { 304: { description: "Nothing has changed since." } } : {}),
      "4XX": ref("responses/Problem"),
      "5XX": ref("responses/Problem"),
    },
  };
}

function contentOf(type: ProcedureFacts["type"], output: Schema): Json {
  if (type !== "subscription") return { "application/json": { schema: output } };
  const message = {
    type: "string",
    description: "Server-sent events: their data is a message, their id the cursor behind it.",
    contentMediaType: "application/json",
    contentSchema: output,
  };
  return { "text/event-stream": { schema: message } };
}

/** What of an input stands in the path and the query string, and what in the body. */
function divided(input: Schema, route: Route): { parameters: Json[]; body: Schema | undefined } {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  const said = new Set([
    ...names.map((name) => (route.params?.[name] ?? name).split(".", 1)[0]),
    ...Object.keys(route.fixed ?? {}).map((name) => name.split(".", 1)[0]),
    ...(route.ifMatch === undefined ? [] : ["baseVersion"]),
    ...(route.without ?? []),
  ]);
  const parameters: Json[] = names.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: memberAt(input, route.params?.[name] ?? name),
  }));
  const required = new Set(input.required);
  const rest = Object.entries(input.properties ?? {}).filter(([name]) => !said.has(name));
  if (route.body === "") {
    return { parameters, body: restOf(input, rest, required) };
  }
  for (const [name, schema] of rest) {
    if (name === route.body) continue;
    parameters.push(...inQuery(name, schema, required.has(name)));
  }
  const body = route.body === undefined ? undefined : input.properties?.[route.body];
  return { parameters, body: typeof body === "object" ? body : undefined };
}

/** What has members is said member by member, as in `window.from`. */
function inQuery(name: string, schema: z.core.JSONSchema._JSONSchema, required: boolean): Json[] {
  if (typeof schema !== "object" || schema.properties === undefined) {
    return [{ name, in: "query", required, schema }];
  }
  const needed = new Set(schema.required);
  return Object.entries(schema.properties).flatMap(([member, of]) =>
    inQuery(`${name}.${member}`, of, required && needed.has(member)),
  );
}

function restOf(
  input: Schema,
  rest: readonly [string, z.core.JSONSchema._JSONSchema][],
  required: ReadonlySet<string>,
): Schema | undefined {
  if (rest.length === 0) return undefined;
  const needed = rest.map(([name]) => name).filter((name) => required.has(name));
  return {
    type: "object",
    properties: Object.fromEntries(rest),
    ...(needed.length === 0 ? {} : { required: needed }),
    additionalProperties: input.additionalProperties ?? false,
  };
}

function memberAt(schema: Schema, name: string): Schema {
  let found: Schema | undefined = schema;
  for (const step of name.split(".")) {
    const member: z.core.JSONSchema._JSONSchema | undefined = found?.properties?.[step];
    found = typeof member === "object" ? member : undefined;
  }
  return found ?? { type: "string" };
}

function inlineInput(name: ProcedureName): Schema {
  const printed = z.toJSONSchema(factsOf(name).input, { io: "input", unrepresentable: "any" });
  const { $schema: _dialect, $defs: definitions = {}, ...schema } = printed;
  // What refers to itself is printed beside the schema; of that kind there is any JSON alone.
  for (const [key, definition] of Object.entries(definitions)) {
    if (!isSame(definition, printedJson(key))) {
      throw new Error(`The input of ${name} refers to itself, which needs a component.`);
    }
  }
  return Object.keys(definitions).reduce<Schema>(
    (printed, key) => replaced(printed, `#/$defs/${key}`, "#/components/schemas/JsonValue"),
    schema,
  );
}

/** `z.json()` as it is printed, by the name that it is given there. */
function printedJson(key: string): Schema {
  const { $defs: definitions = {} } = z.toJSONSchema(z.object({ value: z.json() }));
  const [[name, definition] = ["", {}]] = Object.entries(definitions);
  return replaced(definition, `#/$defs/${name}`, `#/$defs/${key}`);
}

function replaced(schema: Schema, from: string, to: string): Schema {
  const text = JSON.stringify(schema).replaceAll(JSON.stringify(from), JSON.stringify(to));
  // A schema with other addresses in it is a schema.
  return JSON.parse(text) as Schema;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isPaged(output: Schema): boolean {
  return output.properties?.["nextCursor"] !== undefined;
}

/** The components, and what each procedure answers in terms of them. */
function printedSchemas() {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED_VIEWS)) registry.add(schema, { id });
  const names = Object.keys(ROUTES) as ProcedureName[];
  for (const name of names) {
    const { output } = factsOf(name);
    if (!registry.has(output)) registry.add(output, { id: name });
  }
  const { schemas } = z.toJSONSchema(registry, {
    unrepresentable: "any",
    uri: (id) => `#/components/schemas/${id}`,
  });
  const outputs = new Map<ProcedureName, Schema>();
  for (const name of names) {
    const id = registry.get(factsOf(name).output)?.id ?? name;
    outputs.set(name, id in NAMED_VIEWS ? ref(`schemas/${id}`) : bare(schemas[id]));
  }
  const components = Object.fromEntries(
    Object.keys(NAMED_VIEWS).map((id) => [id, bare(schemas[id])]),
  );
  return { components, outputs };
}

/** Inside an OpenAPI document a schema has neither an address nor a dialect of its own. */
function bare(schema: Schema | undefined): Schema {
  const { $schema: _dialect, $id: _address, id: _id, ...rest } = schema ?? {};
  return rest;
}

function ref(place: string): { $ref: string } {
  return { $ref: `#/components/${place}` };
}

const HEADERS = {
  ETag: {
    description: "Begins with the version, where the answer is of one thing that has one.",
    schema: { type: "string" },
  },
  Location: { description: "Where what was created is.", schema: { type: "string" } },
  Link: { description: "The next page, as rel=next (RFC 8288).", schema: { type: "string" } },
} as const;

const REQUEST_HEADERS = {
  "If-None-Match": "An entity tag that an earlier answer had; 304 if it is still so.",
  "If-Match":
    "The entity tag of the version that the change was made from: 412 if it has moved on since.",
  "Last-Event-ID": "The id of the last event that was taken; it counts more than a cursor.",
  "Idempotency-Key":
    "1 to 255 visible characters: the same key and input give the same answer again, for 48 hours.",
} as const;

function header(name: keyof typeof REQUEST_HEADERS): Json {
  return { name, in: "header", description: REQUEST_HEADERS[name], schema: { type: "string" } };
}

const REASONS = Object.keys(ERROR_CATALOGUE) as ErrorReason[];

/** RFC 9457. */
const PROBLEM = {
  type: "object",
  required: ["type", "title", "status", "detail", "reason", "details", "fieldErrors", "requestId"],
  properties: {
    type: { type: "string", format: "uri" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    reason: { type: "string", enum: REASONS, description: "Stable: programs may branch on it." },
    details: { type: "object", additionalProperties: true },
    fieldErrors: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "reason", "message"],
        properties: {
          path: { type: "string" },
          reason: { type: "string", enum: REASONS },
          message: { type: "string" },
        },
      },
    },
    requestId: { type: "string" },
  },
} as const;

function problemResponse(): Json {
  return {
    description: "A refusal, or a fault (RFC 9457).",
    content: { "application/problem+json": { schema: ref("schemas/Problem") } },
  };
}
