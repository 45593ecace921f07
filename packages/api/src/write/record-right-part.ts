import { insertEventGrants, listGrants } from "@daybook/db/queries/permissions.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { LIMITS } from "@daybook/domain/limits";
import {
  type ChangeableEvent,
  firstEntries,
  insertNewEvents,
  newEventIn,
  type NewlyMadeEvent,
  type RecordedEvent,
} from "./record-events.ts";
import { type ChangeNote } from "./version-row.ts";
import type { Write } from "./write.ts";

/** The right part of a split, and the left part as the split leaves it. */
export interface RightPart {
  readonly id: string;
  readonly content: EventContent;
  readonly left: RecordedEvent;
}

/**
 * The right part of a split (rule X4): an event of its own beside the left part. Whoever made the
 * series has made the right part too, as splitting it gives nobody the right to delete it (S1).
 */
export function rightPartOf({ id, content, left }: RightPart): NewlyMadeEvent {
  const { calendarId, calendarTimeZone, ownerId, createdBy, version, updatedAt } = left.event;
  const splitFrom = { eventId: left.event.id, version };
  const place = { calendarId, calendarTimeZone, ownerId, createdBy, splitFrom, at: updatedAt };
  const identity = { id, uid: id, recurrenceId: null, sequence: 0 };
  return newEventIn(place, { ...identity, content }, left.event.updatedBy);
}

/** Writes the right part of a split with the grants of the left part, in the write that splits. */
export async function recordRightPart(
  write: Write,
  part: RightPart & Pick<ChangeableEvent, "accessEpoch">,
  note: ChangeNote,
): Promise<RecordedEvent> {
  const { trx } = write;
  const made = rightPartOf(part);
  const { id, calendarId, createdAt: at } = made.event;
  const page = { after: undefined, limit: LIMITS.grantsPerEvent };
  const grants = await listGrants(trx, { type: "event", id: part.left.event.id }, page);
  const grantees = grants.map(({ userId }) => userId);

  await insertNewEvents(write, [made], { note, grantees });
  await insertEventGrants(trx, id, grants);

  const entries = firstEntries([made], note);
  write.log({ scopeId: calendarId, entries });
  for (const { userId, ...grant } of grants) {
    const about = { at, resource: { type: "event", id }, userId, grant } as const;
    const added = { type: "added", ...about, cause: "split" } as const;
    write.log({ scopeId: userId, entries: [added, ...entries] });
  }
  return made;
}
