import { storedWall } from "../../time/occurrence-time.ts";
import { formatWallTime } from "../../time/wall-time.ts";
import { toInstant, toWall } from "../../time/zone.ts";
import type { EventContent, EventTime, OccurrenceKey, Override } from "../content.ts";
import { requireRoom, writeOverride } from "../overrides.ts";
import { parseBasicTime, toBasic } from "./basic-time.ts";
import { SeriesKeys } from "./series-keys.ts";

/** The occurrence of a series that an override came for by itself. */
export interface LateOccurrence {
  /** As an import keeps it: a date, a floating time, or an instant with `Z`. */
  readonly recurrenceId: string;
  /** The whole occurrence. */
  readonly content: EventContent;
}

/** The key by which a series knows the occurrence of a RECURRENCE-ID; undefined for no time. */
export function keyOfRecurrenceId(
  series: EventContent,
  recurrenceId: string,
): OccurrenceKey | undefined {
  const time = parseBasicTime(toBasic(recurrenceId));
  return time && new SeriesKeys(series).occurring(time);
}

/**
 * A series with an occurrence that a file gave without its master (rule F1), as it would be had
 * the file held both: the occurrence takes place, whether or not the rule makes it or a list
 * excludes it, and an event without a rule becomes a series.
 *
 * @throws LIMIT_EXCEEDED where there is no room for it
 */
export function withLateOccurrence(
  series: EventContent,
  key: OccurrenceKey,
  { content: occurrence }: LateOccurrence,
): EventContent {
  const { recurrence } = series;
  const isSet = recurrence !== null && new SeriesKeys(series).has(key);
  const rdates = new Set(recurrence?.rdates);
  if (!isSet && recurrence?.exdates.includes(key) !== true) rdates.add(key);
  const { title, description, location, status, transparency, tags, metadata } = occurrence;
  const override = writeOverride(series, {
    key,
    current: undefined,
    input: {
      title,
      description,
      location,
      status,
      transparency,
      tags,
      metadata,
      calendarProperties: occurrence.calendarProperties ?? [],
      ...onClockOf(series, occurrence),
    },
    path: "overrides",
  });
  const joined: EventContent = {
    ...series,
    recurrence: {
      rrule: recurrence?.rrule ?? null,
      rdates: [...rdates].toSorted(),
      exdates: (recurrence?.exdates ?? []).filter((excluded) => excluded !== key),
    },
    overrides: withOverride(series.overrides, key, override),
  };
  requireRoom(joined, "overrides");
  return joined;
}

function withOverride(
  overrides: EventContent["overrides"],
  key: OccurrenceKey,
  override: Override | undefined,
): EventContent["overrides"] {
  const others = Object.entries(overrides).filter(([other]) => other !== key);
  return Object.fromEntries(override === undefined ? others : [...others, [key, override]]);
}

/** Times in UTC come on the clock of the series where it can name them: that is what they mean. */
function onClockOf(series: EventTime, { allDay, start, end, timeZone }: EventTime): EventTime {
  const time = { allDay, start, end, timeZone };
  if (timeZone !== "UTC" || series.timeZone === null || series.timeZone === "UTC") return time;
  const onClock = [start, end].map((text) => wallIn(series.timeZone ?? "UTC", text));
  const [startThere, endThere] = onClock;
  if (startThere === undefined || endThere === undefined) return time;
  return { allDay, start: startThere, end: endThere, timeZone: series.timeZone };
}

function wallIn(timeZone: string, utc: string): string | undefined {
  const ms = storedWall(utc, false) * 1_000;
  const wall = toWall(ms, timeZone);
  return toInstant(wall, timeZone) === ms ? formatWallTime(wall) : undefined;
}
