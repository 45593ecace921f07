import { endWallAfter, occurrenceShape, storedWall } from "../time/occurrence-time.ts";
import {
  type EventTimePatch,
  type PatchTimeOptions,
  isSameTime,
  patchEventTime,
} from "../time/patch-time.ts";
import { formatKey } from "../time/wall-time.ts";
import { toInstant, toWall } from "../time/zone.ts";
import type { EventContent, EventTime, OccurrenceKey } from "./content.ts";
import { midnightOf } from "./key-move.ts";
import { timeOf } from "./occurrences.ts";
import { timeAt } from "./overrides.ts";

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
  const from = timeAt(content, key, override);
  const to = patchEventTime(from, patch, {
    path: options.path,
    defaultTimeZone: content.timeZone ?? options.defaultTimeZone,
  });
  if (isSameTime(from, to)) return { time: series };
  const time = patchEventTime(series, seriesPatch(series, key, { from, to }), options);
  const hasOwnTime = override !== undefined && timeOf(override) !== undefined;
  return hasOwnTime ? { time, addressed: { key, time: to } } : { time };
}

/** What the move of one occurrence means for the series, as a patch of its time. */
function seriesPatch(
  series: EventTime,
  key: OccurrenceKey,
  occurrence: { readonly from: EventTime; readonly to: EventTime },
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

  const startWall = movedStart(series, { from, to }, { allDay, timeZone });
  const patch = { allDay, timeZone, start: formatKey(startWall, allDay) };
  const durationMs = occurrenceShape(to).durationMs;
  if (from.allDay === to.allDay && durationMs === occurrenceShape(from).durationMs) return patch;
  const endWall =
    timeZone === null
      ? startWall + durationMs / 1_000
      : endWallAfter(startWall, durationMs, timeZone);
  return { ...patch, end: formatKey(endWall, allDay) };
}

function movedStart(
  series: EventTime,
  { from, to }: { readonly from: EventTime; readonly to: EventTime },
  frame: { readonly allDay: boolean; readonly timeZone: string | null },
): number {
  const seriesStart = storedWall(series.start, series.allDay);
  const fromStart = storedWall(from.start, from.allDay);
  const toStart = storedWall(to.start, to.allDay);
  if (frame.allDay || series.allDay || from.allDay !== to.allDay) {
    const days = midnightOf(toStart) - midnightOf(fromStart);
    const timeOfDay = frame.allDay ? 0 : toStart - midnightOf(toStart);
    return midnightOf(seriesStart) + days + timeOfDay;
  }
  const { timeZone } = frame;
  const keepsInstants =
    timeZone !== null &&
    series.timeZone !== null &&
    timeZone !== series.timeZone &&
    from.timeZone === series.timeZone &&
    toInstant(toStart, timeZone) === toInstant(fromStart, series.timeZone);
  // A start at the same instant in another zone keeps the instants of the series (rule X7), whose
  // own start may be at another time of the year, and so at another distance between the zones.
  if (keepsInstants) return toWall(toInstant(seriesStart, series.timeZone), timeZone);
  return seriesStart + toStart - fromStart;
}
