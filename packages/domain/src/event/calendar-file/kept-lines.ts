import { LIMITS } from "../../limits.ts";
import { utf8Bytes } from "../text-rules.ts";
import type { Component } from "./components.ts";
import type { ContentLine } from "./content-lines.ts";
import { cleanContentLine } from "./field-text.ts";
import type { PartFault } from "./problems.ts";
import { headLength, propertyName } from "./property.ts";

/** A property that is kept, or a component with all that is in it. */
export interface KeptPart {
  /** 1-based physical line where it begins. */
  readonly line: number;
  readonly lines: readonly string[];
}

/** What of a component is kept as it is written, and what of that cannot be. */
export interface KeptParts {
  readonly parts: readonly KeptPart[];
  readonly faults: readonly PartFault[];
}

const COMPONENT_NAME = /^[A-Z0-9-]{1,100}$/;

/** The properties that are not read, in their order, then the components with their lines. */
export function keptParts(component: Component, isRead: (name: string) => boolean): KeptParts {
  const faults: PartFault[] = [];
  const parts: KeptPart[] = [];
  let room: number = LIMITS.calendarPropertiesBytes;
  for (const property of component.properties) {
    if (isRead(propertyName(property))) continue;
    const { line, text } = property;
    // No byte of UTF-8 makes more than one code unit. There may be a million such lines.
    if (text.length > room) {
      faults.push(tooLong(line));
      continue;
    }
    const kept = keptLine(property, faults);
    if (kept === undefined) continue;
    room -= text.length;
    parts.push({ line, lines: [kept] });
  }
  for (const inner of component.components) {
    const lines = componentLines(inner, faults);
    if (lines !== undefined) parts.push({ line: inner.line, lines });
  }
  return { parts, faults };
}

function componentLines(component: Component, faults: PartFault[]): string[] | undefined {
  const { name, line, terminated } = component;
  if (!terminated || !COMPONENT_NAME.test(name)) {
    faults.push({ line, reason: "MALFORMED_COMPONENT" });
    return undefined;
  }
  for (const malformed of component.malformed) {
    faults.push({ line: malformed.line, reason: "MALFORMED_LINE" });
  }
  return [
    `BEGIN:${name}`,
    ...component.properties.flatMap((property) => keptLine(property, faults) ?? []),
    ...component.components.flatMap((inner) => componentLines(inner, faults) ?? []),
    `END:${name}`,
  ];
}

function keptLine(property: ContentLine, faults: PartFault[]): string | undefined {
  const { text, line, cut } = property;
  if (cut) {
    faults.push(tooLong(line));
    return undefined;
  }
  const name = propertyName(property);
  if (name === "BEGIN" || name === "END" || headLength(text, text.length) >= text.length) {
    faults.push({ line, reason: "MALFORMED_LINE", message: `${name} is not well formed.` });
    return undefined;
  }
  return cleanContentLine(text);
}

/**
 * The room that one event has for what it keeps, overrides included. What does not fit is left
 * out, and the event is read without it.
 */
export class KeptRoom {
  #bytes = LIMITS.calendarPropertiesBytes;

  /** The lines of the parts for which there is room, and a fault for each of the others. */
  take({ parts, faults }: KeptParts): { lines: string[]; faults: readonly PartFault[] } {
    const lines: string[] = [];
    const left: PartFault[] = [];
    for (const part of parts) {
      const bytes = part.lines.reduce((sum, text) => sum + utf8Bytes(text), 0);
      if (bytes > this.#bytes) {
        left.push(tooLong(part.line));
        continue;
      }
      this.#bytes -= bytes;
      lines.push(...part.lines);
    }
    return { lines, faults: [...faults, ...left] };
  }
}

const TOO_LONG = `An event keeps at most ${LIMITS.calendarPropertiesBytes} bytes of other properties and alarms.`;

function tooLong(line: number): PartFault {
  return { line, reason: "LIMIT_EXCEEDED", message: TOO_LONG };
}
