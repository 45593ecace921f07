import type { EventContent, OccurrenceKey } from "@daybook/domain/event/content";
import { deleteTarget, isExcluded } from "@daybook/domain/event/edit-target";
import { excludeOccurrence } from "@daybook/domain/event/exclude";
import { keyMove } from "@daybook/domain/event/key-move";
import { authorise } from "@daybook/domain/sharing/authorised";
import { contentEquals } from "@daybook/domain/versions/diff";
import type { Call } from "../rpc/context.ts";
import { requireEvent } from "../write/access.ts";
import { changeEvent } from "./change-event.service.ts";
import type { ChangedView, DeleteEventInput } from "./events.schema.ts";
import { findStaleBase, versionConflict } from "./version-conflict.ts";

/** Deletes an event, or excludes one occurrence of a series (rule X5). */
export async function deleteEvent(call: Call, input: DeleteEventInput): Promise<ChangedView> {
  const { id, scope, occurrenceKey, baseVersion, message } = input;

  return changeEvent(call, input, async (reading) => {
    const found = await requireEvent(reading, id, "read");
    const isCreator = found.event.createdBy === call.actor.userId;
    const asDeleted = { content: found.content, deleted: true, kind: "delete", message } as const;
    if (found.event.deletedAt !== null) {
      const oneOnly = scope === "this" && found.content.recurrence !== null;
      authorise(found, oneOnly ? "edit" : "delete", { isCreator });
      return { found, change: asDeleted };
    }
    // A key is read as of the version that it was seen in (rule X3).
    const base = await findStaleBase(reading, found, baseVersion);
    const seen = base?.content ?? found.content;
    const target = deleteTarget(seen, { scope, occurrenceKey });
    authorise(found, target.kind === "event" ? "delete" : "edit", { isCreator });
    const left = target.kind === "event" ? null : contentWithout(seen, target.key);
    if (left === null) {
      authorise(found, "delete", { isCreator });
      if (base !== undefined) {
        throw versionConflict(found, base, null);
      }
      return { found, change: asDeleted };
    }
    const change = { kind: "update", content: left, deleted: false, message } as const;
    if (base === undefined) {
      return { found, change };
    }
    const alreadySo =
      contentEquals(left, seen) ||
      (target.kind === "occurrence" &&
        isExcluded(found.content, keyMove(seen, found.content)(target.key)));
    if (!alreadySo) {
      throw versionConflict(found, base, left);
    }
    return { found, change: { ...change, content: found.content } };
  });
}

/** Null where it was the last occurrence. */
function contentWithout(content: EventContent, key: OccurrenceKey): EventContent | null {
  const exclusion = excludeOccurrence(content, key);
  return exclusion.deletesEvent ? null : exclusion.content;
}
