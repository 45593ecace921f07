/** Prints zod schemas as TypeScript: the type that `z.input` or `z.output` infers, as one would write it. */
import type { z } from "zod";

/** Which side of a schema: what it reads, or what it gives. */
export type Side = "input" | "output";

export interface TypePrinterOptions {
  /** Schemas whose types are declared under a name. */
  readonly names: ReadonlyMap<z.core.$ZodType, string>;
  /** Those of them that others are made of: whoever has their members extends them. */
  readonly parts: ReadonlySet<z.core.$ZodType>;
  /** Types of schemas that say nothing about themselves. */
  readonly known: ReadonlyMap<z.core.$ZodType, string>;
}

export interface TypePrinter {
  /** The type, by its name where it has one. */
  typeOf(schema: z.core.$ZodType, side: Side): string;
  /** Whether the type has a name, or would be a line if nothing was said of its members. */
  isShort(schema: z.core.$ZodType, side: Side): boolean;
  /** Declares a type under a name. */
  declare(name: string, schema: z.core.$ZodType, side: Side): string;
  /** What the names stand for that were used so far, and those that they use, in the names' order. */
  declarations(): string[];
}

/** Longest object type that is written in one line. */
const LINE = 84;

/** From so many members on, what has all of another one's is said to extend it. */
const EXTENDING = 3;

/** A member of an object type, as it is printed. */
interface Member {
  readonly doc: string;
  readonly text: string;
}

/** A type that others may extend. */
interface Base {
  readonly schema: z.core.$ZodType;
  readonly members: ReadonlyMap<string, Member>;
}

