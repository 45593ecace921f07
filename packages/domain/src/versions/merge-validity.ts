import type { EventContent } from "../event/content.ts";
import { requireRoom } from "../event/overrides.ts";
import { checkPlainFields } from "../event/plain-fields.ts";
import { requireSeries } from "../event/recurrence-input.ts";
import { LIMITS } from "../limits.ts";
import { seriesOf, validateSeries } from "../recurrence/series.ts";
import { storedWall } from "../time/occurrence-time.ts";
import { isSameTime } from "../time/patch-time.ts";
import { isWithinYears } from "../time/wall-time.ts";
import { passes } from "./merge-check.ts";
import type { Three } from "./merge-fields.ts";
import { sameRecurrence } from "./merge-recurrence.ts";

/**
 * What no edit may leave behind and a merge of two valid ones has made: a `series` that cannot
 * stand, too many extra dates or exclusions (`lists`), too much `metadata`, or too much of
 * everything (`room`).
 */
export type Fault = "series" | "lists" | "metadata" | "room";

/** What is wrong with a merged content. What one of the sides has just so is as valid as it was. */
export function faultsOf(merged: EventContent, sides: Three<EventContent>): Fault[] {
  const faults: Fault[] = [];
  const edited = [sides.yours, sides.theirs];
  if (!edited.some((side) => recursAlike(side, merged)))
    faults.push(...faultsOfSeries(merged, sides));
  const { metadata } = merged;
  if (!passes(() => checkPlainFields({ metadata }, ""))) faults.push("metadata");
  if (!passes(() => requireRoom(merged, ""))) faults.push("room");
  return faults;
}

function faultsOfSeries(
  merged: EventContent,
  { base, yours, theirs }: Three<EventContent>,
): Fault[] {
  const { recurrence } = merged;
  if (recurrence === null) return [];
  const { rdates, exdates } = recurrence;
  if (rdates.length > LIMITS.rdates || exdates.length > LIMITS.exdates) return ["lists"];
  const isKept = (key: string): boolean => isWithinYears(storedWall(key, merged.allDay));
  if (![...rdates, ...exdates].every(isKept)) return ["series"];
  const startOutsideRule = [base, yours, theirs].some(startsAskew);
  return passes(() => requireSeries(merged, recurrence, { path: "", startOutsideRule }))
    ? []
    : ["series"];
}

function recursAlike(a: EventContent, b: EventContent): boolean {
  return isSameTime(a, b) && sameRecurrence(a.recurrence, b.recurrence);
}

/** As only an imported series may: its rule has no occurrence at its start, or ends before it. */
function startsAskew({ recurrence, ...content }: EventContent): boolean {
  if (recurrence === null || recurrence.rrule === null) return false;
  const { rrule } = recurrence;
  return !passes(() => validateSeries(seriesOf(content, { rrule, rdates: [], exdates: [] })));
}
