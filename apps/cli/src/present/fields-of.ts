import type { Event } from "@daybook/client";
import type { EventContent } from "@daybook/domain/event/content";
import type { FieldChange } from "./field-changes.ts";

/** What differs between an event and what it would become, as `versions.diff` would say it. */
export async function fieldsOf(before: Event, after: Event): Promise<readonly FieldChange[]> {
  // Only when it is needed: reading rules would slow down every command.
  const [{ diffContent }, { withWords }] = await Promise.all([
    import("@daybook/domain/versions/diff"),
    import("@daybook/domain/versions/word-diff"),
  ]);
  return withWords(diffContent(contentOf(before), contentOf(after)));
}

/** What came as JSON has no members that are there and undefined, as the wire's types would allow. */
function contentOf(event: Event): EventContent {
  return event as EventContent;
}
