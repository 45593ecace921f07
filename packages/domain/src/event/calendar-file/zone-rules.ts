import { DomainError } from "../../errors.ts";
import { ruleKeysBetween } from "../../recurrence/expand.ts";
import { parseRule } from "../../recurrence/rule.ts";
import type { RecurrenceRule } from "../../recurrence/rule.ts";
import { DAY_SECONDS, daysFromCivil } from "../../time/wall-time.ts";
import { toWall } from "../../time/zone.ts";
import { parseBasicTime } from "./basic-time.ts";
import type { Component } from "./components.ts";
import { propertyName, readProperty } from "./property.ts";

/**
 * When a VTIMEZONE sets its clock. All in seconds since 1970, as UTC unless it says wall.
 */
interface Observance {
  readonly offsetFrom: number;
  readonly offsetTo: number;
  /** Wall seconds, on the clock before the change. */
  readonly startWall: number;
  /** Without its UNTIL; null for one that is listed by its dates alone. */
  readonly rule: RecurrenceRule | null;
  readonly until: number;
  /** Further single onsets (RDATE), wall seconds. */
  readonly extraWalls: readonly number[];
}

/** A change of the clock of a VTIMEZONE. */
export interface Onset {
  readonly at: number;
  readonly offsetFrom: number;
  readonly offsetTo: number;
}

/** The rules of a VTIMEZONE, for comparison with known zones. */
export type ZoneRules = readonly Observance[];

/** VTIMEZONEs with the whole history of a zone have some 200, most of them without a rule. */
const MAX_OBSERVANCES = 400;
const MAX_RULES = 32;
/** Onsets of one rule in three years; a clock is set twice a year. */
const MAX_RULE_ONSETS = 16;
const MAX_EXTRA_ONSETS = 400;
/** More than a year, so that a yearly rule has an onset in it. */
const LOOK_BACK = 400 * DAY_SECONDS;
const WEEK = 7 * DAY_SECONDS;

const YEARLY_PART = /^(?:FREQ|INTERVAL|BYMONTH|BYDAY|BYMONTHDAY|WKST|UNTIL)=/;
const OFFSET = /^([+-])(\d{2})(\d{2})(\d{2})?$/;

/**
 * Reads the rules of a VTIMEZONE. Undefined for one that cannot be compared: a part is missing
 * or malformed, or its rules are not yearly, as all real ones are.
 */
export function readZoneRules(component: Component): ZoneRules | undefined {
  const parts = component.components.filter(
    ({ name }) => name === "STANDARD" || name === "DAYLIGHT",
  );
  if (parts.length === 0 || parts.length > MAX_OBSERVANCES) return undefined;
  const observances: Observance[] = [];
  for (const part of parts) {
    const observance = readObservance(part);
    if (observance === undefined) return undefined;
    observances.push(observance);
  }
  if (observances.filter(({ rule }) => rule !== null).length > MAX_RULES) return undefined;
  return observances;
}

/** What a clock does in two years from a first of January. */
export interface ZoneClockYears {
  readonly year: number;
  /** In order; the last ones before that day and all until the end. */
  readonly onsets: readonly Onset[];
}

