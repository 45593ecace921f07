import type { Changed, Preview } from "@daybook/client";
import { formatInstant } from "./clock.ts";
import { type FieldChange, fieldBlocks } from "./field-changes.ts";
import { occurrenceBlocks } from "./occurrence-changes.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** What was done to an event, as in `Changed …`, and what follows its title: ` to version 2`. */
export interface Deed {
  readonly verb: string;
  /** The same of what a preview shows, as in `It would change …`. */
  readonly would: string;
  readonly rest?: string;
}

/** Occurrences of each kind that a preview lists for people; `--json` has all. */
const MOST_SHOWN = 10;

interface ChangedView extends Deed {
  readonly zone: string;
  readonly paint: Paint;
  /** Of a preview: the fields that would change. */
  readonly fields?: readonly FieldChange[];
  /** Whether it is a preview that is asked about. */
  readonly asking?: boolean;
}

/** What became of a change, or would become of it. */
export function presentChanged(
  { event, changed, merged, mergedOver, rightPart, preview }: Changed,
  { verb, would, rest = "", zone, paint, fields = [], asking = false }: ChangedView,
): string {
  const title = paint.strong(printable(event.title));
  if (!changed) {
    return `${title} ${preview === null ? "was" : "is"} like that already; version ${event.version} stands.`;
  }
  const over = merged ? `, merged over version ${mergedOver.join(", ")}` : "";
  if (preview !== null) {
    const written = asking ? " Nothing is written yet." : " Nothing was written.";
    const heading = `It would ${would} ${title}${rest}, as version ${event.version}${over}.${written}`;
    return presentPreview(preview, { heading, fields, zone, paint });
  }
  return `${verb} ${title}${rest}: now version ${event.version}${over}.${rightPartLine(rightPart)}`;
}

/** What a split made an event of its own, or the undo of one made part of it again. */
function rightPartLine(rightPart: Changed["rightPart"]): string {
  if (rightPart === null) {
    return "";
  }
  const { start, id, deletedAt } = rightPart;
  return deletedAt === null
    ? `\nFrom ${start} on it is an event of its own: ${id}`
    : `\nFrom ${start} on it is part of this one again: ${id}`;
}

function presentPreview(
  { window, occurrences, overridesLost }: Preview,
  view: {
    readonly heading: string;
    readonly fields: readonly FieldChange[];
    readonly zone: string;
    readonly paint: Paint;
  },
): string {
  const { heading, fields, zone, paint } = view;
  const from = formatInstant(window.from, zone);
  const to = formatInstant(window.to, zone);
  const blocks = occurrenceBlocks(occurrences, { paint, most: MOST_SHOWN });
  const inTime = paint.faint(
    `What changes from ${from} to ${to} ${zone}, by the event's own clock:`,
  );
  const ofFields = fieldBlocks(fields, { paint });
  const lost = overridesLost.map((key) => `- ${key}`);
  return [
    ...(fields.length === 0 ? [[heading, inTime]] : [[heading], ...ofFields, [inTime]]),
    ...(blocks.length === 0 ? [["No occurrence appears, vanishes or moves."]] : blocks),
    ...(lost.length === 0 ? [] : [[paint.strong("exceptions that would be lost"), ...lost]]),
  ]
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}
