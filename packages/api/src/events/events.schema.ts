import { CALENDAR_FILE_REASONS } from "@daybook/domain/event/calendar-file/problems";
import { LIMITS } from "@daybook/domain/limits";
import { OCCURRENCE_CHANGE_FIELDS } from "@daybook/domain/versions/occurrence-changes";
import { z } from "zod";
import { role } from "../sharing/sharing.schema.ts";
import { actor, occurrenceChangesView, versionKind } from "../versions/versions.schema.ts";
import {
  cursor,
  errorReason,
  id,
  instant,
  instantInput,
  message,
  nextCursor,
  pageLimit,
  timeZone,
} from "../rpc/wire.schema.ts";
import {
  eventContentView,
  eventPatch,
  eventStatus,
  eventTransparency,
  newEventContent,
  occurrenceKey,
} from "./event-content.schema.ts";
import { stretch } from "../schedule/schedule.schema.ts";
import { previewRequest } from "./preview.schema.ts";

export const eventView = z.object({
  id,
  calendarId: id,
  ownerId: id,
  createdBy: id,
  role: role.describe("What the caller may do (S1)."),
  canShare: z.boolean(),
  canDelete: z.boolean(),
  version: z
    .int()
    .describe("Counts the changes from 1; an edit gives it as `baseVersion` (V1, V3)."),
  uid: z.string().describe("UID in calendar files."),
  sequence: z.int().describe("SEQUENCE in calendar files."),
  ...eventContentView,
  startsAt: instant,
  endsAt: instant,
  splitFrom: z
    .object({ eventId: id, version: z.int() })
    .nullable()
    .describe("The series that this one was split from (X4)."),
  createdAt: instant,
  updatedAt: instant,
  updatedBy: id,
  deletedAt: instant.nullable().describe("Null while it is there."),
});

export const occurrenceView = z.object({
  eventId: id,
  key: occurrenceKey.describe(
    "Its original start on the series' wall clock, whatever has become of it: `2026-03-02T09:00:00`.",
  ),
  title: z.string(),
  location: z.string(),
  status: eventStatus,
  transparency: eventTransparency,
  allDay: z.boolean(),
  start: z.string().describe("On the wall clock of `timeZone`, or a date."),
  end: z.string(),
  timeZone: z.string().nullable(),
  startsAt: instant.describe("Instant in UTC: `2026-03-02T08:00:00Z`."),
  endsAt: instant,
  recurring: z.boolean().describe("Whether it is one of a series."),
  overridden: z.boolean().describe("Whether it differs from its series."),
  role,
  calendarId: id,
  version: z.int().describe("The event's."),
});

