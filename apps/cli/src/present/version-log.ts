import type { VersionItem } from "@daybook/client";
import { formatAgo, formatInstant } from "./clock.ts";
import { formatTable } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable, printableLines } from "./printable.ts";

interface LogView {
  readonly zone: string;
  readonly paint: Paint;
}

/** One line for each version: number, time, who, what, and the message. */
export function presentLogLines(items: readonly VersionItem[], { zone, paint }: LogView): string {
  const rows = items.map((item) => [
    `v${item.version}`,
    formatInstant(item.at, zone),
    whoOf(item),
    kindOf(item),
    [whatOf(item), undoneMark(item)].filter((part) => part !== "").join("  "),
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

/**
 * Each version as a block, as git shows a commit: who, when, which fields, the message.
 *
 * @param patches the lines of what each version changed, by its number; absent for none
 */
export function presentLog(
  items: readonly VersionItem[],
  view: LogView & {
    readonly now: Temporal.Instant;
    readonly patches?: ReadonlyMap<number, readonly string[]>;
  },
): string {
  return items.map((item) => blockOf(item, undoneMark(item), view).join("\n")).join("\n\n");
}

function blockOf(
  item: VersionItem,
  mark: string,
  { zone, paint, now, patches }: Parameters<typeof presentLog>[1],
): string[] {
  const fields = fieldsOf(item);
  const labelled = [
    ["Author:", whoOf(item)],
    ["Date:", `${formatInstant(item.at, zone)}, ${formatAgo(item.at, now)}`],
    ...(fields === "" ? [] : [["Fields:", fields]]),
    ["Set:", item.changeSetId],
  ];
  const message = item.message === null ? [] : ["", ...printableLines(item.message).map(indented)];
  const patch = patches?.get(item.version) ?? [];
  return [
    `${paint.note(`version ${item.version}`)}  ${kindOf(item)}${mark === "" ? "" : `  ${paint.bad(mark)}`}`,
    formatTable(labelled, (cell, index) => (index === 0 ? paint.faint(cell) : cell)),
    ...message,
    ...(patch.length === 0 ? [] : ["", ...patch]),
  ];
}

/** An undo that was undone itself takes nothing back. */
function undoneMark({ undoneBy }: VersionItem): string {
  return undoneBy === null ? "" : `(undone by v${undoneBy})`;
}

function indented(line: string): string {
  return `    ${line}`.trimEnd();
}

function whoOf({ actor }: VersionItem): string {
  return printable(actor.username ?? "(gone)");
}

function kindOf({ kind, sourceVersion }: VersionItem): string {
  if (sourceVersion === null) {
    return kind;
  }
  return `${kind} ${kind === "undo" ? "of" : "to"} v${sourceVersion}`;
}

/** A first version sets every field: naming them all says nothing. */
function fieldsOf({ kind, changedFields }: VersionItem): string {
  return kind === "create" ? "" : changedFields.map(printable).join(", ");
}

function whatOf(item: VersionItem): string {
  const words = item.message === null ? "" : `“${printable(item.message)}”`;
  return [fieldsOf(item), words].filter((part) => part !== "").join("  ");
}
