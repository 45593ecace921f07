import type { VersionConflictDetails } from "@daybook/client";
import type { UndoConflict } from "../failure.ts";
import { fieldConflictLines } from "./field-conflicts.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** In the order of time: what was there, what the change made of it, what came after. */
const SIDES = { yours: "before", base: "changed", theirs: "now" } as const;

/** What a resolution calls each conflict: its field, where several events conflict with the event. */
export function conflictNames(details: VersionConflictDetails): string[] {
  // Of the undo of a change set each conflict says which event it is in.
  const { conflicts } = details;
  const events = new Set(conflicts.map(({ eventId }) => eventId));
  return conflicts.map(({ eventId, field }) =>
    eventId === undefined || (events.size === 1 && omittedOf(details) === 0)
      ? field
      : `${eventId}/${field}`,
  );
}

/** How many conflicts the refusal has no room for. */
function omittedOf(details: VersionConflictDetails): number {
  return details.omitted ?? 0;
}

/** Where an undo meets what came after. */
export function undoConflictLines({ details, reason }: UndoConflict, paint: Paint): string[] {
  const names = conflictNames(details);
  const omitted = omittedOf(details);
  const named = details.conflicts.map((conflict, index) => ({
    ...conflict,
    field: names[index] ?? conflict.field,
  }));
  const sentence = "What is to be undone was changed again since.";
  return [
    `${paint.bad("daybook:")} ${sentence} ${paint.faint(`(${reason})`)}`,
    ...fieldConflictLines(named, SIDES, paint),
    ...(omitted === 0 ? [] : ["", `  … and in ${omitted} more fields`]),
    "",
  ];
}

/** How to say which of both is to stay. */
export function undoAdviceLines({ details }: UndoConflict): string[] {
  const names = conflictNames(details).map((name) => quoted(printable(name)));
  const options = (option: string): string => names.map((name) => `${option} ${name}`).join(" ");
  return [
    "Nothing was written. Say for each field, with the same command:",
    `  to have it as it was before:  ${options("--take-back")}`,
    `  to leave it as it is now:     ${options("--keep")}`,
  ];
}

function quoted(name: string): string {
  return /^[\w.:/-]+$/.test(name) ? name : `"${name}"`;
}
