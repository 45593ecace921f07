import type {
  EventContent,
  EventTime,
  JsonValue,
  OccurrenceKey,
  Override,
  Recurrence,
} from "../event/content.ts";
import { keyMove } from "../event/key-move.ts";
import { canonicalOverride, sameOverride } from "../event/stored-content.ts";
import { hasKey, seriesOf } from "../recurrence/series.ts";
import { storedWall } from "../time/occurrence-time.ts";
import { OVERRIDES } from "./diff.ts";
import {
  type MergeState,
  SIDES,
  type Side,
  type Three,
  mergeOverride,
  pick,
  resolutionOf,
} from "./merge-fields.ts";
import type { Framed } from "./merge-frame.ts";
import { clashOfTimes } from "./merge-time.ts";

/** The exceptions of one series on three sides, all by their keys at the merged time. */
export interface ExceptionMerge {
  readonly contents: Three<EventContent>;
  readonly frames: Three<Framed>;
  readonly time: EventTime;
  /** As merged, without a look at the overrides. */
  readonly recurrence: Recurrence | null;
}

export interface MergedExceptions {
  /** The one given, with the exclusions that resolutions of overrides ask for. */
  readonly recurrence: Recurrence | null;
  readonly overrides: EventContent["overrides"];
  /** The names of the overrides that were looked at, by their keys at the merged time. */
  readonly names: ReadonlyMap<OccurrenceKey, string>;
}

/**
 * Merges the overrides, each key by itself and in it each field (rule V3). An exclusion overlaps
 * with a change of the override of its key. A clash leaves theirs.
 */
export function mergeOverrides(merge: ExceptionMerge, state: MergeState): MergedExceptions {
  const { frames } = merge;
  const names = namesOf(merge);
  const excluded = newExclusions(frames);
  const overrides: Record<OccurrenceKey, Override> = {};
  const exclusions = new Map<OccurrenceKey, boolean>();
  for (const [key, name] of names) {
    const three = pick(frames, (frame) => frame.overrides.get(key));
    const side = resolutionOf(state, name);
    let merged: Override | undefined;
    if (side !== undefined) {
      merged = three[side];
      exclusions.set(key, frames[side].recurrence?.exdates.includes(key) ?? false);
    } else if (isCrowded(merge, key)) {
      clashOfTimes(merge.contents, state);
      clashOfOverrides({ name, three }, state);
      merged = three.theirs;
    } else if (excludesChanged(three, excluded, key)) {
      clashOfOverrides({ name, three }, state);
      merged = three.theirs;
    } else {
      merged = mergeOne({ name, three }, state);
    }
    if (merged !== undefined) overrides[key] = merged;
  }
  return { recurrence: withExclusions(merge.recurrence, exclusions), overrides, names };
}

function mergeOne(
  { name, three }: { readonly name: string; readonly three: Three<Override | undefined> },
  state: MergeState,
): Override | undefined {
  const { base, yours, theirs } = three;
  if (sameOverride(yours, theirs) || sameOverride(yours, base)) return theirs;
  if (sameOverride(theirs, base)) return yours;
  const merged = mergeOverride(pick(three, (override) => override ?? {}));
  if (merged !== undefined) return Object.keys(merged).length === 0 ? undefined : merged;
  clashOfOverrides({ name, three }, state);
  return theirs;
}

export function clashOfOverrides(
  { name, three }: { readonly name: string; readonly three: Three<Override | undefined> },
  state: MergeState,
): void {
  state.clashes.set(
    name,
    pick(three, (override): JsonValue =>
      override === undefined ? null : canonicalOverride(override),
    ),
  );
}