export function createTypePrinter({ names, parts, known }: TypePrinterOptions): TypePrinter {
  /** From which side the named ones were looked at. */
  const sides = new Map<z.core.$ZodType, Side>();
  /** Whether types are only looked at, and none of them is used by that. */
  let looking = false;

  function typeOf(schema: z.core.$ZodType, side: Side): string {
    const named = ancestry(schema).find((one) => names.has(one));
    const name = named === undefined ? undefined : names.get(named);
    if (named === undefined || name === undefined) {
      return structureOf(schema, side);
    }
    const other = sides.get(named);
    if (!looking && other !== undefined && other !== side && differs(named)) {
      throw new Error(`${name} is read as one type and answered as another.`);
    }
    if (!looking) sides.set(named, side);
    return name;
  }

  function differs(schema: z.core.$ZodType): boolean {
    return structureOf(schema, "input") !== structureOf(schema, "output");
  }

  function structureOf(schema: z.core.$ZodType, side: Side): string {
    const type = ancestry(schema)
      .map((one) => known.get(one))
      .find((text) => text !== undefined);
    if (type !== undefined) {
      return type;
    }
    const { def } = (schema as z.core.$ZodTypes)._zod;
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- no schema of ours is of another kind
    switch (def.type) {
      case "string":
      case "boolean":
      case "null":
      case "undefined":
        return def.type;
      case "number":
        return "number";
      case "literal":
        return unionOf(def.values.map((value) => JSON.stringify(value)));
      case "enum":
        return unionOf(Object.values(def.entries).map((value) => JSON.stringify(value)));
      case "array":
        return arrayOf(typeOf(def.element, side));
      case "record":
        return `Record<${typeOf(def.keyType, side)}, ${typeOf(def.valueType, side)}>`;
      case "object":
        return partLike(def.shape, side) ?? objectOf(def.shape, side);
      case "union":
        return unionOf(def.options.map((option) => typeOf(option, side)));
      case "nullable":
        return unionOf([typeOf(def.innerType, side), "null"]);
      case "optional": {
        const inner = typeOf(def.innerType, side);
        // One that may be absent, but is never there as undefined, adds nothing to its type.
        return isExact(schema) ? inner : unionOf([inner, "undefined"]);
      }
      case "default":
      case "prefault":
        return side === "output"
          ? typeOf(def.innerType, side)
          : unionOf([typeOf(def.innerType, side), "undefined"]);
      case "pipe":
        return typeOf(side === "input" ? def.in : def.out, side);
      default:
        throw new Error(`A schema of the kind "${def.type}" has no printed type yet.`);
    }
  }

  function membersOf(shape: z.core.$ZodShape, side: Side): Map<string, Member> {
    const members = Object.entries(shape).map(([name, member]): [string, Member] => {
      const { optin, optout } = member._zod;
      const optional = (side === "input" ? optin : optout) !== undefined;
      const text = `${name}${optional ? "?" : ""}: ${typeOf(member, side)};`;
      return [name, { doc: docOf(descriptionOf(member)), text }];
    });
    return new Map(members);
  }

  /** The part of others that an object without a name is in full. */
  function partLike(shape: z.core.$ZodShape, side: Side): string | undefined {
    for (const part of parts) {
      const { def } = (part as z.core.$ZodTypes)._zod;
      if (def.type !== "object" || def.shape === shape) continue;
      const members = Object.entries(def.shape);
      const isAlike =
        members.length === Object.keys(shape).length &&
        members.every(([name, member]) => shape[name] === member);
      if (isAlike) return typeOf(part, side);
    }
    return undefined;
  }

  function objectOf(shape: z.core.$ZodShape, side: Side): string {
    return pageOf(shape, side) ?? blockOf([...membersOf(shape, side).values()]);
  }

  /** Every list is answered in the same form (rule C3). */
  function pageOf(shape: z.core.$ZodShape, side: Side): string | undefined {
    const { items, nextCursor, ...rest } = shape;
    if (items === undefined || nextCursor === undefined || Object.keys(rest).length > 0) {
      return undefined;
    }
    const { def } = (items as z.core.$ZodTypes)._zod;
    return def.type === "array" && typeOf(nextCursor, side) === "string | null"
      ? `Page<${typeOf(def.element, side)}>`
      : undefined;
  }

  function declare(name: string, schema: z.core.$ZodType, side: Side): string {
    const doc = docOf(descriptionOf(schema));
    const { def } = (schema as z.core.$ZodTypes)._zod;
    if ((def.type === "default" || def.type === "prefault") && side === "input") {
      return declare(name, def.innerType, side);
    }
    if (def.type !== "object" || pageOf(def.shape, side) !== undefined) {
      return `${doc}export type ${name} = ${structureOf(schema, side)};\n`;
    }
    const own = membersOf(def.shape, side);
    const bases = basesOf(schema, own, side);
    for (const base of bases) {
      for (const [member, inherited] of base.members) {
        if (isSame(own.get(member), inherited)) own.delete(member);
      }
    }
    const heritage =
      bases.length === 0
        ? ""
        : ` extends ${bases.map((base) => typeOf(base.schema, side)).join(", ")}`;
    const block = own.size === 0 ? "{}" : blockOf([...own.values()]);
    // A short one may come in one line, whose last member has no semicolon.
    return `${doc}export interface ${name}${heritage} ${block.replace(/ \}$/, "; }")}\n`;
  }

  /** The named types that this one has all members of, the largest first, none for what is had. */
  function basesOf(schema: z.core.$ZodType, own: ReadonlyMap<string, Member>, side: Side): Base[] {
    const bases: Base[] = [];
    const had = new Set<string>();
    for (const candidate of candidates(side)) {
      const { members } = candidate;
      const isPart = parts.has(candidate.schema);
      const gained = [...members].filter(
        ([name, one]) => !had.has(name) && isSame(own.get(name), one),
      );
      const fits =
        candidate.schema !== schema &&
        gained.length >= (isPart ? 2 : EXTENDING) &&
        (isPart || members.size < own.size) &&
        [...members].every(([name, one]) => isWithin(own.get(name), one));
      if (!fits) continue;
      bases.push(candidate);
      for (const name of members.keys()) had.add(name);
    }
    return bases;
  }

  function candidates(side: Side): Base[] {
    looking = true;
    const found = [...names.keys()].flatMap((schema): Base[] => {
      const { def } = (schema as z.core.$ZodTypes)._zod;
      return def.type === "object" ? [{ schema, members: membersOf(def.shape, side) }] : [];
    });
    looking = false;
    return found.toSorted((a, b) => b.members.size - a.members.size);
  }

  return {
    typeOf,
    isShort(schema, side) {
      const text = withoutDocs(typeOf(schema, side));
      return text.length <= LINE;
    },
    declare,
    declarations() {
      const declared = new Map<z.core.$ZodType, string>();
      // A map's entries that are added meanwhile are visited too.
      for (const [schema, side] of sides) {
        declared.set(schema, declare(names.get(schema) ?? "", schema, side));
      }
      const texts = new Map<string, string>();
      for (const [schema, name] of names) {
        const text = declared.get(schema);
        if (text === undefined) throw new Error(`Nothing has the type ${name}.`);
        if ((texts.get(name) ?? text) !== text) throw new Error(`There are two types ${name}.`);
        texts.set(name, text);
      }
      return [...texts.values()];
    },
  };
}

