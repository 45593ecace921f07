import { listVersionSources } from "@daybook/db/queries/version-sources.queries";
import { findVersion } from "@daybook/db/queries/versions.queries";
import { DomainError } from "@daybook/domain/errors";
import { changeEvent } from "../events/change-event.service.ts";
import type { ChangedView } from "../events/events.schema.ts";
import type { Call } from "../rpc/context.ts";
import { requireEvent } from "../write/access.ts";
import { decideUndo } from "./undo-decision.ts";
import type { UndoInput } from "./versions.schema.ts";

/** Takes back one change and keeps the later ones (rule V4). */
export async function undo(call: Call, input: UndoInput): Promise<ChangedView> {
  const { eventId, version, message, resolutions = {} } = input;
  return changeEvent(call, input, async (reading) => {
    const found = await requireEvent(reading, eventId, "edit");
    const base = await findVersion(reading.trx, eventId, version);
    if (base === undefined) {
      const details = { currentVersion: found.event.version };
      throw new DomainError("VERSION_NOT_FOUND", { field: "version", details });
    }
    const before = await findVersion(reading.trx, eventId, version - 1);
    const sources = await listVersionSources(reading.trx, eventId);
    const undone = { found, base, before, sources };
    const asked = { resolutions, message, field: "version" } as const;
    const decided = await decideUndo(reading, undone, asked);
    if (decided.kind === "conflict") {
      const { version: currentVersion } = found.event;
      throw new DomainError("VERSION_CONFLICT", {
        field: "version",
        details: { eventId, baseVersion: version, currentVersion, conflicts: decided.conflicts },
      });
    }
    return decided.decision;
  });
}
