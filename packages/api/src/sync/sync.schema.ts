import { LIMITS } from "@daybook/domain/limits";
import { z } from "zod";
import { calendarView } from "../calendars/calendars.schema.ts";
import { eventView } from "../events/events.schema.ts";
import { id, instant, limitUpTo, versionNumber } from "../rpc/wire.schema.ts";
import { accessView, resourceView } from "../sharing/sharing.schema.ts";
import { versionKind } from "../versions/versions.schema.ts";

/** Why a right came, went or changed. */
export const syncCause = z.enum([
  "created",
  "shared",
  "revoked",
  "left",
  "transferred",
  "deleted",
  "restored",
  "split",
  /** The grant has ended by itself (rule S6). */
  "expired",
  /** The event has gone to a calendar that the caller does not reach. */
  "moved",
]);

/** An event has this version. */
export const syncEvent = z.object({
  type: z.literal("event").describe("An event has a new version."),
  eventId: id,
  version: versionNumber,
  kind: versionKind,
  at: instant.describe("When that version was made."),
  event: eventView
    .nullable()
    .describe("As it is now; null where it does not reach the caller any more."),
});

/** A calendar is new to the caller, or has changed itself. */
export const syncCalendar = z.object({
  type: z.literal("calendar").describe("A calendar is new to the caller, or has changed."),
  calendarId: id,
  at: instant.describe("When that was."),
  calendar: calendarView
    .nullable()
    .describe("As it is now; null where it does not reach the caller any more."),
});

/**
 * What the caller's right on a calendar, or on a single event, has become; the state of what still
 * reaches the caller follows, as calendar and event items.
 */
export const syncAccess = z.object({
  type: z
    .enum(["added", "removed", "role"])
    .describe("Whether the caller's right came, went or became another."),
  resource: resourceView,
  cause: syncCause.describe("Why it did."),
  at: instant.describe("When that was."),
  grant: accessView
    .extend({ expiresAt: instant.nullable().describe("Null for no end.") })
    .nullable()
    .describe("What the caller holds on the resource itself; null once it is gone."),
});

export const syncItem = z.discriminatedUnion("type", [syncEvent, syncCalendar, syncAccess]);

export const syncChangesInput = z.strictObject({
  cursor: z
    .string()
    .max(LIMITS.syncCursorLength)
    .optional()
    .describe("Where to go on: the cursor of an earlier answer. Without one, all that is there."),
  limit: limitUpTo(LIMITS.pageSize, LIMITS.pageSize),
});

export const syncChangesOutput = z.object({
  items: z.array(syncItem).describe("What has changed, in the order of commits of each calendar."),
  nextCursor: z.string().describe("Where to go on: always there, at the end too."),
  hasMore: z.boolean().describe("Whether there is more to be told at once."),
});

export type SyncItem = z.output<typeof syncItem>;
export type SyncCause = z.output<typeof syncCause>;
export type SyncChangesInput = z.output<typeof syncChangesInput>;
export type SyncChangesOutput = z.output<typeof syncChangesOutput>;
