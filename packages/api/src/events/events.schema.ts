import { CALENDAR_FILE_REASONS } from "@daybook/domain/event/calendar-file/problems";
import { LIMITS } from "@daybook/domain/limits";
import { OCCURRENCE_CHANGE_FIELDS } from "@daybook/domain/versions/occurrence-changes";
import { z } from "zod";
import { access, role } from "../sharing/sharing.schema.ts";
import { occurrenceChangesView, versionItemView } from "../versions/versions.schema.ts";
import {
  cursor,
  errorReason,
  id,
  instant,
  instantInput,
  limitUpTo,
  listOf,
  message,
  pageRequest,
  timeZone,
  versionNumber,
  windowInput,
} from "../rpc/wire.schema.ts";
import {
  eventContentView,
  eventPatch,
  instantsOfEvent,
  newEventContent,
  occurrenceContentView,
  occurrenceKey,
} from "./event-content.schema.ts";
import { stretch } from "../schedule/schedule.schema.ts";
import { previewRequest } from "./preview.schema.ts";

export const eventView = z.object({
  id,
  calendarId: id.describe("The calendar that it is in."),
  ownerId: id.describe("The owner of its calendar (S2)."),
  createdBy: id.describe("Who made it."),
  ...access,
  version: z
    .int()
    .describe("Counts the changes from 1; an edit gives it as `baseVersion` (V1, V3)."),
  uid: z.string().describe("UID in calendar files."),
  sequence: z.int().describe("SEQUENCE in calendar files."),
  ...eventContentView,
  ...instantsOfEvent,
  splitFrom: z
    .object({ eventId: id, version: versionNumber })
    .nullable()
    .describe("The series that this one was split from (X4)."),
  createdAt: instant,
  updatedAt: instant.describe("When its present version was made."),
  updatedBy: id.describe("Who made its present version."),
  deletedAt: instant.nullable().describe("Null while it is there."),
});

export const occurrenceView = z.object({
  eventId: id,
  key: occurrenceKey.describe(
    "Its original start on the series' wall clock, whatever has become of it: `2026-03-02T09:00:00`.",
  ),
  ...occurrenceContentView.shape,
  recurring: z.boolean().describe("Whether it is one of a series."),
  overridden: z.boolean().describe("Whether it differs from its series."),
  role,
  calendarId: id,
  version: versionNumber.describe("The event's version."),
});

export const previewView = z.object({
  window: z
    .object({ from: instant.describe("Where it begins."), to: instant.describe("Where it ends.") })
    .describe("Where was looked."),
  occurrences: occurrenceChangesView.describe("What would change in time."),
  overridesLost: z
    .array(occurrenceKey)
    .describe("Overrides that would be gone, by their present keys."),
});

/** The answer of every call that may change an event (rule V2). */
export const changedView = z.object({
  event: eventView.describe("The event that the call names: after a split, its left part."),
  changed: z
    .boolean()
    .describe("False where nothing was to be changed and nothing was written (V2)."),
  merged: z
    .boolean()
    .describe("Whether edits of others, made since `baseVersion`, were merged (V3)."),
  mergedOver: z.array(versionNumber).describe("The versions of those edits."),
  changeSetId: id
    .nullable()
    .describe("What the call did, to be undone as one; null where nothing was written."),
  rightPart: eventView.nullable().describe("The new event of a split (rule X4)."),
  preview: previewView
    .nullable()
    .describe("Null but for a call that asks for it: everything else is then as it would be."),
});

/** Whether an event may overlap another busy one of its calendar (rule C6); absent, it may. */
const onOverlap = z
  .enum(["allow", "reject"])
  .optional()
  .describe("`reject` admits nothing that overlaps another busy event of its calendar (C6).");

/** Where what is new belongs. */
const intoCalendar = id.optional().describe("The calendar; the caller's default one unless told.");

