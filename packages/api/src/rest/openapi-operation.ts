import type { z } from "zod";
import { factsOf, type ProcedureFacts, type ProcedureName } from "../reference/procedures.ts";
import { PROCEDURE_TEXTS } from "../reference/procedure-texts.ts";
import { saysLocation } from "./answer.ts";
import { exampleOf, type OperationExample } from "./examples.ts";
import {
  type AnswerHeader,
  COMMON_HEADERS,
  headerReferences,
  type RequestHeader,
} from "./openapi-headers.ts";
import type { ProblemPrinter } from "./openapi-problems.ts";
import { type PrintedSchemas, resolved, type Schema } from "./openapi-schemas.ts";
import type { Route } from "./routes.ts";

type Json = Record<string, unknown>;

export interface OperationParts {
  readonly name: ProcedureName;
  readonly route: Route;
  readonly operationId: string;
  readonly schemas: PrintedSchemas;
  readonly problems: ProblemPrinter;
}

/** One operation of the document: a route and the procedure that it leads to. */
export function operationOf({ name, route, operationId, schemas, problems }: OperationParts): Json {
  const { reach, type } = factsOf(name);
  const { parameters, body } = divided(route, schemas.inputs.get(name) ?? {}, schemas);
  const output = schemas.outputs.get(name) ?? {};
  const example = exampleOf(operationId);
  const isStream = type === "subscription";
  const isRead = route.method === "GET" && !isStream;
  return {
    operationId,
    tags: [name.split(".", 1)[0]],
    ...PROCEDURE_TEXTS[name],
    ...(reach === "public" ? { security: [] } : {}),
    parameters: [
      ...parameters.map((parameter) => withExample(parameter, example)),
      ...requestHeaders(name, route).map((id) => ({ $ref: `#/components/parameters/${id}` })),
    ],
    ...(body === undefined ? {} : { requestBody: requestBodyOf(route, body, example) }),
    responses: {
      [route.success ?? 200]: {
        description: isStream ? "The stream." : "Done.",
        headers: headerReferences([
          ...COMMON_HEADERS,
          ...answerHeaders(route, { isStream, isPaged: isPaged(resolved(output, schemas)) }),
        ]),
        content: contentOf({ type, output, route, example }),
      },
      ...(isRead
        ? {
            304: {
              description: "Nothing has changed since.",
              headers: headerReferences([...COMMON_HEADERS, "ETag"]),
            },
          }
        : {}),
      ...problems.responsesOf(name, route),
    },
  };
}

function requestHeaders(name: ProcedureName, route: Route): readonly RequestHeader[] {
  const { type } = factsOf(name);
  const isStream = type === "subscription";
  return [
    ...(route.method === "GET" && !isStream ? (["IfNoneMatch"] as const) : []),
    ...(isStream ? (["LastEventId"] as const) : []),
    ...(route.ifMatch === undefined ? [] : (["IfMatch"] as const)),
    ...(type === "mutation" && !name.startsWith("auth.") ? (["IdempotencyKey"] as const) : []),
  ];
}

function answerHeaders(
  route: Route,
  { isStream, isPaged: paged }: { isStream: boolean; isPaged: boolean },
): readonly AnswerHeader[] {
  if (isStream) return [];
  return [
    "ETag",
    ...(saysLocation(route) ? (["Location"] as const) : []),
    ...(route.method === "GET" && paged ? (["Link"] as const) : []),
  ];
}

const CALENDAR_FILE = {
  type: "string",
  description: "An iCalendar file (RFC 5545).",
} as const satisfies Schema;

function requestBodyOf(route: Route, body: Schema, example: OperationExample | undefined): Json {
  const required = route.body !== "" || body.required !== undefined || body.$ref !== undefined;
  return {
    required,
    content: {
      "application/json": { schema: body, ...exampleMember(example?.body) },
      ...(route.fileBody === undefined ? {} : { "text/calendar": { schema: CALENDAR_FILE } }),
    },
  };
}

interface AnswerParts {
  readonly type: ProcedureFacts["type"];
  readonly output: Schema;
  readonly route: Route;
  readonly example: OperationExample | undefined;
}

