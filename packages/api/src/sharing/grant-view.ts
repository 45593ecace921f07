import type { PastGrant } from "@daybook/db/queries/past-grants.queries";
import type { GrantRecord, Resource } from "@daybook/db/queries/permissions.queries";
import { DomainError } from "@daybook/domain/errors";
import { formatInstant } from "../rpc/instant.ts";
import type { GrantView } from "./sharing.schema.ts";

/** A grant as the people of a resource see it. */
export function toGrantView(grant: PastGrant, via: Resource): GrantView {
  return {
    user: { id: grant.userId, username: grant.username ?? "" },
    role: grant.role,
    canShare: grant.canShare,
    canDelete: grant.canDelete,
    expiresAt: grant.expiresAt === null ? null : formatInstant(grant.expiresAt),
    grantedBy: grant.grantedBy,
    grantedAt: formatInstant(grant.grantedAt),
    via: { type: via.type, id: via.id },
  };
}

/** The owner's place in the list of who reaches a resource; no grant made it (rule S2). */
export function toOwnerView(
  owner: { readonly userId: string; readonly username: string | null; readonly since: number },
  via: Resource,
): GrantView {
  return {
    user: { id: owner.userId, username: owner.username ?? "" },
    role: "owner",
    canShare: true,
    canDelete: true,
    expiresAt: null,
    grantedBy: null,
    grantedAt: formatInstant(owner.since),
    via: { type: via.type, id: via.id },
  };
}

/** A grant's flags and expiry as a caller gives them; absent ones are taken from `otherwise`. */
export function readGrantOptions(
  given: {
    readonly expiresAt?: string | null | undefined;
    readonly canShare?: boolean | undefined;
    readonly canDelete?: boolean | undefined;
  },
  otherwise: Pick<GrantRecord, "expiresAt" | "canShare" | "canDelete">,
  { now, field }: { readonly now: number; readonly field: string },
): Pick<GrantRecord, "expiresAt" | "canShare" | "canDelete"> {
  const expiresAt =
    given.expiresAt === undefined
      ? otherwise.expiresAt
      : given.expiresAt === null
        ? null
        : Date.parse(given.expiresAt);
  if (given.expiresAt !== undefined && expiresAt !== null && expiresAt <= now) {
    throw new DomainError("EXPIRY_IN_PAST", { field: `${field}expiresAt` });
  }
  return {
    expiresAt,
    canShare: given.canShare ?? otherwise.canShare,
    canDelete: given.canDelete ?? otherwise.canDelete,
  };
}
