import type { EventContent, JsonValue } from "../event/content.ts";
import { keyMove } from "../event/key-move.ts";
import { sameJson } from "../event/stored-content.ts";
import { type FieldChange, diffFromBase } from "./diff.ts";

/** One field of a `VERSION_CONFLICT` (rule V3); `null` stands for what is not there. */
export interface FieldConflict {
  readonly field: string;
  readonly base: JsonValue;
  readonly yours: JsonValue;
  readonly theirs: JsonValue;
}

/** When the event is counts as one thing (rule V3): half of one edit and half of another is neither. */
const TIME_FIELDS: ReadonlySet<string> = new Set(["start", "end", "allDay", "timeZone"]);

/**
 * Where two edits of the same base meet (rule V3): the fields that both changed, unless both gave
 * them the same value. The time fields conflict together, an exclusion conflicts with a change of
 * the override that it takes away. Where nothing meets, everything that `yours` changed: the event
 * has moved on all the same.
 *
 * Overrides go by the keys of `base`.
 */
export function conflictsBetween(
  base: EventContent,
  yours: EventContent,
  theirs: EventContent,
): FieldConflict[] {
  const mine = byField(diffFromBase(base, yours));
  const other = byField(diffFromBase(base, theirs));
  const fields = [...new Set([...mine.keys(), ...other.keys()])];
  const timesMeet =
    fields.some((field) => mine.has(field) && TIME_FIELDS.has(field)) &&
    fields.some((field) => other.has(field) && TIME_FIELDS.has(field)) &&
    fields.some((field) => TIME_FIELDS.has(field) && differs(field));
  const takenAway = new Set([
    ...newExclusions(base, yours).filter((field) => other.has(field)),
    ...newExclusions(base, theirs).filter((field) => mine.has(field)),
  ]);

  function differs(field: string): boolean {
    return !sameJson(valueOf(yours, field, base), valueOf(theirs, field, base));
  }

  const meeting = fields.filter((field) => {
    if (TIME_FIELDS.has(field)) return timesMeet;
    if (takenAway.has(field)) return differs(field);
    return mine.has(field) && other.has(field) && differs(field);
  });
  return (meeting.length > 0 ? meeting : [...mine.keys()]).map((field) => ({
    field,
    base: valueOf(base, field, base),
    yours: valueOf(yours, field, base),
    theirs: valueOf(theirs, field, base),
  }));
}

function byField(changes: readonly FieldChange[]): ReadonlyMap<string, FieldChange> {
  return new Map(changes.map((change) => [change.field, change]));
}

/** The override fields that an edit takes away by excluding their occurrence, by the keys of `base`. */
function newExclusions(base: EventContent, edited: EventContent): string[] {
  const toBase = keyMove(edited, base);
  const before = new Set(base.recurrence?.exdates);
  return (edited.recurrence?.exdates ?? [])
    .map((key) => toBase(key))
    .filter((key) => !before.has(key))
    .map((key) => OVERRIDE + key);
}

const OVERRIDE = "overrides.";
const METADATA = "metadata.";

/** The value of a named field, an override by its key in `base`. */
function valueOf(content: EventContent, field: string, base: EventContent): JsonValue {
  if (field.startsWith(OVERRIDE)) {
    const key = keyMove(base, content)(field.slice(OVERRIDE.length));
    return content.overrides[key] ?? null;
  }
  if (field.startsWith(METADATA)) return content.metadata[field.slice(METADATA.length)] ?? null;
  return (content[field as keyof EventContent] ?? null) as JsonValue;
}
