import { DomainError } from "../errors.ts";
import { seriesOf, validateSeries } from "../recurrence/series.ts";
import { shiftRecurrence } from "../recurrence/shift.ts";
import { fieldAt, timeFieldsOf } from "../time/event-time.ts";
import { isSameTime, patchEventTime, patchesTime } from "../time/patch-time.ts";
import type { EventTimePatch } from "../time/patch-time.ts";
import type { EventContent, EventTime, OccurrenceKey, Override, Recurrence } from "./content.ts";
import { type EditTarget, resolveTarget } from "./edit-target.ts";
import { exceptionsAfter, occurrencesAmong, requireOnePerDate } from "./exceptions.ts";
import { type AddressedOccurrence, moveByOccurrence } from "./move-by-occurrence.ts";
import { requireRoom, writeOverride } from "./overrides.ts";
import { type PlainFieldsInput, checkPlainFields } from "./plain-fields.ts";
import {
  type RecurrenceEdit,
  type RecurrenceInput,
  mergeRecurrence,
  readRecurrence,
  requireSomeOccurrence,
  startsOutsideRule,
} from "./recurrence-input.ts";
import { canonicalOverride, sameJson } from "./stored-content.ts";
import { contentEquals } from "../versions/diff.ts";

/** Changes to an event (rule X8): absent leaves a field, `null` clears it, a value replaces it whole. */
export interface EventPatch extends PlainFieldsInput, EventTimePatch {
  /** `null` makes a single event; absent members stay. */
  readonly recurrence?: RecurrenceInput | null | undefined;
}

/** What a patch is aimed at (rule X1), and what it needs to know besides. */
export interface PatchTarget extends EditTarget {
  /** Where the patch stands in the call, for the names of fields; `patch` when absent. */
  readonly path?: string | undefined;
  /** The calendar's zone, for an all-day event that becomes timed without naming one. */
  readonly timeZone?: string | undefined;
}

export interface PatchResult {
  /** The object that was given, when the patch changes nothing (rule V2). */
  readonly content: EventContent;
  /** Keys, as they were, of the overrides that went because nothing is left that they are about. */
  readonly droppedOverrides: readonly OccurrenceKey[];
}

/**
 * The content after an edit of the whole or of one occurrence (rules X1 to X3, X7 and X8). An edit
 * of one and all that follow it has two contents: see `patchFollowing`.
 *
 * Throws a {@link DomainError}: those of {@link resolveTarget}; `SCOPE_UNSUPPORTED` for
 * `thisAndFollowing` on a series; `RECURRENCE_IN_OVERRIDE`;
 * `EXCEPTIONS_ORPHANED` with `keys` when exceptions would lose their occurrence and the target
 * does not say `orphans: "drop"`; and whatever makes a value invalid, with its field.
 */
export function patchContent(
  content: EventContent,
  patch: EventPatch,
  target: PatchTarget,
): PatchResult {
  const path = target.path ?? "patch";
  const resolved = resolveTarget(content, target);
  if (resolved.kind === "this") {
    const changed = patchOccurrence(content, patch, {
      key: resolved.key,
      path,
      timeZone: target.timeZone,
    });
    return { content: changed, droppedOverrides: [] };
  }
  if (resolved.kind === "thisAndFollowing") {
    throw new DomainError("SCOPE_UNSUPPORTED", {
      field: "scope",
      details: { scope: resolved.kind, supported: ["all", "this"] },
    });
  }
  return patchWhole(content, patch, {
    key: resolved.key,
    dropOrphans: target.orphans === "drop",
    path,
    timeZone: target.timeZone,
  });
}

/** One occurrence gets what it has of its own (rule X2). */
function patchOccurrence(
  content: EventContent,
  patch: EventPatch,
  edit: Omit<WholeEdit, "dropOrphans"> & { readonly key: OccurrenceKey },
): EventContent {
  const { key, path, timeZone } = edit;
  if (patch.recurrence !== undefined) {
    throw new DomainError("RECURRENCE_IN_OVERRIDE", { field: fieldAt(path, "recurrence") });
  }
  const current = content.overrides[key];
  const written = writeOverride(content, { key, current, input: patch, path, timeZone });
  if (isSameOverride(current, written)) return content;
  const { [key]: _before, ...overrides } = content.overrides;
  const changed = {
    ...content,
    overrides: written === undefined ? overrides : { ...overrides, [key]: written },
  };
  requireRoom(changed, path);
  return changed;
}

