/** Holds what the REST face is asked and answers to its OpenAPI document. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

/** One request and what was answered to it. */
export interface Exchange {
  readonly method: string;
  /** Below the REST face, with its query string. */
  readonly path: string;
  /** What the body was made from; undefined where there was none. */
  readonly body?: unknown;
  readonly answer: {
    readonly status: number;
    readonly headers: Headers;
    readonly text: string;
  };
}

interface Reference {
  readonly $ref: string;
}

interface Described {
  readonly schema?: object;
  readonly required?: boolean;
}

interface Parameter extends Described {
  readonly name: string;
  readonly in: "path" | "query" | "header";
}

interface Response {
  readonly headers?: Readonly<Record<string, Described | Reference>>;
  readonly content?: Readonly<Record<string, Described>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: Described & { readonly content: Readonly<Record<string, Described>> };
  readonly responses: Readonly<Record<string, Response | Reference>>;
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Headers that mean something to a client: an answer that has one says so in the document. */
const TELLING = [
  "allow",
  "etag",
  "link",
  "location",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  "www-authenticate",
];

const DOCUMENT = "openapi";

/** What a document has around its schemas, and a schema for generators. */
const NO_KEYWORDS = ["info", "servers", "tags", "security", "paths", "components", "discriminator"];

/** A document by which exchanges are judged. */
export class RestContract {
  readonly document: OpenApiDocument;
  /** The operations and statuses that were seen, as in `events_get 200`. */
  readonly seen = new Set<string>();
  readonly #ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false });
  readonly #validators = new Map<string, ValidateFunction>();

  /** @throws Error where a schema of the document is none, or has a keyword that means nothing */
  constructor(document: OpenApiDocument) {
    this.document = document;
    formats.default(this.#ajv);
    this.#ajv.addVocabulary([DOCUMENT, ...NO_KEYWORDS]);
    this.#ajv.addSchema(document, DOCUMENT, undefined, false);
  }

  /** Every schema of the document as a JSON pointer, compiled. */
  compileAll(): readonly string[] {
    const pointers = [...schemasIn(this.document, "")];
    for (const pointer of pointers) this.#validator(pointer);
    return pointers;
  }

  /** In which ways the value departs from the schema at this pointer. */
  problemsOf(pointer: string, value: unknown): readonly string[] {
    const validate = this.#validator(pointer);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${pointer}: ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  /** In which ways an exchange departs from the document. */
  problemsIn(exchange: Exchange): readonly string[] {
    const path = exchange.path.split("?", 1)[0] ?? "";
    const place = this.#placeOf(path);
    const method = exchange.method === "HEAD" ? "get" : exchange.method.toLowerCase();
    const operation = place === undefined ? undefined : this.document.paths[place]?.[method];
    if (place === undefined || operation === undefined) return this.#undescribed(exchange, place);
    const pointer = `/paths/${escaped(place)}/${method}`;
    const { status } = exchange.answer;
    this.seen.add(`${operation.operationId} ${status}`);
    const wrong = this.#answerProblems(exchange, operation, pointer);
    const asked = status < 300 ? this.#requestProblems(exchange, operation, pointer) : [];
    return [...wrong, ...asked].map(
      (problem) => `${exchange.method} ${exchange.path} ${status}: ${problem}`,
    );
  }

  /** The operation's path, with names in braces; one without names goes first. */
  #placeOf(path: string): string | undefined {
    const parts = path.split("/");
    const fits = (template: string): boolean => {
      const steps = template.split("/");
      return (
        steps.length === parts.length &&
        steps.every((step, i) => step === parts[i] || (step.startsWith("{") && parts[i] !== ""))
      );
    };
    const places = Object.keys(this.document.paths).filter(fits);
    return places.toSorted((a, b) => a.split("{").length - b.split("{").length)[0];
  }

  #undescribed({ method, path, answer }: Exchange, place: string | undefined): readonly string[] {
    const expected = place === undefined ? 404 : 405;
    const name = `${method} ${path} ${answer.status}`;
    if (answer.status !== expected) return [`${name}: is not described, and not ${expected}`];
    return method === "HEAD"
      ? []
      : this.problemsOf("/components/schemas/Problem", parsed(answer.text));
  }

