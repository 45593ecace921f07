import type { EventContent, JsonValue, OccurrenceContent, Override } from "../event/content.ts";
import { checkPlainFields } from "../event/plain-fields.ts";
import { sameJson } from "../event/stored-content.ts";
import { TIME_FIELDS } from "../time/event-time.ts";
import { METADATA } from "./diff.ts";
import { passes } from "./merge-check.ts";
import { mergeLines } from "./merge-text.ts";

/** One of the two edits that are merged. */
export type Side = "yours" | "theirs";

export const SIDES = ["yours", "theirs"] as const satisfies readonly Side[];

export function otherSide(side: Side): Side {
  return side === "yours" ? "theirs" : "yours";
}

/** A value before two edits and after each of them. */
export interface Three<T> {
  readonly base: T;
  readonly yours: T;
  readonly theirs: T;
}

/** Whose value a field takes, by the field's name. */
export interface Resolutions {
  readonly [field: string]: Side;
}

/** What a merge was told and what it has found so far. */
export interface MergeState {
  readonly resolutions: Resolutions;
  /** The fields that are known to be in conflict: only there does `yours` count. */
  readonly inConflict: ReadonlySet<string>;
  /** The fields that overlap, by their names. */
  readonly clashes: Map<string, Three<JsonValue>>;
}

/** The resolution of a field, if one was given that counts. */
export function resolutionOf(state: MergeState, field: string): Side | undefined {
  const side = givenFor(state, field);
  return side === "yours" && !state.inConflict.has(field) ? undefined : side;
}

/** The one that was given, whether or not it counts. */
export function givenFor({ resolutions }: MergeState, field: string): Side | undefined {
  return Object.hasOwn(resolutions, field) ? resolutions[field] : undefined;
}

/**
 * The value where at most one side changed it, or both alike; undefined where they differ.
 * `undefined` as a value cannot be told from that: give what is not there as `null`.
 */
export function threeWay<T>(
  { base, yours, theirs }: Three<T>,
  same: (a: T, b: T) => boolean,
): T | undefined {
  if (same(yours, theirs) || same(yours, base)) return theirs;
  return same(theirs, base) ? yours : undefined;
}

/** The fields of an event that stand for themselves. */
export type MergedFields = Pick<
  OccurrenceContent,
  | "title"
  | "description"
  | "location"
  | "status"
  | "transparency"
  | "tags"
  | "metadata"
  | "calendarProperties"
>;

/** Merges the fields that have nothing to do with time (rule V3). A clash leaves theirs. */
export function mergeFields(three: Three<EventContent>, state: MergeState): MergedFields {
  const calendarProperties = settle(
    {
      field: "calendarProperties",
      three: pick(three, (content) => content.calendarProperties ?? []),
    },
    state,
  );
  return {
    title: settle({ field: "title", three: pick(three, (content) => content.title) }, state),
    description: settle(
      {
        field: "description",
        three: pick(three, (content) => content.description),
        merge: mergeDescription,
      },
      state,
    ),
    location: settle(
      { field: "location", three: pick(three, (content) => content.location) },
      state,
    ),
    status: settle({ field: "status", three: pick(three, (content) => content.status) }, state),
    transparency: settle(
      { field: "transparency", three: pick(three, (content) => content.transparency) },
      state,
    ),
    tags: settle(
      { field: "tags", three: pick(three, (content) => content.tags), merge: mergeTags },
      state,
    ),
    metadata: settleMetadata(
      pick(three, (content) => content.metadata),
      state,
    ),
    ...(calendarProperties.length === 0 ? {} : { calendarProperties }),
  };
}

/** The same part of three contents. */
export function pick<C, T>(three: Three<C>, part: (content: C) => T): Three<T> {
  return { base: part(three.base), yours: part(three.yours), theirs: part(three.theirs) };
}

interface FieldMerge<T> {
  readonly field: string;
  readonly three: Three<T>;
  /** For a field of which both sides may have changed parts. */
  readonly merge?: (three: Three<T>) => T | undefined;
}

function settle<T extends JsonValue>({ field, three, merge }: FieldMerge<T>, state: MergeState): T {
  const side = resolutionOf(state, field);
  if (side !== undefined) return three[side];
  const settled = threeWay(three, sameJson);
  // Null is a value: that of a member that is not there.
  const merged = settled === undefined ? merge?.(three) : settled;
  if (merged !== undefined) return merged;
  state.clashes.set(field, three);
  return three.theirs;
}

