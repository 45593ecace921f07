import type { Id } from "@daybook/db/ids";
import {
  type EventForUser,
  type EventRecord,
  insertEvents,
  updateEventAtVersion,
} from "@daybook/db/queries/events.queries";
import { listGrantees } from "@daybook/db/queries/permissions.queries";
import { insertSpans } from "@daybook/db/queries/spans.queries";
import { insertVersions, type NewVersion } from "@daybook/db/queries/versions.queries";
import { RestartTransaction } from "@daybook/db/restart-transaction";
import type { EventContent } from "@daybook/domain/event/content";
import { boundsOf } from "@daybook/domain/event/spans";
import { CONTENT_SCHEMA, encodeContent } from "@daybook/domain/event/stored-content";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import type { VersionKind } from "@daybook/domain/versions/chain";
import { changedFields } from "@daybook/domain/versions/diff";
import { nextSequence } from "@daybook/domain/versions/sequence";
import { sealVersion } from "../versions/version-seal.ts";
import type { CalendarFor } from "./access.ts";
import { placeInTime, replaceSpans } from "./place-in-time.ts";
import type { Write } from "./write.ts";

export interface NewEventContent {
  readonly id: Id;
  readonly uid: string;
  readonly recurrenceId: string | null;
  readonly sequence: number;
  readonly content: EventContent;
}

/** An event as it stands after a write. */
export interface RecordedEvent {
  readonly event: EventRecord;
  readonly content: EventContent;
}

/** Why events were made or changed; kept with their versions (rule V1). */
export interface ChangeNote {
  readonly kind: VersionKind;
  readonly message?: string | undefined;
  /** The version whose content a rollback took. */
  readonly sourceVersion?: number;
}

/** Events to be written, and why. */
export interface NewEvents extends ChangeNote {
  readonly events: readonly NewEventContent[];
}

/**
 * Writes new events with their first versions and spans, and notes them for the log. One multi-row
 * statement for each table, however many events.
 */
export async function recordNewEvents(
  write: Write,
  calendar: CalendarFor<"create">,
  { events, ...note }: NewEvents,
): Promise<RecordedEvent[]> {
  const { trx, call } = write;
  const at = calendar.now;
  const actorId = call.actor.userId;
  const calendarId = calendar.calendar.id;

  await insertEvents(
    trx,
    events.map(({ content, ...identity }) => {
      const { startMs, endMs } = boundsOf(content);
      const place = { calendarId, actorId, at, starts: startMs, ends: endMs, splitFrom: null };
      return { ...identity, ...place };
    }),
  );
  await insertVersions(
    trx,
    events.map(({ id, content }) =>
      versionOf(write, note, {
        eventId: id,
        version: 1,
        at,
        calendarId,
        previousChainHash: null,
        deleted: false,
        content,
        before: null,
      }),
    ),
  );
  await insertSpans(
    trx,
    events.map(({ id, content }) => ({ ...placeInTime(id, content, at), scopeIds: [calendarId] })),
  );
  write.log({
    scopeId: calendarId,
    accessEpoch: calendar.accessEpoch,
    entries: events.map(({ id }) => ({
      type: "event",
      at,
      eventId: id,
      version: 1,
      kind: note.kind,
    })),
  });
  return events.map(({ id, uid, sequence, content }) => ({
    content,
    event: {
      id,
      calendarId,
      calendarTimeZone: calendar.calendar.timeZone,
      calendarDeletedAt: null,
      ownerId: calendar.calendar.ownerId,
      createdBy: actorId,
      version: 1,
      uid,
      sequence,
      createdAt: at,
      updatedAt: at,
      updatedBy: actorId,
      deletedAt: null,
      splitFrom: null,
    },
  }));
}

/** An event as a write has found it: what the next version is computed from and linked to. */
export type ChangeableEvent = Pick<EventForUser, "event" | "content"> & {
  readonly versionAt: number;
  readonly chainHash: Uint8Array;
  /** Absent where the write holds the calendar's scope already. */
  readonly accessEpoch?: number;
  readonly now: number;
};

