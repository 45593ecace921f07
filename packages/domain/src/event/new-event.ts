import { seriesOf } from "../recurrence/series.ts";
import { DomainError } from "../errors.ts";
import { fieldAt, normaliseEventTime } from "../time/event-time.ts";
import type { EventContent, EventTime, OccurrenceKey } from "./content.ts";
import { type OverrideInput, newOverrides, requireRoom } from "./overrides.ts";
import { PLAIN_DEFAULTS, type PlainFieldsInput, checkPlainFields } from "./plain-fields.ts";
import {
  type RecurrenceInput,
  mergeRecurrence,
  readRecurrence,
  requireSeries,
} from "./recurrence-input.ts";

/** The content of a new event as a caller gives it; absent members take their defaults (rule T2). */
export interface NewEventInput extends PlainFieldsInput {
  readonly title: string;
  readonly start: string;
  readonly end?: string | null | undefined;
  readonly allDay?: boolean | null | undefined;
  /** `null` is floating; absent is the calendar's zone. */
  readonly timeZone?: string | null | undefined;
  readonly recurrence?: RecurrenceInput | null | undefined;
  /** Content lines of a calendar file; see {@link EventContent.calendarProperties}. */
  readonly calendarProperties?: readonly string[] | undefined;
  /** By occurrence key. A field that equals the series' is left out (rule X2). */
  readonly overrides?: Readonly<Record<OccurrenceKey, OverrideInput>> | undefined;
}

export interface NewContentOptions {
  /** The calendar's zone, for an event that names none. */
  readonly timeZone: string;
  /** Where the input stands in the call, for the names of fields: `events.3`. */
  readonly path?: string | undefined;
  /** Keeps a start that the rule does not produce as an extra occurrence, as imports do (rule R3). */
  readonly startOutsideRule?: boolean | undefined;
}

/**
 * The content of a new event: everything that the rules of time, recurrence and limits ask for is
 * checked, and everything has its normal form.
 *
 * Throws a {@link DomainError} that names the field.
 */
export function newContent(input: NewEventInput, options: NewContentOptions): EventContent {
  const path = options.path ?? "";
  const { title, ...plain } = checkPlainFields(input, path);
  if (title === undefined) {
    throw new DomainError("INVALID_INPUT", {
      field: fieldAt(path, "title"),
      message: "The title is missing.",
    });
  }
  const time = normaliseEventTime(input, { defaultTimeZone: options.timeZone, path });
  const recurrence = newRecurrence(input.recurrence, time, { ...options, path });
  const content: EventContent = {
    title,
    ...PLAIN_DEFAULTS,
    ...plain,
    ...time,
    recurrence,
    overrides: {},
    ...calendarPropertiesOf(input),
  };
  if (input.overrides === undefined || Object.keys(input.overrides).length === 0) return content;
  const overridesField = fieldAt(path, "overrides");
  if (recurrence === null) {
    throw new DomainError("INVALID_INPUT", {
      field: overridesField,
      message: "Only a series has overrides.",
    });
  }
  const overrides = newOverrides(content, input.overrides, {
    series: seriesOf(time, recurrence),
    path: overridesField,
    timeZone: options.timeZone,
  });
  const whole = { ...content, overrides };
  requireRoom(whole, overridesField);
  return whole;
}

/** An event has these only where there are some, so that its stored text is that of any other. */
function calendarPropertiesOf({
  calendarProperties = [],
}: NewEventInput): Pick<EventContent, "calendarProperties"> {
  return calendarProperties.length === 0 ? {} : { calendarProperties };
}

function newRecurrence(
  input: RecurrenceInput | null | undefined,
  time: EventTime,
  options: { readonly path: string; readonly startOutsideRule?: boolean | undefined },
): EventContent["recurrence"] {
  if (input === undefined || input === null) return null;
  const { path } = options;
  const recurrence = mergeRecurrence(null, readRecurrence(input, null, { time, path }));
  if (recurrence !== null) requireSeries(time, recurrence, options);
  return recurrence;
}
