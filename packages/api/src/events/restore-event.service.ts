import { restoreOccurrence } from "@daybook/domain/event/exclude";
import type { Call } from "../rpc/context.ts";
import { requireEvent } from "../write/access.ts";
import { requireNotSplitSince, requireNotTakenBack } from "../versions/split-halves.ts";
import { changeEvent } from "./change-event.service.ts";
import { requireLiveCalendar } from "./decision.ts";
import type { ChangedView, RestoreEventInput } from "./events.schema.ts";
import { requireNotDeleted } from "./version-conflict.ts";

/** Brings back a deleted event, or one occurrence as the series has it (rule X5). */
export async function restoreEvent(call: Call, input: RestoreEventInput): Promise<ChangedView> {
  const { id, occurrenceKey, message } = input;

  return changeEvent(call, input, async (reading) => {
    if (occurrenceKey !== undefined) {
      const found = await requireEvent(reading, id, "edit");
      requireNotDeleted(found, undefined);
      const content = restoreOccurrence(found.content, occurrenceKey);
      const change = { kind: "restore", content, deleted: false, message } as const;
      return { found, change, seenFrom: occurrenceKey };
    }
    const found = await requireEvent(reading, id, "restore");
    requireLiveCalendar(found);
    if (found.event.deletedAt !== null) {
      await requireNotSplitSince(reading, found, { version: found.event.version });
      await requireNotTakenBack(reading, found);
    }
    const { content } = found;
    return { found, change: { kind: "restore", content, deleted: false, message } };
  });
}
