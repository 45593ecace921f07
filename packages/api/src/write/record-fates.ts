import { setDeletedAtVersions } from "@daybook/db/queries/events.queries";
import { insertSpans, retireSpans } from "@daybook/db/queries/spans.queries";
import { insertVersions } from "@daybook/db/queries/versions.queries";
import { RestartTransaction } from "@daybook/db/restart-transaction";
import { auditEvents } from "./audit-events.ts";
import { findGrantees, ScopeEntries } from "./many-events.ts";
import { placeInTime } from "./place-in-time.ts";
import { type ChangeableEvent, type RecordedEvent } from "./record-events.ts";
import { type ChangeNote, versionOf } from "./version-row.ts";
import type { Write } from "./write.ts";

/** What is written of an event whose calendar's scope the write guards already. */
export type FatedEvent = Omit<ChangeableEvent, "accessEpoch"> & {
  /** Why, where that is not the same for all. */
  readonly note?: ChangeNote;
};

/**
 * Deletes several events that are not deleted yet: what recordEventChange does for one, with one
 * statement for each table.
 *
 * @throws RestartTransaction when another write came first
 */
export function recordDeletions(
  write: Write,
  events: readonly FatedEvent[],
): Promise<RecordedEvent[]> {
  return recordFates(write, events, { deleted: true, note: { kind: "delete" } });
}

/**
 * Brings several deleted events back as they were, alike.
 *
 * @throws RestartTransaction when another write came first
 */
export function recordRestorations(
  write: Write,
  events: readonly FatedEvent[],
): Promise<RecordedEvent[]> {
  return recordFates(write, events, { deleted: false, note: { kind: "restore" } });
}

interface Fate {
  readonly deleted: boolean;
  /** For events that have none of their own. */
  readonly note: ChangeNote;
}

async function recordFates(
  write: Write,
  events: readonly FatedEvent[],
  fate: Fate,
): Promise<RecordedEvent[]> {
  if (events.length === 0) {
    return [];
  }
  const { trx } = write;
  const { deleted } = fate;
  const eventIds = events.map(({ event }) => event.id);
  const actorId = write.call.actor.userId;
  // One instant for all, and later than the last version of each: chains' times only grow (V1).
  const at = Math.max(...events.map(({ now, versionAt }) => Math.max(now, versionAt + 1)));
  const written = await setDeletedAtVersions(trx, {
    events: events.map(({ event }) => event),
    actorId,
    at,
    deleted,
  });
  if (!written) {
    throw new RestartTransaction("an event has a newer version");
  }
  await insertVersions(
    trx,
    events.map(({ event, content, chainHash, note = fate.note }) =>
      versionOf(write, note, {
        eventId: event.id,
        version: event.version + 1,
        at,
        calendarId: event.calendarId,
        previousChainHash: chainHash,
        deleted,
        content,
        before: content,
      }),
    ),
  );
  const grantees = await findGrantees(trx, eventIds);
  if (deleted) {
    await retireSpans(trx, { eventIds, at });
  } else {
    await insertSpans(
      trx,
      events.map(({ event: { id, calendarId }, content }) => ({
        ...placeInTime(id, content, at),
        scopeIds: [calendarId, ...grantees(id)],
      })),
    );
  }
  const entries = new ScopeEntries();
  const recorded = events.map((found) => {
    const { event, content, note = fate.note } = found;
    const { id: eventId, calendarId } = event;
    const version = event.version + 1;
    const entry = { type: "event", at, eventId, version, kind: note.kind } as const;
    for (const scopeId of [calendarId, ...grantees(eventId)]) entries.add(scopeId, entry);
    const deletedAt = deleted ? at : null;
    return { content, event: { ...event, version, updatedAt: at, updatedBy: actorId, deletedAt } };
  });
  entries.log(write);
  auditEvents(write, recorded, at);
  return recorded;
}
