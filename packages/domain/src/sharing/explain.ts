import { type Access, effectiveAccess, type Role, type GrantRights } from "./roles.ts";

/** One way by which a resource reaches a user: a grant, or that it is theirs. */
export interface Way {
  readonly role: Role;
  readonly canShare: boolean;
  readonly canDelete: boolean;
}

/** What a user may do with a resource, and what makes it so. */
export interface Explanation<W extends Way> {
  /** Undefined where nothing reaches the user. */
  readonly access: Access | undefined;
  /**
   * Everything that reaches the user, as it was given. What has the winning role counts, and its
   * flags; what has a lower one would, if the others were gone.
   */
  readonly ways: readonly (W & { readonly counts: boolean })[];
}

/** Says of everything that reaches a user whether it makes their role (rule S2). */
export function explainWays<W extends Way>(ways: readonly W[]): Explanation<W> {
  const isOwner = ways.some(({ role }) => role === "owner");
  const access = effectiveAccess(ways.filter(isGrant), isOwner);
  return {
    access,
    ways: ways.map((way) => ({ ...way, counts: way.role === access?.role })),
  };
}

function isGrant<W extends Way>(way: W): way is W & GrantRights {
  return way.role !== "owner";
}
