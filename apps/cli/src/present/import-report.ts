import type { ImportReport } from "@daybook/client";
import { formatTable } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** What an import did, and every part of the file that it left out. */
export function presentImport(
  { created, updated, unchanged, skipped }: ImportReport,
  { dryRun, paint }: { dryRun: boolean; paint: Paint },
): string {
  const counts = `${created} created, ${updated} updated, ${unchanged} unchanged, ${skipped.length} skipped`;
  const summary = dryRun ? `Would be: ${counts}. Nothing was written.` : `${counts}.`;
  if (skipped.length === 0) {
    return summary;
  }
  const rows = skipped.map(({ line, uid, reason, message }) => [
    `line ${line}`,
    reason,
    `${printable(message)}${uid === null ? "" : ` (${printable(uid)})`}`,
  ]);
  return `${summary}\n${formatTable(rows, (cell, index) => (index === 1 ? paint.note(cell) : cell))}`;
}