export const previewView = z.object({
  window: z.object({ from: instant, to: instant }),
  occurrences: occurrenceChangesView,
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
  mergedOver: z.array(z.int()).describe("The versions of those edits."),
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

export const createEventInput = z.strictObject({
  calendarId: id.optional(),
  ...newEventContent.shape,
  onOverlap,
  message: message.optional(),
});

export const createManyEventsInput = z.strictObject({
  calendarId: id.optional(),
  events: z.array(newEventContent).min(1),
  onOverlap,
  message: message.optional(),
});

export const createManyEventsOutput = z.object({ items: z.array(eventView), changeSetId: id });

/** As it is, or as it was: at a version, or at an instant (rule V7). */
export const getEventInput = z
  .strictObject({ id, version: z.int().min(1).optional(), at: instantInput.optional() })
  .refine(({ version, at }) => version === undefined || at === undefined, {
    path: ["at"],
    error: "An event is asked for at a version or at an instant, not at both.",
  });

/** `updatedAt` orders by last change, latest first; `start` by first occurrence, earliest first. */
export const listEventsInput = z.strictObject({
  calendarIds: z.array(id).min(1).max(LIMITS.calendarsPerUser).optional(),
  order: z.enum(["start", "updatedAt"]).default("start"),
  includeDeleted: z.boolean().default(false),
  updatedSince: instantInput.optional(),
  cursor: cursor.optional(),
  limit: pageLimit,
});

export const listEventsOutput = z.object({ items: z.array(eventView), nextCursor });

/** The latest start comes first. */
export const searchEventsInput = z.strictObject({
  query: z.string().max(LIMITS.searchQueryLength),
  calendarIds: z.array(id).min(1).max(LIMITS.calendarsPerUser).optional(),
  cursor: cursor.optional(),
  limit: pageLimit,
});

export const searchEventsOutput = listEventsOutput;

export const listOccurrencesInput = z.strictObject({
  from: instantInput.describe(
    "Instant, with `Z` or an offset; what runs at it already is answered (T4).",
  ),
  to: instantInput.describe("Instant at which the window ends; what begins at it is outside."),
  timeZone: timeZone
    .optional()
    .describe("Places what is floating or of whole days; else its calendar's (T5)."),
  calendarIds: z.array(id).min(1).max(LIMITS.calendarsPerUser).optional(),
  eventId: id.optional(),
  at: instantInput.optional().describe("The window as it stood at this instant (rule V7)."),
  cursor: cursor.optional(),
  limit: z.int().min(1).max(LIMITS.occurrencePageSize).default(LIMITS.occurrencePageSize),
});

export const listOccurrencesOutput = z.object({ items: z.array(occurrenceView), nextCursor });

/** What became of a window between `since` and `until`, or now (rule V7). */
export const listChangesInput = z.strictObject({
  from: instantInput.describe(
    "Instant, with `Z` or an offset; what runs at it already is answered (T4).",
  ),
  to: instantInput.describe("Instant at which the window ends; what begins at it is outside."),
  since: instantInput,
  until: instantInput.optional(),
  timeZone: timeZone
    .optional()
    .describe("Places what is floating or of whole days; else its calendar's (T5)."),
  calendarIds: z.array(id).min(1).max(LIMITS.calendarsPerUser).optional(),
  cursor: cursor.optional(),
  limit: z.int().min(1).max(LIMITS.changesPageSize).default(LIMITS.changesPageSize),
});

export const occurrenceChangeView = z.object({
  eventId: id,
  key: occurrenceKey.describe(
    "The occurrence's key at the later instant; where it is not there, its former one.",
  ),
  change: z.enum(["appeared", "vanished", "moved", "changed"]),
  before: occurrenceView.nullable(),
  after: occurrenceView.nullable(),
  fields: z.array(z.enum(OCCURRENCE_CHANGE_FIELDS)),
  fromVersion: z
    .int()
    .nullable()
    .describe("The event's version at `since`; null where it was not made yet."),
  toVersion: z.int(),
  /** The versions since `fromVersion`, the latest ones where they are many. */
  versions: z.array(
    z.object({
      version: z.int(),
      kind: versionKind,
      at: instant,
      actor,
      message: z.string().nullable(),
      changeSetId: id,
    }),
  ),
});

export const listChangesOutput = z.object({ items: z.array(occurrenceChangeView), nextCursor });

/** An event that is there, or one that is to be made in a calendar; the default one when absent. */
export const conflictsInput = z
  .strictObject({
    eventId: id.optional(),
    event: newEventContent.optional(),
    calendarId: id.optional(),
    from: instantInput.optional(),
    until: instantInput.optional(),
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
  items: z.array(z.object({ key: occurrenceKey, with: z.union([occurrenceView, stretch]) })),
  horizon: instant.describe("Every conflict that begins before it is among the items."),
});

/** Which part of a series an edit means (rule X1). */
const editTarget = {
  scope: z
    .enum(["all", "this", "thisAndFollowing"])
    .optional()
    .describe("Which part of a series is meant; needed for a series (X1)."),
  occurrenceKey: occurrenceKey
    .optional()
    .describe("The occurrence that `this` means, and where `thisAndFollowing` begins."),
};

const baseVersion = z
  .int()
  .min(1)
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
  patch: eventPatch,
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
  occurrenceKey: occurrenceKey.optional(),
  onOverlap,
  ...previewRequest,
  message: message.optional(),
});

export const moveEventInput = z.strictObject({
  id,
  calendarId: id,
  baseVersion,
  onOverlap,
  ...previewRequest,
  message: message.optional(),
});

export const importEventsInput = z.strictObject({
  calendarId: id.optional(),
  ics: z.string(),
  dryRun: z.boolean().default(false),
});

/** Why a part of a file was left out, or not read as it stands. */
export const importReason = z.union([errorReason, z.enum(CALENDAR_FILE_REASONS)]);

export const importEventsOutput = z.object({
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  skipped: z.array(
    z.object({
      line: z.int(),
      uid: z.string().nullable(),
      reason: importReason,
      message: z.string(),
    }),
  ),
  /** What becomes of each part of the file, by line. */
  items: z.array(
    z.object({
      line: z.int(),
      uid: z.string().nullable(),
      recurrenceId: z.string().nullable(),
      action: z.enum(["created", "updated", "unchanged", "skipped"]),
      reason: importReason.nullable(),
      fields: z
        .array(z.string())
        .describe("What stays as it is here, though the file says something else."),
    }),
  ),
  changeSetId: id.nullable(),
});

/** One event; or a calendar, all of it or what of it takes place in a window. */
export const exportEventsInput = z
  .strictObject({
    eventId: id.optional(),
    calendarId: id.optional(),
    from: instantInput.optional(),
    to: instantInput.optional(),
  })
  .refine(({ eventId, calendarId }) => (eventId === undefined) !== (calendarId === undefined), {
    path: ["eventId"],
    error: "Name either an event or a calendar.",
  })
  .refine(({ eventId, from, to }) => eventId === undefined || (from ?? to) === undefined, {
    path: ["eventId"],
    error: "A window is of a calendar: an event is exported whole.",
  });

/** `ics` is an iCalendar file (RFC 5545). */
export const exportEventsOutput = z.object({ ics: z.string() });

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
