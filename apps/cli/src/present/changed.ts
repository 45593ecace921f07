import type { Changed, Preview } from "@daybook/client";
import { formatInstant } from "./clock.ts";
import { occurrenceBlocks } from "./occurrence-changes.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** What was done to an event, as in `Changed …`, and what follows its title: ` to version 2`. */
export interface Deed {
  readonly verb: string;
  readonly rest?: string;
}

/** Occurrences of each kind that a preview lists for people; `--json` has all. */
const MOST_SHOWN = 10;

/** What became of a change, or would become of it. */
export function presentChanged(
  { event, changed, merged, mergedOver, rightPart, preview }: Changed,
  { verb, rest = "", zone, paint }: Deed & { zone: string; paint: Paint },
): string {
  const title = paint.strong(printable(event.title));
  if (!changed) {
    return `${title} ${preview === null ? "was" : "is"} like that already; version ${event.version} stands.`;
  }
  const over = merged ? `, merged over version ${mergedOver.join(", ")}` : "";
  if (preview !== null) {
    return presentPreview(preview, {
      heading: `${verb} ${title}${rest}: it would be version ${event.version}${over}. Nothing was written.`,
      zone,
      paint,
    });
  }
  const right =
    rightPart === null
      ? ""
      : `\nFrom ${rightPart.start} on it is an event of its own: ${rightPart.id}`;
  return `${verb} ${title}${rest}: now version ${event.version}${over}.${right}`;
}

function presentPreview(
  { window, occurrences, overridesLost }: Preview,
  { heading, zone, paint }: { heading: string; zone: string; paint: Paint },
): string {
  const from = formatInstant(window.from, zone);
  const to = formatInstant(window.to, zone);
  const blocks = occurrenceBlocks(occurrences, { paint, most: MOST_SHOWN });
  const lost = overridesLost.map((key) => `- ${key}`);
  return [
    [heading, paint.faint(`What changes from ${from} to ${to}:`)],
    ...(blocks.length === 0 ? [["No occurrence appears, vanishes or moves."]] : blocks),
    ...(lost.length === 0 ? [] : [[paint.strong("exceptions that would be lost"), ...lost]]),
  ]
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}
