import { z } from "zod";
import { factsOf, type ProcedureName } from "../reference/procedures.ts";

/** What a text in a path or a query string can stand for. */
export interface JsonSchema {
  readonly types: ReadonlySet<string>;
  readonly items?: JsonSchema;
  readonly members: Readonly<Record<string, JsonSchema>>;
}

const schemas = new Map<ProcedureName, JsonSchema>();

/** The input of a procedure by its JSON Schema, made once. */
export function inputSchemaOf(procedure: ProcedureName): JsonSchema {
  let schema = schemas.get(procedure);
  if (schema === undefined) {
    const { input } = factsOf(procedure);
    schema = simplified(z.toJSONSchema(input, { io: "input", unrepresentable: "any" }));
    schemas.set(procedure, schema);
  }
  return schema;
}

/** The schema of a member, dotted where it is nested; undefined for one that is not known. */
export function schemaAt(schema: JsonSchema, name: string): JsonSchema | undefined {
  let found: JsonSchema | undefined = schema;
  for (const step of name.split(".")) {
    found =
      found !== undefined && Object.hasOwn(found.members, step) ? found.members[step] : undefined;
  }
  return found;
}

type Printed = z.core.JSONSchema.BaseSchema;

/** Alternatives taken together: a text is read as the first of them that it can be. */
function simplified(schema: Printed): JsonSchema {
  const types = new Set<string>(schema.type === undefined ? [] : [schema.type].flat());
  const members: Record<string, JsonSchema> = {};
  let items = isSchema(schema.items) ? simplified(schema.items) : undefined;
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    if (isSchema(member)) members[name] = simplified(member);
  }
  for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) {
    if (!isSchema(part)) continue;
    const alternative = simplified(part);
    for (const type of alternative.types) types.add(type);
    Object.assign(members, alternative.members);
    items ??= alternative.items;
  }
  return { types, members, ...(items === undefined ? {} : { items }) };
}

function isSchema(value: unknown): value is Printed {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
