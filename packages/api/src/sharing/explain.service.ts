import type { Id } from "@daybook/db/ids";
import type { Resource } from "@daybook/db/queries/permissions.queries";
import { findAccount } from "@daybook/db/queries/users.queries";
import { explainWays } from "@daybook/domain/sharing/explain";
import { assertMay } from "@daybook/domain/sharing/roles";
import { readPastInstant } from "../events/past-instant.ts";
import type { Call } from "../rpc/context.ts";
import { toGrantView, toOwnerView } from "./grant-view.ts";
import { grantsAsOf, type GrantsAsOf } from "./grants-as-of.ts";
import { mayListGrantsOf, requireReadable } from "./readable-resource.ts";
import type { ExplainInput, ExplainOutput, GrantView } from "./sharing.schema.ts";

const NO_ACCESS = { role: null, canShare: false, canDelete: false };

/**
 * Why somebody sees a resource, or saw it at an instant (rule S2). Of others it tells what the
 * caller could list, of the resource and of the calendar that an event was in: a grant that the
 * caller may not know of is neither named nor counted in.
 */
export async function explain(call: Call, input: ExplainInput): Promise<ExplainOutput> {
  const { resource } = input;
  const caller = call.actor.userId;
  const userId = input.userId ?? caller;
  const at =
    input.at === undefined
      ? undefined
      : await readPastInstant(call.app.database.read, input.at, "at");
  return call.app.database.snapshot(async (trx) => {
    const found = await requireReadable(trx, resource, caller);
    if (userId !== caller) {
      assertMay(found.access, "listAllGrants");
    }
    const grants = grantsAsOf(trx, at);
    const place = await grants.placeOf(resource, found);
    if (place === undefined) {
      return { ...NO_ACCESS, grants: [], complete: true };
    }
    const calendar = { type: "calendar", id: place.calendarId } as const;
    const complete =
      userId === caller ||
      resource.type === "calendar" ||
      (await mayListGrantsOf(trx, calendar.id, caller));
    const ways: GrantView[] = [];
    if (userId === place.ownerId) {
      const account = await findAccount(trx, userId);
      const owner = { userId, username: account?.username ?? null, since: found.since };
      ways.push(toOwnerView(owner, calendar));
    }
    const places: Resource[] =
      resource.type === "calendar" ? [calendar] : complete ? [calendar, resource] : [resource];
    ways.push(...(await heldOn(grants, places, userId)));
    const { access, ways: explained } = explainWays(ways);
    return { ...(access ?? NO_ACCESS), grants: [...explained], complete };
  });
}

async function heldOn(
  grants: GrantsAsOf,
  places: readonly Resource[],
  userId: Id,
): Promise<GrantView[]> {
  const views: GrantView[] = [];
  for (const place of places) {
    const grant = await grants.find(place, userId);
    if (grant !== undefined) {
      views.push(toGrantView(grant, place));
    }
  }
  return views;
}
