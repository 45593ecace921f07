import type { ImportReport } from "@daybook/client";
import { formatTable } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

type ImportItem = ImportReport["items"][number];

/**
 * What an import did, and every part of the file that it left out or took in part; before it, what
 * would become of each part.
 */
export function presentImport(
  { created, updated, unchanged, skipped, items }: ImportReport,
  { dryRun, paint }: { dryRun: boolean; paint: Paint },
): string {
  const counts = `${created} created, ${updated} updated, ${unchanged} unchanged, ${skipped.length} skipped`;
  const summary = dryRun ? `Would be: ${counts}. Nothing was written.` : `${counts}.`;
  const taken = items.filter(
    ({ action, fields }) => action !== "skipped" && (dryRun || fields.length > 0),
  );
  const rows = [
    ...taken.map((item) => ({ line: item.line, cells: [item.action, partOf(item)] })),
    ...skipped.map(({ line, uid, reason, message }) => ({
      line,
      cells: [reason, `${printable(message)}${uid === null ? "" : ` (${printable(uid)})`}`],
    })),
  ]
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, cells }) => [`line ${line}`, ...cells]);
  if (rows.length === 0) {
    return summary;
  }
  return `${summary}\n${formatTable(rows, (cell, index) => (index === 1 ? paint.note(cell) : cell))}`;
}

/** Which part it is, and what of it stays as it is here. */
function partOf({ uid, recurrenceId, fields }: ImportItem): string {
  const name = uid === null ? "(no UID)" : printable(uid);
  const occurrence = recurrenceId === null ? "" : ` at ${printable(recurrenceId)}`;
  const kept = fields.length === 0 ? "" : `, kept as here: ${fields.map(printable).join(", ")}`;
  return `${name}${occurrence}${kept}`;
}
