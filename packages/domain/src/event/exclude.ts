import { LIMITS } from "../limits.ts";
import { limitRefusal } from "../limit-refusal.ts";
import { firstKey, hasKey, seriesOf } from "../recurrence/series.ts";
import { parseKey } from "../time/wall-time.ts";
import type { EventContent, OccurrenceKey } from "./content.ts";
import { isExcluded, occurrenceNotFound, requireOccurrence } from "./edit-target.ts";

export type Exclusion =
  | { readonly deletesEvent: false; readonly content: EventContent }
  /** It was the last occurrence: the event itself is deleted, with its content as it is. */
  | { readonly deletesEvent: true };

/**
 * Takes one occurrence away, and with it its override (rule X5). The content itself, when it is
 * excluded already.
 *
 * Throws `OCCURRENCE_NOT_FOUND`, and `LIMIT_EXCEEDED` when a series has no room for another
 * exclusion.
 */
export function excludeOccurrence(content: EventContent, key: OccurrenceKey): Exclusion {
  if (isExcluded(content, key)) return { deletesEvent: false, content };
  requireOccurrence(content, key);
  const { recurrence } = content;
  if (recurrence === null) return { deletesEvent: true };
  const exdates = [...recurrence.exdates, key].sort();
  const remaining = { ...recurrence, exdates };
  if (firstKey(seriesOf(content, remaining)) === undefined) return { deletesEvent: true };
  if (exdates.length > LIMITS.exdates) {
    throw limitRefusal("exdates", {
      field: "occurrenceKey",
      message: `A series holds at most ${LIMITS.exdates} exclusions.`,
      given: exdates.length,
    });
  }
  return {
    deletesEvent: false,
    content: { ...content, recurrence: remaining, overrides: without(content.overrides, key) },
  };
}

/**
 * Brings one occurrence back as the series has it: its exclusion and its override go (rule X5).
 * The content itself, when there was neither.
 *
 * Throws `OCCURRENCE_NOT_FOUND` for a key that the series would not produce.
 */
export function restoreOccurrence(content: EventContent, key: OccurrenceKey): EventContent {
  const { recurrence } = content;
  const unexcluded = recurrence === null ? null : { ...recurrence, exdates: [] };
  const wall = parseKey(key, content.allDay);
  if (wall === undefined || !hasKey(seriesOf(content, unexcluded), wall)) {
    throw occurrenceNotFound(key, "occurrenceKey");
  }
  const excluded = recurrence?.exdates.includes(key) ?? false;
  if (!excluded && !Object.hasOwn(content.overrides, key)) return content;
  return {
    ...content,
    recurrence:
      recurrence === null
        ? null
        : { ...recurrence, exdates: recurrence.exdates.filter((exdate) => exdate !== key) },
    overrides: without(content.overrides, key),
  };
}

function without(
  overrides: EventContent["overrides"],
  key: OccurrenceKey,
): EventContent["overrides"] {
  const { [key]: _gone, ...rest } = overrides;
  return rest;
}
