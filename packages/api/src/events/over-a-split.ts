import { listRightParts, listRollbacks } from "@daybook/db/queries/right-parts.queries";
import { findVersion, type VersionWithContent } from "@daybook/db/queries/versions.queries";
import { keyMove } from "@daybook/domain/event/key-move";
import { liesInLeftPart } from "@daybook/domain/versions/left-part";
import { standsBeforeSplit } from "@daybook/domain/versions/split-standing";
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
 * now (rules X4, V3). A split that a rollback took back lies nowhere.
 */
export async function isOverSplit(
  { trx }: Reading,
  { event }: AccessibleEvent,
  call: { readonly base: VersionWithContent; readonly aim: CallAim },
): Promise<boolean> {
  const { base, aim } = call;
  const parts = await listRightParts(trx, [event.id]);
  if (parts.length === 0) return false;
  const rollbacks = await listRollbacks(trx, event.id);
  const splits = new Set(
    parts
      .map(({ splitVersion }) => splitVersion)
      .filter((split) => standsBeforeSplit(base.version, split, rollbacks))
      .filter((split) => !standsBeforeSplit(event.version, split, rollbacks)),
  );
  const key = onlyOccurrence(base, aim);
  if (key === undefined) return splits.size > 0;
  for (const split of splits) {
    // One after the other, as each holds a whole content.
    const left = await findVersion(trx, event.id, split);
    if (left === undefined) return true;
    const keyThen = keyMove(base.content, left.content)(key);
    if (!liesInLeftPart(left.content, keyThen)) return true;
  }
  return false;
}

/** The one occurrence that a call is about; undefined where it is about more. */
function onlyOccurrence(
  { content }: VersionWithContent,
  { scope, occurrenceKey }: CallAim,
): string | undefined {
  if (scope !== "this" || occurrenceKey === undefined || content.recurrence === null) {
    return undefined;
  }
  return parseKey(occurrenceKey, content.allDay) === undefined ? undefined : occurrenceKey;
}
