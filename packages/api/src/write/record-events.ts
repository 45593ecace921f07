import type { Id } from "@daybook/db/ids";
import {
  type EventForUser,
  type EventRecord,
  insertEvents,
  type NewEvent,
  updateEventAtVersion,
} from "@daybook/db/queries/events.queries";
import type { CalendarForWrite } from "@daybook/db/queries/calendars.queries";
import { listGrantees } from "@daybook/db/queries/permissions.queries";
import type { EventLogEntry } from "@daybook/db/queries/scopes.queries";
import { type EventSpans, insertSpans } from "@daybook/db/queries/spans.queries";
import { insertVersions, type NewVersion } from "@daybook/db/queries/versions.queries";
import { RestartTransaction } from "@daybook/db/restart-transaction";
import type { EventContent } from "@daybook/domain/event/content";
import { boundsOf } from "@daybook/domain/event/spans";
import { sameSearchedText, searchWordsOf } from "@daybook/domain/search/words";
import { nextSequence } from "@daybook/domain/versions/sequence";
import { setImmediate as nextTurn } from "node:timers/promises";
import { stretchesOf } from "../events/chunks.ts";
import type { CalendarFor } from "./access.ts";
import { placeInTime, replaceSpans, type SpanChange } from "./place-in-time.ts";
import { type ChangeNote, versionOf } from "./version-row.ts";
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

/** Events to be written, and why. */
export interface NewEvents extends ChangeNote {
  readonly events: readonly NewEventContent[];
}

/**
 * Writes new events with their first versions and spans, and notes them for the log. Many are
 * written in parts, of one multi-row statement for each table; others are answered in between.
 */
export async function recordNewEvents(
  write: Write,
  { calendar, accessEpoch, now }: CalendarFor<"create">,
  { events, ...note }: NewEvents,
): Promise<RecordedEvent[]> {
  const place = {
    calendarId: calendar.id,
    calendarTimeZone: calendar.timeZone,
    ownerId: calendar.ownerId,
    createdBy: write.call.actor.userId,
    splitFrom: null,
    at: now,
  };
  const recorded = events.map((event) => newEventIn(place, event, write.call.actor.userId));
  await insertNewEvents(write, recorded, { note, grantees: [] });
  write.log({ scopeId: calendar.id, accessEpoch, entries: firstEntries(recorded, note) });
  return recorded.map(({ event, content }) => ({ event, content }));
}

/** Where a new event stands, whose it is and where it comes from. */
export type NewEventPlace = Pick<
  EventRecord,
  "calendarId" | "calendarTimeZone" | "ownerId" | "createdBy" | "splitFrom"
> & { readonly at: number };

/** An event that is about to be written for the first time. */
export interface NewlyMadeEvent extends RecordedEvent {
  readonly recurrenceId: string | null;
}

/** A new event at its first version: what is written, and what a preview shows. */
export function newEventIn(
  { at, ...place }: NewEventPlace,
  { id, uid, sequence, content, recurrenceId }: NewEventContent,
  actorId: Id,
): NewlyMadeEvent {
  return {
    recurrenceId,
    content,
    event: {
      id,
      ...place,
      calendarDeletedAt: null,
      version: 1,
      uid,
      sequence,
      createdAt: at,
      updatedAt: at,
      updatedBy: actorId,
      deletedAt: null,
    },
  };
}

/**
 * How much is made and written in one go: on SQLite nothing of it waits for anything. The length is
 * that of the contents and of the words they are found by, which cost the most.
 */
const AT_ONCE = { size: 250, length: 256 * 1024 };

/** The rows of new events, their first versions and their spans; their log is the caller's. */
export async function insertNewEvents(
  write: Write,
  made: readonly NewlyMadeEvent[],
  { note, grantees }: { readonly note: ChangeNote; readonly grantees: readonly Id[] },
): Promise<void> {
  const { trx } = write;
  // Rows are made as they are taken: of a part at a time.
  const rows = made.values().map((event) => firstRowsOf(write, event, { note, grantees }));
  for (const part of stretchesOf(rows, AT_ONCE, ({ length }) => length)) {
    await insertEvents(
      trx,
      part.map(({ event }) => event),
    );
    await insertVersions(
      trx,
      part.map(({ version }) => version),
    );
    await insertSpans(
      trx,
      part.map(({ spans }) => spans),
    );
    if (made.length > 1) await nextTurn();
  }
}

interface FirstRows {
  readonly event: NewEvent;
  readonly version: NewVersion;
  readonly spans: EventSpans;
  readonly length: number;
}

function firstRowsOf(
  write: Write,
  { event, content, recurrenceId }: NewlyMadeEvent,
  { note, grantees }: { readonly note: ChangeNote; readonly grantees: readonly Id[] },
): FirstRows {
  const { id: eventId, createdAt: at, updatedBy: actorId, calendarId } = event;
  const { startMs: starts, endMs: ends } = boundsOf(content);
  const words = searchWordsOf(content);
  const version = versionOf(write, note, {
    eventId,
    version: 1,
    at,
    calendarId,
    previousChainHash: null,
    deleted: false,
    content,
    before: null,
  });
  return {
    event: { ...event, recurrenceId, actorId, at, starts, ends, words },
    version,
    spans: { ...placeInTime(eventId, content, at), scopeIds: [calendarId, ...grantees] },
    length: words.reduce((sum, word) => sum + word.length, version.content.length),
  };
}

