import type { Transaction } from "@daybook/db/database";
import type { Resource } from "@daybook/db/queries/permissions.queries";
import type { PastGrant } from "@daybook/db/queries/past-grants.queries";
import { findAccount } from "@daybook/db/queries/users.queries";
import { may } from "@daybook/domain/sharing/roles";
import { z } from "zod";
import { readPastInstant } from "../events/past-instant.ts";
import type { Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { id } from "../rpc/wire.schema.ts";
import { toGrantView, toOwnerView } from "./grant-view.ts";
import { grantsAsOf, type GrantsAsOf, type Place } from "./grants-as-of.ts";
import { mayListGrantsOf, type ReadableResource, requireReadable } from "./readable-resource.ts";
import type { GrantView, ListGrantsInput, ListGrantsOutput } from "./sharing.schema.ts";

/** A position in the list: the owner's place, then users by id, on the calendar and on the event. */
const POSITION = z.union([
  z.literal("owner"),
  z.object({ on: z.enum(["calendar", "event"]), userId: id }),
]);

interface Item {
  readonly position: z.output<typeof POSITION>;
  readonly view: GrantView;
}

/**
 * Who reaches a resource: the owner first, then, for an event, the reader's own grant on its
 * calendar, then the grants on the resource itself by user. A viewer sees of these their own
 * alone (rule S1). What others hold on an event's calendar is there where it is asked for, for
 * whoever may list it. With `at` it is who reached it at that instant; what the reader may know of
 * it is as their rights are now.
 */
export async function listResourceGrants(
  call: Call,
  { cursor, limit, ...input }: ListGrantsInput,
): Promise<ListGrantsOutput> {
  const { resource } = input;
  const { userId } = call.actor;
  const at =
    input.at === undefined
      ? undefined
      : await readPastInstant(call.app.database.read, input.at, "at");
  const format = cursorFormat("sharing.list", { ...input, at }, POSITION);
  const after = cursor === undefined ? undefined : format.decode(cursor);
  return call.app.database.snapshot(async (trx) => {
    const found = await requireReadable(trx, resource, userId);
    const grants = grantsAsOf(trx, at);
    const place = await grants.placeOf(resource, found);
    if (place === undefined) {
      return { items: [], nextCursor: null, complete: true };
    }
    const sections = await sectionsOf(trx, { input, found, place, userId });
    const items: Item[] = [];
    if (after === undefined) {
      items.push({ position: "owner", view: await ownerView(trx, found, place) });
    }
    const begun = sections.findIndex(
      ({ via }) => typeof after === "object" && via.type === after.on,
    );
    for (const [index, section] of sections.entries()) {
      if (index < begun || items.length > limit) continue;
      const { via } = section;
      const last = typeof after === "object" && index === begun ? after.userId : undefined;
      const page = { after: last, limit: limit - items.length };
      for (const grant of await grantsIn(section, grants, { ...page, userId })) {
        const position = { on: via.type, userId: grant.userId };
        items.push({ position, view: toGrantView(grant, via) });
      }
    }
    const page = pageOf<Item, GrantView>(items, limit, {
      item: ({ view }) => view,
      cursor: ({ position }) => format.encode(position),
    });
    return { ...page, complete: sections.every(({ all }) => all) };
  });
}

/** The grants on one thing: all of them, or the reader's own. */
interface Section {
  readonly via: Resource;
  readonly all: boolean;
}

interface Asked {
  readonly input: Pick<ListGrantsInput, "resource" | "includeCalendar">;
  readonly found: ReadableResource;
  readonly place: Place;
  readonly userId: string;
}

async function sectionsOf(
  trx: Transaction,
  { input: { resource, includeCalendar }, found, place, userId }: Asked,
): Promise<Section[]> {
  const itself = { via: resource, all: may(found.access, "listAllGrants") };
  if (resource.type === "calendar") {
    return [itself];
  }
  const via = { type: "calendar", id: place.calendarId } as const;
  const all = includeCalendar === true && (await mayListGrantsOf(trx, via.id, userId));
  return [{ via, all }, itself];
}

async function ownerView(
  trx: Transaction,
  { since }: ReadableResource,
  { ownerId: userId, calendarId: id }: Place,
): Promise<GrantView> {
  const account = await findAccount(trx, userId);
  const owner = { userId, username: account?.username ?? null, since };
  return toOwnerView(owner, { type: "calendar", id });
}

/** One more than the limit where there are more. */
async function grantsIn(
  { via, all }: Section,
  grants: GrantsAsOf,
  page: { readonly after: string | undefined; readonly limit: number; readonly userId: string },
): Promise<PastGrant[]> {
  if (all) {
    return grants.list(via, page);
  }
  const own = page.after === undefined ? await grants.find(via, page.userId) : undefined;
  return own === undefined ? [] : [own];
}
