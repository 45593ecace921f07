import type { VersionDiff, VersionedEvent } from "@daybook/client";
import { fieldBlocks } from "./field-changes.ts";
import { fieldValue } from "./field-value.ts";
import { occurrenceBlocks } from "./occurrence-changes.ts";
import type { Paint } from "./paint.ts";

/** Occurrences of each kind that a patch lists; `daybook diff` has all. */
const MOST_SHOWN = 5;

/** What one version changed, below its entry in the log: of the first one, all that it set. */
export function presentPatch(
  patch: VersionDiff | VersionedEvent,
  { paint }: { paint: Paint },
): string[] {
  const blocks =
    "fields" in patch
      ? [
          ...fieldBlocks(patch.fields, { paint }),
          ...occurrenceBlocks(patch.occurrences, {
            paint,
            most: MOST_SHOWN,
            rest: " from then on",
          }),
        ]
      : fieldBlocks(
          patch.changedFields.map((field) => ({
            field,
            from: null,
            to: fieldValue(patch.event, field),
          })),
          { paint },
        );
  return blocks
    .map((lines) => lines.join("\n"))
    .join("\n\n")
    .split("\n");
}
