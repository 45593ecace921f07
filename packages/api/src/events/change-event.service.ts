import type { EventContent, OccurrenceKey } from "@daybook/domain/event/content";
import { excludeOccurrence, restoreOccurrence } from "@daybook/domain/event/exclude";
import { deleteTarget, isExcluded } from "@daybook/domain/event/edit-target";
import { keyMove } from "@daybook/domain/event/key-move";
import { patchContent } from "@daybook/domain/event/patch";
import { DomainError } from "@daybook/domain/errors";
import { authorise } from "@daybook/domain/sharing/authorised";
import { contentEquals } from "@daybook/domain/versions/diff";
import type { Call } from "../rpc/context.ts";
import { type AccessibleEvent, requireEvent } from "../write/access.ts";
import { type EventChange, recordEventChange } from "../write/record-events.ts";
import { performWrite, type Write } from "../write/write.ts";
import { type ChangedReceipt, replayChanged } from "./event-receipt.ts";
import { toEventView } from "./event-view.ts";
import type {
  ChangedView,
  DeleteEventInput,
  RestoreEventInput,
  UpdateEventInput,
} from "./events.schema.ts";
import { findStaleBase, versionConflict } from "./version-conflict.ts";

/** Changes an event, a whole series, or one occurrence of it (rules X1–X8, V1–V3). */
export async function updateEvent(call: Call, input: UpdateEventInput): Promise<ChangedView> {
  const { id, patch, scope, occurrenceKey, orphans, message } = input;
  return changeEvent(call, input, async (write) => {
    const found = await requireEvent(write, id, "edit");
    requireNotDeleted(found);
    const timeZone = found.event.calendarTimeZone;
    const edit = (before: EventContent) =>
      patchContent(before, patch, { scope, occurrenceKey, orphans, timeZone }).content;
    const content = await editFrom(write, found, { baseVersion: input.baseVersion, edit });
    return { found, change: { kind: "update", content, deleted: false, message } };
  });
}

/** Deletes an event, or excludes one occurrence of a series (rule X5). */
export async function deleteEvent(call: Call, input: DeleteEventInput): Promise<ChangedView> {
  const { id, scope, occurrenceKey, baseVersion, message } = input;

  return changeEvent(call, input, async (write) => {
    const found = await requireEvent(write, id, "read");
    const isCreator = found.event.createdBy === call.actor.userId;
    const asDeleted = { content: found.content, deleted: true, kind: "delete", message } as const;
    if (found.event.deletedAt !== null) {
      const oneOnly = scope === "this" && found.content.recurrence !== null;
      authorise(found, oneOnly ? "edit" : "delete", { isCreator });
      return { found, change: asDeleted };
    }
    // A key is read as of the version that it was seen in (rule X3).
    const base = await findStaleBase(write, found, baseVersion);
    const seen = base?.content ?? found.content;
    const target = deleteTarget(seen, { scope, occurrenceKey });
    authorise(found, target.kind === "event" ? "delete" : "edit", { isCreator });
    const left = target.kind === "event" ? null : contentWithout(seen, target.key);
    if (left === null) {
      authorise(found, "delete", { isCreator });
      if (base !== undefined) {
        throw versionConflict(found, base, null);
      }
      return { found, change: asDeleted };
    }
    const change = { kind: "update", content: left, deleted: false, message } as const;
    if (base === undefined) {
      return { found, change };
    }
    const alreadySo =
      contentEquals(left, seen) ||
      (target.kind === "occurrence" &&
        isExcluded(found.content, keyMove(seen, found.content)(target.key)));
    if (!alreadySo) {
      throw versionConflict(found, base, left);
    }
    return { found, change: { ...change, content: found.content } };
  });
}

/** Null where it was the last occurrence. */
function contentWithout(content: EventContent, key: OccurrenceKey): EventContent | null {
  const exclusion = excludeOccurrence(content, key);
  return exclusion.deletesEvent ? null : exclusion.content;
}

