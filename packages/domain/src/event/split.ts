import { ruleBefore, ruleFrom } from "../recurrence/divide-rule.ts";
import { firstKey, seriesOf } from "../recurrence/series.ts";
import { instantsOf } from "../time/event-time.ts";
import { nominalTimes, occurrenceShape, storedWall } from "../time/occurrence-time.ts";
import { patchEventTime } from "../time/patch-time.ts";
import { formatKey } from "../time/wall-time.ts";
import { contentEquals } from "../versions/diff.ts";
import type { EventContent, EventTime, OccurrenceKey, Override, Recurrence } from "./content.ts";
import { requireOccurrence, resolveTarget } from "./edit-target.ts";
import { timeOf } from "./occurrences.ts";
import {
  type EventPatch,
  type PatchResult,
  type PatchTarget,
  type WholeEdit,
  patchWhole,
} from "./patch.ts";
import { PLAIN_FIELDS } from "./plain-fields.ts";
import { isSameRule, partOfInput } from "./recurrence-input.ts";

/** The two parts of a divided series. Together they have exactly its occurrences, under its keys. */
export interface SeriesParts {
  /** What lies before the pivot. */
  readonly left: EventContent;
  /** The pivot, and what lies after it. */
  readonly right: EventContent;
}

/**
 * Divides a series at one of its occurrences (rule X4), by keys and not by where occurrences were
 * moved to. Extra dates, exclusions and overrides go with their keys.
 *
 * The right part starts at the pivot. Where its rule could not start there (the pivot is an extra
 * date, or an end counted from it falls into a time that occurs twice), it starts at the next
 * instance of the rule and has the pivot as an extra date. The left part keeps its start, so that
 * its keys follow no move; where even the start lies behind the pivot, it is excluded there.
 *
 * @returns null where the left part would have no occurrence; the scope then means `all`.
 * @throws OCCURRENCE_NOT_FOUND.
 */
export function splitSeries(content: EventContent, pivot: OccurrenceKey): SeriesParts | null {
  const left = endBefore(content, pivot);
  if (left === null || content.recurrence === null) return null;
  return { left, right: partFrom(content, content.recurrence, pivot) };
}

/** What becomes of a series by an edit of one occurrence and all that follow it. */
export type FollowingResult =
  | ({ readonly kind: "all" } & PatchResult)
  | ({ readonly kind: "split" } & SeriesParts & {
        /** By their keys before the edit. */
        readonly droppedOverrides: readonly OccurrenceKey[];
      });

/**
 * The content after an edit of one occurrence and all that follow it (rules X4 and X8). The patch
 * speaks of the pivot, as one of `all` does with an occurrence key (rule X1), and changes the right
 * part as a whole; a rule in it replaces the right part's, and counts from the pivot. What the
 * patch gives is then the right part's, and no longer the pivot's own.
 *
 * `all` where nothing lies before the pivot, on a single event, and, with the content itself, where
 * the patch would change nothing (rule V2).
 *
 * @throws what `patchContent` does for `all`.
 */
export function patchFollowing(
  content: EventContent,
  patch: EventPatch,
  target: Omit<PatchTarget, "scope">,
): FollowingResult {
  const { key: pivot } = resolveTarget(content, { ...target, scope: "thisAndFollowing" });
  const edit: WholeEdit = {
    key: pivot,
    dropOrphans: target.orphans === "drop",
    path: target.path ?? "patch",
    timeZone: target.timeZone,
  };
  const parts = pivot === null ? null : splitSeries(content, pivot);
  if (parts === null || pivot === null || content.recurrence === null) {
    return { kind: "all", ...patchWhole(content, patch, edit) };
  }
  const { path } = edit;
  const recurrence =
    patch.recurrence === undefined || patch.recurrence === null
      ? patch.recurrence
      : partOfInput(patch.recurrence, content.recurrence, { pivot, path });
  const right = withoutPatchedFields(fromPivot(parts.right, recurrence, pivot), patch, {
    ...edit,
    key: pivot,
  });
  const patched = patchWhole(right, { ...patch, recurrence }, edit);
  if (contentEquals(patched.content, parts.right)) {
    return { kind: "all", content, droppedOverrides: [] };
  }
  const { droppedOverrides } = patched;
  return { kind: "split", left: parts.left, right: patched.content, droppedOverrides };
}

/** The right part as it starts at the pivot in any case, where a new rule is to count from there. */
function fromPivot(
  right: EventContent,
  input: EventPatch["recurrence"],
  pivot: OccurrenceKey,
): EventContent {
  const { recurrence } = right;
  if (recurrence === null || input === undefined || right.start === pivot) return right;
  const keepsRule =
    input !== null && (input.rrule === undefined || isSameRule(input.rrule, recurrence.rrule));
  if (keepsRule) return right;
  const rdates = recurrence.rdates.filter((key) => key !== pivot);
  return { ...startedAt(right, pivot), recurrence: { ...recurrence, rdates } };
}

/**
 * The right part without what the patch gives in the pivot's own override. Its own times leave it
 * only for another start on the series' own clock: the series then starts there. Otherwise they
 * stay its own, and the series follows by the distance (rule X1), so that to send back what the
 * pivot shows moves nothing.
 */
