import { findVersion } from "@daybook/db/queries/versions.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { excludeOccurrence, restoreOccurrence } from "@daybook/domain/event/exclude";
import { deleteTarget } from "@daybook/domain/event/edit-target";
import { patchContent } from "@daybook/domain/event/patch";
import { DomainError } from "@daybook/domain/errors";
import { authorise } from "@daybook/domain/sharing/authorised";
import { conflictsBetween } from "@daybook/domain/versions/conflicts";
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
  const { id, scope, occurrenceKey, message } = input;

  return changeEvent(call, input, async (write) => {
    const found = await requireEvent(write, id, "read");
    const asDeleted = { content: found.content, deleted: true, kind: "delete", message } as const;
    if (found.event.deletedAt !== null) {
      return { found, change: asDeleted };
    }
    const target = deleteTarget(found.content, { scope, occurrenceKey });
    const isCreator = found.event.createdBy === call.actor.userId;
    if (target.kind === "event") {
      authorise(found, "delete", { isCreator });
      await requireBaseVersion(write, found, { baseVersion: input.baseVersion });
      return { found, change: asDeleted };
    }
    authorise(found, "edit");
    await requireBaseVersion(write, found, { baseVersion: input.baseVersion });
    const excluded = excludeOccurrence(found.content, target.key);
    if (excluded.deletesEvent) {
      authorise(found, "delete", { isCreator });
      return { found, change: asDeleted };
    }
    return {
      found,
      change: { kind: "update", content: excluded.content, deleted: false, message },
    };
  });
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

function isAlreadySo({ event, content }: AccessibleEvent, change: EventChange): boolean {
  return (event.deletedAt !== null) === change.deleted && contentEquals(content, change.content);
}

interface Edit {
  readonly baseVersion: number | undefined;
  readonly edit: (content: EventContent) => EventContent;
}

/**
 * The content after an edit. An edit of an older version that would change the present is a
 * conflict (rule V3); one that would change nothing is none (rule V2).
 */
async function editFrom(
  write: Write,
  found: AccessibleEvent,
  { baseVersion, edit }: Edit,
): Promise<EventContent> {
  if (baseVersion === undefined || baseVersion === found.event.version) {
    return edit(found.content);
  }
  const base = await getBaseContent(write, found, baseVersion);
  const yours = edit(base);
  if (contentEquals(yours, found.content)) {
    return found.content;
  }
  throw versionConflict(found, { baseVersion, base, yours });
}

/** Refuses a call that was made from an older version and has nothing to compare field by field. */
export async function requireBaseVersion(
  write: Write,
  found: AccessibleEvent,
  {
    baseVersion,
    yours,
  }: { readonly baseVersion: number | undefined; readonly yours?: EventContent },
): Promise<void> {
  if (baseVersion === undefined || baseVersion === found.event.version) {
    return;
  }
  const base = await getBaseContent(write, found, baseVersion);
  throw versionConflict(found, { baseVersion, base, yours: yours ?? base });
}

async function getBaseContent(
  write: Write,
  { event }: AccessibleEvent,
  baseVersion: number,
): Promise<EventContent> {
  const base = await findVersion(write.trx, event.id, baseVersion);
  if (base === undefined) {
    const details = { currentVersion: event.version };
    throw new DomainError("VERSION_NOT_FOUND", { field: "baseVersion", details });
  }
  return base.content;
}

function versionConflict(
  { event, content }: AccessibleEvent,
  stale: {
    readonly baseVersion: number;
    readonly base: EventContent;
    readonly yours: EventContent;
  },
): DomainError {
  const { baseVersion, base, yours } = stale;
  return new DomainError("VERSION_CONFLICT", {
    field: "baseVersion",
    details: {
      eventId: event.id,
      baseVersion,
      currentVersion: event.version,
      conflicts: conflictsBetween(base, yours, content),
    },
  });
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
