import type {
  EventContent,
  EventTime,
  JsonValue,
  OccurrenceKey,
  Override,
} from "../event/content.ts";
import { keyMove } from "../event/key-move.ts";
import { type FieldChange, METADATA, OVERRIDES } from "./diff.ts";

/**
 * The content that a diff leads to (rule V5): applied to `a`, the diff of `a` to `b` gives `b`.
 * Applied to anything else it gives something, and not necessarily a valid content.
 */
export function applyDiff(a: EventContent, changes: readonly FieldChange[]): EventContent {
  const whole: Record<string, JsonValue> = {};
  const overrides = new Map<string, JsonValue>();
  const metadata = new Map<string, JsonValue>(Object.entries(a.metadata));
  for (const { field, to } of changes) {
    if (field.startsWith(OVERRIDES)) overrides.set(field.slice(OVERRIDES.length), to);
    else if (!field.startsWith(METADATA)) whole[field] = to;
    else if (to === null) metadata.delete(field.slice(METADATA.length));
    else metadata.set(field.slice(METADATA.length), to);
  }
  // What a diff says of a field is a value of that field.
  const { calendarProperties, ...fields } = { ...a, ...whole } as EventContent;
  return {
    ...fields,
    ...(calendarProperties?.length ? { calendarProperties } : {}),
    overrides: overridesAfter(a, fields, overrides),
    metadata: Object.fromEntries(metadata),
  };
}

/**
 * The overrides as the changes leave them; those that are not named have followed the series. Names
 * are read as {@link diffContent} gives them.
 */
function overridesAfter(
  a: EventContent,
  time: EventTime,
  changes: ReadonlyMap<OccurrenceKey, JsonValue>,
): EventContent["overrides"] {
  const there = keyMove(a, time);
  const back = keyMove(time, a);
  const namedHere = a.start <= time.start;
  const after: Record<OccurrenceKey, Override> = {};
  const read = new Set<OccurrenceKey>();
  for (const [key, override] of Object.entries(a.overrides)) {
    const follower = there(key);
    const name = namedHere || back(follower) !== key ? key : follower;
    read.add(name);
    const to = changes.get(name);
    if (to === undefined) after[follower] = override;
    else if (to !== null) after[follower] = to as Override;
  }
  for (const [name, to] of changes) {
    if (read.has(name) || to === null) continue;
    const isNamedAfter = !namedHere || a.allDay === name.includes("T");
    after[isNamedAfter ? name : there(name)] = to as Override;
  }
  return after;
}
