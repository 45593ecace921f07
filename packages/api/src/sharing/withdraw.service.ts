import { findGrant } from "@daybook/db/queries/permissions.queries";
import { assertMayRevoke, assertNotOwner } from "@daybook/domain/sharing/roles";
import type { Call } from "../rpc/context.ts";
import { performWrite } from "../write/write.ts";
import { requireReadable } from "./readable-resource.ts";
import { auditSharing, removeGrant, requireAnyResource } from "./shared-resource.ts";
import type { ResourceRef, RevokeGrantInput } from "./sharing.schema.ts";

interface Withdrawn {
  revoked: boolean;
}

/** Withdraws a grant, at once and everywhere (rules S1, S4, S5). */
export async function revokeGrant(call: Call, input: RevokeGrantInput): Promise<Withdrawn> {
  const { resource, userId } = input;
  return performWrite<Withdrawn, Withdrawn>(call, input, {
    async perform(write) {
      const shared = await requireAnyResource(write, resource, "share");
      assertNotOwner(userId, shared.ownerId);
      const grant = await findGrant(write.trx, resource, userId);
      if (grant === undefined || grant.expired) {
        return { receipt: { revoked: false }, answer: { revoked: false } };
      }
      assertMayRevoke(shared.access, grant, { self: userId === call.actor.userId });
      const revoked = await removeGrant(write, shared, { userId, cause: "revoked" });
      auditSharing(write, shared);
      return { receipt: { revoked }, answer: { revoked } };
    },
    async replay(trx, receipt) {
      await requireReadable(trx, resource, call.actor.userId);
      return receipt;
    },
  });
}

/** Gives up one's own grant; the owner cannot (rule S5). */
export async function leave(
  call: Call,
  input: { readonly resource: ResourceRef },
): Promise<Withdrawn> {
  const { resource } = input;
  const { userId } = call.actor;
  return performWrite<Withdrawn, Withdrawn>(call, input, {
    async perform(write) {
      const shared = await requireAnyResource(write, resource, "read");
      assertNotOwner(userId, shared.ownerId);
      const grant = await findGrant(write.trx, resource, userId);
      if (grant === undefined || grant.expired) {
        return { receipt: { revoked: false }, answer: { revoked: false } };
      }
      const revoked = await removeGrant(write, shared, { userId, cause: "left" });
      auditSharing(write, shared);
      return { receipt: { revoked }, answer: { revoked } };
    },
    // Whoever has left sees nothing any more: there is no right left to ask for.
    replay: async (_trx, receipt) => receipt,
  });
}
