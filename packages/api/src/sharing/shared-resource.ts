import type { Id } from "@daybook/db/ids";
import { insertSpans, retireSpans } from "@daybook/db/queries/spans.queries";
import {
  deleteGrant,
  type GrantRecord,
  putGrant,
  type Resource,
} from "@daybook/db/queries/permissions.queries";
import type { AccessLogEntry } from "@daybook/db/queries/scopes.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { DomainError } from "@daybook/domain/errors";
import type { Access, Action } from "@daybook/domain/sharing/roles";
import { requireAnyCalendar, requireEvent } from "../write/access.ts";
import { placeInTime } from "../write/place-in-time.ts";
import type { Write } from "../write/write.ts";
import type { ResourceRef } from "./sharing.schema.ts";

/** What is being shared, with the caller's rights there, read in the transaction that uses them. */
export interface SharedResource {
  readonly resource: Resource;
  readonly ownerId: Id;
  readonly access: Access;
  /** The calendar whose access epoch guards the resource (rule S4). */
  readonly calendarId: Id;
  readonly accessEpoch: number;
  readonly now: number;
  /** The content of a single event that has spans of its own on shelves; null for a calendar. */
  readonly liveContent: EventContent | null;
  /** Whether it is a calendar that has been deleted. */
  readonly closed: boolean;
}

/** @throws DomainError NOT_FOUND, FORBIDDEN (rule S3), CALENDAR_DELETED */
export async function requireResource(
  write: Write,
  resource: ResourceRef,
  action: Action,
): Promise<SharedResource> {
  const shared = await requireAnyResource(write, resource, action);
  if (shared.closed) {
    throw new DomainError("CALENDAR_DELETED");
  }
  return shared;
}

/**
 * The same for a deleted calendar too: grants on it can still be withdrawn and left.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN (rule S3)
 */
export async function requireAnyResource(
  write: Write,
  resource: ResourceRef,
  action: Action,
): Promise<SharedResource> {
  if (resource.type === "calendar") {
    const found = await requireAnyCalendar(write, { calendarId: resource.id }, action);
    const { calendar, access, accessEpoch, now } = found;
    const { id: calendarId, ownerId, deletedAt } = calendar;
    const closed = deletedAt !== null;
    return { resource, ownerId, access, calendarId, accessEpoch, now, liveContent: null, closed };
  }
  const found = await requireEvent(write, resource.id, action);
  const { event, content, access, accessEpoch, now } = found;
  return {
    resource,
    ownerId: event.ownerId,
    access,
    calendarId: event.calendarId,
    accessEpoch,
    now,
    liveContent: event.deletedAt === null ? content : null,
    closed: false,
  };
}

/** Why a grant came or went, as the log says it. */
type Cause = AccessLogEntry["cause"];

/** Gives a grant or replaces one: the row, the event's place on the shelf, the entry in the log. */
export async function writeGrant(
  write: Write,
  shared: SharedResource,
  change: {
    readonly grant: GrantRecord;
    /** What the user holds there, an expired grant included. */
    readonly previous: (GrantRecord & { readonly expired: boolean }) | undefined;
    readonly cause: Cause;
  },
): Promise<void> {
  const { resource, liveContent, now } = shared;
  const { grant, previous, cause } = change;
  const { userId, ...given } = grant;
  await putGrant(write.trx, resource, grant);
  const added = previous === undefined || previous.expired;
  if (added && liveContent !== null) {
    if (previous !== undefined) {
      // An expired grant may have left the event on the shelf, where nobody has moved it since.
      await retireSpans(write.trx, { eventIds: [resource.id], scopeId: userId, at: now });
    }
    const place = placeInTime(resource.id, liveContent, now);
    await insertSpans(write.trx, [{ ...place, scopeIds: [userId] }]);
  }
  logAccess(write, shared, {
    type: added ? "added" : "role",
    at: now,
    resource,
    userId,
    grant: given,
    cause,
  });
}

/** A resource with what guards the rights there; enough to take rights away. */
export type GuardedResource = Pick<
  SharedResource,
  "resource" | "calendarId" | "accessEpoch" | "now"
>;

/** Takes a grant away; says whether there was one. */
export async function removeGrant(
  write: Write,
  shared: GuardedResource,
  change: { readonly userId: Id; readonly cause: Cause },
): Promise<boolean> {
  const { resource, now } = shared;
  const { userId, cause } = change;
  if (!(await deleteGrant(write.trx, resource, userId))) {
    return false;
  }
  if (resource.type === "event") {
    await retireSpans(write.trx, { eventIds: [resource.id], scopeId: userId, at: now });
  }
  logAccess(write, shared, { type: "removed", at: now, resource, userId, grant: null, cause });
  return true;
}

/**
 * Notes a change of rights in the log of whose rights they are, and raises the epoch of the
 * calendar: writes that relied on the rights as they were restart (rule S4).
 */
export function logAccess(write: Write, shared: GuardedResource, entry: AccessLogEntry): void {
  const { calendarId, accessEpoch } = shared;
  write.log({ scopeId: calendarId, accessEpoch, raiseEpoch: true, entries: [] });
  write.log({ scopeId: entry.userId, entries: [entry] });
}

/** @param version what the event came to, where sharing made a new version of it */
export function auditSharing(
  write: Write,
  { resource, calendarId, now }: SharedResource,
  version?: number,
): void {
  const made = version === undefined ? {} : { version };
  const about = { at: now, resource, calendarId, ...made };
  write.audit(resource.type === "event" ? { ...about, eventId: resource.id } : about);
}
