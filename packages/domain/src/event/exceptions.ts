import { DomainError } from "../errors.ts";
import { hasKey, keysBetween, seriesOf } from "../recurrence/series.ts";
import type { Series } from "../recurrence/series.ts";
import { fieldAt } from "../time/event-time.ts";
import { isSameTime } from "../time/patch-time.ts";
import { requireYears } from "../time/input-time.ts";
import { storedWall } from "../time/occurrence-time.ts";
import { DAY_SECONDS } from "../time/wall-time.ts";
import type { EventContent, EventTime, OccurrenceKey, Override, Recurrence } from "./content.ts";
import { type KeyMove, keyMove, midnightOf, wallMove } from "./key-move.ts";
import type { AddressedOccurrence } from "./move-by-occurrence.ts";
import { setOwnTime } from "./overrides.ts";

/** What an edit of a whole series has decided before its exceptions are looked at. */
export interface SeriesEdit {
  readonly time: EventTime;
  readonly recurrence: Recurrence | null;
  /** The rule was given, and differs from the one before. */
  readonly newRule: boolean;
  /** The exclusions were given, and differ from those before. */
  readonly newExclusions: boolean;
  readonly dropOrphans: boolean;
  /** The input that holds the time fields, for the names of fields. */
  readonly path: string;
  readonly addressed?: AddressedOccurrence | undefined;
}

export interface ExceptionsAfter {
  readonly recurrence: Recurrence | null;
  /** The object that was given, when nothing happened to any. */
  readonly overrides: EventContent["overrides"];
  /** By their keys before the edit. */
  readonly droppedOverrides: readonly OccurrenceKey[];
}

/**
 * What becomes of a series' overrides and exclusions when the series itself is edited (rule X3).
 * They follow by the wall-clock distance; an override's own times are its own, and stay.
 *
 * Throws `LIMIT_EXCEEDED` where an extra date, an exclusion, or an override that may not be dropped
 * would move out of the published years; and `EXCEPTIONS_ORPHANED` with the keys, as they were, of
 * those that cannot follow:
 * all of them where the rule's occurrences before and after a move do not correspond one to one;
 * otherwise the overrides on whose key the series no longer has an occurrence.
 */
export function exceptionsAfter(content: EventContent, edit: SeriesEdit): ExceptionsAfter {
  const { overrides, recurrence: before } = content;
  const { recurrence: after } = edit;
  const untouched = { recurrence: after, overrides, droppedOverrides: [] };
  if (before === null) return untouched;
  if (before === after && isSameTime(content, edit.time)) {
    if (edit.addressed === undefined) return untouched;
    // The series has what was given already; the occurrence it was given for may not.
    const stay = { move: (key: OccurrenceKey) => key, gone: NO_KEYS };
    return { recurrence: after, ...followingOverrides(content, edit, stay) };
  }
  if (after === null) {
    const orphans = new Set(Object.keys(overrides));
    requireConsent(orphans, edit, "recurrence");
    return { recurrence: null, overrides: {}, droppedOverrides: [...orphans] };
  }

  const isMove = content.allDay !== edit.time.allDay || content.start !== edit.time.start;
  if (isMove) requireKeysWithinYears(content, edit, after);
  const follow = isMove && !edit.newRule ? ruleExceptions(content, before, edit) : NO_KEYS;
  const movesApart =
    follow.size > 0 &&
    !movesAsOne({ time: content, recurrence: before }, { time: edit.time, recurrence: after });
  const orphans = new Set(movesApart ? follow : NO_KEYS);
  const move = keyMove(content, edit.time);
  const base = seriesOf(edit.time, { ...after, exdates: [] });
  for (const key of Object.keys(overrides)) {
    if (!hasKey(base, storedWall(move(key), edit.time.allDay))) orphans.add(key);
  }
  requireConsent(orphans, edit, edit.newRule ? "recurrence" : "start");

  const gone = new Set([...orphans].map(move));
  if (edit.newExclusions) {
    // Excluding an occurrence takes its override away (rule X5), in a list as one by one.
    for (const key of after.exdates) gone.add(key);
    return { recurrence: after, ...followingOverrides(content, edit, { move, gone }) };
  }
  const exdates = after.exdates.filter((key) => !gone.has(key));
  return {
    recurrence: exdates.length === after.exdates.length ? after : { ...after, exdates },
    ...followingOverrides(content, edit, { move, gone }),
  };
}

function requireKeysWithinYears(content: EventContent, edit: SeriesEdit, after: Recurrence): void {
  const field = fieldAt(edit.path, "start");
  const move = keyMove(content, edit.time);
  const overrides = edit.dropOrphans ? [] : Object.keys(content.overrides).map(move);
  for (const key of [...after.rdates, ...after.exdates, ...overrides]) {
    requireYears(storedWall(key, edit.time.allDay), field);
  }
}

