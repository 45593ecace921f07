import { printable, printableLines } from "./printable.ts";

/**
 * The value of a field as lines: text as it is, lists one item a line, objects one key a line.
 * Nothing at all where there is no value, so that a diff shows only the other side.
 */
export function valueLines(value: unknown): string[] {
  if (value === null || value === undefined) {
    return [];
  }
  if (typeof value === "string") {
    return value === "" ? ['""'] : printableLines(value);
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? ["(none)"] : value.map(inline);
  }
  if (typeof value === "object") {
    const entries = Object.entries(value);
    return entries.length === 0
      ? ["(empty)"]
      : entries.map(([key, member]) => `${printable(key)}: ${inline(member)}`);
  }
  return [inline(value)];
}

/** A value on one line. */
export function inline(value: unknown): string {
  if (typeof value === "string") {
    return printable(value);
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? "(none)" : value.map(inline).join(", ");
  }
  return printable(JSON.stringify(value) ?? "");
}