/** Every key that some side has an override at, in order, with its name: the key in the base. */
function namesOf({ contents, frames, time }: ExceptionMerge): ReadonlyMap<OccurrenceKey, string> {
  const { base } = contents;
  const there = keyMove(base, time);
  const back = keyMove(time, base);
  const names = new Map<OccurrenceKey, string>();
  const taken = new Set<string>();
  for (const key of Object.keys(base.overrides).sort()) {
    const follower = there(key);
    if (!names.has(follower)) names.set(follower, OVERRIDES + key);
    taken.add(key);
  }
  for (const frame of [frames.yours, frames.theirs]) {
    for (const key of frame.overrides.keys()) {
      if (names.has(key)) continue;
      const origin = back(key);
      names.set(key, OVERRIDES + (taken.has(origin) ? key : origin));
      taken.add(origin);
    }
  }
  return new Map([...names].sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Exclusions = Readonly<Record<Side, ReadonlySet<OccurrenceKey>>>;

function newExclusions(frames: Three<Framed>): Exclusions {
  const before = new Set(frames.base.recurrence?.exdates);
  const added = (frame: Framed): ReadonlySet<OccurrenceKey> =>
    new Set(frame.recurrence?.exdates.filter((key) => !before.has(key)));
  return { yours: added(frames.yours), theirs: added(frames.theirs) };
}

function excludesChanged(
  three: Three<Override | undefined>,
  excluded: Exclusions,
  key: OccurrenceKey,
): boolean {
  const mine = excluded.yours.has(key);
  if (mine === excluded.theirs.has(key)) return false;
  const other = mine ? three.theirs : three.yours;
  return !sameOverride(other, three.base) && !sameOverride(three.yours, three.theirs);
}

/** Whether overrides have come to lie on each other that a side did not just find there. */
function isCrowded({ contents, frames, time }: ExceptionMerge, key: OccurrenceKey): boolean {
  return (["yours", "theirs"] as const).some((side) => {
    if (!frames[side].crowded.has(key)) return false;
    const move = keyMove(contents[side], time);
    return Object.entries(contents[side].overrides).some(
      ([own, override]) =>
        move(own) === key && !sameOverride(override, contents.base.overrides[own]),
    );
  });
}

function withExclusions(
  recurrence: Recurrence | null,
  exclusions: ReadonlyMap<OccurrenceKey, boolean>,
): Recurrence | null {
  if (recurrence === null || exclusions.size === 0) return recurrence;
  const exdates = new Set(recurrence.exdates);
  for (const [key, excluded] of exclusions) {
    if (excluded) exdates.add(key);
    else exdates.delete(key);
  }
  return { ...recurrence, exdates: [...exdates].sort() };
}

/**
 * The keys of merged overrides that have no occurrence although one of the sides that hold the
 * override gave them one: a rule against an override that it orphans (rule V3).
 */
export function orphansOf(
  { contents, time }: ExceptionMerge,
  merged: Pick<EventContent, "recurrence" | "overrides">,
): OccurrenceKey[] {
  const has = occurrenceTest(time, merged.recurrence);
  const homeless = Object.keys(merged.overrides).filter((key) => !has(key));
  if (homeless.length === 0) return [];
  const housed = new Set(SIDES.flatMap((side) => housedKeys(contents[side], time)));
  return homeless.filter((key) => housed.has(key));
}

/** The keys of the overrides that lie on occurrences, as they are at the merged time. */
function housedKeys(content: EventContent, time: EventTime): OccurrenceKey[] {
  const has = occurrenceTest(content, content.recurrence);
  return Object.keys(content.overrides).filter(has).map(keyMove(content, time));
}

/** Whether a series has an occurrence at a key, excluded or not. A single event has no exceptions. */
function occurrenceTest(
  time: EventTime,
  recurrence: Recurrence | null,
): (key: OccurrenceKey) => boolean {
  if (recurrence === null) return () => false;
  const series = seriesOf(time, { ...recurrence, exdates: [] });
  return (key) => hasKey(series, storedWall(key, time.allDay));
}

/** The overrides that a side changed, by their keys at the merged time. */
export function changedOverrides(frames: Three<Framed>, side: Side): OccurrenceKey[] {
  const { base } = frames;
  const edited = frames[side];
  const keys = new Set([...base.overrides.keys(), ...edited.overrides.keys()]);
  return [...keys].filter(
    (key) => !sameOverride(base.overrides.get(key), edited.overrides.get(key)),
  );
}