function blockOf(members: readonly Member[]): string {
  if (members.length === 0) {
    return "Record<string, never>";
  }
  const line = `{ ${members
    .map(({ text }) => text)
    .join(" ")
    .slice(0, -1)} }`;
  if (line.length <= LINE && members.every(({ doc }) => doc === "") && !line.includes("\n")) {
    return line;
  }
  return `{\n${members.map(({ doc, text }) => indented(`${doc}${text}`)).join("\n")}\n}`;
}

function isSame(own: Member | undefined, inherited: Member): boolean {
  return own?.text === inherited.text && own.doc === inherited.doc;
}

/** Whether an interface that has a member may extend one that has the other of the same name. */
function isWithin(own: Member | undefined, inherited: Member): boolean {
  if (own === undefined) return false;
  const required = inherited.text.replace("?:", ":").replace(/ \| undefined;$/, ";");
  return own.text === inherited.text || own.text === required;
}

function withoutDocs(text: string): string {
  return text.replaceAll(/\/\*\*.*?\*\//gs, "").replaceAll(/\s+/g, " ");
}

/** A schema and those that it was made from by describing them. */
function ancestry(schema: z.core.$ZodType): z.core.$ZodType[] {
  const { parent } = schema._zod;
  return parent === undefined ? [schema] : [schema, ...ancestry(parent)];
}

/** What a schema says about itself, or the one that it wraps does. */
export function descriptionOf(schema: z.core.$ZodType): string {
  const { description } = (schema as z.ZodType).meta?.() ?? {};
  if (description !== undefined) {
    return description;
  }
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return "innerType" in def ? descriptionOf(def.innerType) : "";
}

/** A TSDoc comment with a line break after it, or nothing; a tag begins a line of its own. */
export function docOf(text: string, tag = ""): string {
  if (text === "") {
    return "";
  }
  const lines = wrapped(text.replaceAll("*/", "*\\/"), 94);
  if (tag !== "") lines.push(...wrapped(tag, 94));
  return lines.length === 1 && (lines[0] ?? "").length <= 88
    ? `/** ${lines[0]} */\n`
    : `/**\n${lines.map((line) => ` * ${line}`).join("\n")}\n */\n`;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= width) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = `${last} ${word}`;
    }
  }
  return lines;
}

export function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}

/** Alternatives, each once. */
/** Whether an absent member is one that is not there, rather than one that is undefined. */
function isExact(schema: z.core.$ZodType): boolean {
  return schema._zod.traits.has("$ZodExactOptional");
}

function unionOf(types: readonly string[]): string {
  const all = types.flatMap((type) => (/[{<("]/.test(type) ? [type] : type.split(" | ")));
  return [...new Set(all)].join(" | ");
}

function arrayOf(element: string): string {
  return /^[\w.<>]+$/.test(element) ? `${element}[]` : `(${element})[]`;
}
