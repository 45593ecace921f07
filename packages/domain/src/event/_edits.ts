import { DomainError } from "../errors.ts";
import { aSeries } from "./_event-builder.ts";
import type { EventContent, OccurrenceKey } from "./content.ts";
import { expandOccurrences } from "./occurrences.ts";
import { type EventPatch, patchContent } from "./patch.ts";

/** The content after an edit of the whole. */
export function all(
  content: EventContent,
  patch: EventPatch,
  occurrenceKey?: OccurrenceKey,
): EventContent {
  return patchContent(content, patch, { scope: "all", occurrenceKey }).content;
}

/** The content after an edit of one occurrence. */
export function one(
  content: EventContent,
  occurrenceKey: OccurrenceKey,
  patch: EventPatch,
): EventContent {
  return patchContent(content, patch, { scope: "this", occurrenceKey }).content;
}

/** What a call is refused with: reason, field and details. */
export function refusal(act: () => unknown): Record<string, unknown> | undefined {
  try {
    act();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { reason: error.reason, field: error.fieldErrors[0]?.path, ...error.details };
  }
  return undefined;
}

/** The starts that a reader in UTC sees in a year. */
export function starts(content: EventContent, year = 2026): string[] {
  return expandOccurrences(content, {
    from: Date.UTC(year, 0, 1),
    to: Date.UTC(year + 1, 0, 1),
    viewZone: "UTC",
  }).map((occurrence) => occurrence.start);
}

/** Weekly on Mondays, one excluded, one with a title of its own, one moved to Wednesday. */
export function usedSeries(): EventContent {
  return aSeries("FREQ=WEEKLY;BYDAY=MO", {
    recurrence: {
      rrule: "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260601T070000Z",
      rdates: ["2026-03-06T15:00:00"],
      exdates: ["2026-03-09T09:00:00"],
    },
    overrides: {
      "2026-03-16T09:00:00": { title: "Retro" },
      "2026-03-23T09:00:00": { start: "2026-03-25T11:00:00", end: "2026-03-25T11:30:00" },
    },
  });
}