function withoutPatchedFields(
  right: EventContent,
  patch: EventPatch,
  edit: WholeEdit & { readonly key: OccurrenceKey },
): EventContent {
  const { key } = edit;
  const override = right.overrides[key];
  if (override === undefined) return right;
  const own: { -readonly [F in keyof Override]: Override[F] } = { ...override };
  for (const field of PLAIN_FIELDS) if (patch[field] !== undefined) delete own[field];
  if (startsElsewhere(right, patch, edit)) {
    for (const field of ["allDay", "start", "end", "timeZone"] as const) delete own[field];
  }
  const { [key]: _before, ...others } = right.overrides;
  const isEmpty = Object.keys(own).length === 0;
  return { ...right, overrides: isEmpty ? others : { ...others, [key]: own } };
}

/** Whether a patch gives a pivot with times of its own another start, on the series' own clock. */
function startsElsewhere(
  right: EventContent,
  patch: EventPatch,
  edit: WholeEdit & { readonly key: OccurrenceKey },
): boolean {
  const from = timeOf(right.overrides[edit.key] ?? {});
  if (from === undefined || patch.start === undefined) return false;
  if (from.allDay !== right.allDay || from.timeZone !== right.timeZone) return false;
  const to = patchEventTime(from, patch, {
    path: edit.path,
    defaultTimeZone: right.timeZone ?? edit.timeZone,
  });
  if (from.allDay !== to.allDay) return datePart(from.start) !== datePart(to.start);
  const startOf = (time: EventTime): number => instantsOf(time, "UTC").startsAtMs;
  return from.start !== to.start && startOf(from) !== startOf(to);
}

function datePart(start: string): string {
  return start.slice(0, "YYYY-MM-DD".length);
}

/**
 * What a delete of an occurrence and all that follow it leaves (rules X1 and X5): null where
 * nothing is left, so that the event itself goes.
 *
 * @throws OCCURRENCE_NOT_FOUND.
 */
export function endBefore(content: EventContent, pivot: OccurrenceKey): EventContent | null {
  requireOccurrence(content, pivot);
  const { recurrence, allDay, start } = content;
  if (recurrence === null) return null;
  const isBefore = (key: OccurrenceKey): boolean => key < pivot;
  const { rrule } = recurrence;
  const exdates = recurrence.exdates.filter(isBefore);
  const part: Recurrence = {
    rrule:
      rrule === null || !isBefore(start)
        ? null
        : ruleBefore(seriesOf(content, recurrence), rrule, storedWall(pivot, allDay)),
    rdates: recurrence.rdates.filter(isBefore),
    exdates: isBefore(start) ? exdates : [...exdates, start],
  };
  if (firstKey(seriesOf(content, part)) === undefined) return null;
  return withParts(content, part, isBefore);
}

function partFrom(
  content: EventContent,
  recurrence: Recurrence,
  pivot: OccurrenceKey,
): EventContent {
  const isLater = (key: OccurrenceKey): boolean => key >= pivot;
  const { rrule } = recurrence;
  const rdates = recurrence.rdates.filter(isLater);
  const exdates = recurrence.exdates.filter(isLater);
  if (isLater(content.start)) return withParts(content, { rrule, rdates, exdates }, isLater);

  const { allDay } = content;
  const rule =
    rrule === null
      ? null
      : ruleFrom(
          seriesOf(content, recurrence),
          { rrule, pivot: storedWall(pivot, allDay) },
          (key) => keepsDuration(content, key),
        );
  if (rule === null) {
    const start = rdates.find((key) => keepsDuration(content, storedWall(key, allDay))) ?? pivot;
    const others = sortedSet([pivot, ...rdates]).filter((key) => key !== start);
    const started = startedAt(content, start);
    return withParts(started, { rrule: null, rdates: others, exdates }, isLater);
  }
  const passed = rule.passed.map((key) => formatKey(key, allDay));
  const part = { rrule: rule.rrule, rdates: sortedSet([...passed, ...rdates]), exdates };
  return withParts(startedAt(content, formatKey(rule.start, allDay)), part, isLater);
}

/** The series as it starts at one of its keys: as long as it was, and with its rule as it stands. */
export function startedAt(content: EventContent, key: OccurrenceKey): EventContent {
  const { start, end } = nominalTimes(occurrenceShape(content), storedWall(key, content.allDay));
  return { ...content, start, end };
}

/** Whether an event that starts at this key can say in its end how long the series' are (rule T2). */
function keepsDuration(content: EventContent, key: number): boolean {
  const shape = occurrenceShape(content);
  const { durationMs } = occurrenceShape(nominalTimes(shape, key));
  return durationMs === shape.durationMs;
}

/** The content with one part's recurrence and the overrides whose keys go with it. */
function withParts(
  content: EventContent,
  part: Recurrence,
  belongs: (key: OccurrenceKey) => boolean,
): EventContent {
  const overrides = Object.fromEntries(
    Object.entries(content.overrides).filter(([key]) => belongs(key)),
  );
  return { ...content, recurrence: recurring(content, part, overrides), overrides };
}

/**
 * The recurrence of a part: none where it is the start alone and nothing is said about it, since
 * only a series has exceptions; else the start is listed, to be one.
 */
function recurring(
  { start }: EventContent,
  part: Recurrence,
  overrides: EventContent["overrides"],
): Recurrence | null {
  if (part.rrule !== null || part.rdates.some((key) => key !== start)) return part;
  if (part.exdates.length === 0 && Object.keys(overrides).length === 0) return null;
  return { ...part, rdates: [start] };
}

function sortedSet(keys: readonly OccurrenceKey[]): OccurrenceKey[] {
  return [...new Set(keys)].toSorted();
}
