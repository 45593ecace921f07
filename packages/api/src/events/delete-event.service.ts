import type { EventContent } from "@daybook/domain/event/content";
import { type DeleteTarget, deleteTarget, isGone } from "@daybook/domain/event/edit-target";
import { excludeOccurrence } from "@daybook/domain/event/exclude";
import { keyMove } from "@daybook/domain/event/key-move";
import { endBefore } from "@daybook/domain/event/split";
import { authorise } from "@daybook/domain/sharing/authorised";
import type { Call } from "../rpc/context.ts";
import { requireEvent } from "../write/access.ts";
import { changeEvent } from "./change-event.service.ts";
import type { Decision, FoundEvent } from "./decision.ts";
import type { ChangedView, DeleteEventInput } from "./events.schema.ts";
import { mergeDeletion, mergeEdit } from "./merge-edit.ts";
import { findStaleBase } from "./version-conflict.ts";

/**
 * Deletes an event, or takes one occurrence out of a series, or one and all that follow it (rule
 * X5). What leaves nothing of the series deletes the event, and needs that right.
 */
export async function deleteEvent(call: Call, input: DeleteEventInput): Promise<ChangedView> {
  const { id, scope, occurrenceKey, onConflict, message } = input;

  return changeEvent(call, input, async (reading) => {
    const found = await requireEvent(reading, id, "read");
    const isCreator = found.event.createdBy === call.actor.userId;
    if (found.event.deletedAt !== null) {
      const inPart = scope !== undefined && scope !== "all" && found.content.recurrence !== null;
      authorise(found, inPart ? "edit" : "delete", { isCreator });
      return deletion(found, { message });
    }
    const base = await findStaleBase(reading, found, input);
    // A key is read as of the version that it was seen in, and follows later moves (rule X3).
    const seen = base?.content ?? found.content;
    const target = deleteTarget(seen, { scope, occurrenceKey });
    authorise(found, target.kind === "event" ? "delete" : "edit", { isCreator });
    const present = targetIn(found.content, seen, target);
    const seenFrom = present.kind === "event" ? undefined : present.key;
    const yours = contentWithout(seen, target);
    if (yours === null) {
      authorise(found, "delete", { isCreator });
      const mergedOver = base && mergeDeletion(found, base, onConflict);
      return { ...deletion(found, { message }), mergedOver, seenFrom };
    }
    const again = () => {
      // By neither key there any more: an exclusion would only wait for it to come back.
      if (isGone(found.content, present) && isGone(found.content, target)) return found;
      const content = contentWithout(found.content, present);
      return content && { content };
    };
    const { content, mergedOver } =
      base === undefined
        ? { content: yours }
        : mergeEdit(found, base, { yours, again, onConflict });
    const change = { kind: "update", content, deleted: false, message } as const;
    return { found, change, mergedOver, seenFrom };
  });
}

/** The same target in the present, where its occurrence may have another key. */
function targetIn(present: EventContent, seen: EventContent, target: DeleteTarget): DeleteTarget {
  if (target.kind === "event") return target;
  return { ...target, key: keyMove(seen, present)(target.key) };
}

function deletion(found: FoundEvent, { message }: Pick<DeleteEventInput, "message">): Decision {
  const { content } = found;
  return { found, change: { kind: "delete", content, deleted: true, message } };
}

/** What is left of an event, or null where nothing is. */
function contentWithout(content: EventContent, target: DeleteTarget): EventContent | null {
  switch (target.kind) {
    case "event":
      return null;
    case "following":
      return endBefore(content, target.key);
    case "occurrence": {
      const exclusion = excludeOccurrence(content, target.key);
      return exclusion.deletesEvent ? null : exclusion.content;
    }
  }
}