export const createEventInput = z.strictObject({
  calendarId: intoCalendar,
  ...newEventContent.shape,
  onOverlap,
  message: message.optional(),
});

export const createManyEventsInput = z.strictObject({
  calendarId: intoCalendar,
  events: z
    .array(newEventContent)
    .min(1)
    .describe(`Up to ${LIMITS.createManyEvents}; all are made, or none.`),
  onOverlap,
  message: message.optional(),
});

export const createManyEventsOutput = z.object({
  items: z.array(eventView).describe("The new events, in the order given."),
  changeSetId: id.describe("What the call did, to be undone as one."),
});

/** As it is, or as it was: at a version, or at an instant (rule V7). */
export const getEventInput = z
  .strictObject({
    id,
    version: versionNumber.optional().describe("The event as it was at this version."),
    at: instantInput.optional().describe("The event as it was at this instant."),
  })
  .refine(({ version, at }) => version === undefined || at === undefined, {
    path: ["at"],
    error: "An event is asked for at a version or at an instant, not at both.",
  });

/** Which calendars a question is about. */
const calendarIds = z
  .array(id)
  .min(1)
  .max(LIMITS.calendarsPerUser)
  .optional()
  .describe("Calendars to look in; all that reach the caller unless told.");

/** `updatedAt` orders by last change, latest first; `start` by first occurrence, earliest first. */
export const listEventsInput = z.strictObject({
  calendarIds,
  order: z
    .enum(["start", "updatedAt"])
    .default("start")
    .describe("By first start, earliest first; or by last change, latest first."),
  includeDeleted: z.boolean().default(false).describe("Whether deleted ones are listed too."),
  updatedSince: instantInput.optional().describe("Instant: only what was changed at it or later."),
  ...pageRequest,
});

export const listEventsOutput = listOf(eventView);

/** The latest start comes first. */
export const searchEventsInput = z.strictObject({
  query: z
    .string()
    .max(LIMITS.searchQueryLength)
    .describe("Words, all of which are to be there; the last may be a beginning (Q2)."),
  calendarIds,
  ...pageRequest,
});

export const searchEventsOutput = listEventsOutput;

export const listOccurrencesInput = z.strictObject({
  ...windowInput,
  timeZone: timeZone
    .optional()
    .describe("Places what is floating or of whole days; else its calendar's (T5)."),
  calendarIds,
  eventId: id.optional().describe("One event alone."),
  at: instantInput.optional().describe("The window as it stood at this instant (rule V7)."),
  cursor: cursor.optional(),
  limit: limitUpTo(LIMITS.occurrencePageSize, LIMITS.occurrencePageSize),
});

export const listOccurrencesOutput = listOf(occurrenceView);

/** What became of a window between `since` and `until`, or now (rule V7). */
export const listChangesInput = z.strictObject({
  ...windowInput,
  since: instantInput.describe("The earlier instant that is compared."),
  until: instantInput.optional().describe("The later one; now unless told."),
  timeZone: timeZone
    .optional()
    .describe("Places what is floating or of whole days; else its calendar's (T5)."),
  calendarIds,
  cursor: cursor.optional(),
  limit: limitUpTo(LIMITS.changesPageSize, LIMITS.changesPageSize),
});

export const occurrenceChangeView = z.object({
  eventId: id,
  key: occurrenceKey.describe(
    "The occurrence's key at the later instant; where it is not there, its former one.",
  ),
  change: z
    .enum(["appeared", "vanished", "moved", "changed"])
    .describe("What became of it; `changed` where it only says something else."),
  before: occurrenceView.nullable().describe("At `since`; null where it was not there."),
  after: occurrenceView.nullable().describe("At `until`; null where it is not there."),
  fields: z.array(z.enum(OCCURRENCE_CHANGE_FIELDS)).describe("What differs between the two."),
  fromVersion: z
    .int()
    .nullable()
    .describe("The event's version at `since`; null where it was not made yet."),
  toVersion: versionNumber.describe("The event's version at `until`."),
  versions: z
    .array(
      versionItemView.pick({
        version: true,
        kind: true,
        at: true,
        actor: true,
        message: true,
        changeSetId: true,
      }),
    )
    .describe("Those since `fromVersion`, the latest ones where they are many."),
});

