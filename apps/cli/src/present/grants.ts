import type { Grant, Role } from "@daybook/client";
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
      flagsOf({ role, canShare, canDelete }).join(", "),
      expiresAt === null ? "" : `until ${formatInstant(expiresAt, zone)}`,
      via.type === "event" ? "on this event" : "on the calendar",
    ]),
  );
}

/** What a grant allows beyond its role; an owner may everything. */
export function flagsOf({
  role,
  canShare,
  canDelete,
}: {
  readonly role: Role | null;
  readonly canShare: boolean;
  readonly canDelete: boolean;
}): string[] {
  return role === "owner"
    ? []
    : [...(canShare ? ["may share"] : []), ...(canDelete ? ["may delete"] : [])];
}
