import type { VersionDiff } from "@daybook/client";
import { type FieldChange, fieldBlocks } from "./field-changes.ts";
import { occurrenceBlocks } from "./occurrence-changes.ts";
import type { Paint } from "./paint.ts";

/** What two versions differ in: each field with its old and new lines, then the occurrences. */
export function presentDiff(
  diff: { readonly fields: readonly FieldChange[] } & Pick<VersionDiff, "occurrences">,
  view: {
    readonly from: number;
    readonly to: number;
    /** How many occurrences of each kind are listed; all of them when absent. */
    readonly most?: number;
    readonly paint: Paint;
  },
): string {
  const { from, to, most = Infinity, paint } = view;
  const blocks = [
    ...fieldBlocks(diff.fields, { paint }),
    ...occurrenceBlocks(diff.occurrences, { paint, most }),
  ];
  if (blocks.length === 0) {
    return `Versions ${from} and ${to} have the same content.`;
  }
  const heading = [paint.bad(`--- version ${from}`), paint.good(`+++ version ${to}`)];
  return [heading, ...blocks].map((lines) => lines.join("\n")).join("\n\n");
}
