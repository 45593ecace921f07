import { type CountedAuditEntry, listAuditEntries } from "@daybook/db/queries/audit.queries";
import { findAccount } from "@daybook/db/queries/users.queries";
import { assertMay } from "@daybook/domain/sharing/roles";
import { z } from "zod";
import { isAdmin, requireAdmin } from "../auth/admin-role.ts";
import type { Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { formatInstant, parseInstant } from "../rpc/instant.ts";
import { requireReadable } from "../sharing/readable-resource.ts";
import type { AuditItemView, ListAuditInput } from "./audit.schema.ts";

/**
 * The trail, latest first (rule A1): of a resource for its owner, of oneself for everyone, of all
 * and of any one resource for administrators.
 */
export async function listAudit(
  call: Call,
  input: ListAuditInput,
): Promise<{ items: AuditItemView[]; nextCursor: string | null }> {
  const { read } = call.app.database;
  const { cursor, limit, ...filters } = input;
  const format = cursorFormat("audit.list", filters, z.object({ at: z.int(), id: z.guid() }));
  const subject = await subjectOf(call, input);
  const entries = await listAuditEntries(read, {
    ...subject,
    from: input.from === undefined ? undefined : parseInstant(input.from, "from"),
    to: input.to === undefined ? undefined : parseInstant(input.to, "to"),
    before: cursor === undefined ? undefined : format.decode(cursor),
    limit,
  });
  return pageOf(entries, limit, {
    item: toAuditItem,
    cursor: ({ at, id }) => format.encode({ at, id }),
  });
}

interface Subject {
  readonly actorId?: string | undefined;
  readonly calendarId?: string;
  readonly eventId?: string;
}

async function subjectOf(call: Call, input: ListAuditInput): Promise<Subject> {
  const { read } = call.app.database;
  const { userId } = call.actor;
  const { resource, actorId } = input;
  if (resource !== undefined) {
    if (!isAdmin(call.actor, await findAccount(read, userId))) {
      const { access } = await requireReadable(read, resource, userId);
      assertMay(access, "readAudit");
    }
    const of = resource.type === "event" ? { eventId: resource.id } : { calendarId: resource.id };
    return { ...of, actorId };
  }
  if (input.everyone === true || (actorId !== undefined && actorId !== userId)) {
    requireAdmin(call.actor, await findAccount(read, userId));
    return { actorId };
  }
  return { actorId: userId };
}

function toAuditItem(entry: CountedAuditEntry): AuditItemView {
  return {
    id: entry.id,
    at: formatInstant(entry.at),
    actor: entry.actorId,
    sessionId: entry.sessionId,
    tokenId: entry.tokenId,
    channel: entry.channel,
    procedure: entry.procedure,
    resource:
      entry.resourceType === null || entry.resourceId === null
        ? null
        : { type: entry.resourceType, id: entry.resourceId },
    version: entry.version,
    outcome: entry.outcome,
    reason: entry.reason,
    requestId: entry.requestId,
    count: entry.count,
  };
}