/** What the rules make the clock do in two years; undefined when that is nothing or far too much. */
export function clockYears(rules: ZoneRules, year: number): ZoneClockYears | undefined {
  try {
    const onsets = onsetsBetween(rules, yearStart(year), yearStart(year + 2));
    return onsets.length === 0 ? undefined : { year, onsets };
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** Whether a known zone keeps the same time all through the two years. */
export function keepsSameTime({ year, onsets }: ZoneClockYears, timeZone: string): boolean {
  const from = yearStart(year);
  const to = yearStart(year + 2);
  const [first] = onsets;
  if (first === undefined) return false;

  let offset = first.offsetFrom;
  let next = 0;
  const advanceTo = (second: number): void => {
    for (let onset = onsets[next]; onset !== undefined && onset.at <= second;) {
      offset = onset.offsetTo;
      next += 1;
      onset = onsets[next];
    }
  };
  // Every week, so that a change which the rules do not know of shows.
  for (let second = from; second < to; second += WEEK) {
    advanceTo(second);
    if (offsetAt(second, timeZone) !== offset) return false;
  }
  return onsets.every(
    ({ at, offsetFrom, offsetTo }) =>
      at <= from ||
      (offsetAt(at - 1, timeZone) === offsetFrom && offsetAt(at, timeZone) === offsetTo),
  );
}

/** The changes between `from` and `to` and the last ones before, in order. */
function onsetsBetween(rules: ZoneRules, from: number, to: number): Onset[] {
  const onsets: Onset[] = [];
  for (const { offsetFrom, offsetTo, startWall, rule, until, extraWalls } of rules) {
    const walls = [startWall, ...extraWalls];
    if (rule !== null) {
      const last = Math.min(to, until + 1);
      const first = Math.min(from, last) - LOOK_BACK;
      walls.push(
        ...ruleKeysBetween(rule, startWall, {
          from: first + offsetFrom,
          to: last + offsetFrom,
          budget: MAX_RULE_ONSETS,
        }),
      );
    }
    for (const wall of walls) {
      const at = wall - offsetFrom;
      if (at < to) onsets.push({ at, offsetFrom, offsetTo });
    }
  }
  return onsets.sort((a, b) => a.at - b.at);
}

function yearStart(year: number): number {
  return daysFromCivil(year, 1, 1) * DAY_SECONDS;
}

function offsetAt(second: number, timeZone: string): number {
  return toWall(second * 1_000, timeZone) - second;
}

function readObservance(part: Component): Observance | undefined {
  let offsetFrom: number | undefined;
  let offsetTo: number | undefined;
  let startWall: number | undefined;
  let ruleText: string | undefined;
  const extraWalls: number[] = [];
  for (const contentLine of part.properties) {
    const value = (): string => readProperty(contentLine).values[0] ?? "";
    try {
      switch (propertyName(contentLine)) {
        case "TZOFFSETFROM":
          offsetFrom = readOffset(value());
          break;
        case "TZOFFSETTO":
          offsetTo = readOffset(value());
          break;
        case "DTSTART":
          startWall = readWall(value());
          break;
        case "RRULE":
          ruleText = value();
          break;
        case "RDATE":
          for (const date of readProperty(contentLine).values) {
            const wall = readWall(date);
            if (wall === undefined || extraWalls.length >= MAX_EXTRA_ONSETS) return undefined;
            extraWalls.push(wall);
          }
          break;
      }
    } catch {
      return undefined;
    }
  }
  if (offsetFrom === undefined || offsetTo === undefined || startWall === undefined) {
    return undefined;
  }
  const recurrence = readYearlyRule(ruleText);
  if (recurrence === undefined) return undefined;
  return { offsetFrom, offsetTo, startWall, extraWalls, ...recurrence };
}

/**
 * Only the parts that a change of clocks can need, so that no rule costs more than a look at a
 * year. UNTIL is taken out: in a VTIMEZONE it is in UTC (RFC 5545 §3.6.5).
 */
function readYearlyRule(text: string | undefined): Pick<Observance, "rule" | "until"> | undefined {
  if (text === undefined) return { rule: null, until: Infinity };
  const parts = text.toUpperCase().split(";");
  if (!parts.includes("FREQ=YEARLY") || !parts.every((part) => YEARLY_PART.test(part))) {
    return undefined;
  }
  const untilText = parts.find((part) => part.startsWith("UNTIL="))?.slice("UNTIL=".length);
  const until = untilText === undefined ? Infinity : readUntil(untilText);
  if (until === undefined) return undefined;
  try {
    const rule = parseRule(parts.filter((part) => !part.startsWith("UNTIL=")).join(";"));
    return { rule, until };
  } catch {
    return undefined;
  }
}

function readUntil(text: string): number | undefined {
  const until = parseBasicTime(text);
  return until?.kind === "date" ? until.wall + DAY_SECONDS - 1 : until?.wall;
}

function readOffset(text: string): number | undefined {
  const parts = OFFSET.exec(text.trim());
  if (parts === null) return undefined;
  const [, sign, hours, minutes, seconds] = parts;
  const size = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds ?? 0);
  return sign === "-" ? -size : size;
}

function readWall(text: string): number | undefined {
  return parseBasicTime(text.trim())?.wall;
}
