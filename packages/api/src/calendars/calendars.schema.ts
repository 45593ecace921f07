import { z } from "zod";
import {
  cursor,
  heldTo,
  id,
  instant,
  nextCursor,
  pageLimit,
  timeZone,
} from "../rpc/wire.schema.ts";
import { role } from "../sharing/sharing.schema.ts";

/** Who learns the busy times of a calendar (rule Q1). */
const freeBusy = z.enum(["shared", "everyone"]);

const calendarName = z
  .string()
  .trim()
  .min(1)
  .superRefine(heldTo({ limit: "calendarNameLength", multiline: false }));

export const calendarView = z.object({
  id,
  ownerId: id,
  role: role.describe("What the caller may do (S1)."),
  canShare: z.boolean(),
  canDelete: z.boolean(),
  name: z.string(),
  timeZone: z.string().describe("For new events, and to place what is floating (T5)."),
  isDefault: z
    .boolean()
    .describe("Whether the owner's events go here unless told; it cannot be deleted (K1)."),
  freeBusy: freeBusy.describe(
    "Who learns the busy times: who it is shared with, or everyone (Q1).",
  ),
  version: z.int(),
  createdAt: instant,
  updatedAt: instant,
  deletedAt: instant.nullable().describe("Null while it is there."),
});

export const createCalendarInput = z.strictObject({
  name: calendarName,
  timeZone,
  freeBusy: freeBusy.optional(),
});

export const getCalendarInput = z.strictObject({ id });

export const listCalendarsInput = z.strictObject({
  includeDeleted: z.boolean().default(false),
  cursor: cursor.optional(),
  limit: pageLimit,
});

export const listCalendarsOutput = z.object({ items: z.array(calendarView), nextCursor });

export const updateCalendarInput = z.strictObject({
  id,
  patch: z.strictObject({
    name: calendarName.optional(),
    timeZone: timeZone.optional(),
    freeBusy: freeBusy.optional(),
  }),
  baseVersion: z.int().min(1).optional(),
});

export const deleteCalendarInput = z.strictObject({ id });

export const deleteCalendarOutput = z.object({
  calendar: calendarView,
  deletedEvents: z.int().describe("How many events went along (rule K1)."),
  changeSetId: id.nullable(),
});

export type CalendarView = z.output<typeof calendarView>;
export type CreateCalendarInput = z.output<typeof createCalendarInput>;
export type ListCalendarsInput = z.output<typeof listCalendarsInput>;
export type UpdateCalendarInput = z.output<typeof updateCalendarInput>;
export type DeleteCalendarOutput = z.output<typeof deleteCalendarOutput>;