/** What the log of a scope says of new events. */
export function firstEntries(
  made: readonly RecordedEvent[],
  { kind }: ChangeNote,
): EventLogEntry[] {
  return made.map(({ event: { id: eventId, createdAt: at } }) => ({
    type: "event",
    at,
    eventId,
    version: 1,
    kind,
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
  readonly moveTo?: Pick<CalendarForWrite, "calendar" | "accessEpoch">;
}

/**
 * When an event's next version is made. A chain's times only ever grow, though the database's clock
 * may be set back (V1): an instant then names one version (V7).
 */
export function nextVersionAt({
  now,
  versionAt,
}: Pick<ChangeableEvent, "now" | "versionAt">): number {
  return Math.max(now, versionAt + 1);
}

/** An event as a change leaves it: what is written, and what a preview shows. */
export function eventAfter(
  found: Omit<ChangeableEvent, "chainHash">,
  change: EventChange,
  actorId: Id,
): RecordedEvent {
  const { event } = found;
  const at = nextVersionAt(found);
  const next = nextSequence(event.sequence, found.content, change.content);
  const place =
    change.moveTo === undefined
      ? {}
      : {
          calendarId: change.moveTo.calendar.id,
          calendarTimeZone: change.moveTo.calendar.timeZone,
          ownerId: change.moveTo.calendar.ownerId,
        };
  return {
    content: change.content,
    event: {
      ...event,
      ...place,
      version: event.version + 1,
      sequence: Math.max(next, change.sequence ?? 0),
      updatedAt: at,
      updatedBy: actorId,
      deletedAt: change.deleted ? (event.deletedAt ?? at) : null,
    },
  };
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
  const { trx } = write;
  const recorded = await writeEventRow(write, found, change);
  const { id, version, calendarId, updatedAt: at } = recorded.event;
  await insertVersions(trx, [nextVersionOf(write, { found, change }, recorded)]);
  const grantees = await listGrantees(trx, { type: "event", id });
  await replaceSpans(write, spanChangeOf(found, recorded, grantees));

  const entry = { type: "event", at, eventId: id, version, kind: change.kind } as const;
  const { accessEpoch } = found;
  const guard = accessEpoch === undefined ? {} : { accessEpoch };
  write.log({ scopeId: found.event.calendarId, ...guard, entries: [entry] });
  if (change.moveTo !== undefined) {
    write.log({ scopeId: calendarId, accessEpoch: change.moveTo.accessEpoch, entries: [entry] });
  }
  for (const grantee of grantees) {
    write.log({ scopeId: grantee, entries: [entry] });
  }
  return recorded;
}

/**
 * The event's row after a change: compare-and-set on its version.
 *
 * @throws RestartTransaction when another write came first
 */
export async function writeEventRow(
  write: Write,
  found: ChangeableEvent,
  change: EventChange,
): Promise<RecordedEvent> {
  const actorId = write.call.actor.userId;
  const recorded = eventAfter(found, change, actorId);
  const { id, calendarId, sequence, deletedAt, updatedAt: at } = recorded.event;
  const { startMs, endMs } = boundsOf(change.content);
  const written = await updateEventAtVersion(write.trx, {
    id,
    fromVersion: found.event.version,
    actorId,
    at,
    sequence,
    starts: startMs,
    ends: endMs,
    deletedAt,
    calendarId,
    words:
      calendarId === found.event.calendarId && sameSearchedText(found.content, change.content)
        ? undefined
        : searchWordsOf(change.content),
  });
  if (!written) {
    throw new RestartTransaction("the event has a newer version");
  }
  return recorded;
}

/** The version that a change makes, as its row. */
export function nextVersionOf(
  write: Write,
  { found, change }: { readonly found: ChangeableEvent; readonly change: EventChange },
  { event }: RecordedEvent,
): NewVersion {
  return versionOf(write, change, {
    eventId: event.id,
    version: event.version,
    at: event.updatedAt,
    calendarId: event.calendarId,
    previousChainHash: found.chainHash,
    deleted: change.deleted,
    content: change.content,
    before: found.content,
  });
}

/** Where an event stands in time before and after a change, and on whose shelves. */
export function spanChangeOf(
  found: ChangeableEvent,
  { event, content }: RecordedEvent,
  grantees: readonly Id[],
): SpanChange {
  return {
    eventId: event.id,
    at: event.updatedAt,
    before: found.event.deletedAt === null ? found.content : null,
    after: event.deletedAt === null ? content : null,
    fromCalendarId: found.event.calendarId,
    toCalendarId: event.calendarId,
    grantees,
  };
}
