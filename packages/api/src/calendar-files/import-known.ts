import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { type LastImport, listLastImports } from "@daybook/db/queries/event-imports.queries";
import {
  type EventForUser,
  listEventIdsByUid,
  listEventsById,
} from "@daybook/db/queries/events.queries";

export type FoundEvent = EventForUser & {
  readonly versionAt: number;
  readonly chainHash: Uint8Array;
};

/** An event that is there, and what its last import said. */
export interface Known {
  readonly found: FoundEvent;
  readonly last: LastImport | undefined;
  readonly recurrenceId: string | null;
}

/**
 * By identity: what the calendar has under these UIDs. Of several under one identity, as moves can
 * bring them together: one that is not deleted, and the oldest of those.
 */
export async function findKnown(
  trx: Transaction,
  { calendarId, userId }: { readonly calendarId: Id; readonly userId: Id },
  uids: readonly string[],
): Promise<{ readonly known: Map<string, Known>; readonly eventIds: readonly Id[] }> {
  const identities = await listEventIdsByUid(trx, calendarId, uids);
  const eventIds = identities.map(({ id }) => id);
  const events = await listEventsById(trx, eventIds, userId);
  const found = new Map(events.map((event) => [event.event.id, event]));
  const lasts = await listLastImports(trx, eventIds);
  const imports = new Map(lasts.map((last) => [last.eventId, last]));
  const known = new Map<string, Known>();
  for (const identity of identities) {
    const event = found.get(identity.id);
    const key = identityOf(identity);
    const comesFirst = isDeleted(known.get(key)?.found) && !isDeleted(event);
    if (event !== undefined && (comesFirst || !known.has(key))) {
      const { recurrenceId } = identity;
      known.set(key, { found: event, last: imports.get(identity.id), recurrenceId });
    }
  }
  return { known, eventIds };
}

function isDeleted(found: EventForUser | undefined): boolean {
  return found !== undefined && found.event.deletedAt !== null;
}

export function identityOf(item: {
  readonly uid: string;
  readonly recurrenceId: string | null;
}): string {
  return JSON.stringify([item.uid, item.recurrenceId]);
}