export const listChangesOutput = listOf(occurrenceChangeView);

/** An event that is there, or one that is to be made in a calendar; the default one when absent. */
export const conflictsInput = z
  .strictObject({
    eventId: id.optional().describe("An event that is there; either this or `event`."),
    event: newEventContent.optional().describe("An event that is to be made."),
    calendarId: id
      .optional()
      .describe("Where `event` is to be made; the caller's default calendar unless told."),
    from: instantInput.optional().describe("Instant from which on is looked; now unless told."),
    until: instantInput.optional().describe("Instant up to which is looked, at the most."),
  })
  .superRefine(({ eventId, event, calendarId }, ctx) => {
    if ((eventId === undefined) === (event === undefined)) {
      const message = "Exactly one of eventId and event is needed.";
      ctx.addIssue({ code: "custom", message, path: ["eventId"] });
    } else if (eventId !== undefined && calendarId !== undefined) {
      const message = "An event that is there has its calendar.";
      ctx.addIssue({ code: "custom", message, path: ["calendarId"] });
    }
  });

export const conflictsOutput = z.object({
  items: z
    .array(
      z.object({
        key: occurrenceKey,
        with: z
          .union([occurrenceView, stretch])
          .describe("What it meets; of what is hidden from the caller the time alone."),
      }),
    )
    .describe("What takes the same time, in the order of time."),
  horizon: instant.describe("Every conflict that begins before it is among the items."),
});

/** Which part of a series an edit means (rule X1). */
export const editTarget = {
  scope: z
    .enum(["all", "this", "thisAndFollowing"])
    .optional()
    .describe("Which part of a series is meant; needed for a series (X1)."),
  occurrenceKey: occurrenceKey
    .optional()
    .describe("The occurrence that `this` means, and where `thisAndFollowing` begins."),
};

const baseVersion = versionNumber
  .optional()
  .describe("The version that the edit was made from; what others did since is merged (V3).");

/**
 * What to do where the event has moved on since `baseVersion`; absent, merge (rule V3). No default
 * here: it would be part of what an idempotency key is bound to, and a retry across a release that
 * adds it would be refused (rule C2).
 */
const onConflict = z
  .enum(["fail", "merge"])
  .optional()
  .describe("`fail` merges nothing: any edit since `baseVersion` is a conflict.");

export const updateEventInput = z.strictObject({
  id,
  patch: eventPatch.describe("What is absent stays, null clears (X8)."),
  ...editTarget,
  baseVersion,
  onConflict,
  onOverlap,
  orphans: z
    .enum(["drop"])
    .optional()
    .describe("Gives up overrides that lose their occurrence, else `EXCEPTIONS_ORPHANED` (X3)."),
  ...previewRequest,
  message: message.optional(),
});

export const deleteEventInput = z.strictObject({
  id,
  ...editTarget,
  baseVersion,
  onConflict,
  ...previewRequest,
  message: message.optional(),
});

export const restoreEventInput = z.strictObject({
  id,
  occurrenceKey: occurrenceKey
    .optional()
    .describe("One occurrence that was deleted or changed, as the series has it."),
  onOverlap,
  ...previewRequest,
  message: message.optional(),
});

export const moveEventInput = z.strictObject({
  id,
  calendarId: id.describe("Where it goes to."),
  baseVersion,
  onOverlap,
  ...previewRequest,
  message: message.optional(),
});

export const importEventsInput = z.strictObject({
  calendarId: intoCalendar,
  ics: z.string().describe("An iCalendar file (RFC 5545)."),
  dryRun: z
    .boolean()
    .default(false)
    .describe("Reports what an import would do, and writes nothing."),
});

