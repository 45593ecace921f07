import { storedWall } from "../time/occurrence-time.ts";
import { DAY_SECONDS, formatKey } from "../time/wall-time.ts";
import type { EventTime, OccurrenceKey } from "./content.ts";

/** Takes an occurrence key of a series to the key that this occurrence has after a move. */
export type KeyMove = (key: OccurrenceKey) => OccurrenceKey;

/**
 * How keys follow when a series goes from one time to another (rules X3 and X7): by the
 * wall-clock distance of the starts. To all-day they become dates; to timed, the dates take the
 * new start's time of day.
 */
export function keyMove(from: EventTime, to: EventTime): KeyMove {
  if (from.allDay === to.allDay && from.start === to.start) return (key) => key;
  const move = wallMove(from, to);
  return (key) => formatKey(move(storedWall(key, from.allDay)), to.allDay);
}

/** The same as {@link keyMove} on wall seconds, where a date stands for its midnight. */
export function wallMove(from: EventTime, to: EventTime): (wall: number) => number {
  const fromStart = storedWall(from.start, from.allDay);
  const toStart = storedWall(to.start, to.allDay);
  const distance = toStart - fromStart;
  if (from.allDay === to.allDay || from.allDay) return (wall) => wall + distance;
  const distanceOfDates = toStart - midnightOf(fromStart);
  return (wall) => midnightOf(wall) + distanceOfDates;
}

/** Wall seconds of the midnight before. */
export function midnightOf(wall: number): number {
  return Math.floor(wall / DAY_SECONDS) * DAY_SECONDS;
}
