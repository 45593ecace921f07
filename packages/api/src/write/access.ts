import type { Id } from "@daybook/db/ids";
import {
  type CalendarChoice,
  type CalendarForWrite,
  findCalendarForWrite,
} from "@daybook/db/queries/calendars.queries";
import {
  type EventForWrite,
  eventReachesUser,
  findEventForWrite,
  lockEvent,
} from "@daybook/db/queries/events.queries";
import { countAccounts } from "@daybook/db/queries/users.queries";
import { RestartTransaction } from "@daybook/db/restart-transaction";
import { DomainError } from "@daybook/domain/errors";
import { type Authorised, authorise } from "@daybook/domain/sharing/authorised";
import { type Access, type Action, effectiveAccess } from "@daybook/domain/sharing/roles";
import type { Reading } from "./write.ts";

/** An event as a write has found it, with the caller's rights there. */
export type AccessibleEvent = EventForWrite & { readonly access: Access | undefined };

/** A calendar as a write has found it, with the caller's rights there. */
export type AccessibleCalendar = CalendarForWrite & { readonly access: Access | undefined };

/** An event that the caller may do this with: what writing functions ask for. */
export type EventFor<A extends Action> = Authorised<
  AccessibleEvent & { readonly access: Access },
  A
>;

/** A calendar that the caller may do this with. */
export type CalendarFor<A extends Action> = Authorised<
  AccessibleCalendar & { readonly access: Access },
  A
>;

/**
 * Locks an event that is to be written and proves that the caller may act on it, in the transaction
 * that acts (rule S4).
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN (rule S3), TOKEN_REVOKED (rule U3)
 */
export async function requireEvent<A extends Action>(
  reading: Reading,
  eventId: Id,
  action: A,
): Promise<EventFor<A>> {
  const event = await findAccessibleEvent(reading, eventId);
  const isCreator = event.event.createdBy === reading.call.actor.userId;
  return authorise(event, action, { isCreator });
}

/** The same without asking for an action: for a use-case that first looks what there is. */
export async function findAccessibleEvent(reading: Reading, eventId: Id): Promise<AccessibleEvent> {
  const { actor } = reading.call;
  if (reading.locks) {
    // Who cannot see an event neither waits for its lock nor makes others wait (rule S3). The
    // rights that count are read under the lock.
    if (!(await eventReachesUser(reading.trx, eventId, actor.userId))) {
      throw new DomainError("NOT_FOUND");
    }
    await lockEvent(reading.trx, eventId);
  }
  const event = await findEventForWrite(reading.trx, eventId, actor);
  if (event === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  requireCredential(event);
  return { ...event, access: effectiveAccess(event.grants, event.isOwner) };
}

/**
 * Proves that the caller may act on a calendar, in the transaction that acts.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, TOKEN_REVOKED
 */
export async function requireCalendar<A extends Action>(
  reading: Reading,
  choice: CalendarChoice,
  action: A,
): Promise<CalendarFor<A>> {
  const found = await requireAnyCalendar(reading, choice, action);
  if (found.calendar.deletedAt !== null) {
    throw new DomainError("CALENDAR_DELETED");
  }
  return found;
}

/**
 * The same for a deleted calendar too: what takes rights away is never too late.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, TOKEN_REVOKED
 */
export async function requireAnyCalendar<A extends Action>(
  reading: Reading,
  choice: CalendarChoice,
  action: A,
): Promise<CalendarFor<A>> {
  const found = await findCalendarForWrite(reading.trx, choice, reading.call.actor);
  if (found === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  requireCredential(found);
  const { calendar, grant } = found;
  const isOwner = calendar.ownerId === reading.call.actor.userId;
  const access = effectiveAccess(grant === undefined ? [] : [grant], isOwner);
  return authorise({ ...found, access }, action);
}

/**
 * Proves at the end of a write that the accounts it gives something to are still there. The write
 * has taken their shelves, and so does whoever deletes an account before they look what it holds:
 * one of the two sees the other (rule S7).
 *
 * @throws RestartTransaction
 */
export async function confirmAccounts({ trx }: Reading, userIds: Iterable<Id>): Promise<void> {
  const distinct = new Set(userIds);
  if ((await countAccounts(trx, distinct)) < distinct.size) {
    throw new RestartTransaction("an account was deleted while it was given something");
  }
}

/** The calendar that a call names, else the caller's default one. */
export function chosenCalendar(reading: Reading, calendarId: Id | undefined): CalendarChoice {
  return calendarId === undefined ? { defaultOf: reading.call.actor.userId } : { calendarId };
}

function requireCredential(found: { readonly credentialStands: boolean }): void {
  if (!found.credentialStands) {
    throw new DomainError("TOKEN_REVOKED");
  }
}
