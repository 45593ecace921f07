import type { EventContent, EventTime, OccurrenceKey } from "../event/content.ts";
import { movesAsOne } from "../event/exceptions.ts";
import {
  type MergeState,
  SIDES,
  type Side,
  type Three,
  otherSide,
  pick,
  resolutionOf,
} from "./merge-fields.ts";
import { inFrame } from "./merge-frame.ts";
import {
  type ExceptionMerge,
  type MergedExceptions,
  changedOverrides,
  clashOfOverrides,
  mergeOverrides,
  orphansOf,
} from "./merge-overrides.ts";
import {
  clashOfRecurrences,
  mergeRecurrence,
  ruleMeetsMove,
  sameKeys,
  sameRecurrence,
  sameRule,
} from "./merge-recurrence.ts";
import { timeFieldsOf } from "../time/event-time.ts";
import { clashOfTimes, mergeTime } from "./merge-time.ts";

/**
 * Merges when an event is, how it recurs, and what its occurrences have of their own (rule V3).
 *
 * The time is settled first. Both sides are then taken to it, as a move of the whole series would
 * take them (rule X3), and what they did besides is merged there. Where the times clash, that is
 * done at the time of the base, to find what else does.
 */
export function mergeSeries(
  contents: Three<EventContent>,
  state: MergeState,
): EventTime & Pick<EventContent, "recurrence" | "overrides"> {
  const merged = mergeTime(contents, state);
  const time = merged ?? timeFieldsOf(contents.base);
  const frames = pick(contents, (content) => inFrame(content, time));
  const recurrence = mergeRecurrence({ contents, frames }, state);
  const merge = { contents, frames, time, recurrence };
  const exceptions = mergeOverrides(merge, state);
  if (merged !== undefined) {
    for (const side of SIDES) {
      addRuleAgainstMove(merge, side, state);
      addExceptionsAgainstMove({ ...merge, ...exceptions }, side, state);
    }
  }
  addOrphans({ ...merge, ...exceptions }, state);
  return { ...time, recurrence: exceptions.recurrence, overrides: exceptions.overrides };
}

type SeriesMerge = ExceptionMerge & MergedExceptions;

/** A rule that one side gave, against the other's move of the series. */
function addRuleAgainstMove(
  { contents, time }: ExceptionMerge,
  side: Side,
  state: MergeState,
): void {
  if (resolutionOf(state, "recurrence") !== undefined) return;
  if (!ruleMeetsMove(contents.base, contents[side], time)) return;
  clashOfRecurrences(contents, state);
  clashOfTimes(contents, state);
}

/**
 * Exceptions that one side made, against a move by the other after which the occurrences do not
 * correspond one to one (rule X3): whichever occurrence they came to lie on would be another.
 */
function addExceptionsAgainstMove(merge: SeriesMerge, side: Side, state: MergeState): void {
  const { contents, frames, time, names } = merge;
  const { base } = contents;
  const edited = contents[side];
  if (edited.start === time.start && edited.allDay === time.allDay) return;
  const stayed = frames.base.recurrence;
  const moved = frames[otherSide(side)].recurrence;
  // A new rule is what the keys are held against, and that is done with all of them.
  if (!base.recurrence || !stayed || !moved || !sameRule(stayed, moved)) return;

  const extra = new Set(stayed.rdates);
  const overridden = changedOverrides(frames, side).filter(
    (key) => !extra.has(key) && resolutionOf(state, nameOf(names, key)) === undefined,
  );
  const excludes =
    resolutionOf(state, "recurrence") === undefined &&
    !sameKeys(stayed.exdates, frames[side].recurrence?.exdates ?? []);
  if (overridden.length === 0 && !excludes) return;
  const before = { time: base, recurrence: base.recurrence };
  if (movesAsOne(before, { time, recurrence: moved })) return;
  for (const key of overridden) addOverride(merge, key, state);
  if (excludes) clashOfRecurrences(contents, state);
  clashOfTimes(contents, state);
}

/** Overrides that one side made or kept, against a rule or a move of the other that orphans them. */
function addOrphans(merge: SeriesMerge, state: MergeState): void {
  const { contents, frames, names } = merge;
  // Which rule they are held against is yet to be said, or whether they are there at all.
  if (state.clashes.has("recurrence")) return;
  const orphans = orphansOf(merge, merge).filter((key) => !state.clashes.has(nameOf(names, key)));
  if (orphans.length === 0) return;
  for (const key of orphans) addOverride(merge, key, state);
  const { base, yours, theirs } = pick(frames, (frame) => frame.recurrence ?? null);
  const isOfTheRule = !sameRecurrence(base, yours) || !sameRecurrence(base, theirs);
  if (isOfTheRule) clashOfRecurrences(contents, state);
  // Whichever rule was asked for does not help, so it is the move.
  if (!isOfTheRule || resolutionOf(state, "recurrence") !== undefined) {
    clashOfTimes(contents, state);
  }
}

function addOverride({ frames, names }: SeriesMerge, key: OccurrenceKey, state: MergeState): void {
  const three = pick(frames, (frame) => frame.overrides.get(key));
  clashOfOverrides({ name: nameOf(names, key), three }, state);
}

function nameOf(names: SeriesMerge["names"], key: OccurrenceKey): string {
  const name = names.get(key);
  if (name === undefined) throw new RangeError(`There is no override at ${key}.`);
  return name;
}
