import { insertVersions } from "@daybook/db/queries/versions.queries";
import { auditEvents } from "./audit-events.ts";
import { findGrantees, ScopeEntries } from "./many-events.ts";
import { replaceSpans } from "./place-in-time.ts";
import {
  type ChangeableEvent,
  type EventChange,
  nextVersionOf,
  type RecordedEvent,
  spanChangeOf,
  writeEventRow,
} from "./record-events.ts";
import type { Write } from "./write.ts";

/** A change of an event that stays in its calendar, whose rights the write guards already. */
export interface StayingChange {
  readonly found: ChangeableEvent;
  readonly change: Omit<EventChange, "moveTo">;
}

/**
 * Writes the next versions of several events: what recordEventChange does for one, with one
 * statement for each event's row, for each event's spans where they differ, and for all the rest.
 *
 * @throws RestartTransaction when another write came first
 */
export async function recordEventChanges(
  write: Write,
  changes: readonly StayingChange[],
): Promise<RecordedEvent[]> {
  if (changes.length === 0) return [];
  const { trx } = write;
  const recorded: RecordedEvent[] = [];
  for (const { found, change } of changes) {
    recorded.push(await writeEventRow(write, found, change));
  }
  const made = changes.map((one, index) => ({ ...one, after: recorded[index] ?? one.found }));
  await insertVersions(
    trx,
    made.map((one) => nextVersionOf(write, one, one.after)),
  );
  const grantees = await findGrantees(
    trx,
    recorded.map(({ event }) => event.id),
  );
  const entries = new ScopeEntries();
  for (const { found, change, after } of made) {
    const { id: eventId, calendarId, version, updatedAt: at } = after.event;
    const shelves = grantees(eventId);
    await replaceSpans(write, spanChangeOf(found, after, shelves));
    const entry = { type: "event", at, eventId, version, kind: change.kind } as const;
    for (const scopeId of [calendarId, ...shelves]) entries.add(scopeId, entry);
    auditEvents(write, [after], at);
  }
  entries.log(write);
  return recorded;
}