function contentOf({ type, output, route, example }: AnswerParts): Json {
  if (type !== "subscription") {
    return {
      "application/json": { schema: output, ...exampleMember(example?.answer) },
      ...(route.asFile === undefined ? {} : { "text/calendar": { schema: CALENDAR_FILE } }),
    };
  }
  const message = {
    type: "string",
    description: "Server-sent events: their data is a message, their id the cursor behind it.",
    contentMediaType: "application/json",
    contentSchema: output,
  };
  return { "text/event-stream": { schema: message, ...exampleMember(example?.answer) } };
}

function exampleMember(value: unknown): Json {
  return value === undefined ? {} : { example: value };
}

function withExample(parameter: Parameter, example: OperationExample | undefined): Json {
  const said = parameter.in === "path" ? example?.params : example?.query;
  return { ...parameter, ...exampleMember(said?.[parameter.name]) };
}

interface Parameter extends Json {
  readonly name: string;
  readonly in: "path" | "query";
}

/** What of an input stands in the path and the query string, and what in the body. */
function divided(
  route: Route,
  input: Schema,
  schemas: PrintedSchemas,
): { parameters: Parameter[]; body: Schema | undefined } {
  const members = resolved(input, schemas);
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const said = new Set([
    ...names.map((name) => (route.params?.[name] ?? name).split(".", 1)[0]),
    ...Object.keys(route.fixed ?? {}).map((name) => name.split(".", 1)[0]),
    ...(route.ifMatch === undefined ? [] : ["baseVersion"]),
    ...(route.without ?? []),
  ]);
  const parameters: Parameter[] = names.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: memberAt(members, route.params?.[name] ?? name, schemas),
  }));
  const required = new Set(members.required);
  const rest = Object.entries(members.properties ?? {}).filter(([name]) => !said.has(name));
  if (route.body === "") {
    const beside = rest.filter(([name]) => route.fileBody !== undefined && name !== route.fileBody);
    parameters.push(
      ...beside.flatMap(([name, schema]) =>
        inQuery({ name, schema: asSchema(schema), required: false }, schemas).map(besideFile),
      ),
    );
    return {
      parameters,
      body: said.size === 0 && input.$ref !== undefined ? input : restOf(members, rest, required),
    };
  }
  for (const [name, schema] of rest) {
    if (name === route.body) continue;
    parameters.push(
      ...inQuery({ name, schema: asSchema(schema), required: required.has(name) }, schemas),
    );
  }
  const body = route.body === undefined ? undefined : members.properties?.[route.body];
  return { parameters, body: body === undefined ? undefined : asSchema(body) };
}

function besideFile(parameter: Parameter): Parameter {
  return { ...parameter, description: "Beside a body of `text/calendar`." };
}

/** What has members is said member by member, as in `window.from`. */
function inQuery(
  { name, schema, required }: { name: string; schema: Schema; required: boolean },
  schemas: PrintedSchemas,
): Parameter[] {
  const { properties, required: needed = [] } = resolved(schema, schemas);
  if (properties === undefined) {
    // Lists are said as they are read: with commas between, or a parameter for each.
    const { description } = schema;
    return [
      {
        name,
        in: "query",
        required,
        ...(description === undefined ? {} : { description }),
        schema,
      },
    ];
  }
  return Object.entries(properties).flatMap(([member, of]) =>
    inQuery(
      {
        name: `${name}.${member}`,
        schema: asSchema(of),
        required: required && needed.includes(member),
      },
      schemas,
    ),
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

function memberAt(schema: Schema, name: string, schemas: PrintedSchemas): Schema {
  let found: Schema = schema;
  for (const step of name.split(".")) {
    const member = resolved(found, schemas).properties?.[step];
    if (member === undefined) return { type: "string" };
    found = asSchema(member);
  }
  return found;
}

/** Zod prints schemas as objects, where JSON Schema has true and false as well. */
function asSchema(schema: z.core.JSONSchema._JSONSchema): Schema {
  return typeof schema === "object" ? schema : {};
}

function isPaged(output: Schema): boolean {
  return output.properties?.["nextCursor"] !== undefined;
}
