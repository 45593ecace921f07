import type { EventContent } from "../event/content.ts";
import { type KeyMove, keyMove } from "../event/key-move.ts";
import { partsBefore } from "../event/split-parts.ts";

/**
 * Where the keys of a series have gone that went with the right part of a split (rule X4): the
 * right part keeps them, unless the edit that made it moved it.
 *
 * @param parts the series before the split, its left part, and its right part as it began
 */
export function keysIntoRightPart(parts: {
  readonly before: EventContent;
  readonly left: EventContent;
  readonly right: EventContent;
}): KeyMove {
  const { before, left, right } = parts;
  return keyMove(partsBefore(before, left)?.right ?? before, right);
}
