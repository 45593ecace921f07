import type { FieldConflict } from "@daybook/client";
import { formatTable } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { valueLines } from "./values.ts";

/** What the three sides of a conflict are called. */
export type SideNames = Readonly<Record<"base" | "yours" | "theirs", string>>;

/** Each field that two changes meet in, with what each side has. */
export function fieldConflictLines(
  conflicts: readonly FieldConflict[],
  names: SideNames,
  paint: Paint,
): string[] {
  return conflicts.flatMap(({ field, base, yours, theirs }) => [
    "",
    `  ${paint.strong(printable(field))}`,
    ...indent(formatTable(sides(names, { base, yours, theirs }))),
  ]);
}

/** In the order in which the names are given. */
function sides(names: SideNames, values: Readonly<Record<keyof SideNames, unknown>>): string[][] {
  const keys = Object.keys(names) as (keyof SideNames)[];
  return keys.flatMap((key) => side(names[key], values[key]));
}

/** The value of one side, its name on the first line only. */
function side(name: string, value: unknown): string[][] {
  const lines = valueLines(value);
  return (lines.length === 0 ? ["(nothing)"] : lines).map((line, index) => [
    index === 0 ? name : "",
    line,
  ]);
}

function indent(text: string): string[] {
  return text.split("\n").map((line) => `    ${line}`.trimEnd());
}
