import type { VersionItem } from "@daybook/client";
import { formatInstant } from "./clock.ts";
import { formatTable } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** One line for each version: number, time, who, what, and the message. */
export function presentLog(
  items: readonly VersionItem[],
  { zone, paint }: { zone: string; paint: Paint },
): string {
  const rows = items.map((item) => [
    `v${item.version}`,
    formatInstant(item.at, zone),
    printable(item.actor.username ?? "(gone)"),
    kindOf(item),
    whatOf(item),
  ]);
  return formatTable(rows, (cell, index) => {
    switch (index) {
      case 0:
        return paint.note(cell);
      case 1:
        return paint.faint(cell);
      default:
        return cell;
    }
  });
}

function kindOf({ kind, sourceVersion }: VersionItem): string {
  if (sourceVersion === null) return kind;
  return `${kind} ${kind === "undo" ? "of" : "to"} v${sourceVersion}`;
}

function whatOf({ kind, changedFields, message }: VersionItem): string {
  // A first version sets every field: naming them all says nothing.
  const fields = kind === "create" ? "" : changedFields.map(printable).join(", ");
  const words = message === null ? "" : `“${printable(message)}”`;
  return [fields, words].filter((part) => part !== "").join("  ");
}
