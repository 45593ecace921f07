import type { Changed } from "@daybook/client";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** What was done to an event, as in `Changed …`, and what follows its title: ` to version 2`. */
export interface Deed {
  readonly verb: string;
  readonly rest?: string;
}

/** What became of a change. */
export function presentChanged(
  { event, changed, merged, mergedOver }: Changed,
  { verb, rest = "", paint }: Deed & { paint: Paint },
): string {
  const title = paint.strong(printable(event.title));
  if (!changed) {
    return `${title} was like that already; version ${event.version} stands.`;
  }
  const over = merged ? `, merged over version ${mergedOver.join(", ")}` : "";
  return `${verb} ${title}${rest}: now version ${event.version}${over}.`;
}
