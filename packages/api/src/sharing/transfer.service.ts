import type { Id } from "@daybook/db/ids";
import {
  countCalendarsOfOwner,
  findCalendarForWrite,
  updateCalendarAtVersion,
} from "@daybook/db/queries/calendars.queries";
import {
  deleteEventGrants,
  findGrant,
  listEventsGrantedInCalendar,
  type Resource,
} from "@daybook/db/queries/permissions.queries";
import { deleteShelfSpans } from "@daybook/db/queries/past-spans.queries";
import { RestartTransaction } from "@daybook/db/restart-transaction";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { assertMayTransfer, FORMER_OWNER_GRANT, OWNER_ACCESS } from "@daybook/domain/sharing/roles";
import type { Call } from "../rpc/context.ts";
import { requireCalendar, requireEvent } from "../write/access.ts";
import { nextVersionAt, type RecordedEvent, recordEventChange } from "../write/record-events.ts";
import { performWrite, type Write } from "../write/write.ts";
import { requireReadable } from "./readable-resource.ts";
import {
  auditSharing,
  logAccess,
  removeGrant,
  requireResource,
  type SharedResource,
  writeGrant,
} from "./shared-resource.ts";
import type { ResourceRef, TransferInput } from "./sharing.schema.ts";

/** Events whose grants end in one step of a transfer. */
const EVENTS_AT_ONCE = 200;

interface Transferred {
  resource: ResourceRef;
  ownerId: Id;
}

/**
 * Passes ownership to someone who already holds a grant, at once (rule S5). A calendar takes its
 * events along; a single event moves to the new owner's default calendar. The old owner keeps an
 * editor's grant.
 */
export async function transfer(call: Call, input: TransferInput): Promise<Transferred> {
  const { resource, userId } = input;
  const transferred: Transferred = { resource, ownerId: userId };
  return performWrite(call, input, {
    knownReceipt: transferred,
    async perform(write) {
      await passOwnership(write, resource, userId);
      return { receipt: transferred, answer: transferred };
    },
    async replay(trx, receipt) {
      await requireReadable(trx, resource, call.actor.userId);
      return receipt;
    },
  });
}

/** Passes a resource on, in a write that may pass on others too. */
export async function passOwnership(
  write: Write,
  resource: ResourceRef,
  userId: Id,
): Promise<void> {
  const shared = await requireResource(write, resource, "transfer");
  if (userId === shared.ownerId) {
    return;
  }
  const holdsGrant = await holdsAnyGrant(write, shared, userId);
  assertMayTransfer(shared.access, { userId, holdsGrant });
  if (resource.type === "calendar") {
    await passCalendar(write, shared, userId);
    auditSharing(write, shared);
  } else {
    const { event } = await passEvent(write, shared, userId);
    auditSharing(write, shared, event.version);
  }
}

async function passCalendar(write: Write, found: SharedResource, userId: Id): Promise<void> {
  const { resource, calendarId, now } = found;
  const { calendar } = await requireCalendar(write, { calendarId }, "transfer");
  if (calendar.isDefault) {
    throw new DomainError("DEFAULT_CALENDAR");
  }
  if ((await countCalendarsOfOwner(write.trx, userId)) >= LIMITS.calendarsPerUser) {
    throw limitRefusal("calendarsPerUser", { field: "userId" });
  }
  const shared = await takeScope(write, found);
  const place = { id: calendarId, version: calendar.version, at: now };
  if (!(await updateCalendarAtVersion(write.trx, place, { ownerId: userId }))) {
    throw new RestartTransaction("the calendar has a newer version");
  }
  await removeGrant(write, shared, { userId, cause: "transferred" });
  await endEventGrants(write, shared, userId);
  logOwner(write, shared, userId);
  await keepAsEditor(write, shared);
  const entry = { type: "calendar", at: now, resource } as const;
  write.log({ scopeId: calendarId, entries: [entry] });
}

/**
 * Takes the calendar's scope before its events are looked at, and raises its epoch: an event that
 * is being written there is either seen here or restarts with the rights as they are then.
 */
async function takeScope(write: Write, shared: SharedResource): Promise<SharedResource> {
  const { calendarId: scopeId, accessEpoch } = shared;
  await write.takeScope({ scopeId, accessEpoch });
  return { ...shared, accessEpoch: accessEpoch + 1 };
}

/** An owner holds no grants on the calendar's events: they would be owner and grantee at once. */
async function endEventGrants(write: Write, shared: SharedResource, userId: Id): Promise<void> {
  const { calendarId, now } = shared;
  const of = { calendarId, userId };
  for (;;) {
    const eventIds = await listEventsGrantedInCalendar(write.trx, of, EVENTS_AT_ONCE);
    if (eventIds.length === 0) {
      return;
    }
    await deleteEventGrants(write.trx, eventIds, userId);
    await deleteShelfSpans(write.trx, { eventIds, userId });
    for (const id of eventIds) {
      const about = { at: now, resource: { type: "event", id }, userId, grant: null } as const;
      logAccess(write, shared, { type: "removed", ...about, cause: "transferred" });
    }
  }
}

async function passEvent(write: Write, from: SharedResource, userId: Id): Promise<RecordedEvent> {
  const found = await requireEvent(write, from.resource.id, "transfer");
  // One instant for all of it: at none is the event nobody's or out of reach of who gets it.
  const shared = { ...from, now: nextVersionAt(found) };
  const target = await findCalendarForWrite(write.trx, { defaultOf: userId }, write.call.actor);
  if (target === undefined) {
    throw new DomainError("USER_NOT_FOUND", { field: "userId" });
  }
  await removeGrant(write, shared, { userId, cause: "transferred" });
  await keepAsEditor(write, shared);
  return recordEventChange(write, found, {
    kind: "move",
    content: found.content,
    deleted: found.event.deletedAt !== null,
    moveTo: target,
  });
}

/** What reaches the user already: a grant on the resource, or for an event on its calendar. */
async function holdsAnyGrant(
  write: Write,
  { resource, calendarId }: SharedResource,
  userId: Id,
): Promise<boolean> {
  const calendar: Resource = { type: "calendar", id: calendarId };
  const reaching = resource.type === "event" ? [resource, calendar] : [calendar];
  for (const place of reaching) {
    const grant = await findGrant(write.trx, place, userId);
    if (grant !== undefined && !grant.expired) {
      return true;
    }
  }
  return false;
}

async function keepAsEditor(write: Write, shared: SharedResource): Promise<void> {
  const { resource, ownerId, now } = shared;
  const { actor } = write.call;
  const previous = await findGrant(write.trx, resource, ownerId);
  const grant = {
    userId: ownerId,
    ...FORMER_OWNER_GRANT,
    expiresAt: null,
    grantedBy: actor.userId,
    grantedAt: now,
  };
  await writeGrant(write, shared, { grant, previous, cause: "transferred" });
}

function logOwner(write: Write, shared: SharedResource, userId: Id): void {
  const { resource, now } = shared;
  const grant = { ...OWNER_ACCESS, expiresAt: null, grantedBy: null, grantedAt: now };
  logAccess(write, shared, {
    type: "role",
    at: now,
    resource,
    userId,
    grant,
    cause: "transferred",
  });
}