/** Line by line, as long as it does not grow too long by that. */
function mergeDescription({ base, yours, theirs }: Three<string>): string | undefined {
  const description = mergeLines(base, yours, theirs);
  return passes(() => checkPlainFields({ description }, "")) ? description : undefined;
}

/**
 * Tags are a set whose order is kept: theirs, without what you took away, and what you added at
 * the end. Undefined where there are too many.
 */
function mergeTags({
  base,
  yours,
  theirs,
}: Three<readonly string[]>): readonly string[] | undefined {
  const tags = [
    ...theirs.filter((tag) => yours.includes(tag) || !base.includes(tag)),
    ...yours.filter((tag) => !theirs.includes(tag) && !base.includes(tag)),
  ];
  return passes(() => checkPlainFields({ tags }, "")) ? tags : undefined;
}

type Metadata = OccurrenceContent["metadata"];

function settleMetadata(three: Three<Metadata>, state: MergeState): Metadata {
  return mergeMembers(three, (key, members) =>
    settle({ field: METADATA + key, three: members }, state),
  );
}

/** Adds the members of metadata that either side changed to what clashes. */
export function clashOfMetadata(three: Three<EventContent>, state: MergeState): void {
  mergeMembers(
    pick(three, (content) => content.metadata),
    (key, members) => {
      const { base, yours, theirs } = members;
      if (!sameJson(base, yours) || !sameJson(base, theirs)) {
        state.clashes.set(METADATA + key, members);
      }
      return null;
    },
  );
}

/** A member that is `null` is none (rule X8). */
function mergeMembers(
  three: Three<Metadata>,
  merge: (key: string, members: Three<JsonValue>) => JsonValue,
): Metadata {
  const keys = new Set(
    [three.base, three.yours, three.theirs].flatMap((metadata) => Object.keys(metadata)),
  );
  const members: Record<string, JsonValue> = {};
  for (const key of [...keys].sort()) {
    const merged = merge(
      key,
      pick(three, (metadata) => (Object.hasOwn(metadata, key) ? (metadata[key] ?? null) : null)),
    );
    if (merged !== null) members[key] = merged;
  }
  return members;
}

/**
 * Merges two edits of one override field by field, the time fields together (rules V3 and X2); a
 * field that is not there follows the series. No override and an empty one are the same, `{}`.
 * Undefined where the edits overlap.
 */
export function mergeOverride(three: Three<Override>): Override | undefined {
  const time = threeWay(pick(three, ownTime), sameJson);
  if (time === undefined) return undefined;
  const merged: Record<string, JsonValue> = { ...time };
  const fields = new Set(
    [three.base, three.yours, three.theirs].flatMap((override) => Object.keys(override)),
  );
  for (const name of fields) {
    if ((TIME_FIELDS as readonly string[]).includes(name)) continue;
    const field = name as keyof Override;
    const values = pick(three, (override): JsonValue => override[field] ?? null);
    const settled = threeWay(values, sameJson);
    const value = settled === undefined ? mergeOwnField(field, three) : settled;
    if (value === undefined) return undefined;
    if (value !== null) merged[field] = value;
  }
  return merged;
}

/** The time fields are all there or all absent. */
function ownTime({ allDay, start, end, timeZone }: Override): {
  readonly [key: string]: JsonValue;
} {
  if (allDay === undefined || start === undefined || end === undefined) return {};
  return { allDay, start, end, timeZone: timeZone ?? null };
}

/** The fields that consist of parts, where every side has one of its own. */
function mergeOwnField(
  field: keyof Override,
  { base, yours, theirs }: Three<Override>,
): JsonValue | undefined {
  if (field === "description") {
    const own = whole({
      base: base.description,
      yours: yours.description,
      theirs: theirs.description,
    });
    return own && mergeDescription(own);
  }
  if (field === "tags") {
    const own = whole({ base: base.tags, yours: yours.tags, theirs: theirs.tags });
    return own && mergeTags(own);
  }
  if (field !== "metadata") return undefined;
  const own = whole({ base: base.metadata, yours: yours.metadata, theirs: theirs.metadata });
  if (own === undefined) return undefined;
  let overlaps = false;
  const merged = mergeMembers(own, (_key, members) => {
    const member = threeWay(members, sameJson);
    if (member === undefined) overlaps = true;
    return member ?? null;
  });
  return overlaps || !passes(() => checkPlainFields({ metadata: merged }, "")) ? undefined : merged;
}

function whole<T>({ base, yours, theirs }: Three<T | undefined>): Three<T> | undefined {
  if (base === undefined || yours === undefined || theirs === undefined) return undefined;
  return { base, yours, theirs };
}
