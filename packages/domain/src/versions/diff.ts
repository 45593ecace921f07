import type {
  EventContent,
  JsonValue,
  OccurrenceKey,
  Override,
  Recurrence,
} from "../event/content.ts";
import { keyMove } from "../event/key-move.ts";
import { PLAIN_DEFAULTS } from "../event/plain-fields.ts";
import { parseRule } from "../recurrence/rule.ts";
import { canonicalOverride, sameJson, sameOverride } from "../event/stored-content.ts";

/** What the names of fields begin with that are one override, or one member of the metadata. */
export const OVERRIDES = "overrides.";
export const METADATA = "metadata.";

/**
 * One changed field. `overrides.<key>` and `metadata.<key>` name one override and one member;
 * every other field goes by its own name. `null` stands for what is not there.
 */
export interface FieldChange {
  readonly field: string;
  readonly from: JsonValue;
  readonly to: JsonValue;
}

/** The fields that are compared as a whole, in the order in which changes are listed. */
export const WHOLE_FIELDS = [
  "title",
  "description",
  "location",
  "status",
  "transparency",
  "allDay",
  "start",
  "end",
  "timeZone",
] as const satisfies readonly (keyof EventContent)[];

/** Whether two contents are the same, so that writing one over the other changes nothing (rule V2). */
export function contentEquals(a: EventContent, b: EventContent): boolean {
  return (
    a === b ||
    (WHOLE_FIELDS.every((field) => a[field] === b[field]) &&
      SINGLE_FIELDS.every((field) => sameJson(comparedValue(a, field), comparedValue(b, field))) &&
      sameJson(a.metadata, b.metadata) &&
      sameOverrides(a.overrides, b.overrides))
  );
}

/** The other fields that stand by themselves. */
const SINGLE_FIELDS = ["recurrence", "tags", "calendarProperties"] as const;

function sameOverrides(a: EventContent["overrides"], b: EventContent["overrides"]): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => sameOverride(a[key], b[key]));
}

/**
 * What changed from `a` to `b`, field by field (rule V5). The diff of `b` to `a` is the same list
 * with `from` and `to` exchanged.
 *
 * Overrides are compared after a move of the series (rule X3): one that merely followed it is not
 * listed. They are named by their key in whichever content starts earlier.
 */
export function diffContent(a: EventContent, b: EventContent): FieldChange[] {
  return fieldChanges(a, b, (pair) => pair.name);
}

/** The same as {@link diffContent}, with overrides named by their key in `base`. */
export function diffFromBase(base: EventContent, content: EventContent): FieldChange[] {
  return fieldChanges(base, content, (pair) => pair.fromKey);
}

/**
 * The names of the fields that changed, as a version records them (rule V1). With `null` before,
 * as for the first version: every field that says something.
 */
export function changedFields(before: EventContent | null, after: EventContent): string[] {
  if (before !== null) return diffContent(before, after).map((change) => change.field);
  const unset: Partial<EventContent> = {
    ...PLAIN_DEFAULTS,
    allDay: false,
    timeZone: null,
  };
  return [
    ...WHOLE_FIELDS.filter((field) => after[field] !== unset[field]),
    ...(after.recurrence === null ? [] : ["recurrence"]),
    ...Object.keys(after.overrides)
      .sort()
      .map((key) => `${OVERRIDES}${key}`),
    ...(after.tags.length > 0 ? ["tags"] : []),
    ...Object.keys(after.metadata)
      .sort()
      .map((key) => `${METADATA}${key}`),
    ...(after.calendarProperties === undefined ? [] : ["calendarProperties"]),
  ];
}

/**
 * The names of all that a content holds, in the order in which changes are listed: every field
 * that stands by itself, set or not, and each override and each member of the metadata.
 */
export function fieldNames(content: EventContent): string[] {
  return [
    ...WHOLE_FIELDS,
    "recurrence",
    ...Object.keys(content.overrides)
      .sort()
      .map((key) => `${OVERRIDES}${key}`),
    "tags",
    ...Object.keys(content.metadata)
      .sort()
      .map((key) => `${METADATA}${key}`),
    "calendarProperties",
  ];
}

