import type { Grant } from "@daybook/client";
import { formatInstant } from "./clock.ts";
import { formatTable } from "./columns.ts";
import { printable } from "./printable.ts";

/** One line for each grant: who, which role, what else, until when. */
export function presentGrants(grants: readonly Grant[], { zone }: { zone: string }): string {
  if (grants.length === 0) {
    return "Shared with nobody.";
  }
  return formatTable(
    grants.map(({ user, role, canShare, canDelete, expiresAt, via }) => [
      printable(user.username),
      role,
      [...(canShare ? ["may share"] : []), ...(canDelete ? ["may delete"] : [])].join(", "),
      expiresAt === null ? "" : `until ${formatInstant(expiresAt, zone)}`,
      via.type === "event" ? "on this event" : "on the calendar",
    ]),
  );
}
