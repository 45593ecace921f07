import { DomainError } from "../errors.ts";
import type {
  EventContent,
  JsonValue,
  OccurrenceContent,
  Override,
  Recurrence,
} from "./content.ts";

/**
 * The schema of what {@link encodeContent} writes (rule V9). A change of {@link EventContent} that
 * old stored texts do not fit raises it and adds a step to {@link UPGRADES}.
 */
export const CONTENT_SCHEMA = 2;

/** One step of rule V9: takes what schema n stored and gives what schema n + 1 would have. */
export type ContentUpgrade = (stored: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** Step i leads from schema i + 1 to schema i + 2; contiguous, so its length is `CONTENT_SCHEMA - 1`. */
export const UPGRADES: readonly ContentUpgrade[] = [
  // Schema 2 may hold `calendarProperties`; without them nothing is different.
  (stored) => ({ ...stored }),
];

/**
 * The oldest schema that the text of a content fits. A server that does not know of
 * `calendarProperties` yet goes on reading and writing what has none.
 */
export function contentSchemaOf(content: EventContent): number {
  if (content.calendarProperties !== undefined) return 2;
  for (const key in content.overrides) {
    if (content.overrides[key]?.calendarProperties !== undefined) return 2;
  }
  return 1;
}

/**
 * The text under which content is stored and hashed. Canonical: two contents that mean the same
 * give the same text, in whatever order their keys were set.
 *
 * @NOTE The texts of earlier versions are hashed (rule V8) but never encoded again, so a later
 * schema may order its keys as it likes.
 */
export function encodeContent(content: EventContent): string {
  return JSON.stringify({
    title: content.title,
    description: content.description,
    location: content.location,
    status: content.status,
    transparency: content.transparency,
    allDay: content.allDay,
    start: content.start,
    end: content.end,
    timeZone: content.timeZone,
    recurrence: content.recurrence === null ? null : canonicalRecurrence(content.recurrence),
    overrides: canonicalOverrides(content.overrides),
    tags: content.tags,
    metadata: canonicalJson(content.metadata),
    calendarProperties: content.calendarProperties,
  });
}

/**
 * Reads what {@link encodeContent} wrote under `schema`, today or years ago.
 *
 * Throws `SERVER_TOO_OLD` for a schema newer than this code (rule V9): what is not understood is
 * neither shown nor written.
 */
export function decodeContent(text: string, schema: number): EventContent {
  if (schema > CONTENT_SCHEMA) {
    throw new DomainError("SERVER_TOO_OLD", { details: { schema, known: CONTENT_SCHEMA } });
  }
  // The text comes from encodeContent, through the database: its shape was checked when written.
  const stored = JSON.parse(text) as Record<string, unknown>;
  return upgradeContent(stored, schema, UPGRADES) as unknown as EventContent;
}

/** Runs the steps that lead from `schema` to the newest one. */
export function upgradeContent(
  stored: Record<string, unknown>,
  schema: number,
  upgrades: readonly ContentUpgrade[],
): Record<string, unknown> {
  let upgraded = stored;
  for (let step = schema - 1; step < upgrades.length; step += 1) {
    const upgrade = upgrades[step];
    if (upgrade === undefined) throw new RangeError(`There is no content schema ${schema}.`);
    upgraded = upgrade(upgraded);
  }
  return upgraded;
}

/** The fields of an override in the order in which they are stored. */
export const OCCURRENCE_FIELDS = [
  "title",
  "description",
  "location",
  "status",
  "transparency",
  "allDay",
  "start",
  "end",
  "timeZone",
  "tags",
  "metadata",
  "calendarProperties",
] as const satisfies readonly (keyof OccurrenceContent)[];

/**
 * The same JSON with the keys of every object in code unit order. Gives the value itself back
 * where it is in order already, which is the rule for what was stored before.
 */
export function canonicalJson(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (isArray(value)) {
    let changed = false;
    const items = value.map((item) => {
      const canonical = canonicalJson(item);
      if (canonical !== item) changed = true;
      return canonical;
    });
    return changed ? items : value;
  }
  const keys = Object.keys(value);
  let changed = !isSorted(keys);
  if (changed) keys.sort();
  const members: Record<string, JsonValue> = {};
  for (const key of keys) {
    const member = value[key];
    if (member === undefined) {
      changed = true;
      continue;
    }
    const canonical = canonicalJson(member);
    if (canonical !== member) changed = true;
    members[key] = canonical;
  }
  return changed ? members : value;
}

/** Whether two JSON values mean the same, in whatever order their keys are. */
export function sameJson(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  return JSON.stringify(canonicalJson(a)) === JSON.stringify(canonicalJson(b));
}

/** Whether two overrides say the same, in whatever order; one that is not there says nothing at all. */
export function sameOverride(a: Override | undefined, b: Override | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return OCCURRENCE_FIELDS.every((field) => {
    const [one, other] = [a[field], b[field]];
    return one === undefined || other === undefined ? one === other : sameJson(one, other);
  });
}

/** An override with its fields in stored order, without those that are not set. */
export function canonicalOverride(override: Override): Override {
  const canonical: Record<string, unknown> = {};
  for (const field of OCCURRENCE_FIELDS) {
    const value = override[field];
    if (value === undefined) continue;
    canonical[field] = field === "metadata" ? canonicalJson(value) : value;
  }
  return canonical;
}

function canonicalRecurrence(recurrence: Recurrence): Recurrence {
  return {
    rrule: recurrence.rrule,
    rdates: recurrence.rdates,
    exdates: recurrence.exdates,
  };
}

function canonicalOverrides(overrides: EventContent["overrides"]): EventContent["overrides"] {
  const keys = Object.keys(overrides);
  if (!isSorted(keys)) keys.sort();
  const canonical: Record<string, Override> = {};
  for (const key of keys) {
    const override = overrides[key];
    if (override !== undefined) canonical[key] = canonicalOverride(override);
  }
  return canonical;
}

function isSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index += 1) {
    // Both exist: index runs from 1 to the last.
    if ((keys[index - 1] as string) > (keys[index] as string)) return false;
  }
  return true;
}

// Array.isArray does not narrow readonly arrays.
function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
