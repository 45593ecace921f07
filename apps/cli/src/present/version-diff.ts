import type { VersionDiff } from "@daybook/client";
import { diffLines, type DiffLine } from "./line-diff.ts";
import { occurrenceBlocks } from "./occurrence-changes.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { valueLines } from "./values.ts";

/** What two versions differ in: each field with its old and new lines, then the occurrences. */
export function presentDiff(
  diff: VersionDiff,
  { from, to, paint }: { from: number; to: number; paint: Paint },
): string {
  const { fields, occurrences } = diff;
  const blocks = [
    ...fields.map((field) => [
      paint.strong(printable(field.field)),
      ...diffLines(valueLines(field.from), valueLines(field.to)).map((line) =>
        paintLine(line, paint),
      ),
    ]),
    ...occurrenceBlocks(occurrences, { paint }),
  ];
  if (blocks.length === 0) {
    return `Versions ${from} and ${to} have the same content.`;
  }
  const heading = [paint.bad(`--- version ${from}`), paint.good(`+++ version ${to}`)];
  return [heading, ...blocks].map((lines) => lines.join("\n")).join("\n\n");
}

function paintLine({ mark, text }: DiffLine, paint: Paint): string {
  const line = `${mark} ${text}`.trimEnd();
  if (mark === " ") {
    return line;
  }
  return mark === "-" ? paint.bad(line) : paint.good(line);
}
