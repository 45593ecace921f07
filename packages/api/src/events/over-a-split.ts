import { listRightParts } from "@daybook/db/queries/right-parts.queries";
import { listVersionSources } from "@daybook/db/queries/version-sources.queries";
import { findVersion, type VersionWithContent } from "@daybook/db/queries/versions.queries";
import type { OccurrenceKey } from "@daybook/domain/event/content";
import { keyMove } from "@daybook/domain/event/key-move";
import { hasChange } from "@daybook/domain/versions/in-effect";
import { liesInLeftPart } from "@daybook/domain/versions/left-part";
import { parseKey } from "@daybook/domain/time/wall-time";
import type { AccessibleEvent } from "../write/access.ts";
import type { Reading } from "../write/write.ts";

/** What a call is about: without a scope, the whole event. */
export interface CallAim {
  readonly scope?: "all" | "this" | "thisAndFollowing" | undefined;
  readonly occurrenceKey?: string | undefined;
}

/**
 * Whether a split lies between the version that a call was made from and the present, and the call
 * is about more than one occurrence before its pivot: part of what it is about is another event
 * now (rules X4, V3). A split that was taken back lies nowhere.
 */
export async function isOverSplit(
  reading: Reading,
  found: AccessibleEvent,
  { base, aim }: { readonly base: VersionWithContent; readonly aim: CallAim },
): Promise<boolean> {
  return isDividedSince(reading, found, { base, keys: onlyOccurrence(base, aim) });
}

/**
 * The same for a change of some occurrences, by their keys in the older version, or of the whole.
 */
export async function isDividedSince(
  { trx }: Reading,
  { event }: AccessibleEvent,
  { base, keys }: { readonly base: VersionWithContent; readonly keys: OccurrenceKey[] | undefined },
): Promise<boolean> {
  const parts = await listRightParts(trx, [event.id]);
  if (parts.length === 0) return false;
  const sources = await listVersionSources(trx, event.id);
  const splits = new Set(
    parts
      .map(({ splitVersion }) => splitVersion)
      .filter((split) => !hasChange(split, base.version, sources))
      .filter((split) => hasChange(split, event.version, sources)),
  );
  if (keys === undefined) return splits.size > 0;
  for (const split of splits) {
    // One after the other, as each holds a whole content.
    const left = await findVersion(trx, event.id, split);
    if (left === undefined) return true;
    const keyThen = keyMove(base.content, left.content);
    if (!keys.every((key) => liesInLeftPart(left.content, keyThen(key)))) return true;
  }
  return false;
}

/** The one occurrence that a call is about; undefined where it is about more. */
function onlyOccurrence(
  { content }: VersionWithContent,
  { scope, occurrenceKey }: CallAim,
): OccurrenceKey[] | undefined {
  if (scope !== "this" || occurrenceKey === undefined || content.recurrence === null) {
    return undefined;
  }
  return parseKey(occurrenceKey, content.allDay) === undefined ? undefined : [occurrenceKey];
}
