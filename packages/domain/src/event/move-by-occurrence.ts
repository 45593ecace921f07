import { endWallAfter, occurrenceShape, storedWall } from "../time/occurrence-time.ts";
import {
  type EventTimePatch,
  type PatchTimeOptions,
  isSameTime,
  patchEventTime,
} from "../time/patch-time.ts";
import { formatKey } from "../time/wall-time.ts";
import type { EventContent, EventTime, OccurrenceKey } from "./content.ts";
import { midnightOf } from "./key-move.ts";
import { timeOf } from "./occurrences.ts";
import { durationAt, timeAt } from "./overrides.ts";

/** The occurrence that an edit of the whole series was seen from. */
export interface AddressedOccurrence {
  readonly key: OccurrenceKey;
  /** When it is to be. */
  readonly time: EventTime;
}

/**
 * The series' time after a patch whose times are those of one occurrence (rule X1): the series
 * moves by the distance between where that occurrence is now and where it is to be, and lasts
 * longer or shorter by as much. What the occurrence has already therefore moves nothing, also
 * where an override had moved it; then the given times become the override's own, which a move of
 * the series would not change (rule X2).
 */
export function moveByOccurrence(
  content: EventContent,
  patch: EventTimePatch,
  options: PatchTimeOptions & { readonly key: OccurrenceKey },
): { readonly time: EventTime; readonly addressed?: AddressedOccurrence } {
  const series: EventTime = {
    allDay: content.allDay,
    start: content.start,
    end: content.end,
    timeZone: content.timeZone,
  };
  const { key } = options;
  const override = content.overrides[key];
  const hasOwnTime = override !== undefined && timeOf(override) !== undefined;
  const from = timeAt(content, key, override);
  const durationMs = durationAt(content, override);
  const to = patchEventTime(from, patch, {
    path: options.path,
    defaultTimeZone: content.timeZone ?? options.defaultTimeZone,
    durationMs,
  });
  if (isSameTime(from, to)) return { time: series };
  // A start that the clock skips is shown later than its key (rule T3), from which the series goes.
  const isSkipped = !hasOwnTime && !from.allDay && from.start !== key && to.start !== from.start;
  const slot = isSkipped ? { ...from, start: key } : from;
  const time = patchEventTime(
    series,
    seriesPatch(series, key, { from: slot, to, durationMs }),
    options,
  );
  return hasOwnTime ? { time, addressed: { key, time: to } } : { time };
}

/** What the move of one occurrence means for the series, as a patch of its time. */
function seriesPatch(
  series: EventTime,
  key: OccurrenceKey,
  occurrence: {
    readonly from: EventTime;
    readonly to: EventTime;
    /** Of `from`. */
    readonly durationMs: number;
  },
): EventTimePatch {
  const { to } = occurrence;
  const kindChanges = occurrence.from.allDay !== to.allDay;
  const allDay = kindChanges ? to.allDay : series.allDay;
  const zoneChanges = occurrence.from.timeZone !== to.timeZone;
  const timeZone = allDay ? null : zoneChanges || kindChanges ? to.timeZone : series.timeZone;
  // An override of the other kind (an all-day one in a timed series) says nothing about times of
  // day: the distance is then from where the series has the occurrence.
  const from =
    kindChanges && series.allDay === to.allDay ? timeAt(series, key, undefined) : occurrence.from;

  const startWall = movedStart(series, { from, to }, { allDay });
  const patch = { allDay, timeZone, start: formatKey(startWall, allDay) };
  const durationMs = occurrenceShape(to).durationMs;
  if (from.allDay === to.allDay && durationMs === occurrence.durationMs) return patch;
  const endWall =
    timeZone === null
      ? startWall + durationMs / 1_000
      : endWallAfter(startWall, durationMs, timeZone);
  return { ...patch, end: formatKey(endWall, allDay) };
}

function movedStart(
  series: EventTime,
  { from, to }: { readonly from: EventTime; readonly to: EventTime },
  frame: { readonly allDay: boolean },
): number {
  const seriesStart = storedWall(series.start, series.allDay);
  const fromStart = storedWall(from.start, from.allDay);
  const toStart = storedWall(to.start, to.allDay);
  if (frame.allDay || series.allDay || from.allDay !== to.allDay) {
    const days = midnightOf(toStart) - midnightOf(fromStart);
    const timeOfDay = frame.allDay ? 0 : toStart - midnightOf(toStart);
    return midnightOf(seriesStart) + days + timeOfDay;
  }
  return seriesStart + toStart - fromStart;
}
