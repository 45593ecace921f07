import type { Id } from "@daybook/db/ids";
import {
  clearDefaultCalendar,
  listEventsSharedByOwner,
  listGrantsHeldBy,
  listOwnedCalendars,
  type OwnedCalendar,
} from "@daybook/db/queries/account-deletion.queries";
import type { Revocation } from "@daybook/db/queries/blocklist.queries";
import { readClock } from "@daybook/db/queries/clock.queries";
import { deleteFeeds } from "@daybook/db/queries/feeds.queries";
import { findActorStanding } from "@daybook/db/queries/sessions.queries";
import { emptyAccount, lockAccount } from "@daybook/db/queries/users.queries";
import { RestartTransaction } from "@daybook/db/restart-transaction";
import { DomainError } from "@daybook/domain/errors";
import {
  type DispositionPlan,
  type Handover,
  planDispositions,
  type ResourceName,
} from "@daybook/domain/sharing/dispositions";
import { closeCalendar, deleteClosedCalendar } from "../calendars/calendars.service.ts";
import type { SessionCall } from "../rpc/context.ts";
import { formatInstant } from "../rpc/instant.ts";
import { removeGrant } from "../sharing/shared-resource.ts";
import { passOwnership } from "../sharing/transfer.service.ts";
import { type CalendarFor, requireCalendar, requireEvent } from "../write/access.ts";
import { recordEventChange } from "../write/record-events.ts";
import { performWrite, type Write } from "../write/write.ts";
import type { DeleteAccountInput, DeleteAccountOutput } from "./auth.schema.ts";
import { endAllCredentials } from "./ending-credentials.ts";
import { proveOwnPassword } from "./password-proof.ts";

/**
 * Deletes the caller's account (rule S7), all in one transaction. What is shared becomes of it
 * what the caller says, the caller's other calendars are deleted with their events, the caller's
 * grants and credentials end, and the row is emptied; its id stays as a pseudonym.
 *
 * @throws WRONG_PASSWORD; DISPOSITION_REQUIRED with what was not named; GRANT_REQUIRED for a
 *   receiver who holds no grant
 */
export async function deleteAccount(
  call: SessionCall,
  input: DeleteAccountInput,
): Promise<DeleteAccountOutput> {
  const { passwordHash } = await proveOwnPassword(call, input.password, "password");
  const { userId } = call.actor;
  // Procedures of auth take no idempotency key (rule C2).
  const withoutKey = { ...call, idempotencyKey: undefined };
  const { answer, revocations } = await performWrite(withoutKey, input, {
    async perform(write) {
      const { trx } = write;
      const account = await lockAccount(trx, userId);
      if (account === undefined || !(await findActorStanding(trx, call.actor))) {
        throw new DomainError("TOKEN_REVOKED");
      }
      if (account.passwordHash !== passwordHash) {
        throw new DomainError("WRONG_PASSWORD", { field: "password" });
      }
      const now = await readClock(trx);
      // Even the default calendar is parted with.
      await clearDefaultCalendar(trx, userId);
      await disposeOfProperty(write, input);
      await endGrants(write, now);
      const revoked = await endAllCredentials(trx, userId, now);
      await deleteFeeds(trx, { userId });
      await emptyAccount(trx, userId, now);
      write.audit({ at: now, resource: { type: "user", id: userId } });
      // Whoever gives the account something takes its shelf as well (confirmAccounts).
      write.log({ scopeId: userId, entries: [] });
      const confirm = () => requireNothingLeft(write);
      const deleted = { deletedAt: formatInstant(now) };
      return { receipt: deleted, answer: { answer: deleted, revocations: revoked }, confirm };
    },
    replay: (_trx, receipt) =>
      Promise.resolve({ answer: receipt, revocations: [] as Revocation[] }),
  });
  call.app.auth.blocklist.apply(revocations);
  return answer;
}

