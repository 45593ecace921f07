import type { EventContent } from "@daybook/domain/event/content";
import { DomainError } from "@daybook/domain/errors";
import { contentEquals } from "@daybook/domain/versions/diff";
import type { AccessibleEvent } from "../write/access.ts";
import { type StaleBase, versionConflict } from "./version-conflict.ts";

type Edit = (content: EventContent) => EventContent;

/**
 * The content after an edit of an older version. An edit that would change the present is a
 * conflict (rule V3); one that would change nothing, there or here, is none (rule V2).
 */
export function mergeEdit(
  found: AccessibleEvent,
  base: StaleBase,
  { edit }: { readonly edit: Edit },
): { readonly content: EventContent } {
  const yours = edit(base.content);
  if (contentEquals(yours, base.content) || hasAll(found.content, edit)) {
    return { content: found.content };
  }
  throw versionConflict(found, base, yours);
}

/** Whether the present has all that an edit asks for; where it does not fit any more, it has not. */
function hasAll(content: EventContent, edit: Edit): boolean {
  try {
    return contentEquals(edit(content), content);
  } catch (error) {
    if (error instanceof DomainError) {
      return false;
    }
    throw error;
  }
}
