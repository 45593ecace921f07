import type { JsonValue } from "@daybook/domain/event/content";
import { z } from "zod";
import { eventContentView, occurrenceKey } from "../events/event-content.schema.ts";
import { previewRequest } from "../events/preview.schema.ts";
import {
  cursor,
  id,
  instant,
  instantInput,
  message,
  nextCursor,
  pageLimit,
  timeZone,
} from "../rpc/wire.schema.ts";

/** What kind of change made a version (rule V1). */
export const versionKind = z.enum([
  "create",
  "update",
  "delete",
  "restore",
  "rollback",
  "undo",
  "import",
  "split",
  "move",
]);

const versionNumber = z.int().min(1);

/** The value of any field of an event's content, or null where there was none. */
export const fieldValue = z.custom<JsonValue>((value) => value !== undefined);

/** Who made a change; the name is null once the account is deleted. */
export const actor = z.object({ id, username: z.string().nullable() });

const versionItem = {
  version: z.int(),
  kind: versionKind,
  deleted: z.boolean().describe("Whether the event is deleted from this version on."),
  at: instant,
  actor,
  message: z.string().nullable(),
  changedFields: z
    .array(z.string())
    .describe("Names of fields; `overrides.<key>` for an occurrence."),
  calendarId: id,
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
  startsAt: instant,
  endsAt: instant,
});

export const listVersionsInput = z.strictObject({
  eventId: id,
  cursor: cursor.optional(),
  limit: pageLimit,
});

export const listVersionsOutput = z.object({ items: z.array(versionItemView), nextCursor });

export const getVersionInput = z.strictObject({ eventId: id, version: versionNumber });

export const getVersionOutput = z.object({ ...versionItem, event: versionedContentView });

export const diffVersionsInput = z.strictObject({
  eventId: id,
  from: versionNumber,
  to: versionNumber,
  window: z
    .strictObject({ from: instantInput, to: instantInput, timeZone: timeZone.optional() })
    .optional(),
});

export const occurrencePlace = z.object({
  key: occurrenceKey,
  start: z.string(),
  end: z.string(),
  startsAt: instant,
  endsAt: instant,
});

/** What a change means in time (rules V5, X6). */
export const occurrenceChangesView = z.object({
  appear: z.array(occurrencePlace),
  vanish: z.array(occurrencePlace),
  move: z.array(z.object({ key: occurrenceKey, from: occurrencePlace, to: occurrencePlace })),
});

/**
 * What changed in the words of a text. What is the same and what was added make the later text,
 * what is the same and what was removed the earlier one.
 */
export const wordChange = z.object({
  type: z.enum(["same", "added", "removed"]),
  text: z.string(),
});

const wordChanges = z.array(wordChange).nullable();

export const fieldChange = z.object({
  field: z.string(),
  from: fieldValue,
  to: fieldValue,
  words: wordChanges.describe("Null for what is no long text."),
  /** The same in an override that both versions have; null for every other field. */
  overrideWords: z
    .object({ title: wordChanges, description: wordChanges, location: wordChanges })
    .nullable(),
});

export const diffVersionsOutput = z.object({
  fields: z.array(fieldChange),
  occurrences: occurrenceChangesView,
});

export const rollbackInput = z.strictObject({
  eventId: id,
  version: versionNumber,
  baseVersion: versionNumber.optional(),
  ...previewRequest,
  message: message.optional(),
});

export const blameInput = z.strictObject({ eventId: id, version: versionNumber.optional() });

export const fieldBlame = z.object({
  field: z.string(),
  eventId: id.describe(
    "The event whose version it is: one that this one was split from, where it is from there.",
  ),
  version: z.int().describe("The version that set it last, when and by whom."),
  at: instant,
  actor,
  origin: z
    .int()
    .nullable()
    .describe(
      "The version that had first set the value that a rollback or an undo brought back, else null.",
    ),
  originEventId: id.nullable(),
});

export const blameOutput = z.object({
  fields: z
    .array(fieldBlame)
    .describe("Every field of the event then, and every override, in the order of a diff."),
});

export const verifyInput = z
  .strictObject({ eventId: id.optional(), calendarId: id.optional(), cursor: cursor.optional() })
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
  ok: z.boolean(),
  checked: z.int().describe("How many versions were recomputed."),
  firstBad: z
    .int()
    .nullable()
    .describe(
      "The first version whose content, hashes or number do not fit, and the event that it is of.",
    ),
  firstBadEventId: id.nullable(),
  /** Where a calendar goes on; null once all of it is verified. */
  nextCursor,
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
