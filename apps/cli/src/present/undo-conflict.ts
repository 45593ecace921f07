import type { UndoConflict } from "../failure.ts";
import { fieldConflictLines } from "./field-conflicts.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** In the order of time: what was there, what the change made of it, what came after. */
const SIDES = { yours: "before", base: "changed", theirs: "now" } as const;

/** Where an undo meets what came after. */
export function undoConflictLines({ details, reason }: UndoConflict, paint: Paint): string[] {
  const sentence = "What is to be undone was changed again since.";
  return [
    `${paint.bad("daybook:")} ${sentence} ${paint.faint(`(${reason})`)}`,
    ...fieldConflictLines(details.conflicts, SIDES, paint),
    "",
  ];
}

/** How to say which of both is to stay. */
export function undoAdviceLines({ details }: UndoConflict): string[] {
  const fields = details.conflicts.map(({ field }) => quoted(printable(field)));
  const options = (name: string): string => fields.map((field) => `${name} ${field}`).join(" ");
  return [
    "Nothing was written. Say for each field, with the same command:",
    `  to have it as it was before:  ${options("--take-back")}`,
    `  to leave it as it is now:     ${options("--keep")}`,
  ];
}

function quoted(field: string): string {
  return /^[\w.:-]+$/.test(field) ? field : `"${field}"`;
}
