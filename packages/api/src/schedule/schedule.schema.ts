import { LIMITS } from "@daybook/domain/limits";
import { NO_TIME_REASONS } from "@daybook/domain/schedule/find-time";
import { z } from "zod";
import { id, instant, limitUpTo, timeZone, windowInput } from "../rpc/wire.schema.ts";
import { namedUser } from "../sharing/sharing.schema.ts";

/**
 * Somebody whose time is asked about, named by id, username or e-mail address. A mere text is an id
 * where it is a UUID, an address where it has an `@`, else a username.
 */
export const person = z.union([
  z.string().min(1).max(320),
  z.strictObject({ userId: id.describe("The user's id.") }),
  z.strictObject({ username: namedUser.username }),
  z.strictObject({ email: namedUser.email }),
]);

const people = z
  .array(person)
  .min(1)
  .max(LIMITS.scheduleUsers)
  .describe(`Whose time is asked about; up to ${LIMITS.scheduleUsers} people.`);

/** Who was asked about: as known, else as asked, with null for what was not said. */
export const personView = z.object({
  id: id.nullable().describe("Null where it is neither known nor was said."),
  username: z.string().nullable().describe("Null where it is neither known nor was said."),
  email: z.string().optional().describe("As it was asked by, of who is not known."),
});

export const stretch = z.object({
  startsAt: instant,
  endsAt: instant.describe("Instant in UTC, which is no longer part of it."),
});

export const freeBusyInput = z.strictObject({ users: people, ...windowInput });

export const freeBusyView = z.object({
  user: personView.describe("Who was asked about."),
  busy: z.array(stretch).describe("In order, merged where they touch, within the window."),
  error: z
    .literal("NOT_FOUND")
    .nullable()
    .describe("Of whom the caller may learn nothing, or who is not there (Q1)."),
});

export const freeBusyOutput = z.object({
  items: z
    .array(freeBusyView)
    .describe("One for each person, in the order in which they were asked about."),
});

const weekday = z.enum(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]);

export const workingHours = z.strictObject({
  user: person.optional().describe("Whose they are; everybody's unless told."),
  days: z.array(weekday).min(1).max(7).optional().describe("All seven unless told."),
  from: z.string().max(5).describe("`HH:MM` on the clock of `timeZone`."),
  to: z
    .string()
    .max(5)
    .describe("`HH:MM`, up to `24:00`; before `from` where it is the next day's."),
  timeZone,
});

export const findTimeInput = z.strictObject({
  users: people,
  ...windowInput,
  durationMinutes: z
    .int()
    .min(1)
    .max(LIMITS.findTimeDurationMinutes)
    .describe("How long the meeting is, in minutes."),
  workingHours: z
    .array(workingHours)
    .max(LIMITS.findTimeWorkingHours)
    .optional()
    .describe("When it may take place; at any time for whom none are given."),
  stepMinutes: z
    .int()
    .min(1)
    .max(LIMITS.findTimeStepMinutes)
    .default(LIMITS.defaultFindTimeStepMinutes)
    .describe(
      `Starts lie so many minutes apart; ${LIMITS.defaultFindTimeStepMinutes} unless told.`,
    ),
  limit: limitUpTo(LIMITS.findTimeSuggestions, LIMITS.defaultFindTimeSuggestions),
});

export const findTimeOutput = z.object({
  items: z.array(stretch).describe("Times that suit everybody, earliest first."),
  reason: z.enum(NO_TIME_REASONS).nullable().describe("Why there are none; else null."),
  unknown: z.array(personView).describe("With `SOMEONE_UNKNOWN`: who."),
});

export type StretchView = z.output<typeof stretch>;
export type Person = z.output<typeof person>;
export type PersonView = z.output<typeof personView>;
export type FreeBusyInput = z.output<typeof freeBusyInput>;
export type FreeBusyOutput = z.output<typeof freeBusyOutput>;
export type FindTimeInput = z.output<typeof findTimeInput>;
export type FindTimeOutput = z.output<typeof findTimeOutput>;
