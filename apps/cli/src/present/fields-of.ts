import type { Event, VersionDiff } from "@daybook/client";
import type { EventContent } from "@daybook/domain/event/content";

/** What differs between an event and what it would become, named as `versions.diff` names it. */
export async function fieldsOf(before: Event, after: Event): Promise<VersionDiff["fields"]> {
  // Only when it is needed: reading rules would slow down every command.
  const { diffContent } = await import("@daybook/domain/versions/diff");
  return diffContent(contentOf(before), contentOf(after));
}

/** What came as JSON has no members that are there and undefined, as the wire's types would allow. */
function contentOf(event: Event): EventContent {
  return event as EventContent;
}
