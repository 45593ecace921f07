import { findVersion } from "@daybook/db/queries/versions.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { DomainError } from "@daybook/domain/errors";
import { conflictsBetween, type FieldConflict } from "@daybook/domain/versions/conflicts";
import { diffFromBase } from "@daybook/domain/versions/diff";
import type { AccessibleEvent } from "../write/access.ts";
import type { Reading } from "../write/write.ts";

/** An older version that a call was made from. */
export interface StaleBase {
  readonly version: number;
  readonly content: EventContent;
  readonly deleted: boolean;
  /** Where the event was then. */
  readonly calendarId: string;
}

/**
 * The version that a call was made from, where the event has moved on since; undefined for a call
 * that names none or the present one.
 *
 * @throws DomainError VERSION_NOT_FOUND
 */
export async function findStaleBase(
  reading: Reading,
  { event }: AccessibleEvent,
  baseVersion: number | undefined,
): Promise<StaleBase | undefined> {
  if (baseVersion === undefined || baseVersion === event.version) {
    return undefined;
  }
  const base = await findVersion(reading.trx, event.id, baseVersion);
  if (base === undefined) {
    const details = { currentVersion: event.version };
    throw new DomainError("VERSION_NOT_FOUND", { field: "baseVersion", details });
  }
  return base;
}

/** The versions that came after an older one: those that a change of it is merged over (rule V3). */
export function versionsSince({ event }: AccessibleEvent, base: StaleBase): number[] {
  const count = event.version - base.version;
  return Array.from({ length: count }, (_, i) => base.version + 1 + i);
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
  const { content } = found;
  const meeting = yours === null ? [] : conflictsBetween(base.content, yours, content);
  const candidates = [
    meeting,
    changedMeanwhile(found, base, yours),
    [deletion(found, base, yours)],
  ];
  return conflictOf(found, base, candidates.find((conflicts) => conflicts.length > 0) ?? []);
}

/** `VERSION_CONFLICT` over these fields. */
export function conflictOf(
  { event }: AccessibleEvent,
  base: StaleBase,
  conflicts: readonly FieldConflict[],
): DomainError {
  return new DomainError("VERSION_CONFLICT", {
    field: "baseVersion",
    details: {
      eventId: event.id,
      baseVersion: base.version,
      currentVersion: event.version,
      conflicts,
    },
  });
}

/**
 * A change asks for an event that is there. One that was deleted since the version that the call
 * was made from is a conflict: a delete meets an edit (rule V3).
 *
 * @throws DomainError EVENT_DELETED, VERSION_CONFLICT
 */
export function requireNotDeleted(found: AccessibleEvent, base: StaleBase | undefined): void {
  const { deletedAt, version } = found.event;
  if (deletedAt === null) {
    return;
  }
  if (base !== undefined && !base.deleted) {
    throw conflictOf(found, base, [deletion(found, base, base.content)]);
  }
  throw new DomainError("EVENT_DELETED", { details: { version } });
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
