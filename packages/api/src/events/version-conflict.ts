import { findVersion } from "@daybook/db/queries/versions.queries";
import type { EventContent, JsonValue } from "@daybook/domain/event/content";
import { DomainError } from "@daybook/domain/errors";
import { conflictsBetween, type FieldConflict } from "@daybook/domain/versions/conflicts";
import { diffFromBase } from "@daybook/domain/versions/diff";
import type { AccessibleEvent } from "../write/access.ts";
import type { Reading } from "../write/write.ts";
import { type CallAim, isOverSplit } from "./over-a-split.ts";

/** An older version that a call was made from. */
export interface StaleBase {
  readonly version: number;
  readonly content: EventContent;
  readonly deleted: boolean;
  /** Where the event was then. */
  readonly calendarId: string;
  /** Part of what the call is about is another event since (rule X4). */
  readonly overSplit: boolean;
}

/**
 * The version that a call was made from, where the event has moved on since; undefined for a call
 * that names none or the present one. A call with neither scope nor occurrence is about the whole.
 *
 * @throws DomainError VERSION_NOT_FOUND
 */
export async function findStaleBase(
  reading: Reading,
  found: AccessibleEvent,
  { baseVersion, ...aim }: CallAim & { readonly baseVersion?: number | undefined },
): Promise<StaleBase | undefined> {
  const { event } = found;
  if (baseVersion === undefined || baseVersion === event.version) {
    return undefined;
  }
  const base = await findVersion(reading.trx, event.id, baseVersion);
  if (base === undefined) {
    const details = { currentVersion: event.version };
    throw new DomainError("VERSION_NOT_FOUND", { field: "baseVersion", details });
  }
  return { ...base, overSplit: await isOverSplit(reading, found, { base, aim }) };
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
 * Of what was divided since, nobody said in which part a change is to be: it is a conflict in
 * `recurrence`, however it is to be merged (rules X4, V3).
 *
 * @param yours what the older version would have become, null for a deletion
 * @throws DomainError VERSION_CONFLICT
 */
export function requireNotOverSplit(
  found: AccessibleEvent,
  base: StaleBase,
  yours: EventContent | null,
): void {
  if (base.overSplit) throw conflictOf(found, base, [recurrenceConflict(found, base, yours)]);
}

/** What each side says of how the event recurs. */
export function recurrenceConflict(
  { content: theirs }: AccessibleEvent,
  base: StaleBase,
  yours: EventContent | null,
): FieldConflict {
  const of = (content: EventContent | null) => (content?.recurrence ?? null) as JsonValue;
  return { field: "recurrence", base: of(base.content), yours: of(yours), theirs: of(theirs) };
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
