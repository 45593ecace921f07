import { findGrant, listGrants } from "@daybook/db/queries/permissions.queries";
import { findAccount } from "@daybook/db/queries/users.queries";
import { may } from "@daybook/domain/sharing/roles";
import { z } from "zod";
import type { Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { id } from "../rpc/wire.schema.ts";
import { toGrantView, toOwnerView } from "./grant-view.ts";
import { type ReadableResource, requireReadable } from "./readable-resource.ts";
import type { GrantView, ListGrantsInput, ResourceRef } from "./sharing.schema.ts";

/** A position in the list: the owner's place, the reader's calendar grant, then users by id. */
const POSITION = z.union([z.enum(["owner", "calendar"]), id]);

interface Place {
  readonly position: z.output<typeof POSITION>;
  readonly view: GrantView;
}

/**
 * Who reaches a resource: the owner first, then, for an event, the reader's own grant on its
 * calendar, then the grants on the resource itself by user. A viewer sees of these their own
 * alone (rule S1).
 */
export async function listResourceGrants(
  call: Call,
  { resource, cursor, limit }: ListGrantsInput,
): Promise<{ items: GrantView[]; nextCursor: string | null }> {
  const format = cursorFormat("sharing.list", resource, POSITION);
  const after = cursor === undefined ? undefined : format.decode(cursor);
  return call.app.database.snapshot(async (trx) => {
    const found = await requireReadable(trx, resource, call.actor.userId);
    const asked: Asked = { resource, found, userId: call.actor.userId };
    const places: Place[] = [];
    if (after === undefined) {
      places.push({ position: "owner", view: await ownerView(trx, asked) });
    }
    if (resource.type === "event" && (after === undefined || after === "owner")) {
      places.push(...(await ownCalendarGrant(trx, asked)));
    }
    if (places.length <= limit) {
      const lastUser = after === "owner" || after === "calendar" ? undefined : after;
      const page = { after: lastUser, limit: limit - places.length };
      places.push(...(await grantsOnResource(trx, asked, page)));
    }
    return pageOf<Place, GrantView>(places, limit, {
      item: ({ view }) => view,
      cursor: ({ position }) => format.encode(position),
    });
  });
}

type Snapshot = Parameters<Parameters<Call["app"]["database"]["snapshot"]>[0]>[0];

interface Asked {
  readonly resource: ResourceRef;
  readonly found: ReadableResource;
  readonly userId: string;
}

async function ownerView(trx: Snapshot, { resource, found }: Asked): Promise<GrantView> {
  const { ownerId, calendarId, since } = found;
  const account = await findAccount(trx, ownerId);
  const owner = { userId: ownerId, username: account?.username ?? null, since };
  return toOwnerView(
    owner,
    resource.type === "calendar" ? resource : { type: "calendar", id: calendarId },
  );
}

async function ownCalendarGrant(trx: Snapshot, { found, userId }: Asked): Promise<Place[]> {
  const via = { type: "calendar", id: found.calendarId } as const;
  const grant = await findGrant(trx, via, userId);
  return grant === undefined || grant.expired
    ? []
    : [{ position: "calendar", view: toGrantView(grant, via) }];
}

/** One more than the limit where there are more. */
async function grantsOnResource(
  trx: Snapshot,
  { resource, found, userId }: Asked,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<Place[]> {
  if (may(found.access, "listAllGrants")) {
    const grants = await listGrants(trx, resource, page);
    return grants.map((grant) => ({
      position: grant.userId,
      view: toGrantView(grant, resource),
    }));
  }
  const own = page.after === undefined ? await findGrant(trx, resource, userId) : undefined;
  return own === undefined || own.expired
    ? []
    : [{ position: userId, view: toGrantView(own, resource) }];
}
