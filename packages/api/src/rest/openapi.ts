import type { ProcedureName } from "../reference/procedures.ts";
import { COMPONENT_TEXTS } from "./component-texts.ts";
import { ANSWER_HEADERS, requestHeaderComponents } from "./openapi-headers.ts";
import { operationOf } from "./openapi-operation.ts";
import { ProblemPrinter } from "./openapi-problems.ts";
import { printSchemas, type Schema } from "./openapi-schemas.ts";
import { operationIdOf } from "./operation-id.ts";
import { type Route, ROUTES } from "./routes.ts";

/** Where the described server is. */
export interface OpenApiOptions {
  /** Without a slash at the end. */
  readonly url: string;
  readonly version: string;
}

type Json = Record<string, unknown>;

const DESCRIPTION = `A calendar that remembers: sharing with roles, versions, diffs, undo, rollback.

Refusals are problems (RFC 9457) with a stable \`reason\`, by which programs tell them apart. \`ETag\`
begins with the version and goes back as \`If-Match\`, or as \`If-None-Match\`; \`HEAD\` answers the
headers of a \`GET\`. Lists are paged by a \`cursor\`, and name their next page in \`Link\`. In a query
string a list is one parameter with commas, or one for each item, and members of members have dots
between them, as in \`window.from\`. What has no path here is \`404\`, and another method \`405\` with
\`Allow\`.`;

/** The OpenAPI 3.1 document of the REST face, printed from its table and the schemas of the procedures. */
export function openApiDocument({ url, version }: OpenApiOptions): Json {
  const schemas = printSchemas();
  const problems = new ProblemPrinter(schemas);
  const byPath: Record<string, Json> = {};
  for (const [name, routes] of Object.entries(ROUTES) as [ProcedureName, readonly Route[]][]) {
    for (const [index, route] of routes.entries()) {
      const operationId = operationIdOf(name, index);
      const operation = operationOf({ name, route, operationId, schemas, problems });
      (byPath[route.path] ??= {})[route.method.toLowerCase()] = operation;
    }
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Daybook",
      version,
      description: DESCRIPTION,
      contact: { name: "Daybook" },
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: `${url}/api` }],
    tags: tags(),
    security: [{ bearer: [] }],
    paths: byPath,
    components: {
      schemas: { ...described(schemas.components), ...problems.schemas() },
      responses: problems.sharedResponses(),
      parameters: requestHeaderComponents(),
      headers: ANSWER_HEADERS,
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

function described(components: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const texts: Readonly<Record<string, string>> = COMPONENT_TEXTS;
  return Object.fromEntries(
    Object.entries(components).map(([name, schema]) => [
      name,
      { description: texts[name] ?? "", ...schema },
    ]),
  );
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
