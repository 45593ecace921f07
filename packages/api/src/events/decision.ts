import type { EventContent, OccurrenceKey } from "@daybook/domain/event/content";
import { DomainError } from "@daybook/domain/errors";
import type { Access } from "@daybook/domain/sharing/roles";
import { contentEquals } from "@daybook/domain/versions/diff";
import type { AccessibleEvent } from "../write/access.ts";
import type { EventChange } from "../write/record-events.ts";
import type { Reading } from "../write/write.ts";

/** An event as a use-case has found it, with what the caller may do there. */
export type FoundEvent = AccessibleEvent & { readonly access: Access };

/** What a use-case wants to become of the event that it found: plain data, and nothing written. */
export interface Decision {
  readonly found: FoundEvent;
  readonly change: EventChange;
  /** A split: the rest of the series, which becomes an event of its own (rule X4). */
  readonly rightPart?: EventContent | undefined;
  /** The versions that the change was merged over (rule V3). */
  readonly mergedOver?: readonly number[] | undefined;
  /** What the call does to other events with it: an undo to the other parts of a split (X4). */
  readonly also?: readonly Decision[] | undefined;
  /** What the caller may do with the event afterwards, where that is something else. */
  readonly accessAfter?: Access;
  /** The occurrence that the call names, by its present key; a preview begins there. */
  readonly seenFrom?: OccurrenceKey | undefined;
}

/** Reads what there is, asks for the right, and decides (rules S3, S4). */
export type Decide = (reading: Reading) => Promise<Decision>;

/** Whether nothing is to be written, and the present version is the answer (rule V2). */
export function changesNothing(decision: Decision): boolean {
  return leavesAlone(decision) && (decision.also ?? []).every(changesNothing);
}

/** The same of the event that the decision is about, whatever becomes of others. */
export function leavesAlone({ found, change, rightPart }: Decision): boolean {
  const stays = change.moveTo === undefined || change.moveTo.calendar.id === found.event.calendarId;
  return stays && rightPart === undefined && isAlreadySo(found, change);
}

/** Whether an event has this content already, and is deleted or not as it says. */
export function isAlreadySo(
  { event, content }: AccessibleEvent,
  wanted: { readonly content: EventContent; readonly deleted: boolean },
): boolean {
  return (event.deletedAt !== null) === wanted.deleted && contentEquals(content, wanted.content);
}

/**
 * An event cannot come back into a calendar that is gone.
 *
 * @throws DomainError CALENDAR_DELETED
 */
export function requireLiveCalendar({ event }: AccessibleEvent): void {
  if (event.calendarDeletedAt !== null) {
    throw new DomainError("CALENDAR_DELETED", { details: { calendarId: event.calendarId } });
  }
}
