import { z } from "zod";
import {
  byId,
  heldTo,
  id,
  instant,
  listOf,
  pageRequest,
  timeZone,
  versionNumber,
} from "../rpc/wire.schema.ts";
import { access } from "../sharing/sharing.schema.ts";

/** Who learns the busy times of a calendar (rule Q1). */
const freeBusy = z
  .enum(["shared", "everyone"])
  .describe("Who learns the busy times: who it is shared with, or everyone (Q1).");

const calendarName = z
  .string()
  .trim()
  .min(1)
  .superRefine(heldTo({ limit: "calendarNameLength", multiline: false }))
  .describe("What people call it.");

export const calendarView = z.object({
  id,
  ownerId: id.describe("Whose it is."),
  ...access,
  name: z.string().describe("What people call it."),
  timeZone: z.string().describe("For new events, and to place what is floating (T5)."),
  isDefault: z
    .boolean()
    .describe("Whether the owner's events go here unless told; it cannot be deleted (K1)."),
  freeBusy,
  version: z.int().describe("Counts its changes from 1; an edit gives it as `baseVersion`."),
  createdAt: instant,
  updatedAt: instant.describe("When it was last changed itself."),
  deletedAt: instant.nullable().describe("Null while it is there."),
});

export const createCalendarInput = z.strictObject({
  name: calendarName,
  timeZone,
  freeBusy: freeBusy.optional(),
});

export const getCalendarInput = byId;

export const listCalendarsInput = z.strictObject({
  includeDeleted: z.boolean().default(false).describe("Whether deleted ones are listed too."),
  ...pageRequest,
});

export const listCalendarsOutput = listOf(calendarView);

export const updateCalendarInput = z.strictObject({
  id,
  patch: z
    .strictObject({
      name: calendarName.optional(),
      timeZone: timeZone.optional(),
      freeBusy: freeBusy.optional(),
    })
    .describe("What is absent stays."),
  baseVersion: versionNumber
    .optional()
    .describe("The version that it is to be still at, else `VERSION_CONFLICT`."),
});

export const deleteCalendarInput = byId;

export const deleteCalendarOutput = z.object({
  calendar: calendarView.describe("As it was left."),
  deletedEvents: z.int().describe("How many events went along (rule K1)."),
  changeSetId: id.nullable().describe("What the call did, to be undone as one."),
});

export type CalendarView = z.output<typeof calendarView>;
export type CreateCalendarInput = z.output<typeof createCalendarInput>;
export type ListCalendarsInput = z.output<typeof listCalendarsInput>;
export type UpdateCalendarInput = z.output<typeof updateCalendarInput>;
export type DeleteCalendarOutput = z.output<typeof deleteCalendarOutput>;
