import type { Account } from "@daybook/db/queries/users.queries";
import { DomainError } from "@daybook/domain/errors";
import type { Actor } from "../rpc/actor.ts";

/** By the role that the database knows now, and the scope of a token (rule U4). */
export function isAdmin(actor: Actor, account: Account | undefined): boolean {
  const inScope = actor.kind === "session" || actor.scopes.includes("admin");
  return account?.role === "admin" && inScope;
}

export function requireAdmin(actor: Actor, account: Account | undefined): void {
  if (!isAdmin(actor, account)) {
    throw new DomainError("FORBIDDEN", {
      details: { required: "admin", actual: account?.role ?? null },
    });
  }
}
