import { DaybookError, isVersionConflict, type VersionConflictDetails } from "@daybook/client";
import { inspect } from "node:util";
import { LocalFailure, UndoConflict, UsageError } from "../failure.ts";
import { fieldConflictLines } from "./field-conflicts.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { undoAdviceLines, undoConflictLines } from "./undo-conflict.ts";
import { inline } from "./values.ts";

/** An error for people: the sentence, the reason, the fields at fault, the facts, what to do. */
export function presentError(
  error: unknown,
  { advice, paint }: { advice: string | undefined; paint: Paint },
): string {
  return [...linesOf(error, paint), ...(advice === undefined ? [] : [advice])].join("\n");
}

function linesOf(error: unknown, paint: Paint): string[] {
  if (error instanceof UndoConflict) {
    return [...undoConflictLines(error, paint), ...undoAdviceLines(error)];
  }
  return isVersionConflict(error)
    ? conflictLines(error.details, paint)
    : failureLines(error, paint);
}

function failureLines(error: unknown, paint: Paint): string[] {
  if (error instanceof LocalFailure || error instanceof UsageError) {
    const behind =
      error instanceof LocalFailure && error.cause instanceof Error ? error.cause : undefined;
    return [
      `${paint.bad("daybook:")} ${printable(error.message)}`,
      ...(behind === undefined ? [] : [`  ${printable(behind.message)}`]),
    ];
  }
  if (!(error instanceof DaybookError)) {
    // A mistake of ours: whoever reports it needs to see where.
    return [`${paint.bad("daybook:")} ${inspect(error)}`];
  }
  const message = printable(error.message);
  const { reason, fieldErrors, requestId } = error;
  const fields = fieldErrors.filter((field) => field.path !== "");
  // The server's faults are looked up by the request's id.
  const isFault = (error.httpStatus ?? 0) >= 500 && requestId !== null;
  return [
    `${paint.bad("daybook:")} ${message} ${paint.faint(`(${reason})`)}`,
    ...fields.map((field) =>
      field.message === error.message
        ? `  field: ${printable(field.path)}`
        : `  ${printable(field.path)}: ${printable(field.message)}`,
    ),
    ...factLines(error.details),
    ...(isFault ? [`  request ${requestId}`] : []),
  ];
}

function factLines(details: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(details).map(([name, value]) => `  ${name}: ${inline(value)}`);
}

function conflictLines(details: VersionConflictDetails, paint: Paint): string[] {
  const { eventId = "<event>", baseVersion, currentVersion, conflicts } = details;
  return [
    `${paint.bad("daybook:")} The event has moved on: you started from version ${baseVersion}, ` +
      `it is at version ${currentVersion} now. ${paint.faint("(VERSION_CONFLICT)")}`,
    ...fieldConflictLines(conflicts, { base: "base", yours: "yours", theirs: "theirs" }, paint),
    "",
    "Nothing was written. You can:",
    `  see what happened since:        npx daybook diff ${eventId} ${baseVersion} ${currentVersion}`,
    `  make your change all the same:  the same command with --base-version ${currentVersion}`,
  ];
}
