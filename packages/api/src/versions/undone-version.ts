import type { Id } from "@daybook/db/ids";
import { listRightParts } from "@daybook/db/queries/right-parts.queries";
import { listVersionSources } from "@daybook/db/queries/version-sources.queries";
import { findVersion, type VersionWithContent } from "@daybook/db/queries/versions.queries";
import { DomainError } from "@daybook/domain/errors";
import { authorise } from "@daybook/domain/sharing/authorised";
import type { VersionSources } from "@daybook/domain/versions/in-effect";
import type { EventState } from "@daybook/domain/versions/undo";
import type { FoundEvent } from "../events/decision.ts";
import { findAccessibleEvent } from "../write/access.ts";
import type { Reading } from "../write/write.ts";

/** One version that is to be taken back, with what there was before it and what there is. */
export interface UndoneVersion {
  readonly found: FoundEvent;
  readonly base: VersionWithContent;
  /** Undefined for the first version. */
  readonly before: VersionWithContent | undefined;
  readonly sources: VersionSources;
  /** Whether anything was ever split from the event. */
  readonly isDivided: boolean;
}

/** What a version found: for the first one the same event, which was not there. */
export function stateBefore({ base, before }: UndoneVersion): EventState {
  return before ?? { content: base.content, deleted: true, calendarId: base.calendarId };
}

/** The versions that came after the one that is taken back. */
export function versionsSince({ found, base }: UndoneVersion): number[] {
  const count = found.event.version - base.version;
  return Array.from({ length: count }, (_, i) => base.version + 1 + i);
}

/**
 * A version of an event that the caller has found already.
 *
 * @throws DomainError VERSION_NOT_FOUND
 */
export async function findUndone(
  { trx }: Reading,
  found: FoundEvent,
  version: number,
): Promise<UndoneVersion> {
  const { id: eventId, version: currentVersion } = found.event;
  const base = await findVersion(trx, eventId, version);
  if (base === undefined) {
    throw new DomainError("VERSION_NOT_FOUND", { field: "version", details: { currentVersion } });
  }
  const before = await findVersion(trx, eventId, version - 1);
  const sources = await listVersionSources(trx, eventId);
  const isDivided = (await listRightParts(trx, [eventId])).length > 0;
  return { found, base, before, sources, isDivided };
}

/**
 * One of several events that are undone together: the caller sees another of them.
 *
 * @throws DomainError FORBIDDEN, for one that the caller cannot see too
 */
export async function findUndoneAmong(
  reading: Reading,
  { eventId, version }: { readonly eventId: Id; readonly version: number },
): Promise<UndoneVersion> {
  const found = await findAccessibleEvent(reading, eventId).catch((error: unknown) => {
    throw error instanceof DomainError && error.reason === "NOT_FOUND" ? hidden() : error;
  });
  return findUndone(reading, requireEditable(found), version);
}

/** @throws DomainError FORBIDDEN, which does not say of what where the caller cannot see it (S3) */
export function requireEditable<
  Found extends { readonly access: FoundEvent["access"] | undefined },
>(found: Found): Found & { readonly access: FoundEvent["access"] } {
  if (found.access === undefined) throw hidden();
  return authorise(found, "edit");
}

/** Among what is undone together is something that the caller cannot see. */
export function hidden(): DomainError {
  return new DomainError("FORBIDDEN", { details: { required: "editor", actual: null } });
}
