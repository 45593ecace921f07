import { z } from "zod";
import { json } from "../events/event-content.schema.ts";
import { ERROR_DETAILS, NAMED_DETAILS } from "../reference/error-details.ts";
import { NAMED_INPUTS, NAMED_VIEWS } from "../reference/named-schemas.ts";
import { factsOf, PROCEDURE_NAMES, type ProcedureName } from "../reference/procedures.ts";

/** A JSON Schema as zod prints it. */
export type Schema = z.core.JSONSchema.BaseSchema;

/** The schemas of a document: what has a name, and what the operations say in terms of it. */
export interface PrintedSchemas {
  readonly components: Readonly<Record<string, Schema>>;
  readonly inputs: ReadonlyMap<ProcedureName, Schema>;
  readonly outputs: ReadonlyMap<ProcedureName, Schema>;
  /** The details of a refusal, by its reason. */
  readonly details: ReadonlyMap<string, Schema>;
}

const COMPONENTS = "#/components/schemas/";

/** Prints every schema of the procedures. */
export function printSchemas(): PrintedSchemas {
  const answers = printAnswers();
  const inputs = printInputs();
  return {
    // Generators stumble over a type that is made of itself.
    components: { ...answers.components, ...inputs.components, JsonValue: {} },
    inputs: inputs.byName,
    outputs: answers.byName,
    details: answers.details,
  };
}

/** What a reference within the components leads to; another schema is what it is. */
export function resolved(schema: Schema, { components }: Pick<PrintedSchemas, "components">) {
  const name =
    schema.$ref?.startsWith(COMPONENTS) === true ? schema.$ref.slice(COMPONENTS.length) : "";
  return components[name] ?? schema;
}

export function schemaReference(name: string): { readonly $ref: string } {
  return { $ref: `${COMPONENTS}${name}` };
}

function printAnswers() {
  const named: Record<string, z.ZodType> = { ...NAMED_VIEWS, ...NAMED_DETAILS, JsonValue: json };
  const registry = registryOf(named);
  for (const name of PROCEDURE_NAMES)
    addUnlessNamed(registry, `${name}.output`, factsOf(name).output);
  for (const [reason, schema] of Object.entries(ERROR_DETAILS)) {
    addUnlessNamed(registry, `${reason}.details`, schema);
  }
  const print = printed(registry, "output");
  return {
    components: print.components(Object.keys(named)),
    byName: new Map(PROCEDURE_NAMES.map((name) => [name, print.schemaOf(factsOf(name).output)])),
    details: new Map(
      Object.entries(ERROR_DETAILS).map(([reason, schema]) => [reason, print.schemaOf(schema)]),
    ),
  };
}

function printInputs() {
  // What is said alike both ways has its name from the answers.
  const named: Record<string, z.ZodType> = { ...NAMED_INPUTS, JsonValue: json };
  const registry = registryOf(named);
  const alike = Object.entries(NAMED_VIEWS).filter(([, schema]) => schema instanceof z.ZodEnum);
  for (const [name, schema] of alike) addUnlessNamed(registry, name, schema);
  for (const name of PROCEDURE_NAMES)
    addUnlessNamed(registry, `${name}.input`, factsOf(name).input);
  const print = printed(registry, "input");
  return {
    components: print.components(Object.keys(named)),
    byName: new Map(PROCEDURE_NAMES.map((name) => [name, print.schemaOf(factsOf(name).input)])),
  };
}

type Registry = z.core.$ZodRegistry<{ id: string }>;

function registryOf(named: Readonly<Record<string, z.ZodType>>): Registry {
  const registry: Registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  return registry;
}

function addUnlessNamed(registry: Registry, id: string, schema: z.ZodType): void {
  if (!registry.has(schema)) registry.add(schema, { id });
}

function printed(registry: Registry, io: "input" | "output") {
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: "any",
    uri: (id) => `${COMPONENTS}${id}`,
    override: ({ jsonSchema }) => withoutNoise(jsonSchema),
  });
  return {
    components: (names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, bare(schemas[name])])),
    schemaOf(schema: z.ZodType): Schema {
      const id = registry.get(schema)?.id ?? "";
      return id.includes(".") ? bare(schemas[id]) : schemaReference(id);
    },
  };
}

/** Formats that say all that their patterns say, at many times the length. */
const PLAIN_FORMATS = new Set<string | undefined>(["date-time", "uuid"]);

/** Leaves out, too, the bounds of JavaScript's numbers, which are no bounds of ours. */
function withoutNoise(schema: Schema): void {
  if (PLAIN_FORMATS.has(schema.format)) delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

/** Inside an OpenAPI document a schema has neither an address nor a dialect of its own. */
function bare(schema: Schema | undefined): Schema {
  const { $schema: _dialect, $id: _address, id: _id, ...rest } = schema ?? {};
  return rest;
}
