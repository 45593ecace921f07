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
        withRules([descriptionOf(member), defaultOf(member, side)].filter(Boolean).join(" ")),
      ],
      ...(nested === undefined ? [] : fieldRows(nested.schema, side, `${path}${nested.mark}.`)),
    ];
  });
}

/** The type as one would write it, with the way to what has a name. */
export function typeText(schema: z.core.$ZodType, side: Side): string {
  const used = new Set<string>();
  const text = printed(schema, { side, used });
  const [only, ...others] = used;
  if (only === undefined) return code(text);
  if (others.length === 0) return link(code(text), `${SHAPES_PAGE}#${anchorOf(only)}`);
  // Each has a way of its own.
  return text
    .split(" | ")
    .map((part) => {
      const name = [...used].find((one) => part.replace(/\[\]$/, "") === one);
      return name === undefined ? code(part) : link(code(part), `${SHAPES_PAGE}#${anchorOf(name)}`);
    })
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
  readonly used: Set<string>;
  /** The named one that is itself being said. */
  readonly except?: z.core.$ZodType;
}

/** What a name stands for, where that is not an object with fields. */
export function structureText(schema: z.core.$ZodType, side: Side): string {
  const used = new Set<string>();
  const text = printed(schema, { side, used, except: schema });
  return used.size === 0
    ? code(text)
    : text
        .split(" | ")
        .map((part) => (used.has(part) ? link(code(part), `#${anchorOf(part)}`) : code(part)))
        .join(" or ");
}

function printed(schema: z.core.$ZodType, printing: Printing): string {
  const name = schema === printing.except ? undefined : nameOf(schema);
  if (name !== undefined) {
    printing.used.add(name);
    return name;
  }
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const inner = (one: z.core.$ZodType) => printed(one, printing);
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- no schema of ours is of another kind
  switch (def.type) {
    case "literal":
      return def.values.map((value) => JSON.stringify(value)).join(" | ");
    case "enum":
      return Object.values(def.entries)
        .map((value) => JSON.stringify(value))
        .join(" | ");
    case "array":
      return /^[\w[\]]+$/.test(inner(def.element))
        ? `${inner(def.element)}[]`
        : `(${inner(def.element)})[]`;
    case "record":
      return `{ [${inner(def.keyType)}]: ${inner(def.valueType)} }`;
    case "union":
      return [...new Set(def.options.map(inner))].join(" | ");
    case "nullable":
      return `${inner(def.innerType)} | null`;
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
      return "any JSON";
    default:
      return def.type;
  }
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

function defaultOf(schema: z.core.$ZodType, side: Side): string {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (side === "output" || def.type !== "default") return "";
  return `Default: ${code(JSON.stringify(def.defaultValue))}.`;
}
