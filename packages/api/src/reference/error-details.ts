import type { ErrorReason } from "@daybook/domain/errors";
import { z } from "zod";
import { tokenScope } from "../auth/auth.schema.ts";
import { occurrenceKey } from "../events/event-content.schema.ts";
import { occurrenceView } from "../events/events.schema.ts";
import { id, instant } from "../rpc/wire.schema.ts";
import { stretch } from "../schedule/schedule.schema.ts";
import { resourceView, role } from "../sharing/sharing.schema.ts";
import { fieldName, fieldValue } from "../versions/versions.schema.ts";

const currentVersion = z.int().describe("The version that it is at now.");

/** A field that two people changed. */
const fieldConflict = z.object({
  eventId: id
    .optional()
    .describe("The event, where an undo is refused, which may be about several."),
  baseVersion: z.int().optional().describe("The version that is undone, of that event."),
  currentVersion: currentVersion.optional(),
  field: fieldName,
  base: fieldValue.describe("What it was in the version that the edit began at."),
  yours: fieldValue.describe("What the refused edit wanted."),
  theirs: fieldValue.describe("What it is now."),
});

const exceededLimit = z.object({
  limitName: z.string().describe("The name of the limit in `meta.limits`."),
  limit: z.int().describe("How much it is."),
  given: z.int().exactOptional().describe("What was given, where that was counted."),
  horizon: instant.exactOptional().describe("Up to where overlaps would have been looked for."),
});

const retryAfter = z.object({
  retryAfterSeconds: z.number().describe("When to try again."),
  streams: z.int().optional().describe("Live streams that are open, where these are too many."),
  limit: z.int().optional().describe("How many there may be."),
});

const recurrencePart = z.object({
  part: z.string().describe("The part of the recurrence that is at fault, as in `BYDAY`."),
  why: z.string().optional().describe("What is wrong with it, for people."),
  limit: z.int().optional().describe("The most that it may be."),
});

const installationRole = z.enum(["user", "admin"]);

/**
 * The facts that come with a reason, where programs may rely on them (rule C1). What is not here
 * may come with facts too; they are for people.
 */
export const ERROR_DETAILS = {
  VERSION_CONFLICT: z.object({
    eventId: id.optional().describe("The event that moved on; absent for a calendar."),
    calendarId: id.optional().describe("The calendar that moved on; absent for an event."),
    baseVersion: z.int().describe("The version that the call was made from."),
    currentVersion,
    conflicts: z
      .array(fieldConflict)
      .describe("Fields that both changed; empty where nothing was to be merged."),
    omitted: z.int().optional().describe("How many more there are, where an undo meets very much."),
  }),
  FORBIDDEN: z.object({
    required: z
      .union([role, installationRole.extract(["admin"])])
      .optional()
      .describe("The least role that may; absent where no role does."),
    actual: z
      .union([role, installationRole])
      .nullable()
      .describe("The caller's role on the thing, or in the installation."),
    flag: z
      .enum(["canShare", "canDelete"])
      .optional()
      .describe("The flag of a grant that would do instead of the role."),
  }),
  INSUFFICIENT_SCOPE: z.object({
    required: tokenScope.describe("The scope that the call needs."),
  }),
  START_NOT_IN_RULE: z.object({
    start: occurrenceKey.describe("The start that was given."),
    nearest: occurrenceKey.nullable().describe("The nearest start that the rule produces."),
    before: occurrenceKey.nullable().describe("The last one that it produces before."),
  }),
  UNKNOWN_TIME_ZONE: z.object({
    timeZone: z.string().describe("The name that was given."),
    nearest: z.array(z.string()).describe("Names that are like it."),
  }),
  TIME_OCCURS_TWICE: z.object({
    timeZone: z.string().describe("The zone whose clock shows the time twice."),
    first: instant.describe("The instant at which it is shown first, which the time means."),
    second: instant.describe("The other one, which the offset names."),
  }),
  EXCEPTIONS_ORPHANED: z.object({
    keys: z.array(occurrenceKey).describe("The overrides that would lose their occurrence."),
  }),
  OCCURRENCE_NOT_FOUND: z.object({ key: z.string().describe("The key that was given.") }),
  RECURRENCE_TOO_LARGE: recurrencePart,
  EVENT_DELETED: z.object({ version: z.int().describe("The version that deleted it.") }),
  EVENT_OVERLAPS: z.object({
    key: occurrenceKey.nullable().describe("The occurrence of the refused event that overlaps."),
    with: z
      .array(z.union([occurrenceView, stretch]))
      .describe("What it overlaps, as far as the caller may know."),
    horizon: instant.nullable().describe("What begins before it is named."),
  }),
  CALENDAR_DELETED: z.object({ calendarId: id.optional().describe("Which one.") }),
  SPLIT_SINCE: z.object({
    rightPartId: id.nullable().describe("Null where it is not for the caller to see."),
  }),
  SPLIT_TAKEN_BACK: z.object({
    leftPartId: id.nullable().describe("Null where it is not for the caller to see."),
  }),
  INSTANT_IN_FUTURE: z.object({ now: instant.describe("The database's clock.") }),
  DISPOSITION_REQUIRED: z.object({
    resources: z.array(resourceView).describe("What nothing is said about."),
  }),
  OWNER_REQUIRED: z.object({ ownerId: id.describe("Whose it is.") }),
  GRANT_REQUIRED: z.object({ userId: id.describe("Who holds none.") }),
  LIMIT_EXCEEDED: exceededLimit,
  BATCH_TOO_LARGE: exceededLimit.extend({ given: z.int().describe("How many it holds.") }),
  WINDOW_TOO_WIDE: exceededLimit,
  BODY_TOO_LARGE: exceededLimit,
  RATE_LIMITED: retryAfter,
} as const satisfies Partial<Record<ErrorReason, z.ZodType>>;

/** The shapes of details that have a name in the client's types. */
export const NAMED_DETAILS = {
  FieldConflict: fieldConflict,
  VersionConflictDetails: ERROR_DETAILS.VERSION_CONFLICT,
  ExceededLimit: exceededLimit,
} as const;
