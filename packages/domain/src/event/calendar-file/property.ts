import ICAL from "ical.js";
import type { ContentLine } from "./content-lines.ts";
import { OWN_PROPERTIES } from "./own-properties.ts";
import { ComponentFault } from "./problems.ts";

/** Longest name and parameters of a property, in UTF-16 code units. */
const MAX_HEAD = 2_000;

/**
 * ical.js takes lines apart; of its value types only text is wanted. It reads dates by position
 * and drops what it does not expect (`20260302T090000+0100` loses its offset), so dates, rules
 * and durations stay as they are written and are read strictly by {@link ./file-time.ts}.
 */
const SYNTAX = {
  ...ICAL.design.icalendar,
  property: {
    ...ICAL.design.icalendar.property,
    ...Object.fromEntries(
      OWN_PROPERTIES.map((name) => [name.toLowerCase(), { defaultType: "text" }]),
    ),
  },
  value: { text: ICAL.design.icalendar.value.text },
};

/** One property of a component, taken apart. */
export interface Property {
  /** In upper case: `DTSTART`. */
  readonly name: string;
  /** 1-based physical line. */
  readonly line: number;
  /** By lower-case name, VALUE aside; of a parameter that is given twice the last. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The VALUE that is given, else the property's own, in lower case: `date-time`. */
  readonly type: string;
  /** One for each value of a list, unescaped where the property is text. */
  readonly values: readonly string[];
}

/** The upper-case name of a property's line. */
export function propertyName({ text }: ContentLine): string {
  const end = text.search(/[;:]/);
  return text.slice(0, end === -1 ? text.length : end).toUpperCase();
}

/** Takes a property's line apart; throws {@link ComponentFault} when it is not well formed. */
export function readProperty(given: ContentLine): Property {
  const contentLine = { ...given, text: withQuotedZone(given.text) };
  const { line, text, cut } = contentLine;
  const name = propertyName(contentLine);
  if (cut) throw new ComponentFault(line, "LIMIT_EXCEEDED", `${name} is too long.`);
  // ical.js looks for the colon again at every parameter, which a long head would make quadratic.
  if (headLength(text) > MAX_HEAD) {
    throw new ComponentFault(line, "MALFORMED_LINE", `The parameters of ${name} do not end.`);
  }
  const [, parameters, type, ...values] = parseLine(contentLine, name);
  return {
    name,
    line,
    parameters: new Map(
      Object.entries(parameters).map(([key, value]) => [key, Array.isArray(value) ? "" : value]),
    ),
    type,
    values: name === "CATEGORIES" ? textList(text.slice(headLength(text) + 1)) : values,
  };
}

const BARE_ZONE = /^([A-Z-]+(?:;VALUE=[A-Z-]+)?;TZID=)(tzone:\/\/[^:;,"]*)/i;

/** Exchange's names of zones have a colon, which ends the parameters where it is not in quotes. */
function withQuotedZone(text: string): string {
  return text.replace(BARE_ZONE, '$1"$2"');
}

/** The texts of a list. ical.js takes the comma after an escaped backslash for an escaped one. */
function textList(value: string): string[] {
  const texts: string[] = [];
  let from = 0;
  for (let index = 0; index < value.length; index += 1) {
    const character = value[index];
    if (character === "\\") {
      index += 1;
    } else if (character === ",") {
      texts.push(unescapedText(value.slice(from, index)));
      from = index + 1;
    }
  }
  return [...texts, unescapedText(value.slice(from))];
}

function unescapedText(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, character: string) =>
    character === "n" || character === "N" ? "\n" : character,
  );
}

/** jCal's form of a property (RFC 7265) with every value as text. */
type TextProperty = [
  name: string,
  parameters: Record<string, string | string[]>,
  type: string,
  ...values: string[],
];

function parseLine({ line, text }: ContentLine, name: string): TextProperty {
  try {
    return ICAL.parse.property(text, SYNTAX) as TextProperty;
  } catch {
    // Its messages quote the whole line.
    throw new ComponentFault(line, "MALFORMED_LINE", `${name} is not well formed.`);
  }
}

/**
 * Where the colon stands that ends name and parameters, as one in quotes does not; the length
 * that was looked at when there is none.
 */
export function headLength(text: string, longest = MAX_HEAD + 1): number {
  let quoted = false;
  const end = Math.min(text.length, longest);
  for (let index = 0; index < end; index += 1) {
    const character = text[index];
    if (character === '"') quoted = !quoted;
    else if (character === ":" && !quoted) return index;
  }
  return end;
}
