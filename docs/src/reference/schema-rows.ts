/** Says what a schema reads or gives, a row for each field. */
import { NAMED_DETAILS } from "@daybook/api/reference/error-details";
import { NAMED_INPUTS, NAMED_VIEWS } from "@daybook/api/reference/named-schemas";
import type { z } from "zod";
import { anchorOf, code, link, withRules } from "./markdown.ts";

/** Which side of a schema: what it reads, or what it gives. */
export type Side = "input" | "output";

export const SHAPES_PAGE = "shapes.md";

const NAMES = new Map<z.core.$ZodType, string>(
  Object.entries({ ...NAMED_VIEWS, ...NAMED_INPUTS, ...NAMED_DETAILS }).map(([name, schema]) => [
    schema,
    name,
  ]),
);

/** Field, type, what it means. */
export const HEADINGS = ["field", "type", "meaning"];

/** The fields of an object, those within it included; of anything else there are none. */
export function fieldRows(schema: z.core.$ZodType, side: Side, prefix = ""): string[][] {
  const { def } = bare(schema)._zod;
  if (def.type !== "object") return [];
  return Object.entries(def.shape).flatMap(([name, member]) => {
    const { optin, optout } = member._zod;
    const optional = (side === "input" ? optin : optout) !== undefined;
    const path = `${prefix}${name}`;
    const inner = elementOf(member);
    const nested = nameOf(inner.schema) === undefined ? inner : undefined;
    return [
      [
        `${code(path)}${optional ? "?" : ""}`,
        typeText(member, side),
        withRules(meaningOf(member, side)),
      ],
      ...(nested === undefined ? [] : fieldRows(nested.schema, side, `${path}${nested.mark}.`)),
    ];
  });
}

/** The type as one would write it, with the way to what has a name. */
export function typeText(schema: z.core.$ZodType, side: Side): string {
  return linked(alternatives(schema, { side }), SHAPES_PAGE);
}

/** What a name stands for, where that is not an object with fields: each of the alternatives. */
export function structureTexts(schema: z.core.$ZodType, side: Side): string[] {
  return alternatives(schema, { side, except: schema }).map((one) => linked([one], ""));
}

/** One of the types that a value may have. */
interface Alternative {
  readonly text: string;
  /** The shape with a name that it is made of. */
  readonly name: string | undefined;
}

function linked(all: readonly Alternative[], page: string): string {
  const named = all.filter(({ name }) => name !== undefined);
  // Beside a single way there is no need to tell the alternatives apart.
  if (named.length < 2) {
    const text = code(all.map((one) => one.text).join(" | "));
    const [only] = named;
    return only?.name === undefined ? text : link(text, `${page}#${anchorOf(only.name)}`);
  }
  return all
    .map(({ text, name }) =>
      name === undefined ? code(text) : link(code(text), `${page}#${anchorOf(name)}`),
    )
    .join(" or ");
}

/** What a schema says about itself, or the one that it wraps does. */
export function descriptionOf(schema: z.core.$ZodType): string {
  const { description } = (schema as z.ZodType).meta?.() ?? {};
  if (description !== undefined) return description;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return "innerType" in def ? descriptionOf(def.innerType) : "";
}

export function nameOf(schema: z.core.$ZodType): string | undefined {
  for (let one: z.core.$ZodType | undefined = schema; one !== undefined; one = one._zod.parent) {
    const name = NAMES.get(one);
    if (name !== undefined) return name;
  }
  return undefined;
}

interface Printing {
  readonly side: Side;
  /** The named one that is itself being said. */
  readonly except?: z.core.$ZodType;
}

function alternatives(schema: z.core.$ZodType, printing: Printing): Alternative[] {
  const name = schema === printing.except ? undefined : nameOf(schema);
  if (name !== undefined) return [{ text: name, name }];
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const inner = (one: z.core.$ZodType) => alternatives(one, printing);
  const plain = (...texts: string[]) => texts.map((text) => ({ text, name: undefined }));
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- no schema of ours is of another kind
  switch (def.type) {
    case "literal":
      return plain(...def.values.map((value) => JSON.stringify(value)));
    case "enum":
      return plain(...Object.values(def.entries).map((value) => JSON.stringify(value)));
    case "array":
      return [made(inner(def.element), (text, many) => (many ? `(${text})[]` : `${text}[]`))];
    case "record":
      return [made(inner(def.valueType), (text) => `{ [name]: ${text} }`)];
    case "union":
      return distinct(
        def.options.flatMap((one) =>
          isUnnamedObject(one) ? plain(inlineText(one, printing)) : inner(one),
        ),
      );
    case "nullable":
      return [...inner(def.innerType), ...plain("null")];
    case "optional":
    case "default":
    case "prefault":
      return inner(def.innerType);
    case "pipe":
      return inner(printing.side === "input" ? def.in : def.out);
    case "custom":
    case "lazy":
    case "unknown":
    case "any":
      return plain("any JSON");
    default:
      return plain(def.type);
  }
}

/** One type that is made of others. */
function made(
  parts: readonly Alternative[],
  write: (text: string, many: boolean) => string,
): Alternative {
  const text = parts.map((part) => part.text).join(" | ");
  return {
    text: write(text, parts.length > 1),
    name: parts.find(({ name }) => name !== undefined)?.name,
  };
}

function distinct(all: readonly Alternative[]): Alternative[] {
  return [...new Map(all.map((one) => [one.text, one])).values()];
}

function isUnnamedObject(schema: z.core.$ZodType): boolean {
  return nameOf(schema) === undefined && (schema as z.core.$ZodTypes)._zod.def.type === "object";
}

/** An object in a line, where it has no rows of its own. */
function inlineText(schema: z.core.$ZodType, printing: Printing): string {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type !== "object") return "";
  const members = Object.entries(def.shape).map(([name, member]) => {
    const { optin, optout } = member._zod;
    const optional = (printing.side === "input" ? optin : optout) !== undefined;
    const { text } = made(alternatives(member, printing), (types) => types);
    return `${name}${optional ? "?" : ""}: ${text}`;
  });
  return `{ ${members.join(", ")} }`;
}

/** Without what wraps it. */
function bare(schema: z.core.$ZodType): z.core.$ZodTypes {
  const inner = schema as z.core.$ZodTypes;
  const { def } = inner._zod;
  return "innerType" in def ? bare(def.innerType) : inner;
}

/** What stands in a list, and how its fields are called. */
function elementOf(schema: z.core.$ZodType): { schema: z.core.$ZodType; mark: string } {
  if (nameOf(schema) !== undefined) return { schema, mark: "" };
  const { def } = bare(schema)._zod;
  if (def.type !== "array") return { schema: bare(schema), mark: "" };
  const element = elementOf(def.element);
  return { schema: element.schema, mark: `[]${element.mark}` };
}

function meaningOf(schema: z.core.$ZodType, side: Side): string {
  const description = descriptionOf(schema);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const isSaid = side === "output" || def.type !== "default" || description.includes("unless told");
  if (isSaid) return description;
  return `${description} Default: ${code(JSON.stringify(def.defaultValue))}.`.trim();
}
