import type { VersionDiff } from "@daybook/client";
import { type FieldChange, fieldBlocks } from "./field-changes.ts";
import { occurrenceBlocks } from "./occurrence-changes.ts";
import type { Paint } from "./paint.ts";

/** The fields that say when occurrences are. */
const PLACING = /^(allDay|start|end|timeZone|recurrence|overrides\..*)$/;

/** What two versions differ in: each field with its old and new lines, then the occurrences. */
export function presentDiff(
  diff: { readonly fields: readonly FieldChange[] } & Pick<VersionDiff, "occurrences">,
  view: {
    readonly from: number;
    readonly to: number;
    /** How many occurrences of each kind are listed; all of them when absent. */
    readonly most?: number;
    /** Whether the reader said which days the occurrences are to be of. */
    readonly windowGiven?: boolean;
    readonly paint: Paint;
  },
): string {
  const { from, to, most = Infinity, windowGiven = true, paint } = view;
  const blocks = [
    ...fieldBlocks(diff.fields, { paint }),
    ...occurrenceBlocks(diff.occurrences, { paint, most }),
  ];
  if (blocks.length === 0) {
    return `Versions ${from} and ${to} have the same content.`;
  }
  const heading = [paint.bad(`--- version ${from}`), paint.good(`+++ version ${to}`)];
  const isPartial = !windowGiven && diff.fields.some(({ field }) => PLACING.test(field));
  // Without a window the server looks ahead from when the later version was made.
  const note = paint.faint(
    `Occurrences are compared from when version ${Math.max(from, to)} was made on; --from names other days.`,
  );
  return [heading, ...blocks, ...(isPartial ? [[note]] : [])]
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}
