import type { JsonValue } from "@daybook/domain/event/content";
import { z } from "zod";
import {
  eventContentView,
  instantsOfEvent,
  occurrenceKey,
} from "../events/event-content.schema.ts";
import { previewRequest } from "../events/preview.schema.ts";
import {
  cursor,
  id,
  instant,
  listOf,
  message,
  nextCursor,
  pageRequest,
  timeZone,
  versionNumber,
  windowInput,
} from "../rpc/wire.schema.ts";

/** What kind of change made a version (rule V1). */
export const versionKind = z
  .enum(["create", "update", "delete", "restore", "rollback", "undo", "import", "split", "move"])
  .describe("What kind of change made it.");

/** The value of any field of an event's content, or null where there was none. */
export const fieldValue = z
  .custom<JsonValue>((value) => value !== undefined)
  .describe("A field's value as JSON; null where there was none.");

/** The name of a field, or of an override. */
export const fieldName = z
  .string()
  .describe("Name of a field; `overrides.<key>` for an occurrence.");

/** Who made a change; the name is null once the account is deleted. */
export const actor = z
  .object({
    id,
    username: z.string().nullable().describe("Null once the account is deleted."),
  })
  .describe("Who did it.");

const versionItem = {
  version: versionNumber,
  kind: versionKind,
  deleted: z.boolean().describe("Whether the event is deleted from this version on."),
  at: instant.describe("When it was made, by the database's clock."),
  actor,
  message: z.string().nullable().describe("The note that was given with it."),
  changedFields: z
    .array(fieldName)
    .describe("Names of fields; `overrides.<key>` for an occurrence."),
  calendarId: id.describe("The calendar that the event was in."),
  changeSetId: id.describe("The user's action that it is part of; undone as one (V4)."),
  sourceVersion: z
    .int()
    .nullable()
    .describe("The version whose content a rollback took, or that an undo took back."),
  undoneBy: z
    .int()
    .nullable()
    .describe(
      "The version that took this one back, while that is so: an undo, or a rollback to before it.",
    ),
};

export const versionItemView = z.object(versionItem);

/** The content of an event at a version, with its derived instants. */
export const versionedContentView = z.object({
  ...eventContentView,
  ...instantsOfEvent,
});

export const listVersionsInput = z.strictObject({
  eventId: id,
  ...pageRequest,
});

export const listVersionsOutput = listOf(versionItemView);

export const getVersionInput = z.strictObject({ eventId: id, version: versionNumber });

export const getVersionOutput = z.object({
  ...versionItem,
  event: versionedContentView.describe("The event's content then."),
});

export const diffVersionsInput = z.strictObject({
  eventId: id,
  from: versionNumber.describe("The version that is compared with."),
  to: versionNumber.describe("The version that is compared; it may be the earlier one."),
  window: z
    .strictObject({
      ...windowInput,
      timeZone: timeZone
        .optional()
        .describe("Places what is floating or of whole days; else its calendar's (T5)."),
    })
    .optional()
    .describe("Where occurrences are compared; from now on unless told."),
});

export const occurrencePlace = z.object({
  key: occurrenceKey,
  start: z.string().describe("On the wall clock of its event's zone, or a date."),
  end: z.string().describe("As `start`, and no longer part of it."),
  ...instantsOfEvent,
});

/** What a change means in time (rules V5, X6). */
export const occurrenceChangesView = z.object({
  appear: z.array(occurrencePlace).describe("Occurrences that are there afterwards alone."),
  vanish: z.array(occurrencePlace).describe("Occurrences that were there before alone."),
  move: z
    .array(
      z.object({
        key: occurrenceKey,
        from: occurrencePlace.describe("Where it was."),
        to: occurrencePlace.describe("Where it is."),
      }),
    )
    .describe("Occurrences that lie elsewhere afterwards."),
});

/**
 * What changed in the words of a text. What is the same and what was added make the later text,
 * what is the same and what was removed the earlier one.
 */
