import type { DaybookApi, Event } from "@daybook/client";
import { formatInstant } from "./clock.ts";
import { formatTable } from "./columns.ts";
import { fieldValue } from "./field-value.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { valueLines } from "./values.ts";

type Blame = Awaited<ReturnType<DaybookApi["versions"]["blame"]>>;

/** So much of a value is shown. */
const WIDEST_VALUE = 40;

/**
 * One line for each field: what it holds, the version that set it, who, when, and from where. What
 * has been empty from the beginning is left out.
 */
export function presentBlame(
  { fields }: Blame,
  view: { readonly content: Event; readonly zone: string; readonly paint: Paint },
): string {
  const { content, zone, paint } = view;
  const set = fields.filter(
    ({ field, eventId, version }) =>
      version !== 1 || eventId !== content.id || !isEmpty(fieldValue(content, field)),
  );
  const rows = set.map(({ field, eventId, version, at, actor, origin, originEventId }) => [
    printable(field),
    shortened(valueLines(fieldValue(content, field)).join(", ")),
    `v${version}`,
    printable(actor.username ?? "(gone)"),
    formatInstant(at, zone),
    [
      ...(origin === null ? [] : [`first in v${origin}${elsewhere(originEventId, eventId)}`]),
      ...(eventId === content.id ? [] : [`before the split, in ${eventId}`]),
    ].join("; "),
  ]);
  return formatTable(rows, (cell, index) => {
    switch (index) {
      case 0:
        return paint.strong(cell);
      case 2:
        return paint.note(cell);
      case 4:
      case 5:
        return paint.faint(cell);
      default:
        return cell;
    }
  });
}

function isEmpty(value: unknown): boolean {
  return (
    (value ?? "") === "" || (typeof value === "object" && Object.keys(value ?? {}).length === 0)
  );
}

function elsewhere(originEventId: string | null, eventId: string): string {
  return originEventId === null || originEventId === eventId ? "" : ` of ${originEventId}`;
}

function shortened(text: string): string {
  const letters = Array.from(text);
  return letters.length > WIDEST_VALUE ? `${letters.slice(0, WIDEST_VALUE - 1).join("")}…` : text;
}
