import { LIMITS } from "@daybook/domain/limits";
import { NO_TIME_REASONS } from "@daybook/domain/schedule/find-time";
import { z } from "zod";
import { id, instant, instantInput, timeZone } from "../rpc/wire.schema.ts";

/**
 * Somebody whose time is asked about, named by id, username or e-mail address. A mere text is an id
 * where it is a UUID, an address where it has an `@`, else a username.
 */
export const person = z.union([
  z.string().min(1).max(320),
  z.strictObject({ userId: id }),
  z.strictObject({ username: z.string().max(64) }),
  z.strictObject({ email: z.string().max(320) }),
]);

const people = z.array(person).min(1).max(LIMITS.scheduleUsers);

/** Who was asked about: as known, else as asked, with null for what was not said. */
export const personView = z.object({
  id: id.nullable(),
  username: z.string().nullable(),
  email: z.string().optional(),
});

export const stretch = z.object({ startsAt: instant, endsAt: instant });

export const freeBusyInput = z.strictObject({
  users: people,
  from: instantInput,
  to: instantInput,
});

export const freeBusyView = z.object({
  user: personView,
  busy: z.array(stretch),
  error: z.literal("NOT_FOUND").nullable(),
});

/** One item for each person, in the order in which they were asked about. */
export const freeBusyOutput = z.object({ items: z.array(freeBusyView) });

const weekday = z.enum(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]);

/** `HH:MM` on the clock of `timeZone`; `to` up to 24:00, and before `from` where it is the next day's. */
export const workingHours = z.strictObject({
  user: person.optional(),
  days: z.array(weekday).min(1).max(7).optional(),
  from: z.string().max(5),
  to: z.string().max(5),
  timeZone,
});

export const findTimeInput = z.strictObject({
  users: people,
  from: instantInput,
  to: instantInput,
  durationMinutes: z.int().min(1).max(LIMITS.findTimeDurationMinutes),
  workingHours: z.array(workingHours).max(LIMITS.findTimeWorkingHours).optional(),
  stepMinutes: z
    .int()
    .min(1)
    .max(LIMITS.findTimeStepMinutes)
    .default(LIMITS.defaultFindTimeStepMinutes),
  limit: z.int().min(1).max(LIMITS.findTimeSuggestions).default(LIMITS.defaultFindTimeSuggestions),
});

export const findTimeOutput = z.object({
  items: z.array(stretch),
  reason: z.enum(NO_TIME_REASONS).nullable(),
  unknown: z.array(personView).describe("With `SOMEONE_UNKNOWN`: who."),
});

export type StretchView = z.output<typeof stretch>;
export type Person = z.output<typeof person>;
export type PersonView = z.output<typeof personView>;
export type FreeBusyInput = z.output<typeof freeBusyInput>;
export type FreeBusyOutput = z.output<typeof freeBusyOutput>;
export type FindTimeInput = z.output<typeof findTimeInput>;
export type FindTimeOutput = z.output<typeof findTimeOutput>;
