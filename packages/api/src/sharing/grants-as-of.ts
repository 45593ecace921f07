import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import {
  findPastGrant,
  findPastOwner,
  listPastGrants,
  type PastGrant,
} from "@daybook/db/queries/past-grants.queries";
import { findGrant, listGrants, type Resource } from "@daybook/db/queries/permissions.queries";
import { findVersionAt } from "@daybook/db/queries/versions.queries";
import type { ReadableResource } from "./readable-resource.ts";

/** Where a resource is and whose; a calendar is where it is itself. */
export interface Place {
  readonly ownerId: Id;
  readonly calendarId: Id;
}

/** Who holds what, at present or at an instant in the past: grants that have expired are absent. */
export interface GrantsAsOf {
  /** Undefined where the resource was not there yet. */
  placeOf(resource: Resource, found: ReadableResource): Promise<Place | undefined>;
  find(resource: Resource, userId: Id): Promise<PastGrant | undefined>;
  list(
    resource: Resource,
    page: { readonly after: Id | undefined; readonly limit: number },
  ): Promise<PastGrant[]>;
}

/** @param at an instant, epoch milliseconds; undefined is now */
export function grantsAsOf(trx: Transaction, at: number | undefined): GrantsAsOf {
  return at === undefined ? presentGrants(trx) : pastGrants(trx, at);
}

function presentGrants(trx: Transaction): GrantsAsOf {
  return {
    placeOf: async (_resource, { ownerId, calendarId }) => ({ ownerId, calendarId }),
    async find(resource, userId) {
      const grant = await findGrant(trx, resource, userId);
      return grant?.expired === true ? undefined : grant;
    },
    list: (resource, page) => listGrants(trx, resource, page),
  };
}

/** The log keeps every grant that ever was (rule L2); an event's versions say where it was (V1). */
function pastGrants(trx: Transaction, at: number): GrantsAsOf {
  return {
    async placeOf(resource) {
      const calendarId =
        resource.type === "calendar"
          ? resource.id
          : (await findVersionAt(trx, resource.id, at))?.calendarId;
      const ownerId =
        calendarId === undefined ? undefined : await findPastOwner(trx, calendarId, at);
      return calendarId === undefined || ownerId === undefined
        ? undefined
        : { ownerId, calendarId };
    },
    find: (resource, userId) => findPastGrant(trx, resource, { userId, at }),
    list: (resource, page) => listPastGrants(trx, resource, { ...page, at }),
  };
}