export const wordChange = z.object({
  type: z
    .enum(["same", "added", "removed"])
    .describe("In which of the texts it is: both, the later, the earlier."),
  text: z.string().describe("Words with the blanks between them."),
});

const wordChanges = z
  .array(wordChange)
  .nullable()
  .describe("What changed in its words; null for what is no long text.");

export const fieldChange = z.object({
  field: fieldName,
  from: fieldValue,
  to: fieldValue,
  words: wordChanges,
  overrideWords: z
    .object({ title: wordChanges, description: wordChanges, location: wordChanges })
    .nullable()
    .describe("The same in an override that both versions have; null for every other field."),
});

export const diffVersionsOutput = z.object({
  fields: z.array(fieldChange).describe("The fields that differ."),
  occurrences: occurrenceChangesView.describe("What that means in time (V5)."),
});

export const rollbackInput = z.strictObject({
  eventId: id,
  version: versionNumber.describe("The version whose content comes back."),
  baseVersion: versionNumber
    .optional()
    .describe("The version that the event is to be still at, else `VERSION_CONFLICT`."),
  ...previewRequest,
  message: message.optional(),
});

export const blameInput = z.strictObject({
  eventId: id,
  version: versionNumber.optional().describe("As of this version; the present unless told."),
});

export const fieldBlame = z.object({
  field: fieldName,
  eventId: id.describe(
    "The event whose version it is: one that this one was split from, where it is from there.",
  ),
  version: z.int().describe("The version that set it last, when and by whom."),
  at: instant.describe("When that version was made."),
  actor,
  origin: z
    .int()
    .nullable()
    .describe(
      "The version that had first set the value that a rollback or an undo brought back, else null.",
    ),
  originEventId: id.nullable().describe("The event whose version `origin` is; null without one."),
});

export const blameOutput = z.object({
  fields: z
    .array(fieldBlame)
    .describe("Every field of the event then, and every override, in the order of a diff."),
});

export const verifyInput = z
  .strictObject({
    eventId: id.optional().describe("An event; either this or a calendar."),
    calendarId: id.optional().describe("A calendar, event by event, in several calls."),
    cursor: cursor.optional().describe("Of a calendar: `nextCursor` of the call before."),
  })
  .superRefine(({ eventId, calendarId, cursor: position }, ctx) => {
    if ((eventId === undefined) === (calendarId === undefined)) {
      const text = "Exactly one of eventId and calendarId is needed.";
      ctx.addIssue({ code: "custom", message: text, path: ["eventId"] });
    } else if (eventId !== undefined && position !== undefined) {
      const text = "A single event is verified in one call.";
      ctx.addIssue({ code: "custom", message: text, path: ["cursor"] });
    }
  });

export const verifyOutput = z.object({
  ok: z.boolean().describe("Whether everything fits that was looked at."),
  checked: z.int().describe("How many versions were recomputed."),
  firstBad: z
    .int()
    .nullable()
    .describe("The first version whose content, hashes or number do not fit."),
  firstBadEventId: id.nullable().describe("The event that `firstBad` is of."),
  nextCursor: nextCursor.describe("Where a calendar goes on; null once all of it is verified."),
});

export type OccurrenceChangesView = z.output<typeof occurrenceChangesView>;
export type VersionItemView = z.output<typeof versionItemView>;
export type ListVersionsInput = z.output<typeof listVersionsInput>;
export type GetVersionInput = z.output<typeof getVersionInput>;
export type GetVersionOutput = z.output<typeof getVersionOutput>;
export type DiffVersionsInput = z.output<typeof diffVersionsInput>;
export type DiffVersionsOutput = z.output<typeof diffVersionsOutput>;
export type RollbackInput = z.output<typeof rollbackInput>;
export type BlameInput = z.output<typeof blameInput>;
export type BlameOutput = z.output<typeof blameOutput>;
export type VerifyInput = z.output<typeof verifyInput>;
export type VerifyOutput = z.output<typeof verifyOutput>;