  #answerProblems({ method, answer }: Exchange, operation: Operation, at: string) {
    const { status, headers, text } = answer;
    const range = `${Math.floor(status / 100)}XX`;
    const key = Object.hasOwn(operation.responses, status) ? String(status) : range;
    const found = operation.responses[key];
    if (found === undefined) return ["the status is not described"];
    const [response, pointer] = this.#resolved<Response>(found, `${at}/responses/${key}`);
    const problems = this.#headerProblems(response, pointer, headers);
    const type = headers.get("content-type")?.split(";", 1)[0];
    if (response.content === undefined) {
      return text === "" ? problems : [...problems, "there is a body, and none is described"];
    }
    if (type === undefined || !Object.hasOwn(response.content, type)) {
      return [...problems, `a body of ${type} is not described`];
    }
    if (method === "HEAD" || !/[/+]json$/.test(type)) return problems;
    const schema = `${pointer}/content/${escaped(type)}/schema`;
    return [...problems, ...this.problemsOf(schema, parsed(text))];
  }

  #headerProblems(response: Response, at: string, headers: Headers): readonly string[] {
    const described = Object.entries(response.headers ?? {});
    const names = new Set(described.map(([name]) => name.toLowerCase()));
    const silent = TELLING.filter((name) => headers.has(name) && !names.has(name));
    const wrong = described.flatMap(([name, found]) => {
      const [header, pointer] = this.#resolved<Described>(found, `${at}/headers/${name}`);
      const value = headers.get(name);
      if (value === null) return header.required === true ? [`${name} is not there`] : [];
      return this.#textProblems(`${pointer}/schema`, [value]);
    });
    return [...silent.map((name) => `${name} is not described`), ...wrong];
  }

  #requestProblems({ method, path, body }: Exchange, operation: Operation, at: string) {
    const query = new URLSearchParams(path.split("?")[1]);
    const parameters = (operation.parameters ?? []).map((found, i) =>
      this.#resolved<Parameter>(found, `${at}/parameters/${i}`),
    );
    const known = new Map(
      parameters.flatMap(([{ name, in: place }, pointer]) =>
        place === "query" ? [[name, pointer] as const] : [],
      ),
    );
    const asked = [...new Set(query.keys())].flatMap((name) => {
      const pointer = known.get(name);
      if (pointer === undefined) return [`${name} is not a parameter`];
      return this.#textProblems(`${pointer}/schema`, query.getAll(name));
    });
    const missing = parameters.flatMap(([{ name, in: place, required }]) =>
      place === "query" && required === true && !query.has(name) ? [`${name} is required`] : [],
    );
    if (operation.requestBody === undefined || method === "GET") return [...asked, ...missing];
    if (body === undefined) {
      const needed = operation.requestBody.required === true;
      return [...asked, ...missing, ...(needed ? ["a body is required"] : [])];
    }
    const type = typeof body === "string" ? "text/calendar" : "application/json";
    const schema = `${at}/requestBody/content/${escaped(type)}/schema`;
    return [...asked, ...missing, ...this.problemsOf(schema, body)];
  }

  /** A text stands for itself, or for what JSON makes of it or of its parts. */
  #textProblems(pointer: string, texts: readonly string[]): readonly string[] {
    const [text = ""] = texts;
    const single = texts.length > 1 ? [] : [text, ...numbersAndFlags(text)];
    const parts = texts.flatMap((part) => part.split(","));
    const readings = [...single, parts].map((value) => this.problemsOf(pointer, value));
    return readings.find((problems) => problems.length === 0) ?? readings[0] ?? [];
  }

  #resolved<Part extends object>(found: Part | Reference, at: string): [Part, string] {
    if (!("$ref" in found)) return [found, at];
    const pointer = found.$ref.slice(1);
    // The document's own references lead to what stands there.
    return [valueAt(this.document, pointer) as Part, pointer];
  }

  #validator(pointer: string): ValidateFunction {
    let validate = this.#validators.get(pointer);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: `${DOCUMENT}#${encodeURI(pointer)}` });
      this.#validators.set(pointer, validate);
    }
    return validate;
  }
}

function numbersAndFlags(text: string): unknown[] {
  return /^(-?\d+|true|false)$/.test(text) ? [JSON.parse(text)] : [];
}

function escaped(step: string): string {
  return step.replaceAll("~", "~0").replaceAll("/", "~1");
}

function valueAt(document: object, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((part, step) => Reflect.get(part as object, step), document);
}

function* schemasIn(value: unknown, pointer: string): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    const place = `${pointer}/${escaped(name)}`;
    if (name === "schema" || pointer === "/components/schemas") yield place;
    else if (name !== "example" && name !== "examples") yield* schemasIn(part, place);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
