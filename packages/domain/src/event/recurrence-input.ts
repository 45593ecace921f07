import { DomainError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { limitRefusal } from "../limit-refusal.ts";
import { parseRule } from "../recurrence/rule.ts";
import { firstKey, seriesOf, validateSeries } from "../recurrence/series.ts";
import { fieldAt } from "../time/event-time.ts";
import { normaliseKeys } from "../time/key-list.ts";
import type { EventTime, OccurrenceKey, Recurrence } from "./content.ts";

/** A recurrence as a caller gives it (rule X8): absent leaves a member, `null` clears it. */
export interface RecurrenceInput {
  readonly rrule?: string | null | undefined;
  readonly rdates?: readonly OccurrenceKey[] | null | undefined;
  readonly exdates?: readonly OccurrenceKey[] | null | undefined;
}

/** The members that a caller gave and that differ from what is there, as they are kept. */
export type RecurrenceEdit = Partial<Recurrence>;

/**
 * What the input changes about a recurrence, its texts checked. A member that says what is there
 * already is not given: who sends back a whole event along with a new start means the series to
 * move with its exclusions, and not that they stay behind (rule X3).
 *
 * @param options `time` is the event's after the edit, which the given keys belong to; `path` is
 *   the input that holds `recurrence`.
 */
export function readRecurrence(
  input: RecurrenceInput,
  current: Recurrence | null,
  options: { readonly time: EventTime; readonly path: string },
): RecurrenceEdit {
  const { time, path } = options;
  const field = fieldAt(path, "recurrence");
  const edit: { -readonly [M in keyof Recurrence]?: Recurrence[M] } = {};
  if (input.rrule !== undefined) {
    const rrule = readRule(input.rrule, fieldAt(field, "rrule"));
    if (!isSameRule(rrule, current?.rrule ?? null)) edit.rrule = rrule;
  }
  for (const member of ["rdates", "exdates"] as const) {
    const given = input[member];
    if (given === undefined || isSameList(given ?? [], current?.[member] ?? [])) continue;
    edit[member] = readKeys(given ?? [], time, {
      field: fieldAt(field, member),
      limit: member,
    });
  }
  return edit;
}

/**
 * What an input given for a series says about its part from `pivot` on (rule X4): nothing in a
 * member that is the series' (rule X3), and of a list nothing that the part before has.
 *
 * @param options `path` is the input that holds `recurrence`.
 */
export function partOfInput(
  input: RecurrenceInput,
  current: Recurrence,
  { pivot, path }: { readonly pivot: OccurrenceKey; readonly path: string },
): RecurrenceInput {
  const part: { -readonly [M in keyof RecurrenceInput]?: RecurrenceInput[M] } = {};
  if (input.rrule !== undefined) {
    const rrule = readRule(input.rrule, fieldAt(path, "recurrence.rrule"));
    if (!isSameRule(rrule, current.rrule)) part.rrule = rrule;
  }
  for (const member of ["rdates", "exdates"] as const) {
    const given = input[member];
    if (given === undefined || isSameList(given ?? [], current[member])) continue;
    const before = new Set(current[member].filter((key) => key < pivot));
    part[member] = (given ?? []).filter((key) => !before.has(key));
  }
  return part;
}

/** Whether two rules say the same, in whatever order and case. */
export function isSameRule(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return a === b || parseRule(a).text === parseRule(b).text;
}

/** The recurrence with what was edited in its place; null where nothing recurs any more. */
export function mergeRecurrence(
  current: Recurrence | null,
  edit: RecurrenceEdit,
): Recurrence | null {
  const rrule = edit.rrule === undefined ? (current?.rrule ?? null) : edit.rrule;
  const rdates = edit.rdates ?? current?.rdates ?? [];
  if (rrule === null && rdates.length === 0) return null;
  return { rrule, rdates, exdates: edit.exdates ?? current?.exdates ?? [] };
}

/**
 * Throws unless the series can stand: the rule produces the start and ends within the limits
 * (rules R3 and R4), and the exclusions leave something of it.
 *
 * @param options `startOutsideRule` lets a start stand that the rule does not produce.
 */
export function requireSeries(
  time: EventTime,
  recurrence: Recurrence,
  options: { readonly path: string; readonly startOutsideRule?: boolean | undefined },
): void {
  validateSeries(seriesOf(time, recurrence), options);
  requireSomeOccurrence(time, recurrence, options.path);
}

/** Throws where the exclusions leave no occurrence (rule X5); a part of {@link requireSeries}. */
export function requireSomeOccurrence(time: EventTime, recurrence: Recurrence, path: string): void {
  if (recurrence.exdates.length > 0 && firstKey(seriesOf(time, recurrence)) === undefined) {
    throw new DomainError("INVALID_RECURRENCE", {
      field: fieldAt(path, "recurrence.exdates"),
      message: "The exclusions leave no occurrence.",
      details: { part: "EXDATE", why: "no occurrence is left" },
    });
  }
}

/** Whether an event starts where its rule has no occurrence, as only an imported one may (rule R3). */
export function startsOutsideRule(
  content: EventTime & { readonly recurrence: Recurrence | null },
): boolean {
  const rrule = content.recurrence?.rrule ?? null;
  if (rrule === null) return false;
  try {
    validateSeries(seriesOf(content, { rrule, rdates: [], exdates: [] }));
    return false;
  } catch (error) {
    if (error instanceof DomainError && error.reason === "START_NOT_IN_RULE") return true;
    throw error;
  }
}

/** The rule as it was written, in upper case: its owner is to recognise it. */
function readRule(rrule: string | null, field: string): string | null {
  if (rrule === null) return null;
  parseRule(rrule, { path: field });
  return rrule.toUpperCase();
}

function isSameList(given: readonly string[], current: readonly string[]): boolean {
  const sorted = [...new Set(given)].sort();
  return sorted.length === current.length && sorted.every((key, index) => key === current[index]);
}

function readKeys(
  given: readonly string[],
  time: EventTime,
  { field, limit }: { readonly field: string; readonly limit: "rdates" | "exdates" },
): OccurrenceKey[] {
  const keys = normaliseKeys(given, time, field);
  if (keys.length > LIMITS[limit]) {
    throw limitRefusal(limit, {
      field,
      message: `The list holds more than ${LIMITS[limit]} entries.`,
      given: keys.length,
    });
  }
  return keys;
}