/** What an edit of the whole needs to know besides its patch. */
export interface WholeEdit {
  /** The occurrence that the patch speaks of, if it speaks of one (rule X1). */
  readonly key: OccurrenceKey | null;
  readonly dropOrphans: boolean;
  /** Where the patch stands in the call. */
  readonly path: string;
  /** The calendar's zone, for what becomes timed without naming one. */
  readonly timeZone: string | undefined;
}

/**
 * The series changes, or a single event does; overrides keep what they have of their own (rule X2).
 * For a target that is resolved; throws the other errors of {@link patchContent}.
 */
export function patchWhole(content: EventContent, patch: EventPatch, edit: WholeEdit): PatchResult {
  const { path } = edit;
  const plain = checkPlainFields(patch, path);
  const { time, addressed } = patchTime(content, patch, edit);
  const recurrence = patchRecurrence(content, patch.recurrence, { time, path });
  const exceptions = exceptionsAfter(content, {
    time,
    recurrence: recurrence.next,
    newRule: recurrence.edit.rrule !== undefined,
    newExclusions: recurrence.edit.exdates !== undefined,
    dropOrphans: edit.dropOrphans,
    path,
    addressed,
  });
  // Only now, as exclusions may have been orphans that were dropped.
  if (exceptions.recurrence !== null && exceptions.recurrence !== content.recurrence) {
    requireSomeOccurrence(time, exceptions.recurrence, path);
  }
  const changed: EventContent = {
    ...content,
    ...plain,
    ...time,
    recurrence: exceptions.recurrence,
    overrides: exceptions.overrides,
  };
  if (isUnchanged(content, changed)) return { content, droppedOverrides: [] };
  requireRoom(changed, path);
  return { content: changed, droppedOverrides: exceptions.droppedOverrides };
}

/** The event's time after the patch, which may speak of one occurrence (rule X1). */
function patchTime(
  content: EventContent,
  patch: EventTimePatch,
  edit: WholeEdit,
): { readonly time: EventTime; readonly addressed?: AddressedOccurrence } {
  const current = timeFieldsOf(content);
  if (!patchesTime(patch)) return { time: current };
  const options = { path: edit.path, defaultTimeZone: edit.timeZone };
  if (edit.key === null) return { time: patchEventTime(current, patch, options) };
  return moveByOccurrence(content, patch, { ...options, key: edit.key });
}

/** The event's time after the patch, and where the patch stands in the call. */
interface TimeAfter {
  readonly time: EventTime;
  readonly path: string;
}

/** The recurrence after the patch, moved along with the series where it was not given (rule X3). */
function patchRecurrence(
  content: EventContent,
  input: RecurrenceInput | null | undefined,
  after: TimeAfter,
): { readonly next: Recurrence | null; readonly edit: RecurrenceEdit } {
  if (input === null) return { next: null, edit: {} };
  const { recurrence } = content;
  const { time, path } = after;
  const edit = input === undefined ? {} : readRecurrence(input, recurrence, after);
  const moved = !isSameTime(content, time);
  if (!moved && Object.keys(edit).length === 0) return { next: recurrence, edit };

  const follows =
    recurrence === null || !moved
      ? recurrence
      : followTime({ ...content, recurrence }, edit, after);
  const next = mergeRecurrence(follows, edit);
  if (next !== null) {
    const startOutsideRule = edit.rrule === undefined && startsOutsideRule(content);
    validateSeries(seriesOf(time, next), { path, startOutsideRule });
  }
  return { next, edit };
}

/** The recurrence moved along; what was given anew does not move, nor stand in the way of it. */
function followTime(
  content: EventContent & { readonly recurrence: Recurrence },
  edit: RecurrenceEdit,
  { time, path }: TimeAfter,
): Recurrence {
  const { recurrence } = content;
  const kept: Recurrence = {
    rrule: edit.rrule === undefined ? recurrence.rrule : null,
    rdates: edit.rdates === undefined ? recurrence.rdates : [],
    exdates: edit.exdates === undefined ? recurrence.exdates : [],
  };
  if (content.allDay || !time.allDay) return shiftRecurrence(kept, timeFieldsOf(content), time);
  requireOnePerDate(Object.keys(content.overrides), path);
  // What excluded nothing must not begin to, when only its date is left of it.
  const exdates = occurrencesAmong(kept.exdates, content);
  return shiftRecurrence({ ...kept, exdates }, timeFieldsOf(content), time);
}

/** Overrides that nothing happened to are the same object, which spares the look at each. */
function isUnchanged(before: EventContent, after: EventContent): boolean {
  if (before.overrides !== after.overrides) return false;
  return contentEquals({ ...before, overrides: {} }, { ...after, overrides: {} });
}

function isSameOverride(a: Override | undefined, b: Override | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameJson(canonicalOverride(a), canonicalOverride(b));
}
