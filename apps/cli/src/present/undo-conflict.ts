import type { FieldConflict, JsonValue, VersionConflictDetails } from "@daybook/client";
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
  const conflicts: readonly FieldConflict[] = details.conflicts;
  const named = conflicts.map((conflict, index) => {
    const name = names[index] ?? conflict.field;
    const read = conflict.field === "deleted" ? standing : (value: JsonValue) => value;
    return {
      field: name,
      base: read(conflict.base),
      yours: read(conflict.yours),
      theirs: read(conflict.theirs),
    };
  });
  const sentence = "What is to be undone was changed again since.";
  // Where a name does not say which event it is in, they all are in one.
  const [eventId] = names[0] === conflicts[0]?.field ? [conflicts[0]?.eventId] : [];
  return [
    `${paint.bad("daybook:")} ${sentence} ${paint.faint(`(${reason})`)}`,
    ...(eventId === undefined ? [] : [`  event ${eventId}`]),
    ...fieldConflictLines(named, SIDES, paint),
    ...(omitted === 0 ? [] : ["", `  … and in ${omitted} more fields`]),
    "",
  ];
}

/** What `deleted` means to people. */
function standing(deleted: JsonValue): JsonValue {
  return deleted === true ? "deleted, or not there yet" : deleted === false ? "there" : deleted;
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
