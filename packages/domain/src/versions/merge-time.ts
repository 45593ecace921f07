import type { EventContent, EventTime } from "../event/content.ts";
import { TIME_FIELDS, timeFieldsOf } from "../time/event-time.ts";
import { isSameTime } from "../time/patch-time.ts";
import {
  type MergeState,
  type Side,
  type Three,
  givenFor,
  pick,
  threeWay,
} from "./merge-fields.ts";

/**
 * The merged time; half of one edit and half of another is neither (rule V3). Undefined where both
 * sides moved the event, and differently.
 */
export function mergeTime(three: Three<EventContent>, state: MergeState): EventTime | undefined {
  const side = timeResolution(state);
  const time = pick(three, timeFieldsOf);
  const merged = side === undefined ? threeWay(time, isSameTime) : time[side];
  if (merged === undefined) clashOfTimes(three, state);
  return merged;
}

/** Adds the time fields that either side changed to what clashes. */
export function clashOfTimes(three: Three<EventContent>, state: MergeState): void {
  for (const field of TIME_FIELDS) {
    const values = pick(three, (content) => content[field]);
    if (values.yours === values.base && values.theirs === values.base) continue;
    state.clashes.set(field, values);
  }
}

/** Whose times were asked for, if that counts; nobody's where the time fields are at odds. */
function timeResolution(state: MergeState): Side | undefined {
  const sides = new Set(TIME_FIELDS.map((field) => givenFor(state, field)));
  sides.delete(undefined);
  const [side] = sides;
  const counts = side === "theirs" || TIME_FIELDS.some((field) => state.inConflict.has(field));
  return sides.size === 1 && counts ? side : undefined;
}