export interface EventChange extends ChangeNote {
  readonly content: EventContent;
  /** Whether the event is deleted from this version on. */
  readonly deleted: boolean;
  /** The least that the iCalendar SEQUENCE becomes: what an imported file says it is. */
  readonly sequence?: number;
  /** Another calendar that the event goes to, with the epoch at which it was read. */
  readonly moveTo?: { readonly calendarId: Id; readonly accessEpoch: number };
}

/**
 * Writes an event's next version: compare-and-set on the event, its version, its spans where they
 * differ, and its places in the log of the calendar and of everyone it is shared with.
 *
 * @throws RestartTransaction when another write came first
 */
export async function recordEventChange(
  write: Write,
  found: ChangeableEvent,
  change: EventChange,
): Promise<RecordedEvent> {
  const { trx, call } = write;
  const { event } = found;
  const version = event.version + 1;
  // A chain's times only ever grow, though the database's clock may be set back (V1): an instant
  // then names one version (V7).
  const at = Math.max(found.now, found.versionAt + 1);
  const { startMs, endMs } = boundsOf(change.content);
  const next = nextSequence(event.sequence, found.content, change.content);
  const sequence = Math.max(next, change.sequence ?? 0);
  const calendarId = change.moveTo?.calendarId ?? event.calendarId;
  const deletedAt = change.deleted ? (event.deletedAt ?? at) : null;

  const written = await updateEventAtVersion(trx, {
    id: event.id,
    fromVersion: event.version,
    actorId: call.actor.userId,
    at,
    sequence,
    starts: startMs,
    ends: endMs,
    deletedAt,
    calendarId,
  });
  if (!written) {
    throw new RestartTransaction("the event has a newer version");
  }
  await insertVersions(trx, [
    versionOf(write, change, {
      eventId: event.id,
      version,
      at,
      calendarId,
      previousChainHash: found.chainHash,
      deleted: change.deleted,
      content: change.content,
      before: found.content,
    }),
  ]);
  const grantees = await listGrantees(trx, { type: "event", id: event.id });
  await replaceSpans(write, {
    eventId: event.id,
    at,
    before: event.deletedAt === null ? found.content : null,
    after: change.deleted ? null : change.content,
    fromCalendarId: event.calendarId,
    toCalendarId: calendarId,
    grantees,
  });

  const entry = { type: "event", at, eventId: event.id, version, kind: change.kind } as const;
  const { accessEpoch } = found;
  const guard = accessEpoch === undefined ? {} : { accessEpoch };
  write.log({ scopeId: event.calendarId, ...guard, entries: [entry] });
  if (change.moveTo !== undefined) {
    write.log({ scopeId: calendarId, accessEpoch: change.moveTo.accessEpoch, entries: [entry] });
  }
  for (const grantee of grantees) {
    write.log({ scopeId: grantee, entries: [entry] });
  }
  const updatedBy = call.actor.userId;
  return {
    event: { ...event, calendarId, version, sequence, updatedAt: at, updatedBy, deletedAt },
    content: change.content,
  };
}

interface VersionFacts {
  readonly eventId: Id;
  readonly version: number;
  readonly at: number;
  readonly calendarId: Id;
  readonly previousChainHash: Uint8Array | null;
  readonly deleted: boolean;
  readonly content: EventContent;
  readonly before: EventContent | null;
}

/** An event's next version as its row; throws LIMIT_EXCEEDED for content that is too much. */
export function versionOf(write: Write, note: ChangeNote, facts: VersionFacts): NewVersion {
  const { eventId, version, at, calendarId, previousChainHash, deleted, content, before } = facts;
  const { kind } = note;
  const actorId = write.call.actor.userId;
  const stored = encodeContent(content);
  if (Buffer.byteLength(stored) > LIMITS.contentBytes) {
    throw new DomainError("LIMIT_EXCEEDED", { details: { contentBytes: LIMITS.contentBytes } });
  }
  return {
    eventId,
    version,
    kind,
    deleted,
    at,
    actorId,
    calendarId,
    changeSetId: write.changeSetId,
    message: note.message ?? null,
    changedFields: changedFields(before, content),
    sourceVersion: note.sourceVersion ?? null,
    content: stored,
    contentSchema: CONTENT_SCHEMA,
    ...sealVersion(stored, { previousChainHash, eventId, version, kind, at, actorId, deleted }),
  };
}
