import { DomainError } from "../errors.ts";
import type { EventTime, OccurrenceKey, Recurrence } from "../event/content.ts";
import { keyMove } from "../event/key-move.ts";
import type { KeyMove } from "../event/key-move.ts";
import { storedWall } from "../time/occurrence-time.ts";
import { DAY_SECONDS } from "../time/wall-time.ts";
import { toInstant, toWall } from "../time/zone.ts";
import { parseRule } from "./rule.ts";
import type { RuleParts, RuleUntil } from "./rule.ts";
import { formatRule } from "./rule-writer.ts";
import { hasKey, seriesOf } from "./series.ts";
import type { Series } from "./series.ts";
import { shiftedDays, shiftedTimes, startFactsOf } from "./start-parts.ts";

/**
 * A recurrence after its series went from one time to another without a new rule (rules X3, X7):
 * extra dates, exclusions and UNTIL move by the wall-clock distance of the starts, and the parts of
 * the rule that name the start's day move with it.
 *
 * The rule may then miss the start, or name other days than before: `validateSeries` and a
 * comparison of keys tell.
 *
 * @throws INVALID_RECURRENCE when two occurrences would come to lie on one date.
 */
export function shiftRecurrence(
  recurrence: Recurrence,
  from: EventTime,
  to: EventTime,
): Recurrence {
  const move = keyMove(from, to);
  const shifted: Recurrence = {
    rrule: recurrence.rrule === null ? null : shiftRule(recurrence.rrule, from, to),
    rdates: shiftedKeys(recurrence.rdates, "RDATE", move),
    exdates: shiftedKeys(recurrence.exdates, "EXDATE", move),
  };
  if (to.allDay && !from.allDay) {
    requireOnePerDate({ time: from, recurrence }, { time: to, recurrence: shifted }, move);
  }
  return shifted;
}

/** The rule of a series that moved (rule X3); the same text where nothing in it changes. */
export function shiftRule(rrule: string, from: EventTime, to: EventTime): string {
  const rule = parseRule(rrule);
  const before = startFactsOf(from);
  const after = startFactsOf(to);
  const shifted: RuleParts = {
    ...rule,
    ...shiftedDays(rule, before, after),
    ...shiftedTimes(rule, before, after),
    until: rule.until === null ? null : shiftedUntil(rule.until, from, to),
  };
  const text = formatRule(shifted);
  return text === rule.text ? rrule : text;
}

function shiftedUntil(until: RuleUntil, from: EventTime, to: EventTime): RuleUntil {
  const fromWall = storedWall(from.start, from.allDay);
  const toWallSeconds = storedWall(to.start, to.allDay);
  const fromDay = Math.floor(fromWall / DAY_SECONDS);
  const toDay = Math.floor(toWallSeconds / DAY_SECONDS);

  if (until.kind === "date") {
    const wall = until.wall + (toDay - fromDay) * DAY_SECONDS;
    if (to.allDay || !from.allDay) return { kind: "date", wall };
    // From all-day to timed, dates take the time of the start.
    return untilAt(wall + toWallSeconds - toDay * DAY_SECONDS, to.timeZone);
  }
  const wall = until.kind === "utc" ? toWall(until.epochMs, from.timeZone ?? "UTC") : until.wall;
  if (to.allDay) {
    // The last date on which the start's time of day is not past UNTIL.
    const sinceStart = Math.floor((wall - fromWall) / DAY_SECONDS);
    return { kind: "date", wall: (toDay + sinceStart) * DAY_SECONDS };
  }
  const shifted = wall + toWallSeconds - fromWall;
  if (until.kind === "local") return { kind: "local", wall: shifted };
  if (shifted === wall && from.timeZone === to.timeZone) return until;
  return untilAt(shifted, to.timeZone);
}

/** UNTIL as RFC 5545 wants it: an instant for a series in a zone, local for a floating one. */
function untilAt(wall: number, timeZone: string | null): RuleUntil {
  return timeZone === null
    ? { kind: "local", wall }
    : { kind: "utc", epochMs: toInstant(wall, timeZone) };
}

function shiftedKeys(
  keys: readonly OccurrenceKey[],
  part: "RDATE" | "EXDATE",
  move: KeyMove,
): OccurrenceKey[] {
  const shifted = new Set(keys.map(move));
  if (shifted.size < keys.length) throw twoOnOneDate(part);
  return [...shifted].toSorted();
}

interface Recurring {
  readonly time: EventTime;
  readonly recurrence: Recurrence;
}

/** Throws when an extra date comes to lie on a date that the start or the rule already has. */
function requireOnePerDate(before: Recurring, after: Recurring, move: KeyMove): void {
  const setBefore = withoutLists(before);
  const setAfter = withoutLists(after);
  for (const key of before.recurrence.rdates) {
    if (hasKey(setBefore, storedWall(key, before.time.allDay))) continue;
    const moved = storedWall(move(key), after.time.allDay);
    if (hasKey(setAfter, moved)) throw twoOnOneDate("RDATE");
  }
}

function withoutLists({ time, recurrence }: Recurring): Series {
  return seriesOf(time, { ...recurrence, rdates: [], exdates: [] });
}

function twoOnOneDate(part: "RDATE" | "EXDATE"): DomainError {
  const why = "two occurrences would come to lie on one date";
  return new DomainError("INVALID_RECURRENCE", {
    field: "recurrence",
    message: `The recurrence cannot be used: ${why}.`,
    details: { part, why },
  });
}