/** The overrides under their new keys, without those that are gone by their new keys. */
function followingOverrides(
  content: EventContent,
  edit: SeriesEdit,
  { move, gone }: { readonly move: KeyMove; readonly gone: ReadonlySet<OccurrenceKey> },
): Omit<ExceptionsAfter, "recurrence"> {
  const overrides: Record<OccurrenceKey, Override> = {};
  const droppedOverrides: OccurrenceKey[] = [];
  let changed = false;
  for (const [key, override] of Object.entries(content.overrides)) {
    const follower = move(key);
    if (gone.has(follower)) {
      droppedOverrides.push(key);
      continue;
    }
    const followed =
      edit.addressed?.key === key ? addressedOverride(override, follower, edit) : override;
    if (followed !== undefined) overrides[follower] = followed;
    if (followed !== override || follower !== key) changed = true;
  }
  if (!changed && droppedOverrides.length === 0) {
    return { overrides: content.overrides, droppedOverrides };
  }
  return { overrides, droppedOverrides };
}

/** The override of the occurrence that the edit was seen from, at the times given for it. */
function addressedOverride(
  override: Override,
  key: OccurrenceKey,
  edit: SeriesEdit,
): Override | undefined {
  if (edit.addressed === undefined) return override;
  const followed = { ...override };
  setOwnTime(followed, edit.addressed.time, { series: edit.time, key });
  return Object.keys(followed).length === 0 ? undefined : followed;
}

/**
 * The exceptions on occurrences of the rule. Those on extra dates are not among them: an extra
 * date moves by itself, and has its one place after the move.
 */
function ruleExceptions(
  content: EventContent,
  before: Recurrence,
  edit: SeriesEdit,
): ReadonlySet<OccurrenceKey> {
  const base = ruleOf({ time: content, recurrence: before });
  const keys = edit.newExclusions
    ? Object.keys(content.overrides)
    : [...Object.keys(content.overrides), ...before.exdates];
  const extra = new Set(before.rdates);
  // An exclusion that excludes nothing has nothing to lose.
  return new Set(
    keys.filter((key) => !extra.has(key) && hasKey(base, storedWall(key, content.allDay))),
  );
}

/** Far enough for every rule to show its leap years, as long as its occurrences are few enough. */
const HORIZON_DAYS = [40 * 366, 8 * 366, 366, 31] as const;
const HORIZON_KEYS = 5_000;

const NO_KEYS: ReadonlySet<OccurrenceKey> = new Set();

interface Recurring {
  readonly time: EventTime;
  readonly recurrence: Recurrence;
}

/** Whether the occurrences of the rule before and after a move are the same ones, moved. */
export function movesAsOne(from: Recurring, to: Recurring): boolean {
  const move = wallMove(from.time, to.time);
  const old = ruleOf(from);
  const next = ruleOf(to);
  for (const days of HORIZON_DAYS) {
    const oldKeys = firstKeys(old, days);
    const nextKeys = firstKeys(next, days);
    if (oldKeys === undefined || nextKeys === undefined) continue;
    return (
      oldKeys.length === nextKeys.length &&
      oldKeys.every((key, index) => move(key) === nextKeys[index])
    );
  }
  return false;
}

/** The series of a rule alone. */
function ruleOf({ time, recurrence }: Recurring): Series {
  return seriesOf(time, { ...recurrence, rdates: [], exdates: [] });
}

/** The occurrences of the first days, or undefined where they are too many to compare. */
function firstKeys(series: Series, days: number): number[] | undefined {
  const from = midnightOf(series.startWall);
  try {
    return keysBetween(series, from, from + days * DAY_SECONDS, { budget: HORIZON_KEYS });
  } catch (error) {
    if (error instanceof DomainError && error.reason === "RECURRENCE_TOO_LARGE") return undefined;
    throw error;
  }
}

/**
 * Throws `INVALID_RECURRENCE` where two overrides of a timed series would become one date (rule
 * X7). The occurrences themselves are seen to when the recurrence is shifted.
 */
export function requireOnePerDate(overrideKeys: readonly OccurrenceKey[], path: string): void {
  const byDate = new Map<string, OccurrenceKey>();
  for (const key of overrideKeys) {
    const date = key.slice(0, "YYYY-MM-DD".length);
    const other = byDate.get(date);
    if (other !== undefined) {
      throw new DomainError("INVALID_RECURRENCE", {
        field: fieldAt(path, "allDay"),
        message: "An all-day series cannot have two occurrences on one date.",
        details: { part: "allDay", why: "two occurrences on one date", keys: [other, key].sort() },
      });
    }
    byDate.set(date, key);
  }
}

/** The keys among these at which the series has an occurrence, excluded or not. */
export function occurrencesAmong(
  keys: readonly OccurrenceKey[],
  content: EventContent,
): OccurrenceKey[] {
  const { recurrence } = content;
  const base = seriesOf(content, recurrence === null ? null : { ...recurrence, exdates: [] });
  return keys.filter((key) => hasKey(base, storedWall(key, content.allDay)));
}

function requireConsent(
  orphans: ReadonlySet<OccurrenceKey>,
  edit: SeriesEdit,
  field: string,
): void {
  if (orphans.size === 0 || edit.dropOrphans) return;
  throw new DomainError("EXCEPTIONS_ORPHANED", {
    field: fieldAt(edit.path, field),
    details: { keys: [...orphans].sort() },
  });
}
