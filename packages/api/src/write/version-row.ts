import type { Id } from "@daybook/db/ids";
import type { NewVersion } from "@daybook/db/queries/versions.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { contentSchemaOf, encodeContent } from "@daybook/domain/event/stored-content";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import type { VersionKind } from "@daybook/domain/versions/chain";
import { changedFields } from "@daybook/domain/versions/diff";
import { sealVersion } from "../versions/version-seal.ts";
import type { Write } from "./write.ts";

/** Why events were made or changed; kept with their versions (rule V1). */
export interface ChangeNote {
  readonly kind: VersionKind;
  readonly message?: string | undefined;
  /** The version whose content a rollback took, or that an undo took back. */
  readonly sourceVersion?: number;
}

interface VersionFacts {
  readonly eventId: Id;
  readonly version: number;
  readonly at: number;
  readonly calendarId: Id;
  readonly previousChainHash: Uint8Array | null;
  readonly deleted: boolean;
  readonly content: EventContent;
  readonly before: EventContent | null;
}

/** The text that a version stores of a content; throws LIMIT_EXCEEDED for content that is too much. */
export function storedContent(content: EventContent): string {
  const stored = encodeContent(content);
  if (Buffer.byteLength(stored) > LIMITS.contentBytes) {
    throw limitRefusal("contentBytes");
  }
  return stored;
}

/** An event's next version as its row. */
export function versionOf(write: Write, note: ChangeNote, facts: VersionFacts): NewVersion {
  const { eventId, version, at, calendarId, previousChainHash, deleted, content, before } = facts;
  const { kind } = note;
  const actorId = write.call.actor.userId;
  const stored = storedContent(content);
  return {
    eventId,
    version,
    kind,
    deleted,
    at,
    actorId,
    calendarId,
    changeSetId: write.changeSetId,
    message: note.message ?? null,
    changedFields: changedFields(before, content),
    sourceVersion: note.sourceVersion ?? null,
    content: stored,
    contentSchema: contentSchemaOf(content),
    ...sealVersion(stored, { previousChainHash, eventId, version, kind, at, actorId, deleted }),
  };
}
