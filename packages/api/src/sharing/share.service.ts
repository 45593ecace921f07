import type { Transaction } from "@daybook/db/database";
import { countGrants, findGrant, type GrantRecord } from "@daybook/db/queries/permissions.queries";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { assertMayGrant, assertNotOwner } from "@daybook/domain/sharing/roles";
import type { Call } from "../rpc/context.ts";
import { confirmAccounts } from "../write/access.ts";
import { performWrite, type Write } from "../write/write.ts";
import { getGrantee, limitUnknownUsers } from "./find-grantees.ts";
import { readGrantOptions, toGrantView } from "./grant-view.ts";
import { requireReadable } from "./readable-resource.ts";
import {
  auditSharing,
  requireResource,
  type SharedResource,
  writeGrant,
} from "./shared-resource.ts";
import type { GrantView, ResourceRef, ShareInput, UpdateGrantInput } from "./sharing.schema.ts";

const NO_OPTIONS = { expiresAt: null, canShare: false, canDelete: false };

/** Gives grants on an event or a calendar: all, or none (rules S1, S2, S9). */
export async function share(call: Call, input: ShareInput): Promise<{ items: GrantView[] }> {
  const { resource, users } = input;
  return limitUnknownUsers(call, () =>
    performWrite(call, input, {
      async perform(write) {
        const shared = await requireResource(write, resource, "share");
        const items: GrantView[] = [];
        for (const [i, given] of users.entries()) {
          const grantee = await getGrantee(write.trx, given, `users.${i}`);
          const options = readGrantOptions(given, NO_OPTIONS, {
            now: shared.now,
            field: `users.${i}.`,
          });
          const rights = { role: given.role, ...options };
          items.push(await give(write, shared, { ...grantee, ...rights }));
        }
        await requireRoom(write, shared);
        auditSharing(write, shared);
        const userIds = items.map((item) => item.user.id);
        const confirm = () => confirmAccounts(write, userIds);
        return { receipt: { userIds }, answer: { items }, confirm };
      },
      replay: (trx, { userIds }) => replayGrants(trx, call, { resource, userIds }),
    }),
  );
}

/** Changes a grant; what is absent stays as it is. */
export async function updateGrant(
  call: Call,
  input: UpdateGrantInput,
): Promise<{ items: GrantView[] }> {
  const { resource, userId } = input;
  const userIds = [userId];
  return performWrite(call, input, {
    knownReceipt: { userIds },
    async perform(write) {
      const shared = await requireResource(write, resource, "share");
      assertNotOwner(userId, shared.ownerId);
      const previous = await findGrant(write.trx, resource, userId);
      if (previous === undefined || previous.expired) {
        throw new DomainError("NOT_FOUND", { field: "userId" });
      }
      const options = readGrantOptions(input, previous, { now: shared.now, field: "" });
      const rights = { role: input.role ?? previous.role, ...options };
      const username = previous.username ?? "";
      const grant = await give(write, shared, { id: userId, username, ...rights });
      auditSharing(write, shared);
      return { receipt: { userIds }, answer: { items: [grant] } };
    },
    replay: (trx, receipt) => replayGrants(trx, call, { resource, ...receipt }),
  });
}

interface Gift extends Pick<GrantRecord, "role" | "canShare" | "canDelete" | "expiresAt"> {
  readonly id: string;
  readonly username: string;
}

async function give(
  write: Write,
  shared: SharedResource,
  { id, username, ...rights }: Gift,
): Promise<GrantView> {
  const { actor } = write.call;
  assertNotOwner(id, shared.ownerId);
  const previous = await findGrant(write.trx, shared.resource, id);
  const inForce = previous === undefined || previous.expired ? undefined : previous;
  assertMayGrant(shared.access, rights, { self: id === actor.userId, previous: inForce });
  if (inForce !== undefined && sameRights(inForce, rights)) {
    return toGrantView(inForce, shared.resource);
  }
  const grant = { userId: id, ...rights, grantedBy: actor.userId, grantedAt: shared.now };
  await writeGrant(write, shared, { grant, previous, cause: "shared" });
  return toGrantView({ ...grant, username }, shared.resource);
}

function sameRights(a: Omit<Gift, "id" | "username">, b: Omit<Gift, "id" | "username">): boolean {
  return (
    a.role === b.role &&
    a.canShare === b.canShare &&
    a.canDelete === b.canDelete &&
    a.expiresAt === b.expiresAt
  );
}

async function requireRoom(write: Write, { resource }: SharedResource): Promise<void> {
  const limit = resource.type === "event" ? "grantsPerEvent" : "grantsPerCalendar";
  const given = await countGrants(write.trx, resource);
  if (given > LIMITS[limit]) {
    throw limitRefusal(limit, { field: "users", given });
  }
}

/** The grants that a repeated call gave, as they are now, for who still sees the resource. */
async function replayGrants(
  trx: Transaction,
  call: Call,
  asked: { readonly resource: ResourceRef; readonly userIds: readonly string[] },
): Promise<{ items: GrantView[] }> {
  await requireReadable(trx, asked.resource, call.actor.userId);
  const items: GrantView[] = [];
  for (const userId of asked.userIds) {
    const grant = await findGrant(trx, asked.resource, userId);
    if (grant !== undefined && !grant.expired) {
      items.push(toGrantView(grant, asked.resource));
    }
  }
  return { items };
}
