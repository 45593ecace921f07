import type { Id } from "@daybook/db/ids";
import { eventReachesUser, lockEvent } from "@daybook/db/queries/events.queries";
import {
  findLeftPart,
  listRightParts,
  type RightPart,
} from "@daybook/db/queries/right-parts.queries";
import { listVersionSources } from "@daybook/db/queries/version-sources.queries";
import { DomainError } from "@daybook/domain/errors";
import { hasChange, type VersionSource } from "@daybook/domain/versions/in-effect";
import type { AccessibleEvent } from "../write/access.ts";
import type { Reading } from "../write/write.ts";

/** Events that the same write makes the next versions of, and how those make them stand. */
export type ChangedTogether = ReadonlyMap<
  Id,
  { readonly next: VersionSource; readonly deleted: boolean }
>;

const ALONE: ChangedTogether = new Map();

/** How an event is to stand again, and the field of the input that says so. */
export type StandingAgain = {
  readonly field?: string;
  readonly together?: ChangedTogether | undefined;
} & (
  | { readonly version: number }
  /** As its next version makes it stand. */
  | { readonly next: VersionSource }
);

/**
 * What right parts have taken over must not come back on the left as well (rule X4). A deleted
 * right part stands in nobody's way, but what was split from it in turn does.
 *
 * @throws DomainError SPLIT_SINCE
 */
export async function requireNotSplitSince(
  reading: Reading,
  { event: { id: eventId, version: present } }: AccessibleEvent,
  { field, together = ALONE, ...again }: StandingAgain,
): Promise<void> {
  const { trx } = reading;
  const all = await listRightParts(trx, [eventId]);
  if (all.length === 0) return;
  const sources = new Map(await listVersionSources(trx, eventId));
  if ("next" in again) sources.set(present + 1, again.next);
  const version = "next" in again ? present + 1 : again.version;
  let parts = all.filter((part) => !hasChange(part.splitVersion, version, sources));
  while (parts.length > 0) {
    const living = parts.find((part) => isLive(part, together));
    if (living !== undefined) {
      const rightPartId = await ifVisible(reading, living.id);
      throw new DomainError("SPLIT_SINCE", {
        ...(field === undefined ? {} : { field }),
        details: { rightPartId },
      });
    }
    parts = await listRightParts(
      trx,
      parts.map(({ id }) => id),
    );
  }
}

/**
 * The mirror of {@link requireNotSplitSince}, for a right part that comes back: its left part must
 * not have gone back past the split meanwhile. Where the left part is deleted, that is asked of the
 * event which it was split from in turn. Locks what it asks, so that no rollback of it comes between.
 *
 * @throws DomainError SPLIT_TAKEN_BACK
 */
export async function requireNotTakenBack(
  reading: Reading,
  { event }: AccessibleEvent,
  together: ChangedTogether = ALONE,
): Promise<void> {
  const { trx, locks } = reading;
  let { splitFrom } = event;
  while (splitFrom !== null) {
    const { eventId, version: split } = splitFrom;
    if (locks) await lockEvent(trx, eventId);
    const left = await findLeftPart(trx, eventId);
    if (left === undefined) return;
    const next = together.get(eventId);
    if (!(next?.deleted ?? left.deleted)) {
      const sources = new Map(await listVersionSources(trx, eventId));
      if (next !== undefined) sources.set(left.version + 1, next.next);
      if (!hasChange(split, left.version + (next === undefined ? 0 : 1), sources)) {
        const leftPartId = await ifVisible(reading, eventId);
        throw new DomainError("SPLIT_TAKEN_BACK", { details: { leftPartId } });
      }
      // While it lives, nothing that it was split from can have gone back past that.
      return;
    }
    splitFrom = left.splitFrom;
  }
}

function isLive({ id, deleted }: RightPart, together: ChangedTogether): boolean {
  return !(together.get(id)?.deleted ?? deleted);
}

/** An event that the caller gets NOT_FOUND for is not named either (rule S3). */
async function ifVisible({ trx, call }: Reading, eventId: Id): Promise<Id | null> {
  return (await eventReachesUser(trx, eventId, call.actor.userId)) ? eventId : null;
}