/** Why a part of a file was left out, or not read as it stands. */
export const importReason = z
  .union([errorReason, z.enum(CALENDAR_FILE_REASONS)])
  .describe("Why it was left out, or not read as it stands.");

/** Where a part of a file stands. */
const filePart = {
  line: z.int().describe("Line of the file, from 1."),
  uid: z.string().nullable().describe("Its UID; null where it has none."),
};

export const importEventsOutput = z.object({
  created: z.int().describe("How many events are new."),
  updated: z.int().describe("How many have changed."),
  unchanged: z.int().describe("How many are as they were."),
  skipped: z
    .array(
      z.object({
        ...filePart,
        reason: importReason,
        message: z.string().describe("The same for people; it may change."),
      }),
    )
    .describe("What was left out, or not read as it stands."),
  items: z
    .array(
      z.object({
        ...filePart,
        recurrenceId: z
          .string()
          .nullable()
          .describe("Its RECURRENCE-ID; null where it is no exception to a series."),
        action: z
          .enum(["created", "updated", "unchanged", "skipped"])
          .describe("What became of it."),
        reason: importReason.nullable(),
        fields: z
          .array(z.string())
          .describe("What stays as it is here, though the file says something else."),
      }),
    )
    .describe("What becomes of each part of the file, by line."),
  changeSetId: id
    .nullable()
    .describe("What the call did, to be undone as one; null where nothing was written."),
});

/** One event; or a calendar, all of it or what of it takes place in a window. */
export const exportEventsInput = z
  .strictObject({
    eventId: id.optional().describe("An event, whole; either this or a calendar."),
    calendarId: id.optional().describe("A calendar, or what of it lies in a window."),
    from: instantInput.optional().describe("Instant at which the window begins."),
    to: instantInput.optional().describe("Instant at which the window ends."),
  })
  .refine(({ eventId, calendarId }) => (eventId === undefined) !== (calendarId === undefined), {
    path: ["eventId"],
    error: "Name either an event or a calendar.",
  })
  .refine(({ eventId, from, to }) => eventId === undefined || (from ?? to) === undefined, {
    path: ["eventId"],
    error: "A window is of a calendar: an event is exported whole.",
  });

export const exportEventsOutput = z.object({
  ics: z.string().describe("An iCalendar file (RFC 5545)."),
});

export type EventView = z.output<typeof eventView>;
export type OccurrenceView = z.output<typeof occurrenceView>;
export type PreviewView = z.output<typeof previewView>;
export type ChangedView = z.output<typeof changedView>;
export type CreateEventInput = z.output<typeof createEventInput>;
export type CreateManyEventsInput = z.output<typeof createManyEventsInput>;
export type GetEventInput = z.output<typeof getEventInput>;
export type ListEventsInput = z.output<typeof listEventsInput>;
export type SearchEventsInput = z.output<typeof searchEventsInput>;
export type ListOccurrencesInput = z.output<typeof listOccurrencesInput>;
export type ConflictsInput = z.output<typeof conflictsInput>;
export type ConflictsOutput = z.output<typeof conflictsOutput>;
export type ListChangesInput = z.output<typeof listChangesInput>;
export type OccurrenceChangeView = z.output<typeof occurrenceChangeView>;
export type UpdateEventInput = z.output<typeof updateEventInput>;
export type DeleteEventInput = z.output<typeof deleteEventInput>;
export type MoveEventInput = z.output<typeof moveEventInput>;
export type RestoreEventInput = z.output<typeof restoreEventInput>;
export type ImportEventsInput = z.output<typeof importEventsInput>;
export type ImportEventsOutput = z.output<typeof importEventsOutput>;
export type ExportEventsInput = z.output<typeof exportEventsInput>;
export type ExportEventsOutput = z.output<typeof exportEventsOutput>;
