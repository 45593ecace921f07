import type { Changed } from "@daybook/client";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/**
 * What became of a change.
 *
 * @param deed what was done, as in `Changed`
 */
export function presentChanged(
  { event, changed, merged, mergedOver }: Changed,
  { deed, paint }: { deed: string; paint: Paint },
): string {
  const title = paint.strong(printable(event.title));
  if (!changed) {
    return `${title} was like that already; version ${event.version} stands.`;
  }
  const over = merged ? `, merged over version ${mergedOver.join(", ")}` : "";
  return `${deed} ${title}: now version ${event.version}${over}.`;
}