/** What a content has under the name of a field, as it is compared; not an override. */
export function comparedValue(content: EventContent, field: string): JsonValue {
  if (field === "recurrence") return jsonOf(comparable(content.recurrence));
  if (field.startsWith(METADATA)) return memberOf(content.metadata, field.slice(METADATA.length));
  if (field === "tags") return content.tags;
  if (field === "calendarProperties") return content.calendarProperties ?? [];
  const whole = WHOLE_FIELDS.find((name) => name === field);
  return whole === undefined ? null : content[whole];
}

function fieldChanges(
  a: EventContent,
  b: EventContent,
  nameOf: (pair: OverridePair) => OccurrenceKey,
): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field of WHOLE_FIELDS) pushChange(changes, { field, from: a[field], to: b[field] });
  pushRecurrence(changes, a.recurrence, b.recurrence);
  for (const pair of alignOverrides(a, b)) {
    if (sameOverride(pair.from, pair.to)) continue;
    const field = `${OVERRIDES}${nameOf(pair)}`;
    changes.push({ field, from: overrideJson(pair.from), to: overrideJson(pair.to) });
  }
  pushChange(changes, { field: "tags", from: a.tags, to: b.tags });
  const members = new Set([...Object.keys(a.metadata), ...Object.keys(b.metadata)]);
  for (const key of [...members].sort()) {
    const [from, to] = [memberOf(a.metadata, key), memberOf(b.metadata, key)];
    pushChange(changes, { field: `${METADATA}${key}`, from, to });
  }
  pushChange(changes, {
    field: "calendarProperties",
    from: a.calendarProperties ?? [],
    to: b.calendarProperties ?? [],
  });
  return changes;
}

/** One override on both sides of a diff, under its key on either side. */
interface OverridePair {
  /** The key in the content that starts earlier, whichever side that is. */
  readonly name: OccurrenceKey;
  readonly fromKey: OccurrenceKey;
  readonly toKey: OccurrenceKey;
  readonly from: Override | undefined;
  readonly to: Override | undefined;
}

/**
 * Pairs the overrides of two contents, in key order. Always computed from the content that starts
 * earlier, so that both directions of a diff pair and name them alike.
 */
function alignOverrides(a: EventContent, b: EventContent): OverridePair[] {
  if (a.start > b.start) {
    return alignOverrides(b, a).map((pair) => ({
      name: pair.name,
      fromKey: pair.toKey,
      toKey: pair.fromKey,
      from: pair.to,
      to: pair.from,
    }));
  }
  const there = keyMove(a, b);
  const back = keyMove(b, a);
  const pairs = new Map<OccurrenceKey, OverridePair>();
  for (const [key, from] of Object.entries(a.overrides)) {
    const follower = there(key);
    // Several timed keys become one date, which becomes one of them again; the others are gone.
    const toKey = back(follower) === key ? follower : key;
    const to = toKey === follower ? b.overrides[follower] : undefined;
    pairs.set(key, { name: key, fromKey: key, toKey, from, to });
  }
  for (const [key, to] of Object.entries(b.overrides)) {
    const origin = back(key);
    const name = there(origin) === key ? origin : key;
    if (pairs.has(name)) continue;
    pairs.set(name, { name, fromKey: name, toKey: key, from: undefined, to });
  }
  return [...pairs.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function pushChange(changes: FieldChange[], change: FieldChange): void {
  if (!sameJson(change.from, change.to)) changes.push(change);
}

function overrideJson(override: Override | undefined): JsonValue {
  return override === undefined ? null : canonicalOverride(override);
}

function memberOf(metadata: EventContent["metadata"], key: string): JsonValue {
  return Object.hasOwn(metadata, key) ? (metadata[key] ?? null) : null;
}

/** Rules are the same when they say the same, in whatever order and case. */
function pushRecurrence(
  changes: FieldChange[],
  from: Recurrence | null,
  to: Recurrence | null,
): void {
  if (sameJson(jsonOf(comparable(from)), jsonOf(comparable(to)))) return;
  changes.push({ field: "recurrence", from: jsonOf(from), to: jsonOf(to) });
}

function comparable(recurrence: Recurrence | null): Recurrence | null {
  if (recurrence === null || recurrence.rrule === null) return recurrence;
  return { ...recurrence, rrule: parseRule(recurrence.rrule).text };
}

function jsonOf(recurrence: Recurrence | null): JsonValue {
  if (recurrence === null) return null;
  const { rrule, rdates, exdates } = recurrence;
  return { rrule, rdates, exdates };
}