/** Brings back a deleted event, or one occurrence as the series has it (rule X5). */
export async function restoreEvent(call: Call, input: RestoreEventInput): Promise<ChangedView> {
  const { id, occurrenceKey, message } = input;

  return changeEvent(call, input, async (write) => {
    if (occurrenceKey !== undefined) {
      const found = await requireEvent(write, id, "edit");
      requireNotDeleted(found);
      const content = restoreOccurrence(found.content, occurrenceKey);
      return { found, change: { kind: "restore", content, deleted: false, message } };
    }
    const found = await requireEvent(write, id, "restore");
    requireLiveCalendar(found);
    const { content } = found;
    return { found, change: { kind: "restore", content, deleted: false, message } };
  });
}

/** What a use-case wants to become of the event that it found. */
export interface IntendedChange {
  readonly found: Awaited<ReturnType<typeof requireEvent>>;
  readonly change: EventChange;
}

/**
 * One change of one event: decides, and writes unless it changes nothing, in which case nothing is
 * written and the present version is the answer (rule V2).
 */
export async function changeEvent(
  call: Call,
  input: unknown,
  decide: (write: Write) => Promise<IntendedChange>,
): Promise<ChangedView> {
  return performWrite<ChangedReceipt, ChangedView>(call, input, {
    async perform(write) {
      const { found, change } = await decide(write);
      const changed = !isAlreadySo(found, change);
      const recorded = changed ? await recordEventChange(write, found, change) : found;
      const { id, calendarId, version, updatedAt } = recorded.event;
      if (changed) {
        const resource = { type: "event", id } as const;
        write.audit({ at: updatedAt, resource, calendarId, eventId: id, version });
      }
      const changeSetId = changed ? write.changeSetId : null;
      const event = toEventView(recorded, found.access);
      return {
        receipt: { eventId: id, version, changed, changeSetId },
        answer: { event, changed, merged: false, mergedOver: [], changeSetId },
      };
    },
    replay: (trx, receipt) => replayChanged(trx, receipt, call.actor.userId),
  });
}

/** Whether a change would change nothing (rule V2). */
export function isAlreadySo({ event, content }: AccessibleEvent, change: EventChange): boolean {
  return (event.deletedAt !== null) === change.deleted && contentEquals(content, change.content);
}

interface Edit {
  readonly baseVersion: number | undefined;
  readonly edit: (content: EventContent) => EventContent;
}

/**
 * The content after an edit. An edit of an older version that would change the present is a
 * conflict (rule V3); one that would change nothing, there or here, is none (rule V2).
 */
async function editFrom(
  write: Write,
  found: AccessibleEvent,
  { baseVersion, edit }: Edit,
): Promise<EventContent> {
  const base = await findStaleBase(write, found, baseVersion);
  if (base === undefined) {
    return edit(found.content);
  }
  const yours = edit(base.content);
  if (contentEquals(yours, base.content) || changesNothing(found.content, edit)) {
    return found.content;
  }
  throw versionConflict(found, base, yours);
}

/** Whether the present has all that an edit asks for; where it does not fit any more, it has not. */
function changesNothing(content: EventContent, edit: Edit["edit"]): boolean {
  try {
    return contentEquals(edit(content), content);
  } catch (error) {
    if (error instanceof DomainError) {
      return false;
    }
    throw error;
  }
}

function requireNotDeleted({ event }: AccessibleEvent): void {
  if (event.deletedAt !== null) {
    throw new DomainError("EVENT_DELETED", { details: { version: event.version } });
  }
}

/** An event cannot come back into a calendar that is gone. */
export function requireLiveCalendar({ event }: AccessibleEvent): void {
  if (event.calendarDeletedAt !== null) {
    throw new DomainError("CALENDAR_DELETED", { details: { calendarId: event.calendarId } });
  }
}
