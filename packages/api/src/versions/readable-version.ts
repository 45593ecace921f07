import type { Transaction } from "@daybook/db/database";
import { findEventForUser, type EventForUser } from "@daybook/db/queries/events.queries";
import { findVersion, type VersionWithContent } from "@daybook/db/queries/versions.queries";
import { DomainError } from "@daybook/domain/errors";
import { effectiveAccess } from "@daybook/domain/sharing/roles";
import type { Call } from "../rpc/context.ts";

/** An event whose history the caller may read, deleted or not (rules S1, S3, K1). */
export async function requireReadableEvent(
  trx: Transaction,
  call: Call,
  eventId: string,
): Promise<EventForUser> {
  const found = await findEventForUser(trx, eventId, call.actor.userId);
  if (found === undefined || effectiveAccess(found.grants, found.isOwner) === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  return found;
}

/** One version of an event with its content; `field` is the input that names it. */
export async function requireVersion(
  trx: Transaction,
  asked: { readonly eventId: string; readonly version: number; readonly field: string },
): Promise<VersionWithContent> {
  const found = await findVersion(trx, asked.eventId, asked.version);
  if (found === undefined) {
    throw new DomainError("VERSION_NOT_FOUND", { field: asked.field });
  }
  return found;
}
