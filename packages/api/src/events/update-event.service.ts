import type { EventContent } from "@daybook/domain/event/content";
import { patchContent } from "@daybook/domain/event/patch";
import type { Call } from "../rpc/context.ts";
import { requireEvent } from "../write/access.ts";
import { changeEvent } from "./change-event.service.ts";
import type { ChangedView, UpdateEventInput } from "./events.schema.ts";
import { mergeEdit } from "./merge-edit.ts";
import { findStaleBase, requireNotDeleted } from "./version-conflict.ts";

/** Changes an event, a whole series, or one occurrence of it (rules X1–X8, V1–V3). */
export async function updateEvent(call: Call, input: UpdateEventInput): Promise<ChangedView> {
  const { id, patch, scope, occurrenceKey, orphans, message } = input;

  return changeEvent(call, input, async (reading) => {
    const found = await requireEvent(reading, id, "edit");
    const base = await findStaleBase(reading, found, input.baseVersion);
    requireNotDeleted(found, base);
    const timeZone = found.event.calendarTimeZone;
    const edit = (before: EventContent) =>
      patchContent(before, patch, { scope, occurrenceKey, orphans, timeZone }).content;
    const { content } =
      base === undefined ? { content: edit(found.content) } : mergeEdit(found, base, { edit });
    const change = { kind: "update", content, deleted: false, message } as const;
    return { found, change, seenFrom: occurrenceKey };
  });
}
