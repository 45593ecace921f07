import type { EventContent } from "@daybook/domain/event/content";
import {
  keyOfRecurrenceId,
  type LateOccurrence,
  withLateOccurrence,
} from "@daybook/domain/event/calendar-file/late-occurrence";
import { DomainError } from "@daybook/domain/errors";

/** A series with an occurrence that came by itself (rule F1); undefined where it does not fit. */
export function joinOccurrence(
  series: EventContent,
  occurrence: LateOccurrence,
): EventContent | undefined {
  const key = keyOfRecurrenceId(series, occurrence.recurrenceId);
  if (key === undefined) {
    return undefined;
  }
  try {
    return withLateOccurrence(series, key, occurrence);
  } catch (error) {
    if (error instanceof DomainError) {
      return undefined;
    }
    throw error;
  }
}

/** Whether a series has an override or an exclusion for an occurrence. */
export function isSpokenOf(series: EventContent, recurrenceId: string): boolean {
  const key = keyOfRecurrenceId(series, recurrenceId);
  if (key === undefined) {
    return false;
  }
  const { overrides, recurrence } = series;
  return Object.hasOwn(overrides, key) || recurrence?.exdates.includes(key) === true;
}
