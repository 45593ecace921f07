import { BoundedMap } from "../../time/bounded-map.ts";
import { DAY_SECONDS, daysFromCivil, formatWallTime, yearOfDay } from "../../time/wall-time.ts";
import { toBasic } from "./basic-time.ts";
import { escapeText } from "./line-writer.ts";
import { dayOfWall, yearlyDayOf } from "./yearly-change.ts";
import type { YearlyDay } from "./yearly-change.ts";
import { clockHistory } from "./zone-changes.ts";
import type { ClockChange } from "./zone-changes.ts";

/**
 * Changes that no yearly rule tells are listed up to this year, or as far as the times in the file
 * reach. They are those of few zones (Egypt ends summer time after the last Thursday of October,
 * which may be the first of November); the others have rules without an end.
 */
const LAST_LISTED_YEAR = 2_099;
/** In these many last years a rule has to hold: weekdays and leap years repeat after 28. */
const RULE_YEARS = 28;
/** A clock that is set forward and back within this time keeps summer time between. */
const LONGEST_SUMMER = 400 * DAY_SECONDS;

const MAX_DEFINITIONS = 64;
const definitions = new BoundedMap<readonly string[]>(MAX_DEFINITIONS);

/** The times that a file has in a zone, in wall seconds. */
export interface ZoneUse {
  readonly from: number;
  readonly to: number;
}

/**
 * The content lines of a VTIMEZONE that tells the time in a known zone from the beginning of
 * `use` on, for as long as the zone's present rules hold (RFC 5545 §3.6.5).
 *
 * @param tzid the name by which the file speaks of the zone.
 */
export function zoneDefinition(tzid: string, timeZone: string, use: ZoneUse): readonly string[] {
  const firstYear = yearOfDay(dayOfWall(use.from));
  const lastYear = Math.max(LAST_LISTED_YEAR, yearOfDay(dayOfWall(use.to)) + 1);
  const id = `${tzid} ${timeZone} ${firstYear} ${lastYear}`;
  const known = definitions.get(id);
  if (known !== undefined) return known;

  const from = yearStart(firstYear);
  const { offset, changes } = clockHistory(timeZone, from, yearStart(lastYear + 2));
  const before: ClockChange = { wall: from, offsetFrom: offset, offsetTo: offset };
  const observances = observancesOf(
    (changes[0]?.wall ?? Infinity) > from ? [before, ...changes] : changes,
    lastYear,
  );
  const lines = [
    "BEGIN:VTIMEZONE",
    `TZID:${escapeText(tzid)}`,
    ...observances.flatMap(observanceLines),
    "END:VTIMEZONE",
  ];
  definitions.set(id, lines);
  return lines;
}

/** Changes between the same two offsets, with the same meaning. */
interface Observance {
  readonly summer: boolean;
  readonly offsetFrom: number;
  readonly offsetTo: number;
  /** In order; those that `rrule` makes from the first one on, or all of them. */
  readonly walls: readonly number[];
  readonly rrule: string | null;
}

function observancesOf(changes: readonly ClockChange[], lastYear: number): Observance[] {
  const end = yearStart(lastYear + 1);
  const groups = new Map<string, { kind: Omit<Observance, "walls" | "rrule">; walls: number[] }>();
  changes.forEach((change, index) => {
    const { offsetFrom, offsetTo, wall } = change;
    if (wall >= end) return;
    const summer = isSummer(change, changes[index + 1]);
    const id = `${summer} ${offsetFrom} ${offsetTo}`;
    const group = groups.get(id);
    if (group !== undefined) group.walls.push(wall);
    else groups.set(id, { kind: { summer, offsetFrom, offsetTo }, walls: [wall] });
  });
  return [...groups.values()]
    .flatMap(({ kind, walls }) => {
      const rule = ruleOf(walls, lastYear);
      if (rule === undefined) return [{ ...kind, walls, rrule: null }];
      const listed = walls.slice(0, rule.from);
      const ruled = { ...kind, walls: walls.slice(rule.from), rrule: rule.rrule };
      return listed.length === 0 ? [ruled] : [{ ...kind, walls: listed, rrule: null }, ruled];
    })
    .toSorted((a, b) => (a.walls[0] ?? 0) - (b.walls[0] ?? 0));
}

/** The yearly rule that makes the last of these times, and from which of them on it does. */
function ruleOf(
  walls: readonly number[],
  lastYear: number,
): { readonly rrule: string; readonly from: number } | undefined {
  const tail = walls.slice(-RULE_YEARS);
  const lastWall = tail.at(-1);
  if (tail.length < RULE_YEARS || lastWall === undefined) return undefined;
  const timeOfDay = lastWall - dayOfWall(lastWall) * DAY_SECONDS;
  const yearly = yearlyDayOf(tail.map(dayOfWall));
  if (yearly === undefined || yearOfDay(dayOfWall(lastWall)) !== lastYear) return undefined;
  let from = walls.length;
  for (let year = lastYear; from > 0; year -= 1) {
    if (walls[from - 1] !== wallIn(yearly, year, timeOfDay)) break;
    from -= 1;
  }
  return walls.length - from < RULE_YEARS ? undefined : { rrule: yearly.rrule, from };
}

function wallIn(yearly: YearlyDay, year: number, timeOfDay: number): number {
  return yearly.dayIn(year) * DAY_SECONDS + timeOfDay;
}

function isSummer(change: ClockChange, next: ClockChange | undefined): boolean {
  if (change.offsetTo <= change.offsetFrom || next === undefined) return false;
  return next.offsetTo < next.offsetFrom && next.wall - change.wall < LONGEST_SUMMER;
}

function observanceLines({ summer, offsetFrom, offsetTo, walls, rrule }: Observance): string[] {
  const name = summer ? "DAYLIGHT" : "STANDARD";
  const [first = 0, ...others] = walls;
  // One to a line: programs that read the first of a list alone are not rare.
  const listed = others.map((wall) => `RDATE:${basicWall(wall)}`);
  return [
    `BEGIN:${name}`,
    `DTSTART:${basicWall(first)}`,
    `TZOFFSETFROM:${offsetText(offsetFrom)}`,
    `TZOFFSETTO:${offsetText(offsetTo)}`,
    ...(rrule === null ? listed : [`RRULE:${rrule}`]),
    `END:${name}`,
  ];
}

function basicWall(wall: number): string {
  return toBasic(formatWallTime(wall));
}

/** `+0100`; with seconds for the local mean times of the past. */
function offsetText(offset: number): string {
  const size = Math.abs(offset);
  const parts = [Math.floor(size / 3_600), Math.floor(size / 60) % 60];
  if (size % 60 !== 0) parts.push(size % 60);
  // RFC 5545 §3.3.14 forbids a negative zero.
  return (offset < 0 ? "-" : "+") + parts.map((part) => String(part).padStart(2, "0")).join("");
}

function yearStart(year: number): number {
  return daysFromCivil(year, 1, 1) * DAY_SECONDS;
}
