import type { EventContent, OccurrenceKey } from "@daybook/domain/event/content";
import { keyMove } from "@daybook/domain/event/key-move";
import { patchContent } from "@daybook/domain/event/patch";
import { patchFollowing } from "@daybook/domain/event/split";
import type { Call } from "../rpc/context.ts";
import { requireEvent } from "../write/access.ts";
import { changeEvent } from "./change-event.service.ts";
import type { FoundEvent } from "./decision.ts";
import type { ChangedView, UpdateEventInput } from "./events.schema.ts";
import { type Edited, mergeEdit, mergeSplit } from "./merge-edit.ts";
import { findStaleBase, requireNotDeleted, type StaleBase } from "./version-conflict.ts";

/** Changes an event, a whole series, one occurrence, or one and all that follow it (X1–X8, V1–V3). */
export async function updateEvent(call: Call, input: UpdateEventInput): Promise<ChangedView> {
  const { id, message } = input;

  return changeEvent(call, input, async (reading) => {
    const found = await requireEvent(reading, id, "edit");
    const base = await findStaleBase(reading, found, input);
    requireNotDeleted(found, base);
    const edited = editedFrom(found, base, input);
    const { content, rightPart, mergedOver } = edited;
    const kind = rightPart === undefined ? "update" : "split";
    const change = { kind, content, deleted: false, message } as const;
    return { found, change, rightPart, mergedOver, seenFrom: presentKey(found, base, input) };
  });
}

/** What the edit makes of the present, or of the version that the call was made from (rule V3). */
function editedFrom(
  found: FoundEvent,
  base: StaleBase | undefined,
  input: UpdateEventInput,
): Edited {
  const { patch, scope, orphans, onConflict } = input;
  const timeZone = found.event.calendarTimeZone;
  const edit = (content: EventContent, occurrenceKey: OccurrenceKey | undefined): Edited => {
    const target = { occurrenceKey, orphans, timeZone };
    if (scope !== "thisAndFollowing") {
      return { content: patchContent(content, patch, { ...target, scope }).content };
    }
    const following = patchFollowing(content, patch, target);
    const dropped = following.droppedOverrides;
    return following.kind === "all"
      ? { content: following.content, dropped }
      : { content: following.left, rightPart: following.right, dropped };
  };
  if (base === undefined) {
    return edit(found.content, input.occurrenceKey);
  }
  const yours = edit(base.content, input.occurrenceKey);
  const again = () => edit(found.content, presentKey(found, base, input));
  const { occurrenceKey: pivot } = input;
  return yours.rightPart === undefined || pivot === undefined
    ? mergeEdit(found, base, { yours: yours.content, again, onConflict })
    : mergeSplit(found, base, {
        split: { pivot, patch, parts: { left: yours.content, right: yours.rightPart } },
        again,
        onConflict,
      });
}

/**
 * The occurrence that the call names, by the key that it has now: a key is read as of the version
 * that it was seen in, and follows later moves (rule X3).
 */
function presentKey(
  { content }: FoundEvent,
  base: StaleBase | undefined,
  { occurrenceKey }: UpdateEventInput,
): OccurrenceKey | undefined {
  if (base === undefined || occurrenceKey === undefined) return occurrenceKey;
  return keyMove(base.content, content)(occurrenceKey);
}
