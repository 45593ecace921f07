import { hasKey, keysBetween, seriesOf } from "../../recurrence/series.ts";
import type { Series } from "../../recurrence/series.ts";
import { DAY_SECONDS, formatKey, parseKey } from "../../time/wall-time.ts";
import { toInstant, toWall } from "../../time/zone.ts";
import type { EventContent, EventTime, OccurrenceKey } from "../content.ts";
import type { FileTime } from "./basic-time.ts";
import { inZone } from "./file-time.ts";

/** Turns the times by which a file names occurrences into keys of the series. */
export class SeriesKeys {
  readonly #time: EventTime;
  readonly #series: Series;

  constructor(content: EventContent) {
    this.#time = content;
    this.#series = seriesOf(content, content.recurrence);
  }

  /** The key that a time is, on the clock of the series. */
  named(time: FileTime): OccurrenceKey {
    return formatKey(this.#wallOf(time), this.#time.allDay);
  }

  /**
   * The key of the occurrence that takes place at a time. A time on another clock names an
   * instant: of a start that a clock change skips 03:30, where the key is 02:30 (rule T3).
   */
  occurring(time: FileTime): OccurrenceKey {
    const wall = this.#wallOf(time);
    const { timeZone, allDay } = this.#time;
    const isOnClock = timeZone === null || time.timeZone === null || time.timeZone === timeZone;
    const shifted = isOnClock ? undefined : this.#keyShiftedTo(wall, timeZone);
    return formatKey(shifted ?? wall, allDay);
  }

  /**
   * The key that a RECURRENCE-ID means. Exchange publishes them without the time of day: midnight,
   * where nothing takes place, means the one occurrence of that day.
   *
   * @param extra keys of the series besides.
   */
  overridden(time: FileTime, extra: ReadonlySet<OccurrenceKey>): OccurrenceKey {
    const key = this.occurring(time);
    const wall = parseKey(key, this.#time.allDay);
    if (wall === undefined || this.#time.allDay || wall !== startOfDay(wall)) return key;
    if (extra.has(key) || hasKey(this.#series, wall)) return key;
    const [only, ...others] = keysBetween(this.#series, wall, wall + DAY_SECONDS);
    return only === undefined || others.length > 0 ? key : formatKey(only, false);
  }

  /** Whether the start or the rule makes this key. */
  has(key: OccurrenceKey): boolean {
    const wall = parseKey(key, this.#time.allDay);
    return wall !== undefined && hasKey(this.#series, wall);
  }

  /** The key whose occurrence a clock change shifted to a wall time that is no key itself. */
  #keyShiftedTo(wall: number, timeZone: string): number | undefined {
    const instant = toInstant(wall, timeZone);
    const dayBefore = toWall(instant - DAY_SECONDS * 1_000, timeZone);
    if (wall - dayBefore <= DAY_SECONDS || hasKey(this.#series, wall)) return undefined;
    return keysBetween(this.#series, dayBefore, wall).find(
      (key) => toInstant(key, timeZone) === instant,
    );
  }

  #wallOf(time: FileTime): number {
    const { allDay, timeZone } = this.#time;
    const { wall } = inZone(time, timeZone);
    if (allDay) return startOfDay(wall);
    // A date names the occurrence of that day (rule X7).
    if (time.kind === "date")
      return wall + this.#series.startWall - startOfDay(this.#series.startWall);
    return wall;
  }
}

function startOfDay(wall: number): number {
  return Math.floor(wall / DAY_SECONDS) * DAY_SECONDS;
}
