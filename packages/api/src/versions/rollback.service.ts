import { findVersion } from "@daybook/db/queries/versions.queries";
import { DomainError } from "@daybook/domain/errors";
import { authorise } from "@daybook/domain/sharing/authorised";
import { changeEvent } from "../events/change-event.service.ts";
import { isAlreadySo, requireLiveCalendar } from "../events/decision.ts";
import type { ChangedView } from "../events/events.schema.ts";
import { findStaleBase, versionConflict } from "../events/version-conflict.ts";
import type { Call } from "../rpc/context.ts";
import { requireEvent } from "../write/access.ts";
import { requireNotSplitSince, requireNotTakenBack } from "./split-halves.ts";
import type { RollbackInput } from "./versions.schema.ts";

/**
 * Writes a new version with exactly an old one's content; it never merges, and grants and the
 * calendar stay as they are (rules V1, V4, S8). What it brings back or removes needs that right.
 */
export async function rollbackEvent(call: Call, input: RollbackInput): Promise<ChangedView> {
  const { eventId, version, baseVersion, message } = input;
  return changeEvent(call, input, async (reading) => {
    const found = await requireEvent(reading, eventId, "edit");
    const then = await findVersion(reading.trx, eventId, version);
    if (then === undefined) {
      const details = { currentVersion: found.event.version };
      throw new DomainError("VERSION_NOT_FOUND", { field: "version", details });
    }
    const { content, deleted } = then;
    const wasDeleted = found.event.deletedAt !== null;
    const isCreator = found.event.createdBy === call.actor.userId;
    if (deleted !== wasDeleted) {
      authorise(found, deleted ? "delete" : "restore", { isCreator });
    }
    if (!deleted) {
      requireLiveCalendar(found);
    }
    const change = { kind: "rollback", content, deleted, message, sourceVersion: version } as const;
    const base = await findStaleBase(reading, found, { baseVersion });
    if (isAlreadySo(found, change)) {
      return { found, change };
    }
    if (base !== undefined) {
      throw versionConflict(found, base, deleted ? null : content);
    }
    if (!deleted) {
      await requireNotSplitSince(reading, found, { version, field: "version" });
      if (wasDeleted) await requireNotTakenBack(reading, found);
    }
    return { found, change };
  });
}
