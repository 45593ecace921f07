import { DomainError } from "@daybook/domain/errors";
import { factsOf, type ProcedureName } from "../reference/procedures.ts";
import { versionInTag } from "./entity-tag.ts";
import { inputSchemaOf, type JsonSchema, schemaAt } from "./json-schema.ts";
import type { Route } from "./routes.ts";

/** What of a request a procedure's input is made from. */
export interface RestRequest {
  /** The parts of the path that have a name, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed body, or the text of a file; undefined where there is none. */
  readonly body: unknown;
  /** The value of `If-Match`. */
  readonly ifMatch: string | undefined;
}

/**
 * The input that a request means. Shapes are left to the procedure, which refuses what is wrong
 * with its own reasons and fields; here texts become what they stand for.
 *
 * @throws DomainError INVALID_INPUT for a body where none belongs, or that is no object, for a
 *   member that is said twice, and for an `If-Match` that names no version or that nothing here can
 *   be held against
 */
export function inputOf(procedure: ProcedureName, route: Route, request: RestRequest): unknown {
  const input = bodyOf(route, request.body);
  for (const [name, value] of Object.entries(route.fixed ?? {})) setMember(input, name, value);
  const schema = inputSchemaOf(procedure);
  for (const [param, text] of Object.entries(request.params)) {
    const name = route.params?.[param] ?? param;
    setMember(input, name, readText(schemaAt(schema, name), [text], name));
  }
  for (const name of new Set(request.query.keys())) {
    const texts = request.query.getAll(name);
    setMember(input, name, readText(schemaAt(schema, name), texts, name));
  }
  if (request.ifMatch !== undefined && route.method !== "GET") {
    const baseVersion = versionOf(request.ifMatch);
    if (baseVersion !== undefined) {
      if (route.ifMatch === undefined) throw heldAgainstNothing();
      setMember(input, "baseVersion", baseVersion);
      if (route.ifMatch === "baseVersionOrFail") setMember(input, "onConflict", "fail");
    }
  }
  // A procedure that need not be told anything takes no input at all as well.
  return Object.keys(input).length === 0 && takesNothing(procedure) ? undefined : input;
}

/** An input as it is being put together. */
type Members = Record<string, unknown>;

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bodyOf(route: Route, body: unknown): Members {
  if (route.body === undefined || body === undefined) {
    if (body !== undefined) {
      throw new DomainError("INVALID_INPUT", { message: "A body has no meaning here." });
    }
    return {};
  }
  if (route.fileBody !== undefined && typeof body === "string") return { [route.fileBody]: body };
  if (!isMembers(body)) {
    throw new DomainError("INVALID_INPUT", { message: "The body must be a JSON object." });
  }
  return route.body === "" ? { ...body } : { [route.body]: body };
}

function setMember(input: Members, name: string, value: unknown): void {
  const [last, ...outer] = name.split(".").toReversed();
  let place = input;
  for (const step of outer.toReversed()) {
    const inner = Object.hasOwn(place, step) ? place[step] : {};
    if (!isMembers(inner)) throw saidTwice(name);
    const members = { ...inner };
    define(place, step, members);
    place = members;
  }
  if (last === undefined || Object.hasOwn(place, last)) throw saidTwice(name);
  define(place, last, value);
}

/** Not by assignment, which would give `__proto__` a meaning. */
function define(place: Members, name: string, value: unknown): void {
  Object.defineProperty(place, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function saidTwice(field: string): DomainError {
  return new DomainError("INVALID_INPUT", { field, message: "This is said more than once." });
}

const INTEGER = /^-?\d{1,15}$/;

/** What a text stands for; what does not fit stays a text, and the procedure says why it is wrong. */
function readText(
  schema: JsonSchema | undefined,
  texts: readonly string[],
  field: string,
): unknown {
  const types = schema?.types ?? new Set();
  if (types.has("array")) {
    const items = schema?.items;
    return texts.flatMap((text) => text.split(",")).map((text) => readText(items, [text], field));
  }
  const [text, ...more] = texts;
  if (text === undefined || more.length > 0) throw saidTwice(field);
  if ((types.has("integer") || types.has("number")) && INTEGER.test(text)) return Number(text);
  if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
  return text;
}

/** RFC 9110 §13.1.1: one strong tag, which begins with the version, or whatever there is. */
function versionOf(ifMatch: string): number | undefined {
  const text = ifMatch.trim();
  if (text === "*") return undefined;
  const version = versionInTag(text);
  if (version === undefined) {
    throw new DomainError("INVALID_INPUT", {
      field: "if-match",
      message: "If-Match takes one entity tag that an answer had, or *.",
    });
  }
  return version;
}

/** RFC 9110 §13.1.1: what is asked for on a condition is not done without looking at it. */
function heldAgainstNothing(): DomainError {
  return new DomainError("INVALID_INPUT", {
    field: "if-match",
    message: "This cannot be made to depend on a version: leave If-Match out, or send *.",
  });
}

function takesNothing(procedure: ProcedureName): boolean {
  return factsOf(procedure).input.safeParse(undefined).success;
}
