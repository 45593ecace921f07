import type { Schema } from "@daybook/api/rest/openapi-schemas";
import type { OpenApiDocument } from "@daybook/server/testing/rest-contract";
import fc from "fast-check";

/** Values of what a schema alone does not say how to make meaningful, by the names of members. */
export type Hints = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Makes values that are valid by the schemas of a document. */
export class Arbitraries {
  readonly #document: OpenApiDocument;
  readonly #hints: Hints;

  constructor(document: OpenApiDocument, hints: Hints) {
    this.#document = document;
    this.#hints = hints;
  }

  /** What a reference leads to; another part is what it is. */
  resolved<Part extends object>(part: Part | { readonly $ref: string }): Part {
    if (!("$ref" in part) || typeof part.$ref !== "string") return part as Part;
    // References of the document lead to what stands there.
    return part.$ref
      .split("/")
      .slice(1)
      .reduce<object>((place, step) => Reflect.get(place, step) as object, this.#document) as Part;
  }

  hinted(name: string): fc.Arbitrary<unknown> {
    return this.#hints[name] ?? fc.constant("");
  }

  of(given: Schema, name = ""): fc.Arbitrary<unknown> {
    const schema = this.resolved(given);
    const hint = Object.hasOwn(this.#hints, name) ? this.#hints[name] : undefined;
    const any = this.#plain(schema);
    // A hint may be of another type than what is wanted here.
    return hint === undefined || schema.enum !== undefined || !takesText(schema)
      ? any
      : fc.oneof({ weight: 5, arbitrary: hint }, { weight: 1, arbitrary: any });
  }

  #plain(schema: Schema): fc.Arbitrary<unknown> {
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    const ways = schema.anyOf ?? schema.oneOf;
    if (ways !== undefined) return fc.oneof(...ways.map((way) => this.of(asSchema(way))));
    const { type } = schema;
    if (type === undefined) return fc.jsonValue({ maxDepth: 2 });
    if (Array.isArray(type)) {
      return fc.oneof(...type.map((one) => this.#plain({ ...schema, type: one })));
    }
    switch (type) {
      case "string":
        return textOf(schema);
      case "integer":
      case "number":
        return fc.integer({ min: schema.minimum ?? -3, max: schema.maximum ?? 1_000_000 });
      case "boolean":
        return fc.boolean();
      case "null":
        return fc.constant(null);
      case "array":
        return this.#list(schema);
      case "object":
        return this.#object(schema);
    }
  }

  #list({ items, minItems = 0, maxItems = 3 }: Schema): fc.Arbitrary<unknown> {
    const item = this.of(typeof items === "object" && !Array.isArray(items) ? items : {});
    return fc.array(item, { minLength: minItems, maxLength: Math.min(maxItems, minItems + 2) });
  }

  #object(schema: Schema): fc.Arbitrary<unknown> {
    const { properties = {}, required = [], additionalProperties } = schema;
    const members = Object.entries(properties).map(
      ([name, of]) => [name, this.of(asSchema(of), name)] as const,
    );
    const known = fc.record(Object.fromEntries(members), { requiredKeys: required });
    if (typeof additionalProperties !== "object" || members.length > 0) return known;
    const names =
      schema.propertyNames === undefined ? fc.string() : this.of(asSchema(schema.propertyNames));
    return fc.dictionary(names.map(String), this.of(additionalProperties), { maxKeys: 2 });
  }
}

function takesText(schema: Schema): boolean {
  return [schema, ...(schema.anyOf ?? [])].some(
    (way) => typeof way === "object" && way.type === "string",
  );
}

function asSchema(schema: Schema | boolean): Schema {
  return typeof schema === "object" ? schema : {};
}

function textOf({ format, minLength = 0, maxLength = 40, pattern }: Schema): fc.Arbitrary<string> {
  if (format === "uuid") return fc.uuid();
  if (format === "email") return fc.uuid().map((id) => `${id.slice(0, 8)}@example.org`);
  if (format === "date-time") {
    const min = new Date("2025-01-01T00:00:00Z");
    const max = new Date("2027-01-01T00:00:00Z");
    return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString());
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, "u"));
  const bounds = { minLength, maxLength: Math.min(maxLength, minLength + 30) };
  return fc.oneof(fc.string(bounds), fc.string({ ...bounds, unit: "grapheme" }));
}
