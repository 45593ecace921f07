import { findVersion } from "@daybook/db/queries/versions.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { DomainError } from "@daybook/domain/errors";
import { conflictsBetween, type FieldConflict } from "@daybook/domain/versions/conflicts";
import { diffFromBase } from "@daybook/domain/versions/diff";
import type { AccessibleEvent } from "../write/access.ts";
import type { Write } from "../write/write.ts";

/** An older version that a call was made from. */
export interface StaleBase {
  readonly version: number;
  readonly content: EventContent;
  readonly deleted: boolean;
}

/**
 * The version that a call was made from, where the event has moved on since; undefined for a call
 * that names none or the present one.
 *
 * @throws DomainError VERSION_NOT_FOUND
 */
export async function findStaleBase(
  write: Write,
  { event }: AccessibleEvent,
  baseVersion: number | undefined,
): Promise<StaleBase | undefined> {
  if (baseVersion === undefined || baseVersion === event.version) {
    return undefined;
  }
  const base = await findVersion(write.trx, event.id, baseVersion);
  if (base === undefined) {
    const details = { currentVersion: event.version };
    throw new DomainError("VERSION_NOT_FOUND", { field: "baseVersion", details });
  }
  return base;
}

/**
 * `VERSION_CONFLICT` with base, yours and theirs (rule V3), `yours` null for a deletion. The list
 * is never empty: where no fields meet it holds what was changed meanwhile, and at the very least
 * whether the event is deleted.
 */
export function versionConflict(
  found: AccessibleEvent,
  base: StaleBase,
  yours: EventContent | null,
): DomainError {
  const { event, content } = found;
  const meeting = yours === null ? [] : conflictsBetween(base.content, yours, content);
  const candidates = [
    meeting,
    changedMeanwhile(found, base, yours),
    [deletion(found, base, yours)],
  ];
  return new DomainError("VERSION_CONFLICT", {
    field: "baseVersion",
    details: {
      eventId: event.id,
      baseVersion: base.version,
      currentVersion: event.version,
      conflicts: candidates.find((conflicts) => conflicts.length > 0),
    },
  });
}

function changedMeanwhile(
  { content }: AccessibleEvent,
  base: StaleBase,
  yours: EventContent | null,
): FieldConflict[] {
  return diffFromBase(base.content, content).map(({ field, from, to }) => ({
    field,
    base: from,
    // Where no field of `yours` meets one of `theirs`, it has left this one as it was.
    yours: yours === null ? null : from,
    theirs: to,
  }));
}

function deletion(
  { event }: AccessibleEvent,
  base: StaleBase,
  yours: EventContent | null,
): FieldConflict {
  return {
    field: "deleted",
    base: base.deleted,
    yours: yours === null,
    theirs: event.deletedAt !== null,
  };
}
