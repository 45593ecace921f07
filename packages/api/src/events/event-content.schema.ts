import type { JsonValue } from "@daybook/domain/event/content";
import { LIMITS } from "@daybook/domain/limits";
import { z } from "zod";
import { instant, timeZone } from "../rpc/wire.schema.ts";

const status = z
  .enum(["confirmed", "tentative", "cancelled"])
  .describe("What is cancelled is still shown, and never busy.");
const transparency = z
  .enum(["opaque", "transparent"])
  .describe("Whether it makes its calendar busy: `opaque` does.");
/** Any JSON, as deep as a limit allows; what was answered may be given again. */
const json: z.ZodType<JsonValue, JsonValue> = z.json();
const metadata = z.record(z.string(), json).describe("What programs keep with it, by their keys.");
const occurrenceKey = z
  .string()
  .max(LIMITS.occurrenceKeyLength)
  .describe("Key of an occurrence: its original start on the series' clock.");

/*
 * The edge checks shapes. What the values mean (times, zones, rules, lengths) is checked once, by
 * the domain, for creation, edits and imports alike.
 */
const occurrenceFields = {
  title: z.string().describe("A line of text."),
  description: z.string().describe("Text of any number of lines."),
  location: z.string().describe("A line of text."),
  status,
  transparency,
  allDay: z.boolean().describe("Whether it takes whole days; `start` and `end` are dates then."),
  start: z
    .string()
    .describe(
      "On the wall clock of `timeZone`: `2026-03-02T09:00:00`; of whole days `2026-03-02` (T2).",
    ),
  end: z.string().describe("As `start`, and no longer part of it."),
  timeZone: timeZone
    .nullable()
    .describe("IANA name, as in `Europe/Berlin`; null for the wall clock of whoever looks (T1)."),
  tags: z.array(z.string()).describe("Words to find it by, each once."),
  metadata,
};

const recurrenceFields = {
  rrule: z
    .string()
    .nullable()
    .describe("A rule of RFC 5545, as in `FREQ=WEEKLY;BYDAY=MO`; it produces the start (R1, R3)."),
  rdates: z.array(occurrenceKey).describe("Keys of occurrences beside those of the rule."),
  exdates: z.array(occurrenceKey).describe("Keys of occurrences that are left out."),
};

/** A recurrence as a caller gives it: absent leaves a member, null clears it (rule X8). */
export const recurrenceInput = z
  .strictObject({
    rrule: recurrenceFields.rrule,
    rdates: recurrenceFields.rdates.nullable(),
    exdates: recurrenceFields.exdates.nullable(),
  })
  .partial();

/** One override as a caller gives it: any of the fields of an occurrence. */
export const overrideInput = z.strictObject(occurrenceFields).partial();

/** Content of a new event; what is absent takes the defaults of rule T2. */
export const newEventContent = z.strictObject({
  ...overrideInput.shape,
  title: occurrenceFields.title,
  start: occurrenceFields.start,
  recurrence: recurrenceInput
    .nullable()
    .optional()
    .describe("How it repeats; null or absent for a single event."),
  overrides: z
    .record(occurrenceKey, overrideInput)
    .optional()
    .describe("What differs at single occurrences, by their keys (X2)."),
});

/** A patch (rule X8): absent leaves, null clears, a value replaces. */
export const eventPatch = z.strictObject({
  title: occurrenceFields.title.optional(),
  description: occurrenceFields.description.nullable().optional(),
  location: occurrenceFields.location.nullable().optional(),
  status: status.nullable().optional(),
  transparency: transparency.nullable().optional(),
  allDay: occurrenceFields.allDay.optional(),
  start: occurrenceFields.start.optional(),
  end: occurrenceFields.end.nullable().optional(),
  timeZone: occurrenceFields.timeZone.optional(),
  tags: occurrenceFields.tags.nullable().optional(),
  metadata: metadata.nullable().optional(),
  recurrence: recurrenceInput
    .nullable()
    .optional()
    .describe("Absent members stay; null makes a single event (X8)."),
});

/*
 * Answers. `metadata` is typed as JSON rather than walked: it was checked when it was written.
 */
const metadataView = z
  .custom<Record<string, JsonValue>>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  )
  .describe("What programs keep with it, by their keys.");

const occurrenceViewFields = {
  ...occurrenceFields,
  metadata: metadataView,
  calendarProperties: z
    .array(z.string())
    .describe("Lines of an imported calendar file that mean nothing here, kept for its export."),
};

export const overrideView = z
  .object(occurrenceViewFields)
  .partial()
  .describe("What differs at one occurrence; what is absent is as in the series (X2).");

export const recurrenceView = z.object(recurrenceFields);

/** Where an event lies in time, whatever its zone. */
export const instantsOfEvent = {
  startsAt: instant,
  endsAt: instant.describe("Instant in UTC, which is no longer part of it."),
};

/** What an occurrence shows of its event. */
export const occurrenceContentView = z.object({
  title: occurrenceFields.title,
  location: occurrenceFields.location,
  status,
  transparency,
  allDay: occurrenceFields.allDay,
  start: occurrenceFields.start,
  end: occurrenceFields.end,
  timeZone: occurrenceFields.timeZone,
  ...instantsOfEvent,
});

/** The content of an event in an answer. */
export const eventContentView = {
  ...occurrenceViewFields,
  recurrence: recurrenceView.nullable().describe("How it repeats; null for a single event."),
  overrides: z
    .record(occurrenceKey, overrideView)
    .describe("What differs at single occurrences, by their keys (X2)."),
};

export {
  json,
  metadataView,
  occurrenceKey,
  status as eventStatus,
  transparency as eventTransparency,
};
