import { deleteEventsAtVersions } from "@daybook/db/queries/events.queries";
import { listGranteesOfEvents } from "@daybook/db/queries/permissions.queries";
import type { EventLogEntry } from "@daybook/db/queries/scopes.queries";
import { retireSpans } from "@daybook/db/queries/spans.queries";
import { insertVersions } from "@daybook/db/queries/versions.queries";
import { RestartTransaction } from "@daybook/db/restart-transaction";
import { type ChangeableEvent, versionOf } from "./record-events.ts";
import type { Write } from "./write.ts";

/** What is written of an event whose calendar's scope the write holds already. */
export type DeletableEvent = Omit<ChangeableEvent, "accessEpoch">;

/**
 * Deletes several events that are not deleted yet: what recordEventChange does for one, with one
 * statement for each table.
 *
 * @throws RestartTransaction when another write came first
 */
export async function recordDeletions(
  write: Write,
  events: readonly DeletableEvent[],
): Promise<void> {
  if (events.length === 0) {
    return;
  }
  const { trx } = write;
  const eventIds = events.map(({ event }) => event.id);
  // One instant for all, and later than the last version of each: chains' times only grow (V1).
  const at = Math.max(...events.map(({ now, versionAt }) => Math.max(now, versionAt + 1)));
  const written = await deleteEventsAtVersions(trx, {
    events: events.map(({ event }) => event),
    actorId: write.call.actor.userId,
    at,
  });
  if (!written) {
    throw new RestartTransaction("an event has a newer version");
  }
  await insertVersions(
    trx,
    events.map(({ event, content, chainHash }) =>
      versionOf(
        write,
        { kind: "delete" },
        {
          eventId: event.id,
          version: event.version + 1,
          at,
          calendarId: event.calendarId,
          previousChainHash: chainHash,
          deleted: true,
          content,
          before: content,
        },
      ),
    ),
  );
  await retireSpans(trx, { eventIds, at });
  await noteDeletions(write, events, at);
}

/** The log of the calendars, the log of everyone whom an event was shared with, and the trail. */
async function noteDeletions(
  write: Write,
  events: readonly DeletableEvent[],
  at: number,
): Promise<void> {
  const entries = new Map<string, EventLogEntry>();
  const byScope = new Map<string, EventLogEntry[]>();
  for (const { event } of events) {
    const { id: eventId, calendarId } = event;
    const version = event.version + 1;
    const entry = { type: "event", at, eventId, version, kind: "delete" } as const;
    entries.set(eventId, entry);
    addTo(byScope, calendarId, entry);
    write.audit({ at, resource: { type: "event", id: eventId }, calendarId, eventId, version });
  }
  for (const { eventId, userId } of await listGranteesOfEvents(write.trx, [...entries.keys()])) {
    const entry = entries.get(eventId);
    if (entry !== undefined) addTo(byScope, userId, entry);
  }
  for (const [scopeId, scopeEntries] of byScope) {
    write.log({ scopeId, entries: scopeEntries });
  }
}

function addTo(byScope: Map<string, EventLogEntry[]>, scopeId: string, entry: EventLogEntry): void {
  const entries = byScope.get(scopeId);
  if (entries === undefined) byScope.set(scopeId, [entry]);
  else entries.push(entry);
}
