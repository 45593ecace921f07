import type { EventContent, OccurrenceKey } from "../event/content.ts";
import { type KeyMove, keyMove } from "../event/key-move.ts";
import { sameJson, sameOverride } from "../event/stored-content.ts";
import { comparedValue, OVERRIDES } from "./diff.ts";

/**
 * Which of some fields of a content had the same value in an earlier one, and the name that each
 * had there (rule V6). An override that merely followed a move of its series has not changed, and
 * goes by another key (rule X3).
 *
 * @param move where keys of the earlier content have gone; by default, where a move of the series
 *   from its time to the later one's takes them.
 */
export function unchangedFields(
  fields: Iterable<string>,
  contents: { readonly later: EventContent; readonly earlier: EventContent },
  move: KeyMove = keyMove(contents.earlier, contents.later),
): Map<string, string> {
  const { later, earlier } = contents;
  const unchanged = new Map<string, string>();
  let origins: ReadonlyMap<OccurrenceKey, readonly OccurrenceKey[]> | undefined;
  for (const field of fields) {
    if (field.startsWith(OVERRIDES)) {
      const key = field.slice(OVERRIDES.length);
      origins ??= originsOf(earlier, move);
      const origin = origins.get(key)?.find((from) => {
        return sameOverride(earlier.overrides[from], later.overrides[key]);
      });
      if (origin !== undefined) unchanged.set(field, OVERRIDES + origin);
    } else if (sameJson(comparedValue(later, field), comparedValue(earlier, field))) {
      unchanged.set(field, field);
    }
  }
  return unchanged;
}

/** The keys that have become each key; several times of a day can have become its date (rule X7). */
function originsOf(
  { overrides }: EventContent,
  move: KeyMove,
): ReadonlyMap<OccurrenceKey, readonly OccurrenceKey[]> {
  const origins = new Map<OccurrenceKey, OccurrenceKey[]>();
  for (const key of Object.keys(overrides).sort()) {
    const follower = move(key);
    const others = origins.get(follower);
    if (others === undefined) origins.set(follower, [key]);
    else others.push(key);
  }
  return origins;
}
