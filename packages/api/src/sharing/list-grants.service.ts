import type { Transaction } from "@daybook/db/database";
import type { Resource } from "@daybook/db/queries/permissions.queries";
import { findAccount } from "@daybook/db/queries/users.queries";
import { may } from "@daybook/domain/sharing/roles";
import { z } from "zod";
import type { Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { parseInstant } from "../rpc/instant.ts";
import { id } from "../rpc/wire.schema.ts";
import { toGrantView, toOwnerView } from "./grant-view.ts";
import { grantsAsOf, type GrantsAsOf, type Place } from "./grants-as-of.ts";
import { type ReadableResource, requireReadable } from "./readable-resource.ts";
import type { GrantView, ListGrantsInput, ResourceRef } from "./sharing.schema.ts";

/** A position in the list: the owner's place, the reader's calendar grant, then users by id. */
const POSITION = z.union([z.enum(["owner", "calendar"]), id]);

interface Item {
  readonly position: z.output<typeof POSITION>;
  readonly view: GrantView;
}

/**
 * Who reaches a resource: the owner first, then, for an event, the reader's own grant on its
 * calendar, then the grants on the resource itself by user. A viewer sees of these their own
 * alone (rule S1). With `at` it is who reached it at that instant; what the reader may know of it is
 * as their rights are now.
 */
export async function listResourceGrants(
  call: Call,
  { resource, at, cursor, limit }: ListGrantsInput,
): Promise<{ items: GrantView[]; nextCursor: string | null }> {
  const instant = at === undefined ? undefined : parseInstant(at, "at");
  const format = cursorFormat("sharing.list", { ...resource, at: instant }, POSITION);
  const after = cursor === undefined ? undefined : format.decode(cursor);
  return call.app.database.snapshot(async (trx) => {
    const found = await requireReadable(trx, resource, call.actor.userId);
    const grants = grantsAsOf(trx, instant);
    const place = await grants.placeOf(resource, found);
    if (place === undefined) {
      return { items: [], nextCursor: null };
    }
    const asked: Asked = { resource, found, place, grants, userId: call.actor.userId };
    const items: Item[] = [];
    if (after === undefined) {
      items.push({ position: "owner", view: await ownerView(trx, asked) });
    }
    if (resource.type === "event" && (after === undefined || after === "owner")) {
      items.push(...(await ownCalendarGrant(asked)));
    }
    if (items.length <= limit) {
      const lastUser = after === "owner" || after === "calendar" ? undefined : after;
      const page = { after: lastUser, limit: limit - items.length };
      items.push(...(await grantsOnResource(asked, page)));
    }
    return pageOf<Item, GrantView>(items, limit, {
      item: ({ view }) => view,
      cursor: ({ position }) => format.encode(position),
    });
  });
}

interface Asked {
  readonly resource: ResourceRef;
  readonly found: ReadableResource;
  readonly place: Place;
  readonly grants: GrantsAsOf;
  readonly userId: string;
}

async function ownerView(trx: Transaction, { found, place }: Asked): Promise<GrantView> {
  const { ownerId, calendarId } = place;
  const account = await findAccount(trx, ownerId);
  const owner = { userId: ownerId, username: account?.username ?? null, since: found.since };
  return toOwnerView(owner, { type: "calendar", id: calendarId });
}

async function ownCalendarGrant({ place, grants, userId }: Asked): Promise<Item[]> {
  const via: Resource = { type: "calendar", id: place.calendarId };
  const grant = await grants.find(via, userId);
  return grant === undefined ? [] : [{ position: "calendar", view: toGrantView(grant, via) }];
}

/** One more than the limit where there are more. */
async function grantsOnResource(
  { resource, found, grants, userId }: Asked,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<Item[]> {
  if (may(found.access, "listAllGrants")) {
    const held = await grants.list(resource, page);
    return held.map((grant) => ({
      position: grant.userId,
      view: toGrantView(grant, resource),
    }));
  }
  const own = page.after === undefined ? await grants.find(resource, userId) : undefined;
  return own === undefined ? [] : [{ position: userId, view: toGrantView(own, resource) }];
}
