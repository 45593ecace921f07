import type { EventContent } from "../event/content.ts";
import { TIME_FIELDS } from "../time/event-time.ts";
import type { FieldConflict } from "./conflicts.ts";
import { contentEquals, diffFromBase, METADATA, OVERRIDES, WHOLE_FIELDS } from "./diff.ts";
import {
  type MergeState,
  type Resolutions,
  type Side,
  type Three,
  clashOfMetadata,
  mergeFields,
} from "./merge-fields.ts";
import { clashOfRecurrences } from "./merge-recurrence.ts";
import { mergeSeries } from "./merge-series.ts";
import { clashOfTimes } from "./merge-time.ts";
import { faultsOf } from "./merge-validity.ts";

/** Two edits of one base, and what was decided about them. */
export interface Merge {
  readonly base: EventContent;
  /** The edit that is to be written. */
  readonly yours: EventContent;
  /** What is there at present. */
  readonly theirs: EventContent;
  /**
   * Whose value a field takes, by its name in a conflict (rule V4). The time fields are settled
   * together, by any of them; other names mean nothing. `yours` counts only where there is a
   * conflict: elsewhere it could take away nothing but what only `theirs` changed.
   */
  readonly resolutions?: Resolutions | undefined;
  /** Fields in conflict with what the contents do not show, such as a split of the event. */
  readonly alsoInConflict?: readonly string[] | undefined;
}

export type MergeResult =
  | {
      readonly kind: "merged";
      readonly content: EventContent;
      /** Whether it differs from `theirs`: if not, there is nothing to write (rule V2). */
      readonly changed: boolean;
    }
  | {
      readonly kind: "conflict";
      /** At least one, in the order in which fields are listed. */
      readonly conflicts: readonly FieldConflict[];
    };

/**
 * Merges two edits of one base, field group by field group (rule V3). Exceptions are compared
 * after a move of the series (rule X3): one side's follow the other's move.
 *
 * What is merged is valid like any other content; where groups are well by themselves and not
 * together, they are the conflict. Does not throw: a conflict is data.
 *
 * An undo is a merge whose `base` is the version to take back, `yours` the one before it, and
 * `theirs` the present (rule V4).
 */
export function mergeContents({
  resolutions = {},
  alsoInConflict = [],
  ...edits
}: Merge): MergeResult {
  const inConflict = new Set(alsoInConflict);
  for (;;) {
    const result = mergeOnce(edits, { resolutions, inConflict, clashes: new Map() });
    if (result.kind === "merged") return result;
    const fresh = result.conflicts
      .map(({ field }) => field)
      .filter((field) => !inConflict.has(field) && isGivenForYours(resolutions, field));
    if (fresh.length === 0) return result;
    for (const field of fresh) inConflict.add(field);
  }
}

function isGivenForYours(resolutions: Resolutions, field: string): boolean {
  const times = TIME_FIELDS.some((name) => name === field);
  const names = times ? TIME_FIELDS : [field];
  return names.some((name) => Object.hasOwn(resolutions, name) && resolutions[name] === "yours");
}

function mergeOnce({ base, yours, theirs }: Three<EventContent>, state: MergeState): MergeResult {
  if (contentEquals(yours, base) || contentEquals(yours, theirs)) {
    return { kind: "merged", content: theirs, changed: false };
  }
  const keeps = Object.values(state.resolutions).includes("theirs");
  if (!keeps && contentEquals(theirs, base)) {
    return { kind: "merged", content: yours, changed: true };
  }

  const contents = { base, yours, theirs };
  const content = { ...mergeFields(contents, state), ...mergeSeries(contents, state) };
  if (state.clashes.size === 0) addFaults(content, contents, state);
  if (state.clashes.size > 0) return { kind: "conflict", conflicts: conflictsOf(state) };
  return contentEquals(content, theirs)
    ? { kind: "merged", content: theirs, changed: false }
    : { kind: "merged", content, changed: true };
}

/**
 * The same where nobody can be asked (rules F1, V4): what does not clash is merged, what clashes
 * and was not settled stays as `theirs` has it, and is named.
 */
export function mergeKeepingTheirs({
  resolutions: given = {},
  ...edits
}: Omit<Merge, "alsoInConflict">): {
  readonly content: EventContent;
  /** Names of fields, as in a conflict. */
  readonly clashes: readonly string[];
} {
  const resolutions: Record<string, Side> = { ...given };
  const kept = new Set<string>();
  for (;;) {
    const result = mergeContents({ ...edits, resolutions });
    const clashes = [...kept].sort(inListOrder);
    if (result.kind === "merged") return { content: result.content, clashes };
    const fresh = result.conflicts.filter(({ field }) => !kept.has(field));
    // Settled one by one they still do not go together; theirs as a whole is valid.
    if (fresh.length === 0) return { content: edits.theirs, clashes };
    for (const { field } of fresh) {
      kept.add(field);
      resolutions[field] = "theirs";
    }
  }
}

/** Names the groups that make a merged content invalid. */
function addFaults(content: EventContent, contents: Three<EventContent>, state: MergeState): void {
  for (const fault of faultsOf(content, contents)) {
    switch (fault) {
      case "series":
        clashOfTimes(contents, state);
        clashOfRecurrences(contents, state);
        break;
      case "lists":
        clashOfRecurrences(contents, state);
        break;
      case "metadata":
        clashOfMetadata(contents, state);
        break;
      case "room":
        for (const { field, ...values } of changesOfYours(contents)) {
          state.clashes.set(field, values);
        }
        break;
    }
  }
}

/** All that `yours` changed, whether or not it overlaps with anything, as conflicts are told. */
export function changesOfYours({ base, yours, theirs }: Three<EventContent>): FieldConflict[] {
  const others = new Map(diffFromBase(base, theirs).map((change) => [change.field, change.to]));
  return diffFromBase(base, yours).map(({ field, from, to }) => ({
    field,
    base: from,
    yours: to,
    theirs: others.has(field) ? (others.get(field) ?? null) : from,
  }));
}

function conflictsOf({ clashes }: MergeState): FieldConflict[] {
  return [...clashes]
    .sort(([a], [b]) => inListOrder(a, b))
    .map(([field, { base, yours, theirs }]) => ({ field, base, yours, theirs }));
}

/** The order in which a diff lists fields. */
const ORDER = [...WHOLE_FIELDS, "recurrence", OVERRIDES, "tags", METADATA, "calendarProperties"];

function inListOrder(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || (a < b ? -1 : 1);
}

function rankOf(field: string): number {
  return ORDER.findIndex((name) => (name.endsWith(".") ? field.startsWith(name) : field === name));
}
