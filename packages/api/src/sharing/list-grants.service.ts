import { findGrant, listGrants, type NamedGrant } from "@daybook/db/queries/permissions.queries";
import { findAccount } from "@daybook/db/queries/users.queries";
import { may } from "@daybook/domain/sharing/roles";
import { z } from "zod";
import type { Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { toGrantView, toOwnerView } from "./grant-view.ts";
import { type ReadableResource, requireReadable } from "./readable-resource.ts";
import type { GrantView, ListGrantsInput, ResourceRef } from "./sharing.schema.ts";

/**
 * Who reaches a resource: the owner first, then the grants on it by user. A viewer sees the
 * owner's place and their own grants alone (rule S1).
 */
export async function listResourceGrants(
  call: Call,
  { resource, cursor, limit }: ListGrantsInput,
): Promise<{ items: GrantView[]; nextCursor: string | null }> {
  const format = cursorFormat("sharing.list", resource, z.guid());
  const after = cursor === undefined ? undefined : format.decode(cursor);
  return call.app.database.snapshot(async (trx) => {
    const found = await requireReadable(trx, resource, call.actor.userId);
    const owner = await ownerView(trx, found, resource);
    if (!may(found.access, "listAllGrants")) {
      const own = await ownGrants(trx, { resource, calendarId: found.calendarId }, call);
      return { items: [owner, ...own], nextCursor: null };
    }
    const room = after === undefined ? limit - 1 : limit;
    const rows = await listGrants(trx, resource, { after, limit: room });
    const page = pageOf<NamedGrant, GrantView>(rows, room, {
      item: (grant) => toGrantView(grant, resource),
      cursor: (grant) => format.encode(grant.userId),
    });
    return after === undefined ? { ...page, items: [owner, ...page.items] } : page;
  });
}

type Snapshot = Parameters<Parameters<Call["app"]["database"]["snapshot"]>[0]>[0];

async function ownerView(
  trx: Snapshot,
  { ownerId, calendarId, since }: ReadableResource,
  resource: ResourceRef,
): Promise<GrantView> {
  const account = await findAccount(trx, ownerId);
  const owner = { userId: ownerId, username: account?.username ?? null, since };
  return toOwnerView(
    owner,
    resource.type === "calendar" ? resource : { type: "calendar", id: calendarId },
  );
}

async function ownGrants(
  trx: Snapshot,
  at: { readonly resource: ResourceRef; readonly calendarId: string },
  call: Call,
): Promise<GrantView[]> {
  const calendar = { type: "calendar", id: at.calendarId } as const;
  const reaching = at.resource.type === "event" ? [at.resource, calendar] : [calendar];
  const views: GrantView[] = [];
  for (const via of reaching) {
    const grant = await findGrant(trx, via, call.actor.userId);
    if (grant !== undefined && !grant.expired) {
      views.push(toGrantView(grant, via));
    }
  }
  return views;
}