/** Hands over or deletes every calendar of the caller. */
async function disposeOfProperty(
  write: Write,
  { dispositions }: DeleteAccountInput,
): Promise<void> {
  const { userId } = write.call.actor;
  const calendars = await listOwnedCalendars(write.trx, userId);
  const sharedEvents = await listEventsSharedByOwner(write.trx, userId);
  const plan = planDispositions({ calendars, sharedEvents }, dispositions);
  // Closed before anything is taken out of them: from here on nobody shares or adds anything there.
  const closed = await closeCalendars(write, plan, calendars);
  for (const handover of plan.transferEvents) {
    await handOver(write, "event", handover);
  }
  for (const { id, index } of plan.deleteEvents) {
    await at(`dispositions.${index}.resource`, () => deleteEvent(write, id, closed));
  }
  for (const handover of plan.transferCalendars) {
    await handOver(write, "calendar", handover);
  }
  for (const calendar of closed.values()) {
    await deleteClosedCalendar(write, calendar);
  }
}

type ClosedCalendars = ReadonlyMap<Id, CalendarFor<"deleteCalendar">>;

async function closeCalendars(
  write: Write,
  plan: DispositionPlan,
  owned: readonly OwnedCalendar[],
): Promise<ClosedCalendars> {
  const epochs = new Map(owned.map(({ id, accessEpoch }) => [id, accessEpoch]));
  const closed = new Map<Id, CalendarFor<"deleteCalendar">>();
  for (const { id, index } of plan.deleteCalendars) {
    const field = index === undefined ? "dispositions" : `dispositions.${index}.resource`;
    const found = await at(field, () =>
      requireCalendar(write, { calendarId: id }, "deleteCalendar"),
    );
    if (found.accessEpoch !== epochs.get(id)) {
      throw new RestartTransaction("a calendar was shared while its owner's account was deleted");
    }
    await closeCalendar(write, found);
    closed.set(id, found);
  }
  return closed;
}

async function handOver(
  write: Write,
  type: ResourceName["type"],
  { id, to, index }: Handover,
): Promise<void> {
  if (to === write.call.actor.userId) {
    throw new DomainError("INVALID_INPUT", {
      field: `dispositions.${index}.to`,
      message: "Nothing can be handed over to the account that is being deleted.",
    });
  }
  await at(`dispositions.${index}`, () => passOwnership(write, { type, id }, to));
}

/** An event of a closed calendar is deleted with it. */
async function deleteEvent(write: Write, eventId: Id, closed: ClosedCalendars): Promise<void> {
  // Only the owner may say what becomes of an event, as with a transfer.
  const found = await requireEvent(write, eventId, "transfer");
  const { event, content, now } = found;
  if (event.deletedAt !== null || closed.has(event.calendarId)) {
    return;
  }
  await recordEventChange(write, found, { kind: "delete", content, deleted: true });
  const { calendarId, version } = event;
  const resource = { type: "event", id: eventId } as const;
  write.audit({ at: now, resource, calendarId, eventId, version: version + 1 });
}

/** Ends every grant that the caller holds, those that a handover has left behind too. */
async function endGrants(write: Write, now: number): Promise<void> {
  const { userId } = write.call.actor;
  for (const held of await listGrantsHeldBy(write.trx, userId)) {
    await removeGrant(write, { ...held, now }, { userId, cause: "left" });
  }
}

/**
 * Looks once more, where nobody can give the account anything any more, for what came to it since
 * it was looked at: a calendar that it made or was handed, a grant. Then all is decided again.
 */
async function requireNothingLeft({ trx, call }: Write): Promise<void> {
  const { userId } = call.actor;
  const calendars = await listOwnedCalendars(trx, userId);
  const grants = await listGrantsHeldBy(trx, userId);
  if (calendars.length + grants.length > 0) {
    throw new RestartTransaction("an account was given something while it was deleted");
  }
}

/** Says which disposition a refusal is about. */
async function at<T>(field: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError) {
      const { reason, details, message } = error;
      throw new DomainError(reason, { details, message, field, cause: error });
    }
    throw error;
  }
}
